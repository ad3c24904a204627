"""The SQLite engine: one file, one process, one writer that commits many transactions at once.

Statements run on the event loop's thread; only COMMIT, which waits for the disk, runs on another. While a commit is
under way the units of the next gather, so the number of flushes a second bounds nothing but the wait of a batch.
Source: sqlite.org/wal.html, sqlite.org/pragma.html#pragma_synchronous (FULL: a commit is on disk when it returns).
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

from cordboard.base.feed import Feed, Happening
from cordboard.base.outbox import Outbox, Task

MOST_UNITS_A_COMMIT = 512
CLEARED = (
    "message",
    "media",
    "media_data",
    "feedback",
    "opt_out",
    "task",
    "webhook_attempt",
    "request",
    "handset",
    "handset_message",
)
Parameters = Sequence[object]


class StoreError(Exception):
    """The database cannot be used; the text says why in one sentence, and what to do."""


class ConflictError(Exception):
    """A unit found the world changed: a row was not in the state that it was written for."""


class Batch:
    """One unit's statements, and what follows them."""

    __slots__ = ("after", "done", "happenings", "steps", "tasks")

    def __init__(self) -> None:
        self.steps: list[tuple[str, Parameters, bool]] = []
        self.tasks: list[Task] = []
        self.happenings: list[Happening] = []
        self.after: list[Callable[[], None]] = []
        self.done: asyncio.Future[None] | None = None


class Engine:
    """Owns the connections; writes batches, reads rows."""

    def __init__(self, path: Path, outbox: Outbox, feed: Feed) -> None:
        """Open the database and bring it to the newest version. Raises: StoreError."""
        self._outbox = outbox
        self._feed = feed
        self._path = path
        try:
            self._writer = _open(path)
            self._lock()
            migrate(self._writer)
            self._reader = _open(path)
        except sqlite3.Error as fault:
            raise StoreError(
                f"The database {path} cannot be opened ({fault}). Check the folder, or name another."
            ) from fault
        self._thread = ThreadPoolExecutor(1, "commit")
        self._waiting: list[Batch] = []
        self._is_writing = False

    def _lock(self) -> None:
        """Keep other processes from writing the same file: two servers would send everything twice."""
        self._lock_file = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        import fcntl

        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            os.close(self._lock_file)
            raise StoreError(f"Another server uses {self._path}. Stop it, or give this one another --data.") from fault

    def read(self, sql: str, parameters: Parameters = ()) -> list[tuple[object, ...]]:
        """Return all rows of a query, as of the latest commit."""
        return self._reader.execute(sql, parameters).fetchall()

    def submit(self, batch: Batch) -> asyncio.Future[None]:
        """Queue a unit; the future is done when it is on disk. It raises ConflictError if a row was not as expected."""
        loop = asyncio.get_running_loop()
        batch.done = loop.create_future()
        self._waiting.append(batch)
        if not self._is_writing:
            self._is_writing = True
            loop.call_soon(self._write)
        return batch.done

    def _write(self) -> None:
        batches, self._waiting = self._waiting[:MOST_UNITS_A_COMMIT], self._waiting[MOST_UNITS_A_COMMIT:]
        if not batches:
            self._is_writing = False
            return
        written = self._execute(batches)
        commit = asyncio.get_running_loop().run_in_executor(self._thread, self._writer.commit)
        commit.add_done_callback(lambda done: self._committed(written, done))

    def _execute(self, batches: list[Batch]) -> list[Batch]:
        """Run all units in one transaction; if one cannot, each in a savepoint of its own."""
        execute = self._writer.execute
        execute("BEGIN IMMEDIATE")
        try:
            for batch in batches:
                _run(execute, batch)
        except (sqlite3.Error, ConflictError):
            self._writer.rollback()
            execute("BEGIN IMMEDIATE")
            return [batch for batch in batches if self._run_alone(batch)]
        return batches

    def _run_alone(self, batch: Batch) -> bool:
        execute = self._writer.execute
        execute("SAVEPOINT unit")
        try:
            _run(execute, batch)
        except (sqlite3.Error, ConflictError) as fault:
            execute("ROLLBACK TO unit")
            execute("RELEASE unit")
            failed = fault if isinstance(fault, ConflictError) else ConflictError(str(fault))
            if batch.done is not None and not batch.done.done():
                batch.done.set_exception(failed)
            return False
        execute("RELEASE unit")
        return True

    def _committed(self, batches: list[Batch], done: asyncio.Future[None]) -> None:
        fault = done.exception()
        tasks: list[Task] = []
        happenings: list[Happening] = []
        for batch in batches:
            if fault is not None:
                if batch.done is not None and not batch.done.done():
                    batch.done.set_exception(fault)
                continue
            for call in batch.after:
                call()
            tasks += batch.tasks
            happenings += batch.happenings
            if batch.done is not None and not batch.done.done():
                batch.done.set_result(None)
        self._feed.publish(happenings)
        self._outbox.hand_out(tasks)
        self._write()

    @property
    def is_busy(self) -> bool:
        """Tell whether units are waiting or being written."""
        return self._is_writing

    async def clear(self) -> None:
        """Delete everything but accounts, keys and numbers."""
        batch = Batch()
        batch.steps = [(f"DELETE FROM {table}", (), False) for table in CLEARED]  # noqa: S608 - names of ours
        await self.submit(batch)

    def close(self) -> None:
        """Close the connections; the log is folded into the file."""
        self._thread.shutdown(wait=True)
        self._reader.close()
        self._writer.close()
        os.close(self._lock_file)


def _run(execute: Callable[[str, Parameters], sqlite3.Cursor], batch: Batch) -> None:
    for sql, parameters, must_change in batch.steps:
        cursor = execute(sql, parameters)
        if must_change and cursor.rowcount != 1:
            raise ConflictError("the row was not in the state expected")


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA cache_size=-16384")  # 16 MiB, a seventh of the memory that an idle server may have
    connection.execute("PRAGMA wal_autocheckpoint=4000")  # 16 MB of log between checkpoints
    return connection


def migrations() -> list[tuple[int, str]]:
    """Return the migrations, their number and their SQL, in order."""
    folder = files("cordboard.store.sqlite") / "migrations"
    scripts = sorted(each.name for each in folder.iterdir() if each.name.endswith(".sql"))
    return [(int(name[:4]), (folder / name).read_text("utf-8")) for name in scripts]


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest version, each step in one transaction. Raises: StoreError for a newer one."""
    steps = migrations()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    newest = steps[-1][0]
    if version > newest:
        raise StoreError(
            f"The database is of version {version}, this Cordboard knows {newest}. Install the newer Cordboard, "
            "or give this one another --data."
        )
    for number, script in steps:
        if number > version:
            connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")


def prune(table: str, keep: int) -> tuple[str, Parameters]:
    """Return the statement that leaves the newest rows of a log."""
    sql = f"DELETE FROM {table} WHERE key <= (SELECT key FROM {table} ORDER BY key DESC LIMIT 1 OFFSET ?)"  # noqa: S608
    return sql, (keep,)
