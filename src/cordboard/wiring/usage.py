"""The part of the composition root that puts usage and notifications together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from cordboard.api.call import Usage
from cordboard.base.outbox import TaskKind
from cordboard.notifications.notification import KEPT_MS
from cordboard.numbers.number import Numbers
from cordboard.numbers.renewal import Renewals
from cordboard.store.sqlite.usage import SqliteNotifications, SqliteUsage
from cordboard.usage.measure import Used
from cordboard.usage.records import UsageRecords
from cordboard.usage.triggers import Triggers, TriggerUnit
from cordboard.wiring.ground import Ground


def wire_usage(ground: Ground, numbers: Numbers) -> Usage:
    """Put usage together, and let the store's commits wake the triggers."""
    store, clock = ground.store, ground.clock
    records = UsageRecords(SqliteUsage(ground.engine), clock.now_ms)
    triggers = Triggers(
        shelf=ground.shelf,
        records=records,
        unit=cast(Callable[[], TriggerUnit], store.unit),
        clock=clock,
        sids=ground.sids,
        random_128=ground.random_128,
        spawn=ground.spawn,
    )
    ground.engine.on_used = triggers.look
    renewals = Renewals(numbers=numbers, unit=store.unit, clock=clock, spawn=ground.spawn)
    ground.outbox.own(TaskKind.RENEWAL, renewals.take)

    async def count(used: Iterable[Used]) -> None:
        unit = store.unit()
        for each in used:
            unit.count(each)
        await unit.commit()

    notifications = SqliteNotifications(ground.engine)
    return Usage(records=records, triggers=triggers, notifications=notifications, renewals=renewals, count=count)


async def resume_usage(usage: Usage) -> None:
    """Forget old notifications, let the months of numbers run, and judge triggers by what an earlier run used."""
    await usage.notifications.forget_notifications(usage.records.now_ms() - KEPT_MS)
    await usage.renewals.begin()
    usage.triggers.look()
