"""The way to other hosts: direct, or through the proxy that this process itself was told to use."""

from __future__ import annotations

import asyncio
import base64
import ssl
import urllib.request
from collections.abc import Callable
from typing import NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from cordboard.faces.proxy.head import DEFAULT_PORTS, END, HeadReader, Refusal
from cordboard.faces.proxy.hosts import Place, place
from cordboard.faces.proxy.pipe import Pipe

CONNECT_S = 10.0  # three attempts to connect, the second after 1 s, the third 2 s later (RFC 6298 §2)
P = TypeVar("P", bound=asyncio.Protocol)


class Next(NamedTuple):
    """The next proxy on the way, and the header line that proves who asks, or nothing."""

    place: Place
    credentials: bytes


def next_proxy(scheme: str, to: Place, here: Place) -> Next | None:
    """Return the proxy of this process's own environment for a host, unless that is the one which asks.

    Raises: Refusal when it speaks no HTTP.
    """
    proxies = urllib.request.getproxies()
    if to.is_local or urllib.request.proxy_bypass(str(to)):
        return None
    url = proxies.get(scheme) or proxies.get("all")
    if not url:
        return None
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme != "http":
        raise Refusal(502, f"The proxy of this environment for {to.host} is no HTTP proxy")
    try:
        where = place(parts.netloc.rpartition("@")[2], DEFAULT_PORTS["http"])
    except ValueError as fault:
        raise Refusal(502, f"The proxy of this environment for {to.host} has no host and port") from fault
    if where == here:
        return None
    if parts.username is None:
        return Next(where, b"")
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
    return Next(where, b"Proxy-Authorization: Basic " + base64.b64encode(pair))


async def connect(make: Callable[[], P], to: Place, context: ssl.SSLContext | None = None) -> P:
    """Connect to a place itself. Raises: Refusal 502 or 504."""
    name = to.host if context is not None else None
    try:
        async with asyncio.timeout(CONNECT_S):
            _, made = await asyncio.get_running_loop().create_connection(
                make, to.host, to.port, ssl=context, server_hostname=name
            )
    except TimeoutError as fault:
        raise Refusal(504, f"{to} did not answer within {CONNECT_S:g} seconds") from fault
    except (OSError, UnicodeError) as fault:
        raise Refusal(502, f"{to} cannot be reached: {getattr(fault, 'strerror', None) or fault}") from fault
    return made


async def open_tunnel(pipe: Pipe, to: Place, here: Place) -> None:
    """Connect a pipe to a place, through another proxy where there is one. Raises: Refusal."""
    following = next_proxy("https", to, here)
    if following is None:
        await connect(lambda: pipe, to)
        return
    reader = await connect(HeadReader, following.place)
    lines = [f"CONNECT {to} HTTP/1.1".encode(), f"Host: {to}".encode()]
    if following.credentials:
        lines.append(following.credentials)
    reader.transport.write(b"\r\n".join(lines) + END)
    try:
        async with asyncio.timeout(CONNECT_S):
            status = (await reader.head).split(b"\r\n", 1)[0]
    except (TimeoutError, ConnectionError, Refusal) as fault:
        reader.transport.abort()
        raise Refusal(504, f"The next proxy, {following.place}, did not answer") from fault
    if not status.startswith((b"HTTP/1.1 2", b"HTTP/1.0 2")):
        reader.transport.abort()
        said = "".join(each for each in status.decode("latin-1")[:80] if each.isprintable())
        raise Refusal(502, f"The next proxy, {following.place}, answered {said}")
    hand_over(reader, pipe)


def hand_over(reader: HeadReader, pipe: Pipe) -> None:
    """Let a pipe have a connection whose head was read, and what came behind the head."""
    reader.transport.set_protocol(pipe)
    pipe.connection_made(reader.transport)
    if reader.rest:
        pipe.data_received(reader.rest)
    if reader.transport.is_closing():  # while nobody was listening
        pipe.connection_lost(None)
