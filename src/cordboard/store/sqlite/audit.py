"""The audit's rows: chained and written by whoever commits, in one order, and read by pages or whole."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cordboard.base.feed import Happening
from cordboard.base.page import Page, PageRequest
from cordboard.base.sid import first_key, key_of
from cordboard.store.sqlite.bounded import Walk, read_walk
from cordboard.store.sqlite.engine import Engine, StoreError
from cordboard.store.sqlite.pages import Condition

T = TypeVar("T")
Stored = tuple[int, str, str, str]
Chain = Callable[[Sequence[Any], int, str], Sequence[tuple[int, bytes, str, str]]]
# Bytes that are UTF-8 become a text as they are; a text of Python with dots that mask would be encoded once more.
_ADD = "INSERT INTO audit (key, body, sha256, agent) VALUES (?, CAST(? AS TEXT), ?, ?)"
_LAST = "SELECT key, sha256 FROM audit ORDER BY key DESC LIMIT 1"
_ONE = "SELECT sha256 FROM audit WHERE key = ?"
_ALL = "SELECT key, body, sha256, agent FROM audit WHERE key > ? ORDER BY key LIMIT ?"
READ_AT_ONCE = 1000
DECISION, OUTCOME, JUDGEMENT, AGENT = "decision", "outcome", "judgement", "agent"
CONDITIONS = {
    "agent": "agent = ?",
    "decision": "json_extract(body, '$.decision') = ?",
    "operation": "json_extract(body, '$.operation') = ?",
    "key": "json_extract(body, '$.key_sid') = ?",
    "id": "json_extract(body, '$.id') = ?",
    "since": "json_extract(body, '$.at_ms') >= ?",
    "until": "json_extract(body, '$.at_ms') < ?",
    "text": "instr(lower(json_extract(body, '$.sentence')), lower(?)) > 0",
}
SEARCHED = {"decision": "decision", "operation": "operation", "key": "key_sid", "id": "id", "text": "sentence"}
"""Filters by a text, and under which name that stands in the JSON of a row."""
EASE = 2  # Measured: a row that LIKE rules out takes 1.3 µs, one whose JSON is read 3 µs
_APART = re.compile(r"[^ -~]+|[\"\\%_]")  # what JSON may write in another way, and what LIKE takes for something else


class Head(NamedTuple):
    """The end of the chain: how many rows there are, and the hash of the last."""

    rows: int
    sha256: str


class AuditStore:
    """Appends rows to the chain, each in the transaction that it is for."""

    def __init__(self, engine: Engine, chain: Chain, genesis: str) -> None:
        """Take the engine, what chains entries behind a row, and what stands for the hash before the first row."""
        self._engine = engine
        self._chain = chain
        self._genesis = genesis
        engine.write_audit = self._write

    def head(self) -> Head:
        """Return the end of the chain on disk."""
        return self._head_of(self._engine.read(_LAST))

    def sha256_of(self, seq: int) -> str:
        """Return the hash of a row, empty where there is none."""
        found: list[tuple[Any, ...]] = self._engine.read(_ONE, (seq,))
        return str(found[0][0]) if found else ""

    def _head_of(self, found: Sequence[Sequence[Any]]) -> Head:
        return Head(*found[0]) if found else Head(0, self._genesis)

    def _write(self, connection: sqlite3.Connection, entries: Sequence[Any]) -> list[Happening]:
        """Write rows into the transaction under way: in it stands what they follow, whatever became of others.

        The feed is told of decisions and of judgements, and of what came of a decision it is told nothing.
        """
        head = self._head_of(connection.execute(_LAST).fetchall())
        connection.executemany(_ADD, self._chain(entries, head.rows, head.sha256))
        return [tell(entry) for entry in entries if (tell := TELLS.get(entry.kind)) is not None]

    def append(self, entry: Any) -> asyncio.Future[None]:
        """Append a row with the next commit; the future raises StoreError or ConflictError.

        An outcome, for which nobody waits, makes no commit of its own for a moment, so that the next decision does not
        wait behind it. The future is that of all who wait for this commit, so that whoever may be cancelled shields it.
        """
        batch = self._engine.shared(is_patient=entry.kind == OUTCOME)
        batch.audited.append(entry)
        assert batch.done is not None  # noqa: S101 - it was submitted
        return batch.done

    def hold(self, entry: Any) -> None:
        """Keep the row of a decision for the unit of the act that names it; both are written, or neither."""
        self._engine.held[entry.id] = entry

    def settle(self, entry: Any) -> None:
        """Append the row of a decision that no unit was written with, because nothing was done."""
        if not entry.seq:
            self._engine.held.pop(entry.id, None)
            self.append(entry)

    def page(self, wanted: Mapping[str, object], page: PageRequest, make: Callable[[str, str], T]) -> Page[T]:
        """Read a page of rows, newest first, that meet every condition that is named; it may be short and go on."""
        asked = {name: value for name, value in wanted.items() if name != AGENT}
        where, through = ([(CONDITIONS[AGENT], wanted[AGENT])], "audit_by_agent") if AGENT in wanted else ([], "")
        ease = EASE if asked.keys() <= SEARCHED.keys() else 1
        walk = Walk("body, sha256", "audit", where, _filters(asked), through, ease=ease, has_gaps=False)
        return read_walk(self._engine.read, walk, page, lambda row: make(*row))


def _filters(asked: Mapping[str, object]) -> list[Condition]:
    """Return what is asked of each row: first what rules most rows out without reading their JSON.

    A row whose JSON was spoilt on disk meets no condition; the check of the chain finds it.
    """
    likely = [("body LIKE ?", _pattern(SEARCHED[name], str(each))) for name, each in asked.items() if name in SEARCHED]
    exact = [(f"CASE WHEN json_valid(body) THEN {CONDITIONS[name]} END", value) for name, value in asked.items()]
    return [*likely, *exact]


def _pattern(name: str, value: str) -> str:
    """Return what a row is like that has a value under a name: its longest part that is written in one way only."""
    return f'%"{name}":"%{max(_APART.split(value), key=len)}%'


def _told(entry: Any) -> Happening:
    """Return what the feed is told of a decision."""
    return Happening(key_of(entry.id), entry.at_ms, DECISION, entry.account_sid, entry.id, entry.decision)


def _led(entry: Any) -> Happening:
    """Return what the feed is told of a judgement, by its place, since it has the id of its decision."""
    return Happening(first_key(entry.at_ms), entry.at_ms, JUDGEMENT, entry.account_sid, str(entry.seq), entry.decision)


TELLS = {DECISION: _told, JUDGEMENT: _led}


def length_of_file(path: Path) -> int:
    """Return the place of the last row of a database, 0 where nobody can tell."""
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        return int(connection.execute("SELECT coalesce(max(key), 0) FROM audit").fetchone()[0])
    return 0


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
