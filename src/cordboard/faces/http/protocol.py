"""The HTTP face: uvicorn's protocol, with a short way for API requests.

An ASGI call costs a task, an event, a scope and two awaits a message. An API request needs none of them: its whole
body is read before it is answered, and its answer is written at once. So such requests are collected here and handed
to the gate directly; keep-alive, pipelining, flow control, TLS and shutdown stay uvicorn's.
Source: RFC 9112; measured in bench/README.md.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import struct
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from cordboard.base.problem import Problem
from cordboard.catalogue.request import Answer, Request
from cordboard.faces.http.cycle import ApiCycle, request_of, written
from cordboard.faces.http.limits import BodyLimit
from cordboard.faces.http.lingering import hang_up
from cordboard.faces.preface import TLS_ENDED

MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 << 10  # Apache and nginx allow 8 KiB a line; a hundred lines of 320 bytes
MAX_URL_BYTES = 16 << 10
MAX_UNFINISHED_BYTES = 8 * MAX_HEADER_BYTES  # beyond what gets a clear refusal; a read brings at most 256 KiB
LONG_BYTES = 64 << 10  # of a body, above which it is judged who asks before it is read
UNREAD_S = 30.0  # the operating system holds megabytes for a reader; who reads none of them in this time has gone
AT_ONCE = struct.pack("ii", 1, 0)  # lingering for no time is a reset. Source: socket(7)
JSON_HINT = b'{"code":90007,"message":"The request is not HTTP.","more_info":"/cordboard/v1/errors/90007","status":400}'

Answerer = Callable[[Request], Awaitable[Answer]]
Refuser = Callable[[Request, Problem], Answer]
Admitter = Callable[[Request], Awaitable[Problem | None]]
"""Tells from the head of a request why it is not let in."""


class ApiProtocol(HttpToolsProtocol):
    """Collects a request, lets it be answered, writes the answer."""

    cycle: ApiCycle  # type: ignore[assignment]  # ours stands where uvicorn keeps its own
    pipeline: deque[Any]
    header_bytes = 0
    unfinished_bytes = 0
    idle_since_s = 0.0
    has_begun = False
    is_over = False
    streaming: asyncio.Task[None] | None = None
    answer: ClassVar[Answerer]
    refuse: ClassVar[Refuser]
    admit: ClassVar[Admitter]
    body_limit: ClassVar[BodyLimit]
    unread_s: ClassVar[float]

    def data_received(self, data: bytes) -> None:
        """Parse, and end a connection whose headers do not end: there is nobody to explain anything to.

        The parser shows a header when it is complete, so that one without an end has to be noticed here.
        """
        if not self.has_begun:
            self.has_begun = True
            data = self._without_preface(data)
        self.unfinished_bytes += len(data)
        super().data_received(data)
        is_in_body = self.cycle is not None and self.cycle.more_body
        if self.unfinished_bytes > MAX_UNFINISHED_BYTES and not is_in_body:
            self.transport.abort()

    def _without_preface(self, data: bytes) -> bytes:
        """Take note when TLS was ended for this connection on this machine: its links are to say https."""
        if data.startswith(TLS_ENDED) and self.client and ipaddress.ip_address(self.client[0]).is_loopback:
            self.scheme = "https"
            return data[len(TLS_ENDED) :]
        return data

    def on_message_begin(self) -> None:
        """Begin a request."""
        self.url = b""
        self.expect_100_continue = False
        self.headers = []
        self.header_bytes = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, while they are few and short."""
        self.header_bytes += len(name) + len(value)
        if self.header_bytes <= MAX_HEADER_BYTES and len(self.headers) <= MAX_HEADERS:
            self.headers.append((name.lower(), value))

    def on_url(self, url: bytes) -> None:
        """Keep a piece of the target."""
        if len(self.url) <= MAX_URL_BYTES:
            self.url += url

    def on_headers_complete(self) -> None:
        """Refuse early what is too large, or by nobody we know; queue what came before its turn."""
        if self.is_over:
            return
        self.unfinished_bytes = 0
        request = self._request()
        http_version = self.parser.get_http_version()
        cycle = ApiCycle(
            request, self.body_limit.of(request), keep_alive=http_version != "1.0" and self.parser.should_keep_alive()
        )
        if self.header_bytes > MAX_HEADER_BYTES or len(self.headers) > MAX_HEADERS or len(self.url) > MAX_URL_BYTES:
            cycle.fault = Problem(90006, limit=f"{MAX_HEADER_BYTES >> 10} KiB in {MAX_HEADERS} headers")
        length = request.headers.get("content-length", "0")
        size = int(length) if length.isdigit() else 0
        if size > cycle.limit:
            cycle.fault = cycle.fault or Problem(90005, limit=cycle.limit)
        elif cycle.fault is None and (
            size > LONG_BYTES or self.expect_100_continue or "transfer-encoding" in request.headers
        ):
            cycle.expects_word = self.expect_100_continue
            cycle.entry = self.loop.create_task(self._let_in(cycle))
        existing, self.cycle = self.cycle, cycle
        if existing is None or existing.response_complete:
            if cycle.fault is not None:
                self._answer_fault(cycle)
            return
        self.flow.pause_reading()
        self.pipeline.appendleft((cycle, self.app))

    async def _let_in(self, cycle: ApiCycle) -> None:
        """Judge by the head who asks for something long, so that nobody else's body is waited for."""
        fault = await type(self).admit(cycle.request)
        cycle.entry, cycle.fault = None, cycle.fault or fault
        if all(waiting is not cycle for waiting, _ in self.pipeline):
            self._go_on(cycle)

    def _go_on(self, cycle: ApiCycle) -> None:
        """Take the next step with a request whose turn it is."""
        if cycle.response_complete or cycle.entry is not None:
            return
        if cycle.fault is not None:
            self._answer_fault(cycle)
        elif cycle.is_complete:
            self._start(cycle)
        elif cycle.expects_word:
            cycle.expects_word = False
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _request(self) -> Request:
        peer = self.client[0] if self.client else ""
        request = request_of(self.parser.get_method(), self.url, self.headers, self.scheme or "http", peer)
        self.expect_100_continue = request.headers.get("expect", "").lower() == "100-continue"
        return request

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body, up to the limit."""
        cycle = self.cycle
        cycle.size += len(body)
        if cycle.response_complete or cycle.fault is not None:
            return
        if cycle.size > cycle.limit:
            cycle.body.clear()
            cycle.fault = Problem(90005, limit=cycle.limit)
            if not self.pipeline:
                self._go_on(cycle)
            return
        cycle.body.append(body)

    def on_message_complete(self) -> None:
        """Answer, if it is this request's turn."""
        self.unfinished_bytes = 0
        cycle = self.cycle
        cycle.more_body = False
        cycle.is_complete = True
        if not self.pipeline:
            self._go_on(cycle)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        # Called when a pipelined request has its turn.
        self._go_on(cycle)

    def _start(self, cycle: ApiCycle) -> None:
        cycle.request.body = cycle.body[0] if len(cycle.body) == 1 else b"".join(cycle.body)
        # The cycle keeps the task alive, and the connection the cycle; a stop waits for connections.
        cycle.task = self.loop.create_task(self._serve(cycle))

    async def _serve(self, cycle: ApiCycle) -> None:
        answer = await type(self).answer(cycle.request)
        if answer.pieces is None:
            self._write(cycle, answer)
        else:
            await self._stream(cycle, answer, answer.pieces)

    async def _stream(self, cycle: ApiCycle, given: Answer, pieces: AsyncGenerator[bytes]) -> None:
        """Write an answer piece by piece, no faster than it is read; the connection ends with it.

        Without a length the end of the connection is the end of the answer. Source: RFC 9112, section 6.3. Of HEAD the
        head is the answer.
        """
        lines = [f"{name}: {value}\r\n" for name, value in given.headers]
        lines.append(f"Content-Type: {given.content_type}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n")
        self.transport.write(STATUS_LINE[given.status] + "".join(lines).encode("latin-1", "replace"))
        self.streaming = cycle.task
        try:
            if cycle.request.method != "HEAD":
                await self._pass_on(pieces)
        finally:
            self.streaming = None
            cycle.response_complete = True
            await pieces.aclose()
            self.transport.close()

    async def _pass_on(self, pieces: AsyncGenerator[bytes]) -> None:
        async for piece in pieces:
            if self.transport.is_closing():
                break
            self.transport.write(piece)
            await self._drain()

    async def _drain(self) -> None:
        """Wait until there is room for more; reset the connection of a reader that makes none.

        An answer without a length that ended in the usual way would pass for the whole.
        """
        try:
            async with asyncio.timeout(self.unread_s):
                await self.flow.drain()
        except TimeoutError:
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """End what is being streamed: nobody reads it any more."""
        if self.streaming is not None:
            self.streaming.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End at once what would never end by itself."""
        if self.streaming is not None:
            self.streaming.cancel()
        super().shutdown()

    def _answer_fault(self, cycle: ApiCycle) -> None:
        cycle.keep_alive = False
        fault = cycle.fault
        assert fault is not None  # noqa: S101 - only called with one
        self._write(cycle, type(self).refuse(cycle.request, fault))

    def _write(self, cycle: ApiCycle, given: Answer) -> None:
        cycle.response_complete = True
        if not self.transport.is_closing():
            self.transport.write(written(cycle, given, self.server_state.default_headers))
            if not cycle.keep_alive:
                self.is_over = True
                hang_up(self, self.transport, self.loop, is_read=cycle.is_complete)
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """Go on with what was pipelined, or note since when the connection is idle, which costs less than a timer."""
        self.server_state.total_requests += 1
        if self.is_over or self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self.idle_since_s = self.loop.time()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP."""
        head = b"Content-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(JSON_HINT)
        self.transport.write(STATUS_LINE[400] + head + JSON_HINT)
        self.transport.close()

    def _should_upgrade(self) -> bool:
        return False


async def anybody(request: Request) -> Problem | None:
    """Let everybody in, as far as the head of a request tells."""
    return None


def make_protocol(
    answer: Answerer,
    refuse: Refuser,
    *,
    body_limit: BodyLimit,
    admit: Admitter = anybody,
    unread_s: float = UNREAD_S,
) -> type[ApiProtocol]:
    """Return a protocol class for uvicorn that hands requests to the gate."""
    wiring = {
        "answer": staticmethod(answer),
        "refuse": staticmethod(refuse),
        "admit": staticmethod(admit),
        "body_limit": body_limit,
        "unread_s": unread_s,
    }
    return type("BoundApiProtocol", (ApiProtocol,), wiring)
