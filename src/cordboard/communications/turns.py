"""Taking turns: each operation gets a transaction at a time, so that a large one does not hold up a small one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque

from cordboard.base.clock import Clock, Spawn
from cordboard.base.outbox import Task


class Turns(ABC):
    """Gives each operation with something to do its turn, again and again."""

    def __init__(self, clock: Clock, spawn: Spawn) -> None:
        self._clock = clock
        self._spawn = spawn
        self._turns: deque[int] = deque()
        self._is_running = False

    def take(self, tasks: list[Task]) -> None:
        """Take operations that were just accepted or canceled, or that an earlier run left."""
        for task in tasks:
            self._clock.call_at(task.due_ms, lambda key=task.subject: self._queue(key))  # type: ignore[misc]

    def clear(self) -> None:
        """Forget what waits, as a reset does."""
        self._turns.clear()

    def _queue(self, key: int) -> None:
        if key not in self._turns:
            self._turns.append(key)
        self._go_on()

    def _go_on(self) -> None:
        if self._turns and not self._is_running:
            self._is_running = True
            self._spawn(self._run())

    async def _run(self) -> None:
        with self._clock.work():
            try:
                while self._turns:
                    key = self._turns.popleft()
                    if await self._step(key) and key not in self._turns:
                        self._turns.append(key)
            finally:
                self._is_running = False
                self._go_on()  # what failed with one operation holds up no other; a start takes it up again

    @abstractmethod
    async def _step(self, key: int) -> bool:
        """Do one transaction's worth for an operation; tell whether there may be more."""
