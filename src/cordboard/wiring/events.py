"""The part of the composition root that puts event streams together."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import cast

from cordboard.base.clock import Clock, Spawn
from cordboard.base.mailer import Mailer
from cordboard.base.sid import SidMaker
from cordboard.events.mailbox import MailSinks
from cordboard.events.ports import EventStore
from cordboard.events.pump import Pump
from cordboard.events.sink import SinkType
from cordboard.events.sinks import Sinks
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.events import SqliteEvents
from cordboard.store.sqlite.store import SqliteStore
from cordboard.webhooks.event_sinks import SegmentSinks, WebhookSinks
from cordboard.webhooks.http import HttpClient
from cordboard.webhooks.kinesis_sinks import LIBRARY, MISSING, KinesisSinks


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWires:
    """What event streams are connected to."""

    engine: Engine
    store: SqliteStore
    shelf: Shelf
    clock: Clock
    sids: SidMaker
    spawn: Spawn
    random_64: Callable[[], int]
    random_128: Callable[[], int]
    client: HttpClient
    token_of: Callable[[str], Awaitable[str]]
    mailer: Mailer
    segment_url: str
    kinesis_url: str | None


def wire_events(wires: EventWires) -> tuple[Sinks, Pump]:
    """Put event streams together, and let commits wake the workers of sinks."""
    rows = cast(EventStore, SqliteEvents(wires.engine, wires.store.unit))
    streams = wires.store.streams
    sinks = Sinks(
        shelf=wires.shelf,
        store=rows,
        streams=streams,
        clock=wires.clock,
        random_128=wires.random_128,
        missing={} if find_spec(LIBRARY) else {SinkType.KINESIS: MISSING},
    )
    pump = Pump(
        store=rows,
        carriers={
            SinkType.WEBHOOK: WebhookSinks(wires.client, wires.token_of),
            SinkType.SEGMENT: SegmentSinks(wires.client, wires.segment_url),
            SinkType.KINESIS: KinesisSinks(
                wires.client, url=wires.kinesis_url, environment=os.environ, now_ms=wires.clock.now_ms
            ),
            SinkType.EMAIL: MailSinks(rows, wires.mailer, wires.sids),
        },
        sink_of=sinks.find,
        lost=sinks.lost,
        clock=wires.clock,
        spawn=wires.spawn,
        random_64=wires.random_64,
    )
    streams.wake = pump.wake
    return sinks, pump
