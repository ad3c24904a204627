"""The part of the composition root that asks the world outside: web hooks, documents of calls, and media."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from cordboard.base.outbox import TaskKind
from cordboard.base.webhook import Purpose
from cordboard.errors import sentence
from cordboard.messaging.answer import Answering
from cordboard.messaging.fetch import Fetch, MediaFetcher
from cordboard.webhooks.deliver import Deliverer, Unit
from cordboard.webhooks.http import HttpClient
from cordboard.webhooks.policy import DestinationPolicy
from cordboard.wiring.accounts import AccountParts
from cordboard.wiring.fetching import FetchMedia, wire_fetching
from cordboard.wiring.ground import Ground
from cordboard.wiring.messaging import Messaging


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What asks the world outside, and carries out what it answers."""

    policy: DestinationPolicy
    client: HttpClient
    fetch: Fetch
    fetch_media: FetchMedia
    fetcher: MediaFetcher
    answering: Answering
    deliverer: Deliverer


def wire_outside(ground: Ground, accounts: AccountParts, messaging: Messaging) -> Outside:
    """Make what asks the world outside."""
    policy = DestinationPolicy(ground.settings.private_webhooks)
    client = HttpClient(policy)
    fetch, fetch_media = wire_fetching(client)
    fetcher = MediaFetcher(
        store=ground.store,
        dispatcher=messaging.dispatcher,
        fetch=fetch,
        clock=ground.clock,
        sids=ground.sids,
        spawn=ground.spawn,
    )
    answering = Answering(messaging.sending, messaging.callbacks, ground.now_ms, sentence)
    deliverer = Deliverer(
        client=client,
        clock=ground.clock,
        sids=ground.sids,
        unit=cast(Callable[[], Unit], ground.store.unit),
        token_of=accounts.token_of,
        concurrency=ground.settings.webhook_concurrency,
        answered={Purpose.INBOUND_MESSAGE: cast(Any, answering.answered)},
        keep=ground.settings.keep_webhooks,
        region=ground.settings.home_region.value,
    )
    ground.outbox.own(TaskKind.MEDIA, fetcher.take)
    ground.outbox.own(TaskKind.WEBHOOK, deliverer.take)
    return Outside(
        policy=policy,
        client=client,
        fetch=fetch,
        fetch_media=fetch_media,
        fetcher=fetcher,
        answering=answering,
        deliverer=deliverer,
    )
