"""One HTTP connection: sends a request and gathers its answer, of which no byte is trusted.

Source: RFC 9112 (framing), RFC 9110 section 8.4.1.3 (gzip).
"""

from __future__ import annotations

import asyncio
import zlib
from typing import NamedTuple, cast

import httptools

MOST_HEADER_BYTES = 32 << 10
MOST_FRAMING_BYTES = 8  # around each byte of a body: a chunk of one byte is framed in five, and may have an extension

RETRIEVAL, TOTAL_TIMEOUT, CONNECTION, PROTOCOL, TOO_LARGE = 11200, 11203, 11205, 11206, 11750


class Fault(Exception):
    """A request that got no answer: the code, and why in one sentence.

    ``status`` is that of an answer of which only the body could not be had, else 0.
    """

    def __init__(self, code: int, sentence: str, *, connected: bool = False, status: int = 0) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.connected = connected
        self.status = status


def _not_http(sentence: str) -> Fault:
    return Fault(PROTOCOL, sentence, connected=True)


class Answer(NamedTuple):
    """An answer as it came: header names in lower case, in order; the body inflated."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Connection(asyncio.Protocol):
    """Carries one request at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._looks_at = 0.0
        self.is_open = True
        self.has_answered = False
        self.idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast(asyncio.Transport, transport)

    def send(self, data: bytes, *, most_bytes: int, read_s: float, until: float) -> asyncio.Future[Answer]:
        """Send a request; the future holds the answer, or raises a Fault."""
        assert self.transport is not None  # noqa: S101 - connection_made has run
        self._parser = httptools.HttpResponseParser(self)
        self._most = most_bytes
        self._received = 0
        self._await_head()
        self._read_s = read_s
        self._until = until
        self._heard = self.loop.time()
        self.has_answered = False
        self._answer = answer = self.loop.create_future()
        self._look_by(min(self._heard + read_s, until))
        self.transport.write(data)
        return answer

    def _await_head(self) -> None:
        self._has_head = False
        self._headers: list[tuple[str, str]] = []
        self._body: list[bytes] = []
        self._body_bytes = 0  # as they came
        self._size = 0  # inflated
        self._inflate: zlib._Decompress | None = None

    @property
    def _is_waiting(self) -> bool:
        return self._answer is not None and not self._answer.done()

    def _look_by(self, due: float) -> None:
        """Look at a time or before. A timer outlives its request, because nearly all answers come long before it."""
        if self._timer is not None:
            if self._looks_at <= due:
                return
            self._timer.cancel()
        self._looks_at = due
        self._timer = self.loop.call_at(due, self._look)

    def _look(self) -> None:
        """End the wait if the peer has been silent too long or the whole takes too long; else look again later."""
        self._timer = None
        if not self._is_waiting:
            return
        now = self.loop.time()
        due = min(self._heard + self._read_s, self._until)
        if now >= due - 0.001:
            code = TOTAL_TIMEOUT if now >= self._until - 0.001 else RETRIEVAL
            self._fail(Fault(code, "The answer did not come in time.", connected=True))
        else:
            self._look_by(due)

    def data_received(self, data: bytes) -> None:
        """Parse a piece of the answer."""
        if not self._is_waiting:
            self.close()  # bytes that nobody asked for
            return
        self._heard = self.loop.time()
        self._received += len(data)
        self.has_answered = True
        try:
            self._parser.feed_data(data)
            self._check_framing()
        except Fault as fault:
            self._fail(fault)
        except httptools.HttpParserUpgrade:
            self._fail(_not_http("The answer switches protocols."))
        except (httptools.HttpParserError, httptools.HttpParserCallbackError) as fault:
            cause = fault.__context__
            self._fail(cause if isinstance(cause, Fault) else _not_http("The answer is not HTTP."))

    def _check_framing(self) -> None:
        """Bound all that is no body: the parser keeps a header until its end, which may never come."""
        if self._received - self._body_bytes > MOST_HEADER_BYTES + MOST_FRAMING_BYTES * self._body_bytes:
            raise _not_http("The answer's headers are too large.")

    def on_message_begin(self) -> None:
        """Refuse a second answer to one request: it would pass for the answer to the next."""
        if not self._is_waiting:
            raise _not_http("More came than the answer.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header. Those behind a body are left out: RFC 9110 section 6.5.1 forbids to merge them."""
        if not self._has_head:
            self._headers.append((name.decode("latin-1").lower(), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """Make ready for the body."""
        self._has_head = True
        if any(name == "content-encoding" and value.lower() in ("gzip", "x-gzip") for name, value in self._headers):
            self._inflate = zlib.decompressobj(wbits=31)

    def on_body(self, data: bytes) -> None:
        """Keep a piece of the body, inflated, up to the limit."""
        self._body_bytes += len(data)
        if self._inflate is not None:
            try:
                data = self._inflate.decompress(data, self._most - self._size + 1)
            except zlib.error as fault:
                raise _not_http("The answer's gzip encoding is broken.") from fault
            if self._inflate.unused_data:
                raise _not_http("The answer goes on behind its gzip encoding.")
        self._size += len(data)
        if self._size > self._most:
            sentence, status = f"The answer is larger than {self._most} bytes.", self._parser.get_status_code()
            raise Fault(TOO_LARGE, sentence, connected=True, status=status)
        self._body.append(data)

    def on_message_complete(self) -> None:
        """Give the answer, unless it was an interim one."""
        self._check_framing()
        if self._parser.get_status_code() < 200:
            self._await_head()
        else:
            self._complete(keep=self._parser.should_keep_alive())

    def eof_received(self) -> bool:
        """Complete an answer that ends with the connection: RFC 9112 section 6.3, the last case."""
        if self._is_waiting and self._has_head and not self._is_framed():
            try:
                self._complete(keep=False)
            except Fault as fault:
                self._fail(fault)
        return False

    def _is_framed(self) -> bool:
        return any(name in ("content-length", "transfer-encoding") for name, _ in self._headers)

    def _complete(self, *, keep: bool) -> None:
        if self._inflate is not None and self._body_bytes and not self._inflate.eof:
            raise _not_http("The answer's gzip encoding is cut off.")
        if not keep:
            self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(Answer(self._parser.get_status_code(), self._headers, b"".join(self._body)))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what was under way."""
        self.is_open = False
        self._stop_timer()
        if self._is_waiting:
            self._fail(Fault(CONNECTION, "The connection closed before the answer was whole.", connected=True))

    def _fail(self, fault: Fault) -> None:
        self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(fault)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """End the connection."""
        self.is_open = False
        self._stop_timer()
        if self.transport is not None:
            self.transport.close()
