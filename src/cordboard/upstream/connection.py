"""One HTTP connection to an upstream: sends a request, tells the head of its answer, and gives the body in pieces.

Source: RFC 9112 (framing).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import NamedTuple

import httptools

from cordboard.upstream.fault import Fault, Kind

PIECE_BYTES = 64 << 10  # what is read at once; a reader that is slower than the upstream holds twice as much
MOST_STATUS = 600  # RFC 9110, section 15: what is above is invalid
MOST_HEAD_BYTES = 64 << 10  # of headers, in which no answer of an API comes near


class Head(NamedTuple):
    """Status and headers of an answer: names in lower case, in order."""

    status: int
    headers: list[tuple[str, str]]

    def header(self, name: str) -> str:
        """Return a header by its lower-case name, empty where there is none."""
        return next((value for each, value in self.headers if each == name), "")


class Connection:
    """Carries one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._begin()
        self.idle_since = 0.0
        self.is_reusable = False
        self.has_heard = False

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[tuple[str, str]] = []
        self._body: list[bytes] = []
        self._has_head = self._is_whole = False

    @property
    def is_open(self) -> bool:
        """Tell whether the peer has not closed it, nor said anything unasked."""
        return not (self._writer.is_closing() or self._reader.at_eof())

    async def ask(self, data: bytes) -> Head:
        """Send a request and return the head of its answer. Raises: Fault."""
        self._begin()
        self.is_reusable = self.has_heard = False
        self._writer.write(data)
        received = 0
        while not self._has_head:
            received += await self._more()
            if received > MOST_HEAD_BYTES and not self._has_head:
                raise Fault(Kind.BROKEN, "its headers are too large")
        status = self._parser.get_status_code()
        if not HTTPStatus.OK <= status < MOST_STATUS:
            raise Fault(Kind.BROKEN, f"it answered with status {status}")
        return Head(status, self._headers)

    def held(self) -> bytes | None:
        """Take the body if it came whole with the head, as most do."""
        if not self._is_whole:
            return None
        pieces, self._body = self._body, []
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Give the body as it comes. Raises: Fault."""
        while True:
            pieces, self._body = self._body, []
            for piece in pieces:
                yield piece
            if self._is_whole:
                return
            await self._more()

    async def _more(self) -> int:
        try:
            data = await self._reader.read(PIECE_BYTES)
        except OSError as fault:
            raise Fault(Kind.BROKEN, "the connection broke") from fault
        if not data:
            self._end()
            return 0
        self.has_heard = True
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as fault:
            raise Fault(Kind.BROKEN, "its answer is not HTTP") from fault
        return len(data)

    def _end(self) -> None:
        """Complete an answer that ends with the connection: RFC 9112 section 6.3, the last case. Raises: Fault."""
        is_framed = any(name in ("content-length", "transfer-encoding") for name, _ in self._headers)
        if not self._has_head or is_framed:
            raise Fault(Kind.BROKEN, "the connection closed before the answer was whole")
        self._is_whole = True

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
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Tell that the answer is whole."""
        if self._has_head:
            self._is_whole = True
            self.is_reusable = self._parser.should_keep_alive()

    def close(self) -> None:
        """End the connection."""
        self.is_reusable = False
        self._writer.close()
