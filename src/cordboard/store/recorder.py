"""The request log's writer: records gather, and go to the database in batches, off the request."""

from __future__ import annotations

import asyncio

import msgspec
from msgspec import Struct

from cordboard.store.sqlite.engine import Batch, Engine, prune

WAIT_S = 0.1  # a record is readable a tenth of a second after its answer
MOST_WAITING = 20_000  # two seconds of the accept benchmark; beyond it the oldest records go
_ADD = "INSERT INTO request (key, account_sid, record) VALUES (?,?,?)"
_encode = msgspec.json.Encoder().encode


class BatchRecorder:
    """Writes records a tenth of a second after the first, and keeps the newest rows only."""

    def __init__(self, engine: Engine, *, keep: int) -> None:
        self._engine = engine
        self._keep = keep
        self._waiting: list[tuple[int, str, Struct]] = []
        self._written = 0
        self._timer: asyncio.TimerHandle | None = None

    def record(self, key: int, account_sid: str, record: Struct) -> None:
        """Keep a record under its key."""
        if self._keep == 0:
            return
        self._waiting.append((key, account_sid, record))
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WAIT_S, self.flush)

    def flush(self) -> None:
        """Hand what has gathered to the engine."""
        self._timer = None
        records, self._waiting = self._waiting[-MOST_WAITING:], []
        if records:
            batch = Batch()
            batch.steps = [(_ADD, (key, account_sid, _encode(record)), False) for key, account_sid, record in records]
            self._written += len(records)
            if self._written > max(self._keep // 10, 1000):
                self._written = 0
                batch.steps.append((*prune("request", self._keep), False))
            self._engine.submit(batch)
