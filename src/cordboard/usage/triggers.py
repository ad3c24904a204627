"""Usage triggers: each watches a category of an account and calls the account's application when a value is reached.

A trigger is judged after commits that used something, a moment later so that many commits are judged once, and all are
judged at the start: what was used just before a crash fires then. That it fired is written with the web hook in one
transaction, so it fires once. Source: reference 08, usage triggers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from decimal import Decimal
from email.utils import format_datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

import msgspec
from msgspec.structs import replace

from cordboard.base.clock import Clock, to_datetime
from cordboard.base.outbox import Task, TaskKind
from cordboard.base.sid import SidMaker, key_of
from cordboard.base.webhook import Purpose, Webhook
from cordboard.pricing.table import MICROS
from cordboard.shelf.shelf import Kept, Kind, Shelf
from cordboard.usage.categories import CATEGORIES
from cordboard.usage.measure import day_of
from cordboard.usage.periods import EVER, Period, month_of, year_of
from cordboard.usage.ports import Sum
from cordboard.usage.records import UsageRecords

JUDGED_AFTER_MS = 500  # Ours: soon enough for who waits, and one look for all commits of half a second


class Recurring(StrEnum):
    """How often a trigger starts anew."""

    DAILY = "daily"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    ALL_TIME = "alltime"


class TriggerBy(StrEnum):
    """Which figure of a usage record a trigger watches."""

    COUNT = "count"
    USAGE = "usage"
    PRICE = "price"


class Trigger(Kept, frozen=True, kw_only=True):
    """A trigger. ``fired_period`` is the first day of the period in which it fired last.

    ``agent_sid`` is the agent that named its callback, empty for everybody else, by decision ``decision_id``.
    """

    friendly_name: str
    category: str
    trigger_value: str
    trigger_by: TriggerBy
    recurring: Recurring
    callback_url: str
    callback_method: str
    fired_ms: int | None = None
    fired_period: int | None = None
    agent_sid: str = ""
    decision_id: str = ""


TRIGGER = Kind("usage_trigger", "UT", Trigger)


class TriggerUnit(Protocol):
    """One transaction on triggers."""

    def change_kept(self, kept: Kept) -> None:
        """Write a trigger if it is still there."""

    def put_task(self, task: Task) -> None:
        """Write a task."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


def period_of(recurring: Recurring, today: int) -> Period:
    """Return the period whose usage a trigger watches."""
    if recurring is Recurring.DAILY:
        return Period(today, today)
    if recurring is Recurring.MONTHLY:
        return month_of(today)
    return year_of(today) if recurring is Recurring.YEARLY else EVER


def figure(used: Sum, by: TriggerBy, category: str) -> Decimal:
    """Return the figure that a trigger watches. The usage of what is billed in dollars is its price."""
    if by is TriggerBy.COUNT:
        return Decimal(used.events)
    if by is TriggerBy.PRICE or CATEGORIES[category].usage_unit == "usd":
        return Decimal(used.price_micros) / MICROS
    return Decimal(used.usage)


class Triggers:
    """Judges triggers and fires them."""

    def __init__(
        self,
        *,
        shelf: Shelf,
        records: UsageRecords,
        unit: Callable[[], TriggerUnit],
        clock: Clock,
        sids: SidMaker,
        random_128: Callable[[], int],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._shelf = shelf
        self._records = records
        self._unit = unit
        self._clock = clock
        self._sids = sids
        self._random_128 = random_128
        self._spawn = spawn
        self._waits = False

    async def current(self, account_sid: str, category: str, by: TriggerBy, recurring: Recurring) -> Decimal:
        """Return the figure that such a trigger watches, as it is now."""
        period = period_of(recurring, day_of(self._clock.now_ms()))
        return figure(await self._records.used(account_sid, category, period), by, category)

    async def value_of(self, trigger: Trigger) -> Decimal:
        """Return the figure that a trigger watches, as it is now."""
        return await self.current(trigger.account_sid, trigger.category, trigger.trigger_by, trigger.recurring)

    def look(self) -> None:
        """Judge all triggers in a moment: something was used."""
        if not self._waits:
            self._waits = True
            self._clock.call_at(self._clock.now_ms() + JUDGED_AFTER_MS, lambda: self._spawn(self.judge()))

    async def judge(self) -> None:
        """Fire every trigger whose value is reached and that has not fired in its period."""
        self._waits = False
        with self._clock.work():
            for trigger in await self._shelf.all(TRIGGER, None):
                await self._judge(trigger)

    async def _judge(self, trigger: Trigger) -> None:
        now = self._clock.now_ms()
        period = period_of(trigger.recurring, day_of(now))
        if trigger.fired_period == period.first:
            return  # it fired in this period
        value = await self.value_of(trigger)
        if value < Decimal(trigger.trigger_value):
            return
        unit = self._unit()
        unit.change_kept(replace(trigger, fired_ms=now, fired_period=period.first, updated_ms=now))
        unit.put_task(self._call(trigger, value, now))
        await unit.commit()

    def _call(self, trigger: Trigger, value: Decimal, now_ms: int) -> Task:
        token = str(UUID(int=self._random_128(), version=4))
        webhook = Webhook(
            account_sid=trigger.account_sid,
            subject_sid=trigger.sid,
            purpose=Purpose.USAGE_TRIGGER,
            method=trigger.callback_method,
            url=trigger.callback_url,
            parameters=_parameters(trigger, value, now_ms, token),
            token=token,
            agent_sid=trigger.agent_sid,
            decision_id=trigger.decision_id,
        )
        key = key_of(trigger.sid)
        return Task(self._sids.key(), TaskKind.WEBHOOK, now_ms, key, msgspec.json.encode(webhook), webhook)


def _parameters(trigger: Trigger, value: Decimal, now_ms: int, token: str) -> tuple[tuple[str, str], ...]:
    records = f"/2010-04-01/Accounts/{trigger.account_sid}/Usage/Records?Category={trigger.category}"
    return (
        ("AccountSid", trigger.account_sid),
        ("UsageTriggerSid", trigger.sid),
        ("Recurring", trigger.recurring),
        ("TriggerBy", trigger.trigger_by),
        ("TriggerValue", trigger.trigger_value),
        ("CurrentValue", str(value)),
        ("UsageCategory", trigger.category),
        ("DateFired", format_datetime(to_datetime(now_ms).replace(microsecond=0))),
        ("UsageRecordUri", records),
        ("IdempotencyToken", token),
    )
