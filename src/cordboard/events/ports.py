"""What event streams need: rows of what waits, and who carries it to the sinks of a kind."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from cordboard.events.event import Event
from cordboard.events.sink import Sink
from cordboard.events.streams import Stream
from cordboard.notifications.notification import Exchange
from cordboard.shelf.shelf import ShelfUnit


class Waiting(NamedTuple):
    """An event that waits for a sink, written. ``attempts`` counts those that failed."""

    id: int
    at_ms: int
    attempts: int
    body: bytes


class Fate(StrEnum):
    """What becomes of an event after an attempt."""

    DELIVERED = "delivered"
    RETRY = "retry"
    DROPPED = "dropped"


class Outcome(NamedTuple):
    """How an attempt went: with a code and a sentence if it failed, and the answer if there was one."""

    fate: Fate
    code: int = 0
    sentence: str = ""
    response_headers: Sequence[tuple[str, str]] = ()
    response_body: str = ""


DELIVERED = Outcome(Fate.DELIVERED)


class Carrier(Protocol):
    """Takes events to the sinks of one kind."""

    async def deliver(self, sink: Sink, events: Sequence[Waiting]) -> Sequence[Outcome]:
        """Return an outcome for each event, in their order; it raises nothing."""

    def address(self, sink: Sink) -> tuple[str, str]:
        """Return method and place, without secrets, as notifications tell them."""


class EventUnit(ShelfUnit, Protocol):
    """A transaction on events and what they belong to."""

    def stream_to(self, streams: Sequence[Stream], event: Event) -> None:
        """Write an event for each of these sinks."""

    def settle_events(self, done: Sequence[int], again: Sequence[tuple[int, int]]) -> None:
        """Delete events that need no further attempt; note a failed one for others, with the instant of the next."""

    def drop_events(self, sink_sid: str) -> None:
        """Delete all that waits for a sink."""

    def add_problem(self, exchange: Exchange, problem: Mapping[str, object]) -> None:
        """Write what was wrong with an attempt."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class EventStore(Protocol):
    """Where events wait."""

    def unit(self) -> EventUnit:
        """Begin a transaction."""

    def due_events(self, sink_sid: str, now_ms: int, most: int) -> list[Waiting]:
        """Return what is due, the longest due first."""

    def next_due_ms(self, sink_sid: str) -> int | None:
        """Return when the next event of a sink is due, or None when nothing waits."""

    def waiting_sinks(self) -> list[str]:
        """Return every sink that something waits for."""
