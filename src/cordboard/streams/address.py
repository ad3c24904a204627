"""Where a web socket goes: the URL is read, its name resolved, and each address judged."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from cordboard.streams.fault import BAD_SCHEME, BAD_URL, POLICY, UNREACHABLE, LineFault

PORTS = {"ws": 80, "wss": 443}
Refusal = Callable[[str], "str | None"]


class Place(NamedTuple):
    """An address that may be connected to."""

    address: str
    port: int
    is_secret: bool


async def place_of(url: str, refusal: Refusal) -> Place:
    """Return where a URL leads.

    Raises: LineFault 31922 (neither wss:// nor ws:// on loopback), 31923 (no URL), 31904 (no such host), 90001 (an
    address that the rules for web hooks refuse).
    """
    scheme, host, port = _parts(url)
    addresses = await _resolved(host, port)
    refusals = [refusal(address) for address in addresses]
    allowed = [address for address, refused in zip(addresses, refusals, strict=True) if refused is None]
    if not allowed:
        raise LineFault(POLICY, f"The destination {host} is refused: {refusals[0]}.")
    if scheme == "ws" and not ip_address(allowed[0].partition("%")[0]).is_loopback:
        raise LineFault(BAD_SCHEME, "The URL of a stream begins with wss://; ws:// leads to this machine alone.")
    return Place(allowed[0], port, scheme == "wss")


def _parts(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise LineFault(BAD_URL, "The URL of the stream cannot be read.") from error
    if parts.scheme not in PORTS:
        raise LineFault(BAD_SCHEME, "The URL of a stream begins with wss://.")
    if not host or not url.isascii() or any(char <= " " for char in url):
        raise LineFault(BAD_URL, "The URL of the stream cannot be read.")
    return parts.scheme, host, PORTS[parts.scheme] if port is None else port


async def _resolved(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise LineFault(UNREACHABLE, f"The host name {host[:100]} cannot be resolved.") from error
    return [str(each[4][0]) for each in found]
