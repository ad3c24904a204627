"""Checkpoints that the server makes of its audit by itself: every so many rows, once a day, and when it stops.

They are lines of a file that is only ever added to. On another disk, or copied away, it shows what became of the chain
in a data folder that somebody could write to.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from cordboard.access import audit as chain
from cordboard.settings import Settings
from cordboard.store.sqlite.audit import AuditStore

log = logging.getLogger("cordboard.audit")
NAME = "audit-checkpoints.jsonl"
DAY_S = 86_400.0
MOST_BYTES = 256 << 20  # a million checkpoints, which at a thousand rows each are of a billion rows


def file_of(settings: Settings) -> Path:
    """Return where checkpoints are kept."""
    return settings.audit_checkpoints or settings.data / NAME


class Checkpoints:
    """Makes checkpoints of a running server's audit."""

    def __init__(
        self, store: AuditStore, file: Path, every_rows: int, now_ms: Callable[[], int], sign: chain.Sign
    ) -> None:
        """Take the audit and the file; of ``every_rows`` 0 none is made unasked."""
        self._store = store
        self._file = file
        self._every_rows = every_rows
        self._now_ms = now_ms
        self._sign = sign
        self._kept = self._since = 0
        self._making: asyncio.Task[None] | None = None
        self._is_due = False
        self._daily: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Hold the audit against the latest checkpoint, and make one a day from now on."""
        if not self._every_rows:
            return
        try:
            latest = deque(checkpoints_in(self._file), maxlen=1)
        except (OSError, ValueError):
            log.exception("audit.checkpoints_unreadable", extra={"checkpoints": str(self._file)})
            latest = deque()
        for each in latest:
            self._kept = each.count
            if self._store.sha256_of(each.count) != each.head:
                log.error("audit.not_as_it_was", extra={"row": each.count, "checkpoints": str(self._file)})
        self._make_daily()

    def _make_daily(self) -> None:
        self._make()
        self._daily = asyncio.get_running_loop().call_later(DAY_S, self._make_daily)

    def counted(self, rows: int) -> None:
        """Count rows that are on disk now."""
        self._since += rows
        if self._since >= self._every_rows > 0:
            self._since = 0
            self._make()

    def now(self) -> chain.Checkpoint:
        """Return a checkpoint of what is on disk."""
        head = self._store.head()
        return chain.checkpoint_of(head.rows, head.sha256, self._now_ms(), self._sign)

    def _make(self) -> None:
        if self._making is not None:
            self._is_due = True
            return
        made = self.now()
        if made.count > self._kept:
            self._kept = made.count
            self._making = asyncio.get_running_loop().create_task(self._keep(made))

    async def _keep(self, made: chain.Checkpoint) -> None:
        try:
            await asyncio.to_thread(_append, self._file, made)
        except OSError:
            log.exception("audit.checkpoint_failed", extra={"checkpoints": str(self._file)})
        finally:
            self._making = None
            if self._is_due:
                self._is_due = False
                self._make()

    async def close(self) -> None:
        """Make the last one."""
        if self._daily is not None:
            self._daily.cancel()
            self._make()
            while self._making is not None:
                await self._making


def _append(file: Path, made: chain.Checkpoint) -> None:
    """Add a line, on disk when this returns."""
    with file.open("ab") as opened:
        opened.write(msgspec.json.encode(made) + b"\n")
        opened.flush()
        os.fsync(opened.fileno())


def checkpoints_in(file: Path) -> Iterator[chain.Checkpoint]:
    """Read the checkpoints of a file, if there is one; a line that a crash cut off is none. Raises: ValueError."""
    if not file.is_file():
        return
    if file.stat().st_size > MOST_BYTES:
        raise ValueError(f"{file} is longer than any file of checkpoints.")
    with file.open("rb") as opened:
        for line in opened:
            if line.endswith(b"\n"):
                yield _read(line, file)


def _read(line: bytes, file: Path) -> chain.Checkpoint:
    try:
        return chain.read_checkpoint(line)
    except ValueError as fault:
        raise ValueError(f"{file} holds a line that is no checkpoint of an audit.") from fault
