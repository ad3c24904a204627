"""The clocks: the system's, and one for tests that stands still until it is moved."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import count

from cordboard.base.clock import Timer


class SystemClock:
    """Real time; waits on the running event loop."""

    def now_ms(self) -> int:
        """Return the present instant."""
        return time.time_ns() // 1_000_000

    def call_at(self, due_ms: int, call: Callable[[], None]) -> Timer:
        """Call once the instant has come."""
        loop = asyncio.get_running_loop()
        delay_ms = due_ms - self.now_ms()
        return loop.call_later(delay_ms / 1000, call) if delay_ms > 0 else loop.call_soon(call)

    def wake_at(self, due_ms: int, call: Callable[[], None]) -> Timer:
        """Call once the instant has come."""
        return self.call_at(due_ms, call)

    def work(self) -> nullcontext[None]:
        """Real time does not wait for work."""
        return nullcontext()


def _nothing() -> None:
    """Do nothing."""


class _Alarm:
    """A call that a frozen clock owes."""

    __slots__ = ("call", "is_cancelled")

    def __init__(self, call: Callable[[], None]) -> None:
        self.call = call
        self.is_cancelled = False

    def cancel(self) -> None:
        """Make sure that the call does not happen, and keep nobody for it."""
        self.is_cancelled = True
        self.call = _nothing


Due = tuple[int, int, _Alarm]
"""When an alarm is due, its place among those of the same instant, and the alarm."""


class FrozenClock:
    """Stands still; `advance` moves it from one due call to the next, and lets all work end in between."""

    def __init__(self, start_ms: int) -> None:
        self._now_ms = start_ms
        self._alarms: list[Due] = []
        self._recurring: list[Due] = []
        self._order = count()
        self._working = 0
        self._moving = asyncio.Lock()
        self.is_busy: Callable[[], bool] = lambda: False

    def now_ms(self) -> int:
        """Return the instant at which the clock stands."""
        return self._now_ms

    def call_at(self, due_ms: int, call: Callable[[], None]) -> Timer:
        """Call when the clock is moved there; at the next turn of the loop when it is there already."""
        return self._owe(self._alarms, due_ms, call)

    def wake_at(self, due_ms: int, call: Callable[[], None]) -> Timer:
        """Call likewise; a move until nothing is due does not go on for it."""
        return self._owe(self._recurring, due_ms, call)

    def _owe(self, alarms: list[Due], due_ms: int, call: Callable[[], None]) -> Timer:
        if due_ms <= self._now_ms:
            return asyncio.get_running_loop().call_soon(call)
        alarm = _Alarm(call)
        heapq.heappush(alarms, (due_ms, next(self._order), alarm))
        return alarm

    @contextmanager
    def work(self) -> Iterator[None]:
        """Mark work in progress."""
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1

    async def settle(self) -> None:
        """Wait until no work is in progress and none was begun by what ended last."""
        quiet = 0
        while quiet < 3:  # a turn to finish, one to commit, one to hand out what the commit brought
            await asyncio.sleep(0 if self._working == 0 and not self.is_busy() else 0.001)
            quiet = quiet + 1 if self._working == 0 and not self.is_busy() else 0

    async def advance(self, to_ms: int | None) -> None:
        """Move on to an instant, or, for None, until nothing is due any more."""
        async with self._moving:
            await self.settle()
            while (alarms := self._next(to_ms)) is not None:
                due_ms, _, alarm = heapq.heappop(alarms)
                if not alarm.is_cancelled:
                    self._now_ms = max(self._now_ms, due_ms)
                    alarm.call()
                    await self.settle()
            if to_ms is not None:
                self._now_ms = max(self._now_ms, to_ms)

    def _next(self, to_ms: int | None) -> list[Due] | None:
        """Return the alarms whose first is due next, or None. Without an end, recurring ones alone are not due."""
        if to_ms is None and not self._alarms:
            return None
        found = min((each for each in (self._alarms, self._recurring) if each), key=lambda each: each[0], default=None)
        return found if found and (to_ms is None or found[0][0] <= to_ms) else None
