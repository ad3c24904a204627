"""An HTTP client for web hooks and media: pinned addresses, exact time-outs, bounded answers, at a small price.

A request goes to an address that was resolved and judged before; nothing resolves the name a second time. One
connection carries one request at a time and is kept for the next. Source: RFC 9110, RFC 9112.
"""

from __future__ import annotations

import asyncio
import base64
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from cordboard.base.webhook import MayFollow
from cordboard.connections.idle import IdleConnections
from cordboard.webhooks.connection import Answer, Connection
from cordboard.webhooks.connection import Fault as Fault
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.policy import DestinationPolicy

MOST_REDIRECTS = 10  # Reference 03 section 1; the eleventh is error 11215.
MOST_ADDRESSES = 8  # of one name, tried one after another
RESOLVED_S, MOST_KNOWN = 5.0, 1000  # a resolved name is believed this long; so many are remembered
FORM = "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
Resign = Callable[[str, str], str]
"""Returns the header lines of a request that goes on to another URL."""

RETRIEVAL, CONNECT_TIMEOUT, REFUSED, TOTAL_TIMEOUT, CONNECTION = 11200, 11201, 11202, 11203, 11205
BAD_HOST, TOO_MANY_REDIRECTS, TLS, POLICY, NOT_ALLOWED = 11210, 11215, 11220, 90001, 70051
DOMAIN_MISMATCH, EXPIRED, NO_PATH = 11235, 11236, 11237
UNREACHED = frozenset({CONNECT_TIMEOUT, REFUSED, CONNECTION})  # another address of the name may do better


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


Key = tuple[str, int, str | None]
"""Where a connection leads: address, port, and the server name if it is over TLS."""


class Origin(NamedTuple):
    """Where a URL leads to, as far as a connection is concerned. Source: RFC 9110, section 4.3.1."""

    is_tls: bool
    host: str
    port: int


class Target(NamedTuple):
    """A URL taken apart. ``authority`` is the Host header."""

    origin: Origin
    authority: str
    path: str
    user: str | None


_VISIBLE = re.compile(r"[!-~]+")
_NOT_VISIBLE = re.compile(r"[^!-~]")


@lru_cache(maxsize=1024)
def target_of(url: str) -> Target:
    """Take a URL apart, its host name written in ASCII. Raises: Fault 11210 or 11200."""
    try:
        parts = urlsplit(url.partition("#")[0])
        host, port = parts.hostname, parts.port
        authority = parts.netloc.rpartition("@")[2]
        if host and not authority.isascii():
            host = host.encode("idna").decode()
            authority = host if port is None else f"{host}:{port}"
    except ValueError as fault:
        raise Fault(BAD_HOST, "The URL cannot be read.") from fault
    if parts.scheme not in ("http", "https") or not host:
        raise Fault(RETRIEVAL, "The URL is not an http or https URL.")
    if not _VISIBLE.fullmatch(authority):
        raise Fault(BAD_HOST, "The host name has a character that host names do not have.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    user = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username is not None else None
    is_tls = parts.scheme == "https"
    origin = Origin(is_tls, host, port or (443 if is_tls else 80))
    return Target(origin, authority, _escaped(path), user)


class HttpClient:
    """Makes requests over kept connections."""

    def __init__(self, policy: DestinationPolicy, *, context: ssl.SSLContext | None = None) -> None:
        """Take the policy of destinations, and the certificates to trust if not the system's."""
        self._policy = policy
        self._context = context
        self._idle: IdleConnections[Key, Connection] = IdleConnections()
        self._known: dict[Origin, tuple[float, list[Key]]] = {}

    async def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes = b"",
        headers: str = "",
        directives: Directives,
        most_bytes: int,
        follows: bool = True,
        may_follow: MayFollow | None = None,
        resign: Resign | None = None,
    ) -> Reply:
        """Make a request and follow its redirects; a redirected POST becomes a GET without its parameters.

        ``headers`` are whole lines, each with its line ending; a body is a form unless they say what it is.
        ``may_follow`` is asked before each redirect is followed, ``resign`` for the headers there. Raises: Fault.
        """
        until = asyncio.get_running_loop().time() + directives.tt / 1000
        hops: list[str] = []
        while True:
            reply = await self._once(method, url, body, headers, directives, most_bytes, until)
            location = reply.header("location") if follows and reply.status in REDIRECTS else None
            if location is None:
                reply.hops = hops
                return reply
            if len(hops) == MOST_REDIRECTS:
                raise Fault(TOO_MANY_REDIRECTS, f"More than {MOST_REDIRECTS} redirects.", connected=True)
            following = _redirected(url, location)
            refusal = await may_follow(following) if may_follow is not None else None
            if refusal is not None:
                raise Fault(NOT_ALLOWED, refusal, connected=True)
            if urlsplit(following).netloc != urlsplit(url).netloc:
                headers = _without_cookies(headers)
            if resign is not None:
                headers = resign(headers, following)
            url = following
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
        keys = await self._keys(target.origin, directives, until)
        data = _request_bytes(method, target, headers, body)
        while True:
            key, connection, is_kept = await self._connection(keys, directives, until)
            try:
                answer: Answer = await connection.send(
                    data, most_bytes=most_bytes, read_s=directives.rt / 1000, until=until
                )
            except Fault as fault:
                # A kept connection that the peer closed meanwhile never carried the request.
                if is_kept and fault.code == CONNECTION and not connection.has_answered:
                    continue
                raise
            self._idle.keep(key, connection)
            return Reply(answer.status, answer.headers, answer.body, url)

    async def _connection(self, keys: list[Key], directives: Directives, until: float) -> tuple[Key, Connection, bool]:
        """Return a kept connection or the first that can be made. Raises: Fault of the last address tried."""
        for key in keys:
            connection = self._idle.take(key)
            if connection is not None:
                return key, connection, True
        for key in keys[:-1]:
            try:
                return key, await self._dial(key, directives, until), False
            except Fault as fault:
                if fault.code not in UNREACHED:
                    raise
        return keys[-1], await self._dial(keys[-1], directives, until), False

    async def _dial(self, key: Key, directives: Directives, until: float) -> Connection:
        loop = asyncio.get_running_loop()
        address, port, server_name = key
        context = None
        if server_name is not None:
            context = self._context = self._context or ssl.create_default_context()
        try:
            async with asyncio.timeout(_wait_s(directives, until)):
                _, connection = await loop.create_connection(
                    lambda: Connection(loop), address, port, ssl=context, server_hostname=server_name
                )
        except TimeoutError as fault:
            raise _late(until, "The connection was not made in time.") from fault
        except ssl.SSLCertVerificationError as fault:
            raise _certificate_fault(fault) from fault
        except ssl.SSLError as fault:
            raise Fault(TLS, "The TLS handshake failed.") from fault
        except ConnectionRefusedError as fault:
            raise Fault(REFUSED, "The connection was refused: nothing listens there.") from fault
        except OSError as fault:
            raise Fault(CONNECTION, f"The connection failed ({fault.strerror or type(fault).__name__}).") from fault
        return connection

    async def _keys(self, origin: Origin, directives: Directives, until: float) -> list[Key]:
        """Return where connections to an origin may lead; it is believed for a while.

        Raises: Fault 11201, 11203, 11210 or 90001.
        """
        known = self._known.get(origin)
        if known is not None and known[0] > asyncio.get_running_loop().time():
            return known[1]
        addresses = await self._resolve(origin, directives, until)
        refusals = [self._policy.refusal(address) for address in addresses]
        allowed = [address for address, refusal in zip(addresses, refusals, strict=True) if refusal is None]
        if not allowed:
            raise Fault(POLICY, f"The destination {origin.host} is refused: {refusals[0]}.")
        keys: list[Key] = [
            (address, origin.port, origin.host if origin.is_tls else None) for address in allowed[:MOST_ADDRESSES]
        ]
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        self._known[origin] = (asyncio.get_running_loop().time() + RESOLVED_S, keys)
        return keys

    @staticmethod
    async def _resolve(origin: Origin, directives: Directives, until: float) -> list[str]:
        host = origin.host
        try:
            async with asyncio.timeout(_wait_s(directives, until)):
                found = await asyncio.get_running_loop().getaddrinfo(host, origin.port, type=socket.SOCK_STREAM)
        except TimeoutError as fault:
            raise _late(until, f"The host name {host} was not resolved in time.") from fault
        except (OSError, UnicodeError) as fault:
            raise Fault(BAD_HOST, f"The host name {host} cannot be resolved.") from fault
        return [str(each[4][0]) for each in found]

    def close(self) -> None:
        """Close the kept connections."""
        self._idle.close()


def _wait_s(directives: Directives, until: float) -> float:
    return max(min(directives.ct / 1000, until - asyncio.get_running_loop().time()), 0.001)


def _late(until: float, sentence: str) -> Fault:
    is_whole = asyncio.get_running_loop().time() >= until - 0.001
    return Fault(TOTAL_TIMEOUT if is_whole else CONNECT_TIMEOUT, sentence)


def _redirected(url: str, location: str) -> str:
    """Return where a redirect leads. Its bytes are UTF-8, as browsers take them, if they can be."""
    try:
        reference = location.encode("latin-1").decode()
    except UnicodeDecodeError:
        reference = location
    try:
        return urljoin(url, reference)
    except ValueError as fault:
        raise Fault(BAD_HOST, "The URL of a redirect cannot be read.", connected=True) from fault


def _without_cookies(headers: str) -> str:
    """A conversation's cookies belong to the host that set them."""
    return "".join(line for line in headers.splitlines(keepends=True) if not line.lower().startswith("cookie:"))


def _request_bytes(method: str, target: Target, headers: str, body: bytes) -> bytes:
    lines = f"{method} {target.path} HTTP/1.1\r\nHost: {target.authority}\r\n{headers}"
    if target.user is not None:
        lines += f"Authorization: Basic {base64.b64encode(target.user.encode()).decode()}\r\n"
    if method == "POST":
        kind = "" if "Content-Type: " in headers else FORM
        lines += f"{kind}Content-Length: {len(body)}\r\n"
    return lines.encode("latin-1", "replace") + b"\r\n" + body


def _escaped(path: str) -> str:
    """Percent-encode what would end the request line, or is not ASCII."""
    return _NOT_VISIBLE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), path)


def _certificate_fault(fault: ssl.SSLCertVerificationError) -> Fault:
    # OpenSSL's verify codes: 62 X509_V_ERR_HOSTNAME_MISMATCH, 64 IP mismatch, 10 X509_V_ERR_CERT_HAS_EXPIRED.
    codes = {62: DOMAIN_MISMATCH, 64: DOMAIN_MISMATCH, 10: EXPIRED}
    return Fault(codes.get(fault.verify_code, NO_PATH), f"The certificate is not valid: {fault.verify_message}.")
