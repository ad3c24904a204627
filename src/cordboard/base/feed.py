"""The feed: what happened, in order, each with an id. The console, event streams and tests read it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
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
        self._readers: set[Callable[[], None]] = set()
        self.end = 0
        """The place behind the latest happening: how many there were since the run began."""
        self.run = ""
        """The name of the run that places are of, which goes on after a stop and ends with a crash."""

    @property
    def latest(self) -> list[Happening]:
        """Return what is kept, oldest first."""
        return list(self._latest)

    def go_on(self, run: str, end: int, latest: Sequence[Happening]) -> None:
        """Go on with a run that was stopped: its readers keep their places."""
        self.run = run
        self._latest.extend(latest)
        self.end += end

    def publish(self, happenings: Sequence[Happening]) -> None:
        """Append happenings, tell every listener of each, and readers that there is more."""
        self._latest.extend(happenings)
        self.end += len(happenings)
        if self._listeners:
            for happening in happenings:
                for listener in self._listeners:
                    listener(happening)
        if happenings:
            for wake in self._readers:
                wake()

    def read(self, place: int, most: int) -> tuple[int, list[Happening]]:
        """Return happenings from a place on, and the place of the first: a later one where some are forgotten."""
        first = self.end - len(self._latest)
        start = min(max(place, first), self.end)
        return start, list(islice(self._latest, start - first, start - first + most))

    def wake(self, reader: Callable[[], None]) -> Callable[[], None]:
        """Call a reader whenever there is more to read; the returned function ends that."""
        self._readers.add(reader)
        return lambda: self._readers.discard(reader)

    def listen(self, listener: Callable[[Happening], None]) -> Callable[[], None]:
        """Call a listener for each happening to come; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def since(self, after_id: int) -> list[Happening]:
        """Return the happenings kept whose id is above this one, oldest first."""
        return [happening for happening in self._latest if happening.id > after_id]
