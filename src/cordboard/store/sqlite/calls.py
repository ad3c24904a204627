"""The rows of calls: what is searched stands in columns, the whole call in one body."""

from __future__ import annotations

from typing import Any

import msgspec

from cordboard.base.page import Page, PageRequest
from cordboard.base.sid import key_of
from cordboard.store.sqlite import recordings
from cordboard.store.sqlite.engine import Engine, Parameters
from cordboard.store.sqlite.pages import Rows, read_page
from cordboard.store.sqlite.readable import readable
from cordboard.store.sqlite.store import HIGHEST_KEY, SqliteStore
from cordboard.store.sqlite.unit import Unit
from cordboard.usage.measure import call_used
from cordboard.voice.call import Call
from cordboard.voice.ports import CallFilter, ConferenceFilter, Heard, RecordingFilter
from cordboard.voice.recording import Recording
from cordboard.voice.room import Conference

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Call).decode
_COLUMNS = "key, sid, account_sid, direction, sender, recipient, status, parent_sid, started_ms, ended_ms, body"
# A call is written five times in its life: only what moves is written again, and four of its five indexes stay.
_PUT = (
    f"INSERT INTO call ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (key) DO UPDATE SET"  # noqa: S608 - columns of ours
    " status=excluded.status, started_ms=excluded.started_ms, ended_ms=excluded.ended_ms, body=excluded.body"
)
_ADD_HEARD = "INSERT INTO heard (call_sid, at_ms, who, what, text, voice, language) VALUES (?,?,?,?,?,?,?)"


class CallUnit(Unit):
    """A transaction that writes calls, too."""

    __slots__ = ()

    def put_call(self, call: Call) -> None:
        """Write a call, in place of its earlier state; its end is counted once."""
        used = call_used(call)
        if used is not None:
            self._count_once(used, "SELECT 1 FROM call WHERE key=? AND ended_ms IS NOT NULL", call.key)
        self._stream_call(call)
        row: Parameters = (
            call.key,
            call.sid,
            call.account_sid,
            call.direction.value,
            call.sender,
            call.recipient,
            call.status.value,
            call.parent_sid,
            call.started_ms,
            call.ended_ms,
            _encode(call),
        )
        self._step(_PUT, row)
        self.happened("call", call.account_sid, call.sid, call.status.value, call.updated_ms)

    def delete_call(self, call: Call) -> None:
        """Delete a call with its transcript."""
        self._step("DELETE FROM call WHERE key=?", (call.key,))
        self._step("DELETE FROM heard WHERE call_sid=?", (call.sid,))

    def add_heard(self, heard: Heard) -> None:
        """Write a line of a transcript."""
        self._step(_ADD_HEARD, tuple(heard))


class SqliteCalls:
    """Reads calls and begins transactions on them."""

    def __init__(self, engine: Engine, store: SqliteStore) -> None:
        self._engine = engine
        self._store = store

    def unit(self) -> CallUnit:
        """Begin a transaction."""
        return self._store.unit_of(CallUnit)

    def is_followed(self, account_sid: str) -> bool:
        """Tell whether a sink wants events of an account."""
        return account_sid in self._store.streams.watched

    async def call(self, account_sid: str, sid: str) -> Call | None:
        """Return a call of an account."""
        try:
            key = key_of(sid)
        except ValueError:
            return None
        if key > HIGHEST_KEY:
            return None
        sql = "SELECT body FROM call WHERE key=? AND sid=? AND account_sid=?"
        rows = self._engine.read(sql, (key, sid, account_sid))
        return _call_of(rows[0]) if rows else None

    async def calls(self, account_sid: str, wanted: CallFilter, page: PageRequest) -> Page[Call]:
        """Return the calls of an account, newest first."""
        bounds = (
            ("account_sid=?", account_sid),
            ("recipient=?", wanted.recipient),
            ("sender=?", wanted.sender),
            ("parent_sid=?", wanted.parent_sid),
            ("status=?", wanted.status.value if wanted.status else None),
            ("started_ms>=?", wanted.started_from_ms),
            ("started_ms<?", wanted.started_before_ms),
            ("ended_ms>=?", wanted.ended_from_ms),
            ("ended_ms<?", wanted.ended_before_ms),
        )
        where = [(condition, value) for condition, value in bounds if value is not None]
        return read_page(self._engine.read, Rows("body", "call", where), page, _call_of)

    async def heard(self, call_sid: str) -> list[Heard]:
        """Return the transcript of a call, oldest first."""
        sql = "SELECT call_sid, at_ms, who, what, text, voice, language FROM heard WHERE call_sid=? ORDER BY rowid"
        rows: list[tuple[Any, ...]] = self._engine.read(sql, (call_sid,))
        return [Heard(*row) for row in rows]

    async def open_calls(self) -> list[Call]:
        """Return every call that has not ended."""
        return readable("call", self._engine.read("SELECT key, body FROM call WHERE ended_ms IS NULL"), _call_of)

    async def recordings(
        self, account_sid: str, wanted: RecordingFilter, horizon_ms: int, page: PageRequest
    ) -> Page[Recording]:
        """Return recordings, newest first; of deleted ones at most those deleted after the horizon."""
        return recordings.recordings(self._engine, account_sid, wanted, horizon_ms, page)

    async def expired_recordings(self, horizon_ms: int) -> list[Recording]:
        """Return what was deleted at the horizon or before."""
        return recordings.expired_recordings(self._engine, horizon_ms)

    async def open_recordings(self) -> list[Recording]:
        """Return every recording that is under way."""
        return recordings.open_recordings(self._engine)

    async def conferences(self, account_sid: str, wanted: ConferenceFilter, page: PageRequest) -> Page[Conference]:
        """Return conferences, newest first."""
        return recordings.conferences(self._engine, account_sid, wanted, page)

    async def open_conferences(self) -> list[Conference]:
        """Return every conference that has not ended."""
        return recordings.open_conferences(self._engine)


def _call_of(row: tuple[Any, ...]) -> Call:
    return _decode(row[0])
