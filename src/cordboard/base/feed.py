"""The feed: what happened, in order, each with an id. The console, event streams and tests read it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Happening(NamedTuple):
    """One thing that happened. ``subject`` is the SID it is about, ``account_sid`` whose it is."""

    id: int
    at_ms: int
    name: str
    account_sid: str
    subject: str
    state: str


class Feed:
    """Keeps the latest happenings in memory and tells its listeners, after the commit that made them true."""

    def __init__(self, *, kept: int = 10_000) -> None:
        """Keep this many happenings; older ones are forgotten."""
        self._latest: deque[Happening] = deque(maxlen=kept)
        self._listeners: list[Callable[[Happening], None]] = []

    def publish(self, happenings: Iterable[Happening]) -> None:
        """Append happenings and tell every listener of each."""
        if not self._listeners:
            self._latest.extend(happenings)
            return
        for happening in happenings:
            self._latest.append(happening)
            for listener in self._listeners:
                listener(happening)

    def listen(self, listener: Callable[[Happening], None]) -> Callable[[], None]:
        """Call a listener for each happening to come; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def since(self, after_id: int) -> list[Happening]:
        """Return the happenings kept whose id is above this one, oldest first."""
        return [happening for happening in self._latest if happening.id > after_id]
