"""Taking turns: each operation gets a transaction at a time, so that a large one does not hold up a small one.

What fails with one operation holds up no other. Its step is tried again a little later, and later still; then it is
taken apart into its smallest pieces, of which those that fail are given up, with an error in the operation. What cannot
even be given up, as when the disk is full, is tried again every minute: nothing is lost.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence

from cordboard.base.clock import Clock, Spawn
from cordboard.base.outbox import Task
from cordboard.communications.beginning import MayBegin, anybody

AGAIN_MS: Sequence[int] = (1_000, 5_000, 25_000)
"""How long after each failure a step is tried again: a disk that was full for some moments costs nobody a message."""
STUCK_MS = 60_000
_log = logging.getLogger(__name__)


class Turns(ABC):
    """Gives each operation with something to do its turn, again and again."""

    def __init__(self, clock: Clock, spawn: Spawn) -> None:
        self._clock = clock
        self._spawn = spawn
        self._turns: deque[int] = deque()
        self.may_begin: MayBegin = anybody
        self._failures: dict[int, int] = {}  # by operation, since its last step that succeeded
        self._is_running = False

    def take(self, tasks: list[Task]) -> None:
        """Take operations that were just accepted or canceled, or that an earlier run left."""
        for task in tasks:
            self._queue_at(task.due_ms, task.subject)

    def clear(self) -> None:
        """Forget what waits, as a reset does."""
        self._turns.clear()
        self._failures.clear()

    def _queue_at(self, due_ms: int, key: int) -> None:
        self._clock.call_at(due_ms, lambda: self._queue(key))

    def _queue(self, key: int) -> None:
        if key not in self._turns:
            self._turns.append(key)
        if not self._is_running:
            self._is_running = True
            self._spawn(self._run())

    async def _run(self) -> None:
        with self._clock.work():
            try:
                while self._turns:
                    await self._turn(self._turns.popleft())
            finally:
                self._is_running = False

    async def _turn(self, key: int) -> None:
        failures = self._failures.get(key, 0)
        is_careful = failures >= len(AGAIN_MS)
        try:
            has_more = await self._step(key, is_careful=is_careful)
        except Exception as fault:  # whatever is wrong with one operation is not its neighbours'
            await self._failed(key, failures, fault)
            return
        if not (has_more and is_careful):  # one that failed so often stays apart until it ends
            self._failures.pop(key, None)
        if has_more and key not in self._turns:
            self._turns.append(key)

    async def _failed(self, key: int, failures: int, fault: Exception) -> None:
        """See to a step that failed: try it again later, or give up the piece that it was about."""
        _log.warning("communication.failed", exc_info=fault, extra={"operation": key, "failures": failures + 1})
        self._failures[key] = failures + 1
        now_ms = self._clock.now_ms()
        if failures < len(AGAIN_MS):
            self._queue_at(now_ms + AGAIN_MS[failures], key)
            return
        try:
            await self._give_up(key, fault)
        except Exception as worse:
            _log.error("communication.stuck", exc_info=worse, extra={"operation": key})
            self._queue_at(now_ms + STUCK_MS, key)
        else:
            self._queue(key)

    @abstractmethod
    async def _step(self, key: int, *, is_careful: bool) -> bool:
        """Do one transaction's worth for an operation; tell whether there may be more.

        A careful step is about one person, so that its failure is nobody else's.
        """

    @abstractmethod
    async def _give_up(self, key: int, fault: Exception) -> None:
        """Write that the next careful step of an operation cannot be done, and why."""
