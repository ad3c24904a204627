"""Wiring for web hooks that are made again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cordboard.webhooks.deliver import Deliverer
from cordboard.webhooks.replay import webhook_of


def replaying(deliverer: Deliverer) -> Callable[[Mapping[str, Any]], Awaitable[None]]:
    """Return what makes the web hook of an attempt again; what is answered does nothing, and is in the log."""

    async def replay(attempt: Mapping[str, Any]) -> None:
        await deliverer.ask(webhook_of(attempt))

    return replay
