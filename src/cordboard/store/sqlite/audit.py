"""The audit's rows: appended through the one writer, in one order, and read by pages or whole."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cordboard.base.feed import Happening
from cordboard.base.page import Page, PageRequest
from cordboard.base.sid import key_of
from cordboard.store.sqlite.engine import Batch, Engine, StoreError
from cordboard.store.sqlite.pages import Rows, read_page

T = TypeVar("T")
Stored = tuple[int, str, str]
Link = Callable[[int, str, Mapping[str, object]], Stored]
# A row is only written behind the one that it follows: after a write that failed, none that followed it is.
_ADD = (
    "INSERT INTO audit (key, body, sha256) SELECT ?,?,?"
    " WHERE coalesce((SELECT sha256 FROM audit WHERE key = ?), ?) = ?"
    " AND NOT EXISTS (SELECT 1 FROM audit WHERE key > ?)"
)
_LAST = "SELECT key, sha256 FROM audit ORDER BY key DESC LIMIT 1"
_ALL = "SELECT key, body, sha256 FROM audit WHERE key > ? ORDER BY key LIMIT ?"
READ_AT_ONCE = 1000
DECISION = "decision"
CONDITIONS = {
    "agent": "agent = ?",
    "decision": "decision = ?",
    "operation": "operation = ?",
    "id": "decision_id = ?",
    "since": "at_ms >= ?",
    "until": "at_ms < ?",
    "text": "instr(lower(json_extract(body, '$.sentence')), lower(?)) > 0",
}


class Head(NamedTuple):
    """The end of the chain: how many rows there are, and the hash of the last."""

    rows: int
    sha256: str


class AuditStore:
    """Appends rows whose hashes are chained in memory, ahead of the disk."""

    def __init__(self, engine: Engine, link: Link, genesis: str) -> None:
        self._engine = engine
        self._link = link
        self._genesis = genesis
        self._head = self.head()
        self._failures = 0

    def head(self) -> Head:
        """Return the end of the chain on disk."""
        found: list[tuple[Any, ...]] = self._engine.read(_LAST)
        return Head(*found[0]) if found else Head(0, self._genesis)

    def append(self, entry: Mapping[str, object]) -> asyncio.Future[None]:
        """Append a row; the future is done when it is on disk. It raises StoreError or ConflictError."""
        before = self._head
        key, body, sha256 = self._link(before.rows + 1, before.sha256, entry)
        batch = Batch()
        batch.happenings = _told(entry)
        batch.steps = [(_ADD, (key, body, sha256, before.rows, self._genesis, before.sha256, before.rows), True)]
        written = self._engine.submit(batch)
        self._head = Head(key, sha256)
        failures = self._failures
        written.add_done_callback(lambda done: self._written(done, failures))
        return asyncio.shield(written)  # who waits for it may be cancelled, the row is not

    def _written(self, done: asyncio.Future[None], failures: int) -> None:
        """Go on from what is on disk after a failure; those that were chained to the lost row fail of themselves."""
        if done.exception() is not None and failures == self._failures:
            self._failures += 1
            self._head = self.head()

    def page(self, wanted: Mapping[str, object], page: PageRequest, make: Callable[[str, str], T]) -> Page[T]:
        """Read a page of rows, newest first, that meet every condition that is named."""
        where = [(CONDITIONS[name], value) for name, value in wanted.items()]
        return read_page(self._engine.read, Rows("body, sha256", "audit", where), page, lambda row: make(*row))


def _told(entry: Mapping[str, object]) -> list[Happening]:
    """Return what the feed is told of a row: of a decision that it was made, and nothing of what came of it."""
    decision_id, state = str(entry.get("id")), str(entry.get("decision"))
    if entry.get("kind") != DECISION:
        return []
    at_ms, account_sid = int(str(entry["at_ms"])), str(entry["account_sid"])
    return [Happening(key_of(decision_id), at_ms, DECISION, account_sid, decision_id, state)]


def read_file(path: Path) -> Iterator[Stored]:
    """Read the whole chain of a database that a server may be using. Raises: StoreError."""
    if not path.is_file():
        raise StoreError(f"There is no database {path}. Name the data folder of a server with --data.")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            last = -1 << 62  # rows before the first are found, too
            while rows := connection.execute(_ALL, (last, READ_AT_ONCE)).fetchall():
                yield from rows
                last = rows[-1][0]
    except sqlite3.Error as fault:
        raise StoreError(f"The audit in {path} cannot be read ({fault}).") from fault
