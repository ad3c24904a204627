"""An HTTP client for web hooks and media: pinned addresses, exact time-outs, bounded answers, at a small price.

A request goes to an address that was resolved and judged before; nothing resolves the name a second time. One
connection carries one request at a time and is kept for the next. Source: RFC 9110, RFC 9112.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple, cast
from urllib.parse import unquote, urljoin, urlsplit

import httptools

from cordboard.webhooks.directives import Directives
from cordboard.webhooks.policy import DestinationPolicy

MOST_REDIRECTS = 10  # Reference 03 section 1; the eleventh is error 11215.
MOST_IDLE, IDLE_S = 64, 15.0  # connections kept for one destination, and for how long
MOST_HEADER_BYTES = 32 << 10
RESOLVED_S = 5.0  # a resolved name is believed this long
REDIRECTS = frozenset({301, 302, 303, 307, 308})

RETRIEVAL, CONNECT_TIMEOUT, REFUSED, TOTAL_TIMEOUT, CONNECTION = 11200, 11201, 11202, 11203, 11205
PROTOCOL, BAD_HOST, TOO_MANY_REDIRECTS, TLS, TOO_LARGE, POLICY = 11206, 11210, 11215, 11220, 11750, 90001
DOMAIN_MISMATCH, EXPIRED, NO_PATH = 11235, 11236, 11237


class Fault(Exception):
    """A request that got no answer: the code, and why in one sentence."""

    def __init__(self, code: int, sentence: str, *, connected: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.connected = connected


@dataclass(slots=True)
class Reply:
    """An answer. ``url`` is where it came from after redirects."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    url: str
    hops: list[str] = field(default_factory=list)

    def header(self, name: str) -> str | None:
        """Return a header by its lower-case name."""
        return next((value for each, value in self.headers if each == name), None)


class Target(NamedTuple):
    """A URL taken apart. ``authority`` is the Host header."""

    is_tls: bool
    host: str
    port: int
    authority: str
    path: str
    user: str | None


def target_of(url: str) -> Target:
    """Take a URL apart. Raises: Fault 11210 or 11200."""
    try:
        parts = urlsplit(url.partition("#")[0])
        host, port = parts.hostname, parts.port
    except ValueError as fault:
        raise Fault(BAD_HOST, "The URL cannot be read.") from fault
    if parts.scheme not in ("http", "https") or not host:
        raise Fault(RETRIEVAL, "The URL is not an http or https URL.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    user = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username is not None else None
    is_tls = parts.scheme == "https"
    authority = parts.netloc.rpartition("@")[2]
    return Target(is_tls, host, port or (443 if is_tls else 80), authority, path, user)


class Connection(asyncio.Protocol):
    """One connection: sends a request, gathers the answer."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, list[tuple[str, str]], bytes]] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.is_open = True
        self.has_answered = False
        self.idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast(asyncio.Transport, transport)

    def send(
        self, data: bytes, *, most_bytes: int, read_s: float, until: float
    ) -> asyncio.Future[tuple[int, list[tuple[str, str]], bytes]]:
        """Send a request; the future holds status, headers and body, or raises a Fault."""
        assert self.transport is not None  # noqa: S101 - connection_made has run
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[tuple[str, str]] = []
        self._header_bytes = 0
        self._body: list[bytes] = []
        self._size = 0
        self._most = most_bytes
        self._inflate: zlib._Decompress | None = None
        self._read_s = read_s
        self._until = until
        self._heard = self._loop.time()
        self.has_answered = False
        self._answer = self._loop.create_future()
        self._timer = self._loop.call_at(min(self._heard + read_s, until), self._look)
        self.transport.write(data)
        return self._answer

    def _look(self) -> None:
        """End the wait if the peer has been silent too long or the whole takes too long; else look again later."""
        now = self._loop.time()
        due = min(self._heard + self._read_s, self._until)
        if now >= due - 0.001:
            code = TOTAL_TIMEOUT if now >= self._until - 0.001 else RETRIEVAL
            self._fail(Fault(code, "The answer did not come in time.", connected=True))
        else:
            self._timer = self._loop.call_at(due, self._look)

    def data_received(self, data: bytes) -> None:
        """Parse a piece of the answer."""
        if self._answer is None or self._answer.done():
            self.close()  # bytes that nobody asked for
            return
        self._heard = self._loop.time()
        self.has_answered = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail(Fault(PROTOCOL, "The answer switches protocols.", connected=True))
        except (httptools.HttpParserError, httptools.HttpParserCallbackError) as fault:
            cause = fault.__context__
            known = cause if isinstance(cause, Fault) else Fault(PROTOCOL, "The answer is not HTTP.", connected=True)
            self._fail(known)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MOST_HEADER_BYTES:
            raise Fault(PROTOCOL, "The answer's headers are too large.", connected=True)
        lower = name.decode("latin-1").lower()
        self._headers.append((lower, value.decode("latin-1")))
        if lower == "content-encoding" and value.lower() in (b"gzip", b"x-gzip"):
            self._inflate = zlib.decompressobj(wbits=31)

    def on_body(self, data: bytes) -> None:
        """Keep a piece of the body, inflated, up to the limit."""
        if self._inflate is not None:
            try:
                data = self._inflate.decompress(data, self._most - self._size + 1)
            except zlib.error as fault:
                raise Fault(PROTOCOL, "The answer's gzip encoding is broken.", connected=True) from fault
        self._size += len(data)
        if self._size > self._most:
            raise Fault(TOO_LARGE, f"The answer is larger than {self._most} bytes.", connected=True)
        self._body.append(data)

    def on_message_complete(self) -> None:
        """Give the answer, unless it was an interim one."""
        status = self._parser.get_status_code()
        if status < 200:
            self._headers, self._body = [], []
            return
        keep = self._parser.should_keep_alive()
        self._finish()
        if not keep:
            self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((status, self._headers, b"".join(self._body)))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what was under way."""
        self.is_open = False
        if self._answer is not None and not self._answer.done():
            self._fail(Fault(CONNECTION, "The connection closed before the answer was whole.", connected=True))

    def eof_received(self) -> bool:
        """Complete an answer that ends with the connection."""
        if self._answer is not None and not self._answer.done() and self.has_answered:
            lengths = [value for name, value in self._headers if name in ("content-length", "transfer-encoding")]
            if not lengths and self._headers:
                self._finish()
                self._answer.set_result((self._parser.get_status_code(), self._headers, b"".join(self._body)))
        return False

    def _finish(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _fail(self, fault: Fault) -> None:
        self._finish()
        self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(fault)

    def close(self) -> None:
        """End the connection."""
        self.is_open = False
        if self.transport is not None:
            self.transport.close()


Key = tuple[str, int, str | None]


class HttpClient:
    """Makes requests over kept connections."""

    def __init__(self, policy: DestinationPolicy, *, context: ssl.SSLContext | None = None) -> None:
        """Take the policy of destinations, and the certificates to trust if not the system's."""
        self._policy = policy
        self._context = context
        self._idle: dict[Key, deque[Connection]] = {}
        self._resolved: dict[tuple[str, int], tuple[float, list[str]]] = {}

    async def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes = b"",
        headers: str = "",
        directives: Directives,
        most_bytes: int,
    ) -> Reply:
        """Make a request and follow its redirects; a redirected POST becomes a GET without its parameters.

        ``headers`` are whole lines, each with its line ending. Raises: Fault.
        """
        until = asyncio.get_running_loop().time() + directives.tt / 1000
        hops: list[str] = []
        while True:
            reply = await self._once(method, url, body, headers, directives, most_bytes, until)
            location = reply.header("location")
            if reply.status not in REDIRECTS or location is None:
                reply.hops = hops
                return reply
            if len(hops) == MOST_REDIRECTS:
                raise Fault(TOO_MANY_REDIRECTS, f"More than {MOST_REDIRECTS} redirects.", connected=True)
            url = urljoin(url, location)
            hops.append(url)
            method, body = "GET", b""

    async def _once(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: str,
        directives: Directives,
        most_bytes: int,
        until: float,
    ) -> Reply:
        target = target_of(url)
        address = await self._address(target)
        data = _request_bytes(method, target, headers, body)
        key: Key = (address, target.port, target.host if target.is_tls else None)
        loop = asyncio.get_running_loop()
        while True:
            connection, is_kept = await self._connection(key, directives, until)
            try:
                answer = connection.send(data, most_bytes=most_bytes, read_s=directives.rt / 1000, until=until)
                status, found, content = await answer
            except Fault as fault:
                # A kept connection that the peer closed meanwhile never carried the request.
                if is_kept and fault.code == CONNECTION and not connection.has_answered:
                    continue
                raise
            self._keep(key, connection, loop.time())
            return Reply(status, found, content, url)

    def _keep(self, key: Key, connection: Connection, now: float) -> None:
        if connection.is_open:
            connection.idle_since = now
            idle = self._idle.setdefault(key, deque())
            idle.append(connection)
            if len(idle) > MOST_IDLE:
                idle.popleft().close()

    async def _connection(self, key: Key, directives: Directives, until: float) -> tuple[Connection, bool]:
        loop = asyncio.get_running_loop()
        idle = self._idle.get(key)
        while idle:
            connection = idle.pop()
            if connection.is_open and loop.time() - connection.idle_since < IDLE_S:
                return connection, True
            connection.close()
        address, port, server_name = key
        context = None
        if server_name is not None:
            context = self._context = self._context or ssl.create_default_context()
        wait_s = max(min(directives.ct / 1000, until - loop.time()), 0.001)
        try:
            async with asyncio.timeout(wait_s):
                _, connection = await loop.create_connection(
                    lambda: Connection(loop), address, port, ssl=context, server_hostname=server_name
                )
        except TimeoutError as fault:
            raise Fault(CONNECT_TIMEOUT, "The connection was not made in time.") from fault
        except ssl.SSLCertVerificationError as fault:
            raise _certificate_fault(fault) from fault
        except ssl.SSLError as fault:
            raise Fault(TLS, "The TLS handshake failed.") from fault
        except ConnectionRefusedError as fault:
            raise Fault(REFUSED, "The connection was refused: nothing listens there.") from fault
        except OSError as fault:
            raise Fault(CONNECTION, f"The connection failed ({fault.strerror or type(fault).__name__}).") from fault
        return connection, False

    async def _address(self, target: Target) -> str:
        """Return an address of the target that the policy allows. Raises: Fault 11210 or 90001."""
        addresses = await self._resolve(target.host, target.port)
        refusal = None
        for address in addresses:
            refusal = self._policy.refusal(address)
            if refusal is None:
                return address
        raise Fault(POLICY, f"The destination {target.host} is refused: {refusal}.")

    async def _resolve(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        known = self._resolved.get((host, port))
        if known is not None and loop.time() - known[0] < RESOLVED_S:
            return known[1]
        try:
            found = await loop.getaddrinfo(host, port, type=1)  # 1 is SOCK_STREAM
        except (OSError, UnicodeError) as fault:
            raise Fault(BAD_HOST, f"The host name {host} cannot be resolved.") from fault
        addresses = [str(each[4][0]) for each in found]
        if len(self._resolved) > 1000:
            self._resolved.clear()
        self._resolved[host, port] = (loop.time(), addresses)
        return addresses

    def close(self) -> None:
        """Close the kept connections."""
        for idle in self._idle.values():
            for connection in idle:
                connection.close()
        self._idle.clear()


def _request_bytes(method: str, target: Target, headers: str, body: bytes) -> bytes:
    path = target.path if target.path.isascii() else _escaped(target.path)
    lines = f"{method} {path} HTTP/1.1\r\nHost: {target.authority}\r\n{headers}"
    if target.user is not None:
        import base64

        lines += f"Authorization: Basic {base64.b64encode(target.user.encode()).decode()}\r\n"
    if method == "POST":
        lines += f"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: {len(body)}\r\n"
    return lines.encode("latin-1", "replace") + b"\r\n" + body


def _escaped(path: str) -> str:
    return "".join(each if each.isascii() else "".join(f"%{byte:02X}" for byte in each.encode()) for each in path)


def _certificate_fault(fault: ssl.SSLCertVerificationError) -> Fault:
    # OpenSSL's verify codes: 62 X509_V_ERR_HOSTNAME_MISMATCH, 64 IP mismatch, 10 X509_V_ERR_CERT_HAS_EXPIRED.
    codes = {62: DOMAIN_MISMATCH, 64: DOMAIN_MISMATCH, 10: EXPIRED}
    return Fault(codes.get(fault.verify_code, NO_PATH), f"The certificate is not valid: {fault.verify_message}.")
