"""The months of numbers: each begins on the day of the month on which the number was bought."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING

from cordboard.base.clock import to_datetime, to_ms
from cordboard.base.outbox import Task, TaskKind
from cordboard.base.sid import key_of

if TYPE_CHECKING:
    from cordboard.numbers.number import PhoneNumber


def month_after(at_ms: int, months: int) -> int:
    """Return the same time of the same day some months later, or of the last day of a month that is shorter."""
    at = to_datetime(at_ms)
    years, month = divmod(at.month - 1 + months, 12)
    year = at.year + years
    return to_ms(at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1])))


def next_month(number: PhoneNumber, after_ms: int) -> Task:
    """Return the task of the first month of a number that begins after an instant."""
    bought, now = to_datetime(number.created_ms), to_datetime(after_ms)
    months = max((now.year - bought.year) * 12 + now.month - bought.month, 1)
    while (due_ms := month_after(number.created_ms, months)) <= after_ms:
        months += 1
    key = key_of(number.sid)
    return Task(key, TaskKind.RENEWAL, due_ms, key)
