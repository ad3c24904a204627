"""Time as a port: what tells it, and what waits for it.

Units: instants are integer milliseconds since 1970-01-01T00:00:00Z, named ``*_ms``.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

Spawn = Callable[[Coroutine[Any, Any, None]], None]
"""Starts work beside what runs; whoever gives it sees to its failures and its end."""


class Timer(Protocol):
    """Something that will be called, unless it is cancelled."""

    def cancel(self) -> None:
        """Make sure that the call does not happen."""


class Clock(Protocol):
    """Tells the time and calls at a time. Everything in Cordboard that waits, waits here."""

    def now_ms(self) -> int:
        """Return the present instant."""

    def call_at(self, due_ms: int, call: Callable[[], None]) -> Timer:
        """Call once the instant has come; at the next turn of the loop when it has passed."""

    def wake_at(self, due_ms: int, call: Callable[[], None]) -> Timer:
        """Call likewise, for what recurs for ever: nobody who waits until nothing is due waits for it."""

    def work(self) -> AbstractContextManager[None]:
        """Mark work in progress: a test clock does not move on before it is done."""


def to_datetime(at_ms: int) -> datetime:
    """Return an instant as an aware UTC datetime."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def to_iso(at_ms: int) -> str:
    """Return an instant as RFC 3339 writes it, in UTC with milliseconds."""
    return f"{to_datetime(at_ms):%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03d}Z"


@lru_cache(maxsize=4096)  # answers and web hooks tell the same few seconds again and again
def _rfc2822_second(second: int) -> str:
    at = to_datetime(second * 1000)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[at.month - 1]
    return f"{day}, {at.day:02d} {month} {at.year:04d} {at:%H:%M:%S} +0000"


def to_rfc2822(at_ms: int) -> str:
    """Return an instant as the 2010 API and web hooks write it: ``Fri, 20 Aug 2010 01:13:42 +0000``."""
    return _rfc2822_second(at_ms // 1000)


def to_ms(at: datetime) -> int:
    """Return an aware datetime as an instant."""
    return round(at.timestamp() * 1000)
