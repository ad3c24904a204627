"""Prices that an account elsewhere tells later: what a call was expected to cost counts until its price is known.

A message is priced when it was sent, a call minutes after it ended. Until then its resource is looked at again, less
often each time, with the credential of the upstream; and whatever answer tells the price earlier is heard.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from msgspec.structs import replace

from cordboard.base.clock import Clock, Spawn
from cordboard.shelf.shelf import Kept, Kind, Shelf

log = logging.getLogger("cordboard.agents")
# A simple message is priced within seconds, a call minutes after its end, which may be hours away: 34 hours in all.
WAITS_MS = (15_000, 60_000, 300_000, 1_800_000, 7_200_000, 28_800_000, 86_400_000)
MOST_UNPRICED = 10_000  # of some 500 bytes; beyond it the expected cost stays counted
FREE = frozenset({"failed", "canceled", "busy", "no-answer"})
"""Ends that have no price because they cost nothing."""


class Told(NamedTuple):
    """What an answer tells of a resource. Units: millionths of a dollar, None where it tells no price in dollars."""

    sid: str = ""
    status: str = ""
    micros: int | None = None

    @property
    def cost_micros(self) -> int | None:
        """Return what it did cost, or None while that is not known."""
        return 0 if self.micros is None and self.status in FREE else self.micros


class Unpriced(Kept, frozen=True, kw_only=True):
    """A resource elsewhere whose price is not told yet; ``parent_sid`` is the agent that made it.

    ``of`` is its SID, ``path`` where it is found on the host of the core API, as nothing else has a price. Units:
    ``expected_micros`` in millionths of a dollar.
    """

    upstream: str
    of: str
    path: str
    operation: str
    area: str
    at_ms: int
    due_ms: int
    expected_micros: int
    tries: int = 0


UNPRICED = Kind("unpriced", "UC", Unpriced)
Look = Callable[[Unpriced], Awaitable[Told]]
Settle = Callable[[Unpriced, int], None]


class Prices:
    """Waits for prices. All that wait are in memory, and on disk for the next start."""

    def __init__(self, shelf: Shelf, clock: Clock, spawn: Spawn, look: Look, settle: Settle) -> None:
        """Take what looks at a resource, and what counts how much more it did cost than was expected."""
        self._shelf = shelf
        self._clock = clock
        self._spawn = spawn
        self._look = look
        self._settle = settle
        self._waiting: dict[str, Unpriced] = {}
        self._is_looking = False
        self._woken_at_ms: int | None = None

    async def load(self) -> None:
        """Read what waits, at the start."""
        self._waiting = {each.of: each for each in await self._shelf.all(UNPRICED, None)}
        self._set_alarm()

    def expect(self, unpriced: Unpriced) -> None:
        """Wait for the price of a resource; writing that down holds up nobody."""
        if len(self._waiting) >= MOST_UNPRICED:
            log.warning("agent.price_not_awaited", extra={"subject": unpriced.of})
            return
        self._waiting[unpriced.of] = unpriced
        self._spawn(self._shelf.put(UNPRICED, unpriced))
        self._set_alarm()

    def is_awaited(self, sid: str) -> bool:
        """Tell whether the price of a resource is waited for."""
        return sid in self._waiting

    def hear(self, told: Told) -> None:
        """Take what any answer tells of a resource."""
        cost, unpriced = told.cost_micros, self._waiting.get(told.sid)
        if cost is None or unpriced is None:
            return
        self._forget(unpriced)
        self._settle(unpriced, cost - unpriced.expected_micros)

    def _forget(self, unpriced: Unpriced) -> None:
        self._waiting.pop(unpriced.of, None)
        self._spawn(self._shelf.remove(unpriced))

    def _set_alarm(self) -> None:
        due_ms = min((each.due_ms for each in self._waiting.values()), default=None)
        if due_ms is None or self._is_looking or (self._woken_at_ms is not None and self._woken_at_ms <= due_ms):
            return
        self._woken_at_ms = due_ms
        self._clock.wake_at(due_ms, self._wake)

    def _wake(self) -> None:
        self._woken_at_ms = None
        if not self._is_looking:
            self._is_looking = True
            self._spawn(self._look_at_due())

    async def _look_at_due(self) -> None:
        """Look at what is due, one after the other: nobody waits for it, and the upstream has a limit of its own."""
        try:
            with self._clock.work():
                now_ms = self._clock.now_ms()
                for each in [each for each in self._waiting.values() if each.due_ms <= now_ms]:
                    await self._look_at(each)
        finally:
            self._is_looking = False
            self._set_alarm()

    async def _look_at(self, unpriced: Unpriced) -> None:
        told = await self._look(unpriced)
        self.hear(told._replace(sid=unpriced.of))
        if unpriced.of not in self._waiting:
            return
        tries = unpriced.tries + 1
        if tries == len(WAITS_MS):
            log.warning("agent.price_never_told", extra={"subject": unpriced.of})
            self._forget(unpriced)
            return
        later = replace(unpriced, tries=tries, due_ms=self._clock.now_ms() + WAITS_MS[tries])
        self._waiting[unpriced.of] = later
        await self._shelf.put(UNPRICED, later)
