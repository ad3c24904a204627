"""The head of a request or an answer: collected within bounds, and read as far as a proxy has to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, NamedTuple, cast
from urllib.parse import urlsplit

from cordboard.faces.proxy.hosts import Place, place

MAX_HEAD_BYTES: Final = 32 << 10  # what the server behind allows; of a CONNECT, some 200 bytes are used
END: Final = b"\r\n\r\n"
INTRODUCTION: Final = "This is Cordboard's proxy"
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# Headers between a client and its proxy. Source: RFC 9110 §7.6.1, §11.7.2; Proxy-Connection of old clients.
OURS_ALONE: Final = (b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization", b"te")


class Refusal(Exception):
    """A request that is not carried, with its status and the reason; whoever sent it is told both."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    @property
    def answer(self) -> bytes:
        """Return the whole answer. Clients show the status line and hide the body, so that both tell the reason."""
        body = f"{self.reason}\n".encode("ascii", "replace")
        line = f"HTTP/1.1 {self.status} {self.reason}".encode("ascii", "replace")
        return line + b"\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: %d%b" % (
            len(body),
            END + body,
        )


class Request(NamedTuple):
    """What a client asks of its proxy.

    ``scheme`` is empty for CONNECT, which asks for a tunnel. ``lines`` are the header lines as they came. ``url`` is
    what the proxy is asked for, and ``target`` what the server behind is: path and query.
    """

    method: str
    scheme: str
    place: Place
    url: str
    target: str
    lines: tuple[bytes, ...]

    @property
    def is_tunnel(self) -> bool:
        """Whether everything that follows is to be carried as it is."""
        return self.method == "CONNECT"

    def head(self, target: str) -> bytes:
        """Return the head that the next server gets.

        One request a connection: the next one may be for another server. Source: RFC 9112 §9.6, close.
        """
        kept = [line for line in self.lines if line.partition(b":")[0].strip().lower() not in OURS_ALONE]
        first = f"{self.method} {target} HTTP/1.1".encode("latin-1")
        return b"\r\n".join([first, *kept, b"Connection: close"]) + END


def read_request(head: bytes) -> Request:
    """Read the head of a request. Raises: Refusal for what is no request to a proxy."""
    first, *lines = head.removesuffix(END).split(b"\r\n")
    words = first.decode("latin-1").split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or not words[0].isalpha():
        raise Refusal(400, f"{INTRODUCTION} for HTTP/1.1, and that was no request")
    method, target, _ = words
    try:
        if method == "CONNECT":
            return Request(method, "", place(target), target, "", tuple(lines))
        parts = urlsplit(target)
        if parts.scheme not in DEFAULT_PORTS:
            raise ValueError("no scheme that is known")
        where = place(parts.netloc, DEFAULT_PORTS[parts.scheme])
    except ValueError as fault:
        raise Refusal(400, f"{INTRODUCTION}: ask it for a whole URL, or for CONNECT host:port") from fault
    url = target.partition("#")[0]
    path = url[len(f"{parts.scheme}://{parts.netloc}") :]
    return Request(method, parts.scheme, where, url, path if path.startswith("/") else f"/{path}", tuple(lines))


class HeadReader(asyncio.Protocol):
    """Collects the head of what comes first on a connection, and then reads no further.

    ``head`` becomes the head with its end; what came behind it is in ``rest``. It fails with Refusal when the head is
    too long or is none, and with ConnectionError when the connection ends before it.
    """

    def __init__(self, opened: Callable[[HeadReader], None] | None = None) -> None:
        self.head: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.rest = b""
        self.transport: asyncio.Transport
        self._opened = opened
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast(asyncio.Transport, transport)
        if self._opened is not None:
            self._opened(self)

    def data_received(self, data: bytes) -> None:
        """Look for the end of the head; once it is found or refused, what comes is for nobody."""
        if self.head.done():
            return
        before = len(self._buffer)
        self._buffer += data
        end = self._buffer.find(END, max(0, before - len(END) + 1)) + len(END)
        if end < len(END):
            end = len(self._buffer) + 1  # longer than what there is
        if not self._buffer[:1].isalpha():  # such as TLS, which would wait for an answer that never comes
            self._settle(Refusal(400, f"{INTRODUCTION} for HTTP/1.1, and that was no request"))
        elif end > MAX_HEAD_BYTES:
            self._settle(Refusal(431, f"The head of a request may have {MAX_HEAD_BYTES >> 10} KiB"))
        elif end <= len(self._buffer):
            self.rest = bytes(self._buffer[end:])
            self._settle(bytes(self._buffer[:end]))

    def _settle(self, found: bytes | Refusal) -> None:
        self._buffer.clear()
        self.transport.pause_reading()
        if isinstance(found, Refusal):
            self.head.set_exception(found)
        else:
            self.head.set_result(found)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits for the head that it will not come."""
        if not self.head.done():
            self.head.set_exception(ConnectionAbortedError("the connection ended within a head"))
