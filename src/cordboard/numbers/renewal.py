"""What numbers cost each month, as long as somebody has them.

A task of the outbox is the next month of a number, so that it is charged once, also over a crash or a stop: what came
due meanwhile is charged at the next start, on the day on which it was due.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from cordboard.base.clock import Clock
from cordboard.base.outbox import Task
from cordboard.base.sid import key_of
from cordboard.numbers.months import next_month
from cordboard.numbers.number import Numbers, PhoneNumber


class RenewalUnit(Protocol):
    """One transaction on the months of numbers."""

    def renew_number(self, number: PhoneNumber, at_ms: int) -> None:
        """Charge a month of a number."""

    def put_task(self, task: Task) -> None:
        """Write when the next month begins."""

    def drop_task(self, task_id: int) -> None:
        """Delete the months of a number that nobody has."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class Renewals:
    """Charges the months of numbers as they begin."""

    def __init__(
        self,
        *,
        numbers: Numbers,
        unit: Callable[[], RenewalUnit],
        clock: Clock,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._numbers = numbers
        self._unit = unit
        self._clock = clock
        self._spawn = spawn
        self._due: dict[int, int] = {}

    def take(self, tasks: list[Task]) -> None:
        """Wait until the months of these tasks begin."""
        for task in tasks:
            if self._due.get(task.id) != task.due_ms:
                self._due[task.id] = task.due_ms
                self._clock.wake_at(task.due_ms, lambda task=task: self._spawn(self._renew(task)))  # type: ignore[misc]

    async def begin(self) -> None:
        """Let the months run of numbers for which none is waited for, as after a reset; what is past is not charged."""
        unit, now = self._unit(), self._clock.now_ms()
        for number in self._numbers.owned_by_anyone.values():
            if key_of(number.sid) not in self._due:
                unit.put_task(next_month(number, now))
        await unit.commit()

    async def _renew(self, task: Task) -> None:
        with self._clock.work():
            number = self._number(task.subject)
            unit = self._unit()
            if number is None:
                self._due.pop(task.id, None)
                unit.drop_task(task.id)
            else:
                unit.renew_number(number, task.due_ms)
                unit.put_task(next_month(number, task.due_ms))
            await unit.commit()

    def _number(self, key: int) -> PhoneNumber | None:
        return next((each for each in self._numbers.owned_by_anyone.values() if key_of(each.sid) == key), None)
