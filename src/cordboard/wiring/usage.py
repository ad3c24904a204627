"""The part of the composition root that puts usage and notifications together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from cordboard.api.call import Usage
from cordboard.base.clock import Clock, Spawn
from cordboard.base.outbox import Outbox, TaskKind
from cordboard.base.sid import SidMaker
from cordboard.notifications.notification import KEPT_MS
from cordboard.numbers.number import Numbers
from cordboard.numbers.renewal import Renewals
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.sqlite.usage import SqliteNotifications, SqliteUsage
from cordboard.usage.measure import Used
from cordboard.usage.records import UsageRecords
from cordboard.usage.triggers import Triggers, TriggerUnit


def wire_usage(
    *,
    engine: Engine,
    store: SqliteStore,
    numbers: Numbers,
    outbox: Outbox,
    shelf: Shelf,
    clock: Clock,
    sids: SidMaker,
    random_128: Callable[[], int],
    spawn: Spawn,
) -> Usage:
    """Put usage together, and let the store's commits wake the triggers."""
    records = UsageRecords(SqliteUsage(engine), clock.now_ms)
    triggers = Triggers(
        shelf=shelf,
        records=records,
        unit=cast(Callable[[], TriggerUnit], store.unit),
        clock=clock,
        sids=sids,
        random_128=random_128,
        spawn=spawn,
    )
    engine.on_used = triggers.look
    renewals = Renewals(numbers=numbers, unit=store.unit, clock=clock, spawn=spawn)
    outbox.own(TaskKind.RENEWAL, renewals.take)

    async def count(used: Iterable[Used]) -> None:
        unit = store.unit()
        for each in used:
            unit.count(each)
        await unit.commit()

    notifications = SqliteNotifications(engine)
    return Usage(records=records, triggers=triggers, notifications=notifications, renewals=renewals, count=count)


async def resume_usage(usage: Usage) -> None:
    """Forget old notifications, let the months of numbers run, and judge triggers by what an earlier run used."""
    await usage.notifications.forget_notifications(usage.records.now_ms() - KEPT_MS)
    await usage.renewals.begin()
    usage.triggers.look()
