"""Bare sockets that answer with every byte that a test writes down and no other, and ways to ask them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from cordboard.webhooks.connection import Fault
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import HttpClient, Reply

LIMIT = 64 << 10
RETRIEVAL, CONNECT_TIMEOUT, REFUSED, TOTAL_TIMEOUT, CONNECTION = 11200, 11201, 11202, 11203, 11205
PROTOCOL, BAD_HOST, TOO_MANY_REDIRECTS, TOO_LARGE, POLICY = 11206, 11210, 11215, 11750, 90001
ALLOWED = "127.0.0.1"

Script = Callable[["Peer"], Awaitable[None]]


@dataclass
class Peer:
    """One connection to the server of a test."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> bytes:
        """Return the next request, its body with it; nothing when the client is gone."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        return head + await self.reader.readexactly(length)

    async def send(self, data: bytes) -> None:
        """Send bytes; what the client no longer takes is dropped."""
        self.writer.write(data)
        try:
            await self.writer.drain()
        except ConnectionError:
            return

    async def closed(self) -> None:
        """Wait until the client has closed the connection."""
        try:
            while await self.reader.read(1 << 16):
                pass
        except ConnectionError:
            return


@dataclass
class Server:
    """Answers as told; remembers what it was asked, by connection."""

    port: int
    asked: list[list[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{ALLOWED}:{self.port}"


def answers(*pieces: bytes, close: bool = True) -> Script:
    """Answer the first request with these bytes, a piece a packet, then close or wait."""

    async def script(peer: Peer) -> None:
        await peer.request()
        for piece in pieces:
            await peer.send(piece)
            await asyncio.sleep(0)
        if not close:
            await peer.closed()

    return script


def whole(body: bytes = b"<Response/>", status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


async def get(client: HttpClient, url: str, *, method: str = "GET", body: bytes = b"", **directives: int) -> Reply:
    """Ask; the whole takes five seconds at most, unless the test says otherwise."""
    given = Directives(**{"tt": 5000, **directives})  # type: ignore[arg-type]
    return await client.request(method, url, body=body, directives=given, most_bytes=LIMIT)


async def fault_of(client: HttpClient, url: str, **directives: int) -> Fault:
    with pytest.raises(Fault) as caught:
        await get(client, url, **directives)
    return caught.value
