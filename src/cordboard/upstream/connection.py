"""One HTTP connection to an upstream: sends a request, tells the head of its answer, and gives the body in pieces.

Source: RFC 9112 (framing).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import NamedTuple, cast

import httptools

from cordboard.upstream.fault import Fault, Kind

MOST_HELD_BYTES = 128 << 10  # of a body whose reader is slower than the upstream; then nothing more is read
MOST_STATUS = 600  # RFC 9110, section 15: what is above is invalid
MOST_HEAD_BYTES = 64 << 10  # of headers, in which no answer of an API comes near
BROKE, NOT_HTTP = "the connection closed before the answer was whole", "its answer is not HTTP"


class Head(NamedTuple):
    """Status and headers of an answer: names in lower case, in order."""

    status: int
    headers: list[tuple[str, str]]

    def header(self, name: str) -> str:
        """Return a header by its lower-case name, empty where there is none."""
        for each, value in self.headers:
            if each == name:
                return value
        return ""


class Connection(asyncio.Protocol):
    """Carries one request at a time. What comes unasked ends it, or it would be taken for the next answer."""

    def __init__(self) -> None:
        self._waiter: asyncio.Future[None] | None = None
        self._is_asking = False
        self.idle_since = 0.0
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[tuple[str, str]] = []
        self._body: list[bytes] = []
        self._received = self._held = 0
        self._has_head = self._is_whole = False
        self._fault = ""
        self.is_reusable = False

    @property
    def is_open(self) -> bool:
        """Tell whether the peer has not closed it, nor said anything unasked."""
        return not self._transport.is_closing()

    @property
    def has_heard(self) -> bool:
        """Tell whether anything came since the request was sent."""
        return self._received > 0

    async def ask(self, data: bytes) -> Head:
        """Send a request and return the head of its answer. Raises: Fault."""
        self._begin()
        self._is_asking = True
        self._transport.write(data)
        while not self._has_head:
            await self._more()
            if self._received > MOST_HEAD_BYTES and not self._has_head:
                raise Fault(Kind.BROKEN, "its headers are too large")
        status = self._parser.get_status_code()
        if not HTTPStatus.OK <= status < MOST_STATUS:
            raise Fault(Kind.BROKEN, f"it answered with status {status}")
        return Head(status, self._headers)

    def held(self) -> bytes | None:
        """Take the body if it came whole with the head, as most do."""
        return self._take() if self._is_whole else None

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Give the body as it comes. Raises: Fault."""
        while True:
            piece = self._take()
            if piece:
                yield piece
            elif self._is_whole:
                return
            else:
                await self._more()

    def _take(self) -> bytes:
        pieces, self._body = self._body, []
        if self._held > MOST_HELD_BYTES and self.is_open:
            self._transport.resume_reading()
        self._held = 0
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def _more(self) -> None:
        """Wait until something came. Raises: Fault when nothing will."""
        self._raise_fault()
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
        if not (self._body or self._is_whole):
            self._raise_fault()

    def _raise_fault(self) -> None:
        if self._fault:
            raise Fault(Kind.BROKEN, self._fault)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # What the transport tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        if not self._is_asking or self._is_whole:
            self.close()
            return
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fault = NOT_HTTP
            self.is_reusable = False  # behind a whole answer nothing may stand, and that answer counts
        if self._held > MOST_HELD_BYTES:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Take the end: that of the answer (RFC 9112 section 6.3, the last case), or one that came too early."""
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end likewise."""
        if exc is not None and not self._is_whole:
            self._fault = self._fault or BROKE
        self._end()

    def _end(self) -> None:
        is_framed = any(name in ("content-length", "transfer-encoding") for name, _ in self._headers)
        if self._has_head and not is_framed and not self._fault:
            self._is_whole = True
        elif not self._is_whole:
            self._fault = self._fault or BROKE
        self.is_reusable = False
        self._wake()

    # What the parser tells

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, but not those behind a body."""
        if not self._has_head:
            self._headers.append((name.decode("latin-1").lower(), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """Tell that the head is there, unless it is an interim one."""
        if self._parser.get_status_code() < HTTPStatus.OK:
            self._headers.clear()
        else:
            self._has_head = True

    def on_body(self, body: bytes) -> None:
        """Keep a piece."""
        if not self._is_whole:
            self._body.append(body)
            self._held += len(body)

    def on_message_complete(self) -> None:
        """Tell that the answer is whole."""
        if self._has_head and not self._is_whole:
            self._is_whole = True
            self.is_reusable = self._parser.should_keep_alive()
        else:
            self.is_reusable = False  # a second answer to one request

    def rest(self) -> None:
        """Expect nothing until it is asked again."""
        self._is_asking = False

    def close(self) -> None:
        """End the connection."""
        self.is_reusable = False
        self._transport.close()
