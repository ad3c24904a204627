"""What is fetched from the world outside: media, and documents of calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from cordboard.base.problem import Problem
from cordboard.base.webhook import MayFollow
from cordboard.messaging.fetch import Fetch, Fetched, checked
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import NOT_ALLOWED, Fault, HttpClient

MOST_MEDIA_BYTES = 5 << 20
FetchMedia = Callable[[str], Awaitable[tuple[str, str, bytes]]]


def wire_fetching(client: HttpClient) -> tuple[Fetch, FetchMedia]:
    """Return what fetches a URL, and what fetches media for a handset and refuses what cannot be had."""

    async def fetch(url: str, may_follow: MayFollow | None) -> Fetched:
        try:
            reply = await client.request(
                "GET", url, directives=Directives(), most_bytes=MOST_MEDIA_BYTES, may_follow=may_follow
            )
        except Fault as fault:
            code = 11751 if fault.code == 11750 else fault.code
            return Fetched(None, b"", code, fault.sentence if code == NOT_ALLOWED else "")
        if not 200 <= reply.status < 300:
            return Fetched(None, b"", 11200)
        return Fetched(reply.header("content-type"), reply.body)

    async def fetch_media(url: str) -> tuple[str, str, bytes]:
        fetched = checked(await fetch(url, None))
        if fetched.error_code is not None:
            raise Problem(90002, parameter="media", reason=f"the media could not be fetched ({fetched.error_code})")
        return fetched.content_type or "", url, fetched.data

    return fetch, fetch_media
