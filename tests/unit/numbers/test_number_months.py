"""The months of numbers, by the calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cordboard.base.clock import to_datetime, to_ms
from cordboard.base.sid import key_of
from cordboard.numbers.months import month_after, next_month
from cordboard.numbers.number import PhoneNumber

BOUGHT = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)


def number() -> PhoneNumber:
    at_ms = to_ms(BOUGHT)
    sid = "PN" + "0123456789abcdef" * 2
    return PhoneNumber(
        sid=sid,
        account_sid="AC" + "0" * 32,
        phone_number="+12015550100",
        friendly_name="",
        created_ms=at_ms,
        updated_ms=at_ms,
    )


@pytest.mark.parametrize(
    ("months", "month", "day", "year"),
    [(0, 1, 31, 2026), (1, 2, 28, 2026), (2, 3, 31, 2026), (3, 4, 30, 2026), (11, 12, 31, 2026), (25, 2, 29, 2028)],
)
def test_a_month_begins_on_the_day_of_the_purchase_or_on_the_last_of_a_shorter_month(
    months: int, month: int, day: int, year: int
) -> None:
    assert to_datetime(month_after(to_ms(BOUGHT), months)) == datetime(year, month, day, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (BOUGHT, datetime(2026, 2, 28, 12, 30, tzinfo=UTC)),
        (datetime(2026, 2, 28, 12, 29, tzinfo=UTC), datetime(2026, 2, 28, 12, 30, tzinfo=UTC)),
        (datetime(2026, 2, 28, 12, 30, tzinfo=UTC), datetime(2026, 3, 31, 12, 30, tzinfo=UTC)),
        (datetime(2028, 5, 1, tzinfo=UTC), datetime(2028, 5, 31, 12, 30, tzinfo=UTC)),
    ],
)
def test_the_next_month_is_the_first_that_begins_later(after: datetime, due: datetime) -> None:
    task = next_month(number(), to_ms(after))
    assert to_datetime(task.due_ms) == due
    assert task.id == task.subject == key_of(number().sid)
