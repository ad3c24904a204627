"""Plain resources whose rows a broken disk or a wrong hand has spoilt: lists leave them out, these find them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from cordboard.shelf.shelf import Kept
from cordboard.store.sqlite.engine import StoreError
from cordboard.store.sqlite.readable import UNREADABLE

ALL_KEPT = "SELECT kind, sid, account_sid, parent_sid, body FROM kept"


def spoilt_of(rows: Iterable[tuple[Any, ...]], types: Mapping[str, type[Kept]]) -> Iterator[tuple[str, Kept]]:
    """Return the kind of each resource that cannot be read, and what its row tells beside it; it has no dates.

    Of a kind that is not named, what all have in common is read.
    """
    for kind, sid, account_sid, parent_sid, body in rows:
        try:
            msgspec.json.decode(body, type=types.get(kind, Kept))
        except UNREADABLE:
            yield kind, Kept(sid=sid, account_sid=account_sid, created_ms=0, updated_ms=0, parent_sid=parent_sid)


def spoilt_in(path: Path, types: Mapping[str, type[Kept]]) -> list[tuple[str, str]]:
    """Return kind and SID of each resource in a database that cannot be read. Raises: StoreError.

    There are none where there is no database yet, or one of the first versions, which kept none.
    """
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name='kept'").fetchone():
                return []
            return [(kind, kept.sid) for kind, kept in spoilt_of(connection.execute(ALL_KEPT), types)]
    except sqlite3.Error as fault:
        raise StoreError(f"What {path} holds cannot be read ({fault}).") from fault
