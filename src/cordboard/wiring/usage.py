"""The part of the composition root that puts usage and notifications together."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from cordboard.api.call import Usage
from cordboard.base.clock import Clock
from cordboard.base.sid import SidMaker
from cordboard.messaging.dispatch import Spawn
from cordboard.notifications.notification import KEPT_MS
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.sqlite.usage import SqliteNotifications, SqliteUsage
from cordboard.usage.records import UsageRecords
from cordboard.usage.triggers import Triggers, TriggerUnit


def wire_usage(
    *,
    engine: Engine,
    store: SqliteStore,
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
    return Usage(records=records, triggers=triggers, notifications=SqliteNotifications(engine))


async def resume_usage(usage: Usage) -> None:
    """Forget notifications that are too old, and judge the triggers by what an earlier run used."""
    await usage.notifications.forget_notifications(usage.records.now_ms() - KEPT_MS)
    usage.triggers.look()
