"""The part of the composition root that puts event streams together."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import cast

from cordboard.base.mailer import Mailer
from cordboard.events.mailbox import MailSinks
from cordboard.events.ports import EventStore
from cordboard.events.pump import Pump
from cordboard.events.sink import SinkType
from cordboard.events.sinks import Sinks
from cordboard.store.sqlite.events import SqliteEvents
from cordboard.webhooks.event_sinks import SegmentSinks, WebhookSinks
from cordboard.webhooks.http import HttpClient
from cordboard.webhooks.kinesis_sinks import LIBRARY, MISSING, KinesisSinks
from cordboard.wiring.accounts import AccountParts
from cordboard.wiring.ground import Ground


def wire_events(ground: Ground, accounts: AccountParts, client: HttpClient, mailer: Mailer) -> tuple[Sinks, Pump]:
    """Put event streams together, and let commits wake the workers of sinks."""
    rows = cast(EventStore, SqliteEvents(ground.engine, ground.store.unit))
    streams = ground.store.streams
    sinks = Sinks(
        shelf=ground.shelf,
        store=rows,
        streams=streams,
        clock=ground.clock,
        random_128=ground.random_128,
        missing={} if find_spec(LIBRARY) else {SinkType.KINESIS: MISSING},
    )
    pump = Pump(
        store=rows,
        carriers={
            SinkType.WEBHOOK: WebhookSinks(client, accounts.token_of),
            SinkType.SEGMENT: SegmentSinks(client, ground.settings.segment_url),
            SinkType.KINESIS: KinesisSinks(
                client, url=ground.settings.kinesis_url, environment=os.environ, now_ms=ground.clock.now_ms
            ),
            SinkType.EMAIL: MailSinks(rows, mailer, ground.sids),
        },
        sink_of=sinks.find,
        lost=sinks.lost,
        clock=ground.clock,
        spawn=ground.spawn,
        random_64=ground.random_64,
    )
    streams.wake = pump.wake
    return sinks, pump
