"""The SQLite engine: one file, one process, one writer that commits many transactions at once.

Statements run on the event loop's thread; only COMMIT, which waits for the disk, runs on another. While a commit is
under way the units of the next gather, so the number of flushes a second bounds nothing but the wait of a batch.
Source: sqlite.org/wal.html, sqlite.org/pragma.html#pragma_synchronous (FULL: a commit is on disk when it returns).
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from importlib.resources import files
from pathlib import Path
from typing import Any

from msgspec import Struct

from cordboard.base.conflict import ConflictError, UntoldError
from cordboard.base.feed import Feed, Happening
from cordboard.base.outbox import Outbox, Task
from cordboard.store.sqlite.operation_counts import Counted, Execute, write_counts
from cordboard.store.sqlite.tally import write_used
from cordboard.usage.measure import Used

MOST_UNITS_A_COMMIT = 512
PATIENCE_S = 0.05  # nobody waits for a patient unit; a crash may lose what was written that long before
CLOSED = "The database is closed."
CLEARED = (
    "message",
    "media",
    "media_data",
    "feedback",
    "opt_out",
    "sticky_sender",
    "task WHERE kind <> 'renewal'",  # numbers stay, and so do their months
    "webhook_attempt",
    "request",
    "handset",
    "handset_message",
    "handset_script",
    "call",
    "heard",
    "comms_operation",
    "comms_waiting",
    "comms_message",
    "comms_post",
    "comms_attempt",
    "comms_session",
    "comms_tag",
    "comms_attachment",
    "event",
    "left_feed",
    "kept WHERE kind IN ('countries_off', 'lookup_count')",
)
Parameters = Sequence[object]
WriteAudit = Callable[[sqlite3.Connection, Sequence[Any]], Sequence[Happening]]
"""Writes rows into the transaction under way, and returns what the feed is told of them."""


class StoreError(Exception):
    """The database cannot be used; the text says why in one sentence, and what to do."""


class AuditError(StoreError, UntoldError):
    """The database cannot be used for what a row of the audit tells of, so nothing of it was done."""


class Batch(Struct, eq=False):
    """One unit's statements, and what follows them.

    ``audited`` are rows of the audit that it is not written without, ``decision_id`` names one that was held for it;
    ``latest`` says, of what many units write anew, how that stands when they are written.
    """

    steps: list[tuple[str, Parameters, bool]] = []
    tasks: list[Task] = []
    happenings: list[Happening] = []
    after: list[Callable[[], None]] = []
    used: list[Used] = []
    counted: Counted = {}
    audited: list[Any] = []
    decision_id: str = ""
    latest: dict[str, Callable[[], tuple[str, Parameters]]] = {}
    done: asyncio.Future[None] | None = None


class Engine:
    """Owns the connections; writes batches, reads rows."""

    def __init__(self, path: Path, outbox: Outbox, feed: Feed) -> None:
        """Open the database and bring it to the newest version. Raises: StoreError."""
        self._outbox = outbox
        self._feed = feed
        with ExitStack() as undo:  # what cannot be opened whole is closed, so that it can be tried again
            try:
                self._lock_file = _lock(path)
                undo.callback(os.close, self._lock_file)
                self._writer = undo.enter_context(closing(_open(path)))
                migrate(self._writer)
                self._reader = _open(path)
            except (OSError, sqlite3.Error) as fault:
                raise StoreError(
                    f"The database {path} cannot be opened ({fault}). Check the folder, or name another."
                ) from fault
            undo.pop_all()
        self.on_used: Callable[[], None] = lambda: None
        self.on_audited: Callable[[int], None] = lambda rows: None
        self.on_ended: Callable[[Execute, Happening], list[Callable[[], None]]] = lambda execute, ended: []
        self.write_audit: WriteAudit = _no_audit
        self.held: dict[str, Any] = {}
        self._thread = ThreadPoolExecutor(1, "commit")
        self._waiting: list[Batch] = []
        self._shared: Batch | None = None
        self._is_writing = False
        self._patience: asyncio.TimerHandle | None = None
        self._is_closed = False

    def read(self, sql: str, parameters: Parameters = ()) -> list[tuple[object, ...]]:
        """Return all rows of a query, as of the latest commit."""
        return self._reader.execute(sql, parameters).fetchall()

    def submit(self, batch: Batch, *, is_patient: bool = False) -> asyncio.Future[None]:
        """Queue a unit; the future is done when it is on disk. A patient one goes with the next that is not, or later.

        It raises ConflictError if a row was not as expected, StoreError if the disk does not take it. What makes no
        statement of SQL is raised as it is. Raises: StoreError after `close`.
        """
        if self._is_closed:
            raise StoreError(CLOSED)
        if batch.decision_id in self.held:
            batch.audited.append(self.held.pop(batch.decision_id))
        loop = asyncio.get_running_loop()
        batch.done = loop.create_future()
        self._waiting.append(batch)
        if is_patient and not self._is_writing:
            self._patience = self._patience or loop.call_later(PATIENCE_S, self._begin)
        else:
            self._begin()
        return batch.done

    def _begin(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if not self._is_writing and not self._is_closed:
            self._is_writing = True
            asyncio.get_running_loop().call_soon(self._write)

    def shared(self, *, is_patient: bool = False) -> Batch:
        """Return a unit of the next commit that many add to; as those of others, it is written whole or not at all.

        It is patient until somebody adds who is not.

        Raises: StoreError after `close`.
        """
        if self._shared is None:
            batch = Batch()
            self.submit(batch, is_patient=is_patient).add_done_callback(_seen)
            self._shared = batch
        elif not is_patient:
            self._begin()
        return self._shared

    def _write(self) -> None:
        batches, self._waiting = self._waiting[:MOST_UNITS_A_COMMIT], self._waiting[MOST_UNITS_A_COMMIT:]
        if not batches:
            self._is_writing = False
            return
        if self._shared is not None and self._shared in batches:
            batches.remove(self._shared)
            batches.append(self._shared)  # what came of an act stands behind the row of its decision
            self._shared = None
        loop = asyncio.get_running_loop()
        try:
            written = self._execute(batches)
        except sqlite3.Error as fault:  # a full disk, a foreign lock: these units fail, those to come may not
            self._abandon(batches, fault)
            loop.call_soon(self._write)
            return
        commit = loop.run_in_executor(self._thread, self._writer.commit)
        commit.add_done_callback(lambda done: self._committed(written, done))

    def _execute(self, batches: list[Batch]) -> list[Batch]:
        """Run all units in one transaction; if one cannot, each in a savepoint of its own. Returns those that ran."""
        execute = self._writer.execute
        written = self._run_all(batches)
        try:
            self._write_audit(written)
        except Exception as fault:  # nothing is done that no row tells of; others are not held up, whatever it is
            self._writer.rollback()
            _fail_all([batch for batch in written if batch.audited], fault)
            written = self._run_all([batch for batch in written if not batch.audited])
        for make in _latest(written):
            execute(*make())
        write_used(execute, (used for batch in written for used in batch.used))
        counted = [batch.counted for batch in written if batch.counted]
        if counted:
            ended = write_counts(execute, counted)
            written[-1].happenings += ended
            written[-1].after += [wake for each in ended for wake in self.on_ended(execute, each)]
        return written

    def _run_all(self, batches: list[Batch]) -> list[Batch]:
        execute = self._writer.execute
        execute("BEGIN IMMEDIATE")
        try:
            _run(execute, batches)
        except Exception:  # whatever is wrong with one unit, such as text that is no Unicode, is not its neighbours'
            self._writer.rollback()
            execute("BEGIN IMMEDIATE")
            return [batch for batch in batches if self._run_alone(batch)]
        return batches

    def _write_audit(self, batches: list[Batch]) -> None:
        audited = [entry for batch in batches for entry in batch.audited]
        if audited:  # what was decided is told before what was done
            batches[0].happenings[:0] = self.write_audit(self._writer, audited)

    def _run_alone(self, batch: Batch) -> bool:
        execute = self._writer.execute
        execute("SAVEPOINT unit")
        try:
            _run(execute, [batch])
        except Exception as fault:
            if not self._writer.in_transaction:  # SQLite has undone all units, as it does when the disk is full
                raise
            execute("ROLLBACK TO unit")
            execute("RELEASE unit")
            _fail(batch, fault)
            return False
        execute("RELEASE unit")
        return True

    def _abandon(self, batches: list[Batch], fault: BaseException) -> None:
        if self._writer.in_transaction:
            self._writer.rollback()
        _fail_all(batches, fault)

    def _committed(self, batches: list[Batch], done: asyncio.Future[None]) -> None:
        fault = done.exception()
        if fault is not None:
            self._abandon(batches, fault)
        else:
            for batch in batches:
                if batch.done is not None and not batch.done.done():
                    batch.done.set_result(None)
            for batch in batches:
                for call in batch.after:  # which may add what the feed is told
                    _tell(call)
            happenings, tasks, is_used, rows = list[Happening](), list[Task](), False, 0
            for batch in batches:
                happenings += batch.happenings
                tasks += batch.tasks
                is_used = is_used or bool(batch.used)
                rows += len(batch.audited)
            _tell(lambda: self._feed.publish(happenings))
            if is_used:
                _tell(self.on_used)
            if rows:
                _tell(lambda: self.on_audited(rows))
            _tell(lambda: self._outbox.hand_out(tasks))
        if not self._is_closed:
            self._write()

    @property
    def is_busy(self) -> bool:
        """Tell whether units are waiting or being written."""
        return self._is_writing or bool(self._waiting)

    async def clear(self) -> None:
        """Delete everything but accounts, keys and numbers."""
        batch = Batch()
        batch.steps = [(f"DELETE FROM {table}", (), False) for table in CLEARED]  # noqa: S608 - names of ours
        await self.submit(batch)

    def close(self) -> None:
        """Close the connections; the log is folded into the file. Units not yet begun fail with StoreError."""
        self._is_closed = True
        self._thread.shutdown(wait=True)
        for batch in self._waiting:
            _fail(batch, StoreError(CLOSED))
        self._waiting = []
        self._reader.close()
        self._writer.close()
        os.close(self._lock_file)


def _no_audit(connection: sqlite3.Connection, audited: Sequence[Any]) -> Sequence[Happening]:
    raise StoreError("Nobody writes an audit.")


def _seen(done: asyncio.Future[None]) -> None:
    """Look at how a unit ended that nobody may be waiting for."""
    if not done.cancelled():
        done.exception()


def _latest(batches: Iterable[Batch]) -> Iterable[Callable[[], tuple[str, Parameters]]]:
    merged: dict[str, Callable[[], tuple[str, Parameters]]] = {}
    for batch in batches:
        if batch.latest:
            merged |= batch.latest
    return merged.values()


def _run(execute: Callable[[str, Parameters], sqlite3.Cursor], batches: Iterable[Batch]) -> None:
    for batch in batches:
        for sql, parameters, must_change in batch.steps:
            cursor = execute(sql, parameters)
            if must_change and cursor.rowcount != 1:
                raise ConflictError("the row was not in the state expected")


def _fail_all(batches: Iterable[Batch], fault: BaseException) -> None:
    """Fail units that were undone; rows of the audit that were theirs stand nowhere again."""
    for batch in batches:
        for row in batch.audited:
            row.seq = 0
        _fail(batch, AuditError(f"The audit could not be written ({fault}).") if batch.audited else fault)


def _fail(batch: Batch, fault: BaseException) -> None:
    if isinstance(fault, sqlite3.IntegrityError):
        fault = ConflictError(str(fault))
    elif isinstance(fault, sqlite3.Error):
        fault = StoreError(f"The database could not be written ({fault}). Check the disk it is on.")
    if batch.done is not None and not batch.done.done():
        batch.done.set_exception(fault)


def _tell(call: Callable[[], None]) -> None:
    """Call one who waits for a commit; what fails there must not keep the next commit from being made."""
    try:
        call()
    except Exception as fault:
        report = {"message": "What follows a commit failed.", "exception": fault}
        asyncio.get_running_loop().call_exception_handler(report)


def _lock(path: Path) -> int:
    """Keep other processes from writing the same file: two servers would send everything twice."""
    import fcntl

    lock_file = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(lock_file)
        raise StoreError(f"Another server uses {path}. Stop it, or give this one another --data.") from fault
    return lock_file


def _open(path: Path) -> sqlite3.Connection:
    with ExitStack() as undo:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
        undo.callback(connection.close)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-16384")  # 16 MiB, a seventh of the memory that an idle server may have
        connection.execute("PRAGMA wal_autocheckpoint=4000")  # 16 MB of log between checkpoints
        undo.pop_all()
    return connection


def migrations() -> list[tuple[int, str]]:
    """Return the migrations, their number and their SQL, in order."""
    folder = files("cordboard.store.sqlite") / "migrations"
    scripts = sorted(each.name for each in folder.iterdir() if each.name.endswith(".sql"))
    return [(int(name[:4]), (folder / name).read_text("utf-8")) for name in scripts]


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest version, or leave it as it is. Raises: StoreError for a newer one."""
    steps = migrations()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    newest = steps[-1][0]
    if version > newest:
        raise StoreError(
            f"The database is of version {version}, this Cordboard knows {newest}. Install the newer Cordboard, "
            "or give this one another --data."
        )
    ahead = "\n".join(script for number, script in steps if number > version)
    if ahead:  # in one transaction, because each commit waits for the disk
        connection.executescript(f"BEGIN;\n{ahead}\nPRAGMA user_version = {newest};\nCOMMIT;")


def prune(table: str, keep: int) -> tuple[str, Parameters]:
    """Return the statement that leaves the newest rows of a log."""
    sql = f"DELETE FROM {table} WHERE key <= (SELECT key FROM {table} ORDER BY key DESC LIMIT 1 OFFSET ?)"  # noqa: S608
    return sql, (keep,)
