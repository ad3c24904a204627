"""The rows of handsets' scripts."""

from __future__ import annotations

import msgspec

from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.sqlite.unit import Unit
from cordboard.voice.handset import Script, Step

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(tuple[Step, ...]).decode
_PUT = "INSERT OR REPLACE INTO handset_script (number, script) VALUES (?,?)"


class ScriptUnit(Unit):
    """A transaction that writes scripts."""

    __slots__ = ()

    def put_script(self, number: str, script: Script) -> None:
        """Write a handset's script; an empty one takes it away."""
        if script:
            self._step(_PUT, (number, _encode(script).decode()))
        else:
            self._step("DELETE FROM handset_script WHERE number=?", (number,))


class SqliteScripts:
    """Keeps what handsets do in calls."""

    def __init__(self, engine: Engine, store: SqliteStore) -> None:
        self._engine = engine
        self._store = store

    async def keep(self, number: str, script: Script) -> None:
        """Write a handset's script; done when it is on disk."""
        unit = self._store.unit_of(ScriptUnit)
        unit.put_script(number, script)
        await unit.commit()

    def all(self) -> dict[str, Script]:
        """Return every script, by the number of its handset."""
        rows = self._engine.read("SELECT number, script FROM handset_script")
        return {str(number): _decode(str(script)) for number, script in rows}
