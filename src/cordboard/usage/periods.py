"""Periods of time, in days: ranges that a caller names, and the days, months and years in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

EPOCH: Final = date(1970, 1, 1)


class Period(NamedTuple):
    """The days from the first to the last, both included. Units: days since 1970-01-01."""

    first: int
    last: int


EVER: Final = Period(0, (date.max - EPOCH).days)


class Span(StrEnum):
    """Which periods a list of usage records has; the values are the ends of the lists' paths."""

    RECORDS = ""
    ALL_TIME = "AllTime"
    DAILY = "Daily"
    LAST_MONTH = "LastMonth"
    MONTHLY = "Monthly"
    THIS_MONTH = "ThisMonth"
    TODAY = "Today"
    YEARLY = "Yearly"
    YESTERDAY = "Yesterday"


def to_date(day: int) -> date:
    """Return a day as a date."""
    return EPOCH + timedelta(days=day)


def to_day(when: date) -> int:
    """Return a date as a day."""
    return (when - EPOCH).days


def month_of(day: int) -> Period:
    """Return the month of a day."""
    first = to_date(day).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(to_day(first), to_day(following) - 1)


def year_of(day: int) -> Period:
    """Return the year of a day."""
    year = to_date(day).year
    return Period(to_day(date(year, 1, 1)), to_day(date(year, 12, 31)))


# What a list without steps covers, by the present day.
_FIXED: Final[dict[Span, Callable[[int], Period]]] = {
    Span.TODAY: lambda today: Period(today, today),
    Span.YESTERDAY: lambda today: Period(today - 1, today - 1),
    Span.THIS_MONTH: month_of,
    Span.LAST_MONTH: lambda today: month_of(month_of(today).first - 1),
}
_STEPS: Final[dict[Span, Callable[[int], Period]]] = {Span.MONTHLY: month_of, Span.YEARLY: year_of}


def periods(span: Span, first: int | None, last: int | None, lived: Period) -> Sequence[Period]:
    """Return the periods of a list, newest first, from the first to the last day asked for.

    ``lived`` is from the day on which the account was opened until today. Days, months and years lie in it: outside
    there is no usage, and the days of an unbounded range could not be counted to.
    """
    asked = Period(EVER.first if first is None else first, EVER.last if last is None else last)
    if span in _FIXED:
        whole = _common(asked, _FIXED[span](lived.last))
        return [whole] if whole.first <= whole.last else []
    if span in (Span.RECORDS, Span.ALL_TIME):
        whole = Period(lived.first if first is None else first, lived.last if last is None else last)
        return [whole] if whole.first <= whole.last else []
    bounded = _common(asked, lived)
    if span is Span.DAILY:
        return _Days(bounded)
    found, step, day = [], _STEPS[span], bounded.last
    while day >= bounded.first:
        period = step(day)
        found.append(_common(period, bounded))
        day = period.first - 1
    return found


def _common(one: Period, other: Period) -> Period:
    return Period(max(one.first, other.first), min(one.last, other.last))


class _Days(Sequence[Period]):
    """The days of a period, newest first, without a list of them."""

    def __init__(self, whole: Period) -> None:
        self._days = range(whole.last, whole.first - 1, -1)

    def __len__(self) -> int:
        return len(self._days)

    def __getitem__(self, index: int) -> Period:  # type: ignore[override]  # slices are not asked for
        return Period(self._days[index], self._days[index])
