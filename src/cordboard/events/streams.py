"""Who wants which events: kept in memory, because every change of every message asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple


class Stream(NamedTuple):
    """Where events of a type go. ``wake`` tells the sink's worker that there is something to deliver."""

    sink_sid: str
    wake: Callable[[], None]


Wanted = Mapping[str, tuple[Stream, ...]]
NOTHING: Wanted = {}


class Streams:
    """The subscriptions of all accounts, by account and type."""

    def __init__(self) -> None:
        self.watched: dict[str, Wanted] = {}
        self.wake: Callable[[str], None] = lambda sink_sid: None

    def watch(self, account_sid: str, subscriptions: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Take the subscriptions of an account anew: their sinks, and the types that go there."""
        wanted: dict[str, tuple[Stream, ...]] = {}
        for sink_sid, types in subscriptions:
            stream = Stream(sink_sid, self._waker(sink_sid))
            for name in types:
                wanted[name] = (*wanted.get(name, ()), stream)
        if wanted:
            self.watched[account_sid] = wanted
        else:
            self.watched.pop(account_sid, None)

    def to(self, sink_sid: str) -> Stream:
        """Return the way to one sink, whoever subscribed."""
        return Stream(sink_sid, self._waker(sink_sid))

    def _waker(self, sink_sid: str) -> Callable[[], None]:
        return lambda: self.wake(sink_sid)
