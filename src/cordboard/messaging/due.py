"""What is done at its time: work that wakes by the clock, and a queue of what falls due."""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable
from typing import Any, Generic, Protocol, TypeVar

from cordboard.base.clock import Clock, Spawn

MOST_AT_ONCE = 256  # messages of one transaction; some ten milliseconds of work


class Alarm:
    """Wakes work at an instant, one run at a time; the work returns the instant at which it wants to be woken again."""

    __slots__ = ("_clock", "_due_ms", "_is_running", "_spawn", "_work")

    def __init__(self, clock: Clock, spawn: Spawn, work: Callable[[], Awaitable[float | None]]) -> None:
        self._clock = clock
        self._spawn = spawn
        self._work = work
        self._due_ms: float | None = None
        self._is_running = False

    def at(self, due_ms: float) -> None:
        """Wake the work at an instant (epoch milliseconds), or before if that was asked for already."""
        if self._is_running or (self._due_ms is not None and self._due_ms <= due_ms):
            return
        self._due_ms = due_ms
        # A rate of 3 a second is a segment each 333.3 ms; rounding up keeps the rate from being passed.
        self._clock.call_at(int(-(-due_ms // 1)), self._start)

    def _start(self) -> None:
        self._due_ms = None
        if not self._is_running:
            self._is_running = True
            self._spawn(self._run())

    async def _run(self) -> None:
        with self._clock.work():
            try:
                following_ms = await self._work()
            finally:
                self._is_running = False
        if following_ms is not None:
            self.at(following_ms)


class Due(Protocol):
    """An entry of a queue; entries of one instant go in the order of what else is in them."""

    @property
    def due_ms(self) -> int:
        """When, in epoch milliseconds."""

    def __lt__(self, other: Any, /) -> bool: ...


Entry = TypeVar("Entry", bound=Due)


class DueQueue(Generic[Entry]):
    """Entries that wait for their instants, and are then given away, some hundreds at once."""

    def __init__(self, clock: Clock, spawn: Spawn, give: Callable[[list[Entry]], Awaitable[None]]) -> None:
        self._clock = clock
        self._give = give
        self._waiting: list[Entry] = []
        self._alarm = Alarm(clock, spawn, self._run)

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, entry: Entry) -> None:
        """Let an entry wait; ``wake`` is called behind the last one."""
        heapq.heappush(self._waiting, entry)

    def wake(self) -> None:
        """See to it that what waits is given away at its time."""
        if self._waiting:
            self._alarm.at(self._waiting[0].due_ms)

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    async def _run(self) -> int | None:
        while entries := self._due():
            await self._give(entries)
        return self._waiting[0].due_ms if self._waiting else None

    def _due(self) -> list[Entry]:
        now_ms, found = self._clock.now_ms(), list[Entry]()
        while self._waiting and self._waiting[0].due_ms <= now_ms and len(found) < MOST_AT_ONCE:
            found.append(heapq.heappop(self._waiting))
        return found
