"""Kinds of dates on the wire: instants, the days and seconds that lists filter by, and the two ways to write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from cordboard.base.clock import to_datetime, to_ms
from cordboard.catalogue.wire import Json, Malformed, Schema, Style, Textual


class Instant(Textual):
    """A date with time, held as milliseconds, written as the dialect writes dates."""

    def read(self, text: str) -> int:
        """Return the instant of an ISO 8601 or RFC 2822 text; without a zone it is UTC."""
        return to_ms(_datetime(text))

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write in the dialect's form."""
        instant = style.instant
        return lambda value: instant(value) if isinstance(value, int) else None

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class Span:
    """The instants from ``first_ms`` up to but not with ``end_ms``."""

    first_ms: int
    end_ms: int


DAY_MS, SECOND_MS = 86_400_000, 1000
_MINUTES = tuple(f"{minute // 60:02d}:{minute % 60:02d}:" for minute in range(1440))  # of a day
_SECONDS = tuple(f"{second:02d}Z" for second in range(60))


class DateFilter(Textual):
    """A day, which stands for all of it, or an instant, which stands for its second.

    The official clients write a plain date as its midnight in UTC, so that midnight stands for the day too. Both ends
    are inclusive.
    Source: https://www.twilio.com/docs/messaging/api/message-resource (list parameters); midnight is ours.
    """

    def read(self, text: str) -> Span:
        """Return the span of time that the text names."""
        first_ms = to_ms(_datetime(text)) // SECOND_MS * SECOND_MS
        width_ms = SECOND_MS if first_ms % DAY_MS else DAY_MS
        return Span(first_ms, first_ms + width_ms)

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string"}


def _datetime(text: str) -> datetime:
    if len(text) > 40 or not text.isascii():  # the longest form, RFC 2822 with a zone name, has 37 characters
        raise Malformed
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, IndexError, TypeError, OverflowError) as fault:
            raise Malformed from fault
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except (OverflowError, ValueError) as fault:
        raise Malformed from fault


@lru_cache(maxsize=4096)
def _iso8601_day(day: int) -> str:
    return f"{to_datetime(day * DAY_MS):%Y-%m-%dT}"


def iso8601(at_ms: int) -> str:
    """Write an instant as the product APIs do: ``2015-07-30T20:12:31Z``."""
    second = at_ms // SECOND_MS
    return _iso8601_day(second // 86_400) + _MINUTES[second % 86_400 // 60] + _SECONDS[second % 60]
