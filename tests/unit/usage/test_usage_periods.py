"""Periods of usage records."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.usage.periods import Period, Span, month_of, periods, to_date, to_day, year_of

LIVED = Period(to_day(date(2025, 11, 20)), to_day(date(2026, 3, 1)))
DAYS = st.integers(0, 60_000)


def told(span: Span, first: date | None = None, last: date | None = None) -> list[tuple[str, str]]:
    """Return the periods of a list as dates."""
    found = periods(span, first and to_day(first), last and to_day(last), LIVED)
    return [(to_date(each.first).isoformat(), to_date(each.last).isoformat()) for each in found]


@given(DAYS)
def test_months_and_years_hold_their_day_and_nothing_of_their_neighbours(day: int) -> None:
    for step, part in ((month_of, 7), (year_of, 4)):
        period = step(day)
        assert period.first <= day <= period.last
        names = {to_date(each).isoformat()[:part] for each in (period.first, day, period.last)}
        assert len(names) == 1
        assert to_date(period.first - 1).isoformat()[:part] not in names
        assert to_date(period.last + 1).isoformat()[:part] not in names


def test_months_begin_with_the_account_and_end_today() -> None:
    assert told(Span.MONTHLY) == [
        ("2026-03-01", "2026-03-01"),
        ("2026-02-01", "2026-02-28"),
        ("2026-01-01", "2026-01-31"),
        ("2025-12-01", "2025-12-31"),
        ("2025-11-20", "2025-11-30"),
    ]
    assert told(Span.YEARLY) == [("2026-01-01", "2026-03-01"), ("2025-11-20", "2025-12-31")]


def test_what_is_asked_for_cuts_the_months() -> None:
    found = told(Span.MONTHLY, date(2026, 1, 15), date(2026, 2, 10))
    assert found == [("2026-02-01", "2026-02-10"), ("2026-01-15", "2026-01-31")]


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.TODAY, "2026-03-01", "2026-03-01"),
        (Span.YESTERDAY, "2026-02-28", "2026-02-28"),
        (Span.THIS_MONTH, "2026-03-01", "2026-03-31"),
        (Span.LAST_MONTH, "2026-02-01", "2026-02-28"),
        (Span.ALL_TIME, "2025-11-20", "2026-03-01"),
        (Span.RECORDS, "2025-11-20", "2026-03-01"),
    ],
)
def test_a_fixed_period_has_the_days_of_its_name(span: Span, first: str, last: str) -> None:
    assert told(span) == [(first, last)]


@pytest.mark.parametrize("span", Span)
def test_a_range_that_ends_before_it_begins_has_no_periods(span: Span) -> None:
    assert told(span, date(2026, 2, 2), date(2026, 2, 1)) == []


def test_days_of_any_range_lie_within_the_life_of_the_account() -> None:
    days = periods(Span.DAILY, to_day(date(1, 1, 1)), to_day(date(9999, 12, 31)), LIVED)
    assert len(days) == LIVED.last - LIVED.first + 1
    assert (days[0].last, days[len(days) - 1].first) == (LIVED.last, LIVED.first)
