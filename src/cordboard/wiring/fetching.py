"""What is fetched from the world outside: media, and documents of calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from cordboard.base.problem import Problem
from cordboard.messaging.fetch import Fetched, checked
from cordboard.settings import Settings, WebhookPrivate
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import Fault, HttpClient

MOST_MEDIA_BYTES = 5 << 20
Fetch = Callable[[str], Awaitable[Fetched]]
FetchMedia = Callable[[str], Awaitable[tuple[str, str, bytes]]]


def wire_fetching(client: HttpClient) -> tuple[Fetch, FetchMedia]:
    """Return what fetches a URL, and what fetches media for a handset and refuses what cannot be had."""

    async def fetch(url: str) -> Fetched:
        try:
            reply = await client.request("GET", url, directives=Directives(), most_bytes=MOST_MEDIA_BYTES)
        except Fault as fault:
            return Fetched(None, b"", 11751 if fault.code == 11750 else fault.code)
        if not 200 <= reply.status < 300:
            return Fetched(None, b"", 11200)
        return Fetched(reply.header("content-type"), reply.body)

    async def fetch_media(url: str) -> tuple[str, str, bytes]:
        fetched = checked(await fetch(url))
        if fetched.error_code is not None:
            raise Problem(90002, parameter="media", reason=f"the media could not be fetched ({fetched.error_code})")
        return fetched.content_type or "", url, fetched.data

    return fetch, fetch_media


def may_go_private(settings: Settings) -> bool:
    """Tell whether requests may go to private addresses: by default where only this machine reaches the server."""
    if settings.webhook_private is WebhookPrivate.AUTO:
        return settings.loopback
    return settings.webhook_private is WebhookPrivate.ALLOW
