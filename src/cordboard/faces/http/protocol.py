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
from cordboard.faces.http.limits import BodyLimit
from cordboard.faces.preface import TLS_ENDED

MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 << 10  # Apache and nginx allow 8 KiB a line; a hundred lines of 320 bytes
MAX_URL_BYTES = 16 << 10
MAX_UNFINISHED_BYTES = 8 * MAX_HEADER_BYTES  # beyond what gets a clear refusal; a read brings at most 256 KiB
UNREAD_S = 30.0  # the operating system holds megabytes for a reader; who reads none of them in this time has gone
AT_ONCE = struct.pack("ii", 1, 0)  # lingering for no time is a reset. Source: socket(7)
JSON_HINT = b'{"code":90007,"message":"The request is not HTTP.","more_info":"/cordboard/v1/errors/90007","status":400}'

Answerer = Callable[[Request], Awaitable[Answer]]
Refuser = Callable[[Request, Problem], Answer]


class ApiCycle:
    """One API request and its answer; stands where uvicorn keeps its own request cycle."""

    __slots__ = (
        "body",
        "disconnected",
        "fault",
        "is_complete",
        "keep_alive",
        "limit",
        "message_event",
        "more_body",
        "request",
        "response_complete",
        "size",
        "task",
    )

    def __init__(self, request: Request, limit: int, *, keep_alive: bool) -> None:
        self.request = request
        self.limit = limit
        self.keep_alive = keep_alive
        self.body: list[bytes] = []
        self.size = 0
        self.fault: Problem | None = None
        self.is_complete = False
        self.more_body = True
        self.response_complete = False
        self.disconnected = False
        self.message_event = _NO_EVENT
        self.task: asyncio.Task[None] | None = None


class _NoEvent:
    def set(self) -> None:
        """Nobody waits: the request is answered when it is complete."""


_NO_EVENT = _NoEvent()


class ApiProtocol(HttpToolsProtocol):
    """Collects a request, lets it be answered, writes the answer."""

    cycle: ApiCycle  # type: ignore[assignment]  # ours stands where uvicorn keeps its own
    pipeline: deque[Any]
    header_bytes = 0
    unfinished_bytes = 0
    idle_since_s = 0.0
    has_begun = False
    streaming: asyncio.Task[None] | None = None
    answer: ClassVar[Answerer]
    refuse: ClassVar[Refuser]
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
        """Refuse early what is too large; queue what came before its turn."""
        self.unfinished_bytes = 0
        request = self._request()
        http_version = self.parser.get_http_version()
        cycle = ApiCycle(
            request, self.body_limit.of(request), keep_alive=http_version != "1.0" and self.parser.should_keep_alive()
        )
        if self.header_bytes > MAX_HEADER_BYTES or len(self.headers) > MAX_HEADERS or len(self.url) > MAX_URL_BYTES:
            cycle.fault = Problem(90006, limit=f"{MAX_HEADER_BYTES >> 10} KiB in {MAX_HEADERS} headers")
        length = request.headers.get("content-length", "0")
        if length.isdigit() and int(length) > cycle.limit:
            cycle.fault = cycle.fault or Problem(90005, limit=cycle.limit)
        elif self.expect_100_continue:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        existing, self.cycle = self.cycle, cycle
        if existing is None or existing.response_complete:
            if cycle.fault is not None:
                self._answer_fault(cycle)
            return
        self.flow.pause_reading()
        self.pipeline.appendleft((cycle, self.app))

    def _request(self) -> Request:
        target = self.url.decode("latin-1")
        if target.startswith("http://") or target.startswith("https://"):
            target = "/" + target.split("/", 3)[3] if target.count("/") > 2 else "/"
        path, _, query = target.partition("?")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self.headers}
        self.expect_100_continue = headers.get("expect", "").lower() == "100-continue"
        method = self.parser.get_method().decode("ascii")
        peer = self.client[0] if self.client else ""
        return Request(method, path, query, headers, b"", self.scheme or "http", peer)

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
                self._answer_fault(cycle)
            return
        cycle.body.append(body)

    def on_message_complete(self) -> None:
        """Answer, if it is this request's turn."""
        self.unfinished_bytes = 0
        cycle = self.cycle
        cycle.more_body = False
        cycle.is_complete = True
        if not cycle.response_complete and not self.pipeline:
            self._start(cycle)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        # Called when a pipelined request has its turn.
        if cycle.fault is not None:
            self._answer_fault(cycle)
        elif cycle.is_complete:
            self._start(cycle)

    def _start(self, cycle: ApiCycle) -> None:
        cycle.request.body = cycle.body[0] if len(cycle.body) == 1 else b"".join(cycle.body)
        # The cycle keeps the task alive, and the connection the cycle; a stop waits for connections.
        cycle.task = self.loop.create_task(self._serve(cycle))

    async def _serve(self, cycle: ApiCycle) -> None:
        answer = await type(self).answer(cycle.request)
        if answer.pieces is None or cycle.request.method == "HEAD":
            self._write(cycle, answer)
        else:
            await self._stream(cycle, answer, answer.pieces)

    async def _stream(self, cycle: ApiCycle, given: Answer, pieces: AsyncGenerator[bytes]) -> None:
        """Write an answer piece by piece, no faster than it is read; the connection ends with it.

        Without a length the end of the connection is the end of the answer. Source: RFC 9112, section 6.3.
        """
        lines = [f"{name}: {value}\r\n" for name, value in given.headers]
        lines.append(f"Content-Type: {given.content_type}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n")
        self.transport.write(STATUS_LINE[given.status] + "".join(lines).encode("latin-1", "replace"))
        self.streaming = cycle.task
        try:
            async for piece in pieces:
                if self.transport.is_closing():
                    break
                self.transport.write(piece)
                await self._drain()
        finally:
            self.streaming = None
            cycle.response_complete = True
            await pieces.aclose()
            self.transport.close()

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
            keep_alive = cycle.keep_alive
            head = [STATUS_LINE[given.status]]
            for name, value in self.server_state.default_headers:
                head.append(name + b": " + value + b"\r\n")
            lines = [f"{name}: {value}\r\n" for name, value in given.headers]
            if given.status != 204:
                lines.append(f"Content-Type: {given.content_type}\r\nContent-Length: {len(given.body)}\r\n")
            lines.append("\r\n" if keep_alive else "Connection: close\r\n\r\n")
            head.append("".join(lines).encode("latin-1", "replace"))
            if cycle.request.method != "HEAD":
                head.append(given.body)
            self.transport.write(b"".join(head))
            if not keep_alive:
                self.transport.close()
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """Go on with what was pipelined, or note since when the connection is idle, which costs less than a timer."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
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


def make_protocol(
    answer: Answerer, refuse: Refuser, *, body_limit: BodyLimit, unread_s: float = UNREAD_S
) -> type[ApiProtocol]:
    """Return a protocol class for uvicorn that hands requests to the gate."""
    wiring = {
        "answer": staticmethod(answer),
        "refuse": staticmethod(refuse),
        "body_limit": body_limit,
        "unread_s": unread_s,
    }
    return type("BoundApiProtocol", (ApiProtocol,), wiring)


class Watch:
    """Ends connections that began a request and did not finish it within the time given, and those that were idle long.

    Units: seconds. Source: the defence against slow senders; 30 s is twice the slowest web hook. 75 s of idleness is
    what nginx and its clients are used to.
    """

    def __init__(
        self,
        connections: set[Any],
        loop: asyncio.AbstractEventLoop,
        *,
        patience_s: float = 30.0,
        idle_s: float = 75.0,
    ) -> None:
        self._connections = connections
        self._loop = loop
        self._patience_s = patience_s
        self._idle_s = idle_s
        self._seen: dict[int, tuple[Any, float]] = {}

    def look(self) -> None:
        """Look at all connections once and come back in a sixth of the patience."""
        now, still = self._loop.time(), {}
        for connection in list(self._connections):
            cycle = connection.cycle
            if cycle is not None and cycle.response_complete and now - connection.idle_since_s > self._idle_s:
                connection.transport.close()
            if cycle is None or cycle.is_complete or cycle.response_complete:
                continue
            seen, since = self._seen.get(id(connection), (cycle, now))
            if seen is not cycle:
                since = now
            if now - since > self._patience_s:
                connection.transport.close()
            else:
                still[id(connection)] = (cycle, since)
        self._seen = still
        self._loop.call_later(self._patience_s / 6, self.look)
