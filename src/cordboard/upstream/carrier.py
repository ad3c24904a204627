"""Carrying a call out: sends it in canonical form with the upstream's credential, and brings the answer back."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator, Mapping
from typing import NamedTuple

from cordboard import __version__
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.request import Answer
from cordboard.upstream.canonical import CORE, Canonical, canonical, root_of
from cordboard.upstream.client import Answering, Sending, UpstreamClient
from cordboard.upstream.connection import Head
from cordboard.upstream.fault import Fault
from cordboard.upstream.links import Links, links_of

MOST_TEXT_BYTES = 32 << 20  # of an answer with links: a page of a thousand rows has 2 MB
MOST_LOOKED_AT_BYTES = 1 << 20  # of one resource
# What goes on of a caller's headers, and back of the upstream's. No credential, no cookie, nothing of a connection.
FORWARDED = ("range", "if-none-match", "if-modified-since", "if-match", "accept", "accept-language")
RETURNED = frozenset(
    {
        "accept-ranges",
        "content-disposition",
        "content-range",
        "etag",
        "last-modified",
        "operation-id",
        "operationid",
        "resource-id",
        "retry-after",
        "twilio-concurrent-requests",
        "twilio-request-duration",
        "twilio-request-id",
    }
)
LINKS = frozenset({"location", "operation-location", "operationlocation", "resource-location"})


class Destination(NamedTuple):
    """An upstream, opened: ``lines`` of a head let in there. Units: seconds."""

    account_sid: str
    base_url: str
    timeout_s: float
    lines: str

    @classmethod
    def of(cls, account_sid: str, auth_token: str, base_url: str, timeout_s: float) -> Destination:
        """Open an upstream by its token. Source: RFC 7617."""
        secret = base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        lines = f"Authorization: Basic {secret}\r\nUser-Agent: cordboard/{__version__}\r\n"
        return cls(account_sid, base_url, timeout_s, lines)


class Carrier:
    """Carries calls out on upstreams."""

    def __init__(self, client: UpstreamClient) -> None:
        self._client = client

    async def carry(self, destination: Destination, exchange: Exchange, given: object, unknown: list[str]) -> Answer:
        """Carry a call out and return the answer. Raises: Problem for what is not sent on; Fault."""
        asked = canonical(exchange, given, unknown, destination.account_sid)
        answering = await self._send(destination, asked, exchange.request.headers)
        links = links_of(
            destination.base_url, asked.host, exchange.base_url, destination.account_sid, exchange.account_sid
        )
        return await _answer(answering, links)

    async def look(self, destination: Destination, path: str) -> Answer:
        """Look at a resource of the core API, for nobody who called. Raises: Fault."""
        answering = await self._send(destination, Canonical("GET", CORE, path, b"", ""), {})
        body = await answering.whole(MOST_LOOKED_AT_BYTES)
        return Answer(answering.head.status, body, answering.head.header("content-type"))

    async def _send(self, destination: Destination, asked: Canonical, given: Mapping[str, str]) -> Answering:
        lines = destination.lines
        if asked.content_type:
            lines += f"Content-Type: {asked.content_type}\r\n"
        for name in FORWARDED:
            if name in given and given[name].isascii():
                lines += f"{name}: {given[name]}\r\n"
        root = root_of(destination.base_url, asked.host)
        return await self._client.send(
            Sending(asked.method, root, asked.path, lines, asked.body, destination.timeout_s)
        )


async def _answer(answering: Answering, links: Links) -> Answer:
    """Return an answer as it came, its links leading here; what has no links is passed on in pieces."""
    head = answering.head
    content_type = head.header("content-type")
    headers = _headers(head, links)
    is_text = "json" in content_type or "xml" in content_type
    if is_text or head.status >= 400 or not content_type or head.header("content-length") == "0":
        body = links.rewritten(await answering.whole(MOST_TEXT_BYTES), content_type)
        return Answer(head.status, body, content_type or "application/octet-stream", headers)
    length = head.header("content-length")
    if length:
        headers.append(("Content-Length", length))  # so that an answer that is cut off is seen to be
    passing = _until_fault(answering)
    await anext(passing)
    return Answer(head.status, b"", content_type, headers, passing)


async def _until_fault(answering: Answering) -> AsyncGenerator[bytes]:
    pieces = answering.pieces()
    try:
        yield b""  # begun, so that its end gives back the connection even where nobody reads what follows
        async for piece in pieces:
            yield piece
    except Fault:
        return  # the connection ends before the length that was told: RFC 9112, section 8
    finally:
        await pieces.aclose()
        answering.close()


def _headers(head: Head, links: Links) -> list[tuple[str, str]]:
    found = []
    for name, value in head.headers:
        if name in LINKS:
            found.append((name, links.location(value)))
        elif name in RETURNED:
            found.append((name, value))
    return found
