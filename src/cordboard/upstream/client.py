"""An HTTP client for upstreams: kept connections, time-outs, bounded memory, and no request that writes sent twice."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from cordboard.connections.idle import IDLE_S, IdleConnections
from cordboard.upstream.connection import Connection, Head
from cordboard.upstream.fault import Fault, Kind

CONNECT_S = 5.0  # a handshake of TCP and TLS around the world takes less than one second
MOST_ROOTS = 1024  # a hundred upstreams with ten products each
PORTS = {"https": 443, "http": 80}
Origin = tuple[str, str, int]


class Sending(NamedTuple):
    """A request to send: ``path`` stands below ``root``, ``headers`` are whole lines. Units: seconds."""

    method: str
    root: str
    path: str
    headers: str
    body: bytes
    timeout_s: float


class Root(NamedTuple):
    """A URL taken apart below which requests go: ``host_line`` is the line of its header."""

    origin: Origin
    path: str
    host_line: str


@lru_cache(MOST_ROOTS)
def root_at(url: str) -> Root:
    """Take the URL of a root apart."""
    parts = urlsplit(url)
    origin = (parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])
    return Root(origin, parts.path, f"Host: {parts.netloc}\r\n")


class Answering:
    """An answer that has begun: its head, and its body once."""

    def __init__(self, head: Head, connection: Connection, client: UpstreamClient, origin: Origin, wait_s: float):
        self.head = head
        self._connection = connection
        self._client = client
        self._origin = origin
        self._wait_s = wait_s
        self._is_closed = False

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Give the body piece by piece, each within the time given. Raises: Fault."""
        pieces = self._connection.pieces()
        try:
            while True:
                async with asyncio.timeout(self._wait_s):
                    piece = await anext(pieces, None)
                if piece is None:
                    break
                yield piece
        except TimeoutError as fault:
            raise Fault(Kind.LATE, "its answer stopped in the middle") from fault
        finally:
            await pieces.aclose()
            self.close()

    def close(self) -> None:
        """Give the connection back, once; with what of the answer was not read it is of no more use."""
        if not self._is_closed:
            self._is_closed = True
            self._client.take_back(self._origin, self._connection)

    async def whole(self, most_bytes: int) -> bytes:
        """Return the body. Raises: Fault when it is larger than allowed or does not come in time."""
        held = self._connection.held()
        if held is not None:  # no more than a connection holds
            self.close()
            return held
        gathered = bytearray()
        pieces = self.pieces()
        try:
            async with asyncio.timeout(self._wait_s):
                async for piece in pieces:
                    gathered += piece
                    if len(gathered) > most_bytes:
                        raise Fault(Kind.BROKEN, f"its answer is larger than {most_bytes} bytes")
        except TimeoutError as fault:
            raise Fault(Kind.LATE, "its answer stopped in the middle") from fault
        finally:
            await pieces.aclose()
        return bytes(gathered)


class UpstreamClient:
    """Makes requests over kept connections."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._idle: IdleConnections[Origin, Connection] = IdleConnections(idle_s)
        self._context: ssl.SSLContext | None = None

    async def send(self, sending: Sending) -> Answering:
        """Send a request; one that reads is tried once more on a new connection. Raises: Fault."""
        root = root_at(sending.root)
        origin, data = root.origin, _bytes_of(sending, root)
        try:
            async with asyncio.timeout(sending.timeout_s):
                kept = self._idle.take(origin)
                try:
                    return await self._on(kept or await self._open(origin), origin, data, sending)
                except _Unanswered as fault:
                    if sending.method != "GET":
                        raise fault.cause from fault
                try:
                    return await self._on(await self._open(origin), origin, data, sending)
                except _Unanswered as fault:
                    raise fault.cause from fault
        except TimeoutError as fault:
            raise Fault(Kind.LATE, f"there was no answer within {sending.timeout_s:g} s") from fault

    async def _on(self, connection: Connection, origin: Origin, data: bytes, sending: Sending) -> Answering:
        try:
            head = await connection.ask(data)
        except Fault as fault:
            connection.close()
            if not connection.has_heard:
                raise _Unanswered(fault) from fault
            raise
        except BaseException:
            connection.close()
            raise
        return Answering(head, connection, self, origin, sending.timeout_s)

    async def _open(self, origin: Origin) -> Connection:
        scheme, host, port = origin
        try:
            async with asyncio.timeout(CONNECT_S):
                tls = self._tls() if scheme == "https" else None
                _, connection = await asyncio.get_running_loop().create_connection(Connection, host, port, ssl=tls)
                return connection
        except TimeoutError as fault:
            raise Fault(Kind.UNREACHED, f"it did not accept a connection within {CONNECT_S:g} s") from fault
        except ssl.SSLError as fault:
            raise Fault(Kind.UNREACHED, "its certificate or its TLS is not accepted") from fault
        except (OSError, UnicodeError) as fault:
            raise Fault(Kind.UNREACHED, "it does not accept connections") from fault

    def _tls(self) -> ssl.SSLContext:
        self._context = self._context or ssl.create_default_context()
        return self._context

    def take_back(self, origin: Origin, connection: Connection) -> None:
        """Keep a connection whose answer was read to its end, and close any other."""
        if connection.is_reusable and connection.is_open:
            connection.rest()
            self._idle.keep(origin, connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close what is kept."""
        self._idle.close()


class _Unanswered(Exception):
    """A request after which nothing came, so that it may be tried again where it only reads."""

    def __init__(self, cause: Fault) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _bytes_of(sending: Sending, root: Root) -> bytes:
    method, _, path, headers, body, _ = sending
    length = f"Content-Length: {len(body)}\r\n" if body or method != "GET" else ""
    head = f"{method} {root.path}{path} HTTP/1.1\r\n{root.host_line}{length}{headers}\r\n"
    return head.encode("ascii") + body
