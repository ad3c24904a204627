"""The request log's writer: records gather, and go to the database in batches, off the request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from cordboard.store.sqlite.engine import Batch, Engine, prune

WAIT_S = 0.1  # a record is readable a tenth of a second after its answer
MOST_WAITING = 20_000  # two seconds of the accept benchmark; beyond it the oldest records go
_ADD = "INSERT INTO request (key, account_sid, record) VALUES (?,?,?)"
_encode = msgspec.json.Encoder().encode


class Recordable(Protocol):
    """What the recorder reads of a record; the gate's record has all of it."""

    @property
    def id(self) -> int:
        """The row's key."""

    @property
    def account_sid(self) -> str:
        """Whose request it was."""


class BatchRecorder:
    """Writes records a tenth of a second after the first, and keeps the newest rows only."""

    def __init__(self, engine: Engine, *, keep: int, shape: Callable[[Recordable], dict[str, object]]) -> None:
        self._engine = engine
        self._keep = keep
        self._shape = shape
        self._waiting: list[Recordable] = []
        self._written = 0
        self._timer: asyncio.TimerHandle | None = None

    def record(self, record: Recordable) -> None:
        """Keep a record."""
        if self._keep == 0:
            return
        self._waiting.append(record)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WAIT_S, self.flush)

    def flush(self) -> None:
        """Hand what has gathered to the engine."""
        self._timer = None
        records, self._waiting = self._waiting[-MOST_WAITING:], []
        if records:
            batch = Batch()
            batch.steps = [self._step(each) for each in records]
            self._written += len(records)
            if self._written > max(self._keep // 10, 1000):
                self._written = 0
                batch.steps.append((*prune("request", self._keep), False))
            self._engine.submit(batch)

    def _step(self, record: Recordable) -> tuple[str, Sequence[object], bool]:
        return _ADD, (record.id, record.account_sid, _encode(self._shape(record))), False
