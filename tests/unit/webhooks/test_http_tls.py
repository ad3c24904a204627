"""The HTTP client over TLS: whom it trusts, and how it tells why it does not. The codes are those of the reference."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509

from authority import DAY, NOW, Authority
from cordboard.webhooks.connection import Fault
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import HttpClient
from cordboard.webhooks.policy import DestinationPolicy

TLS, DOMAIN_MISMATCH, EXPIRED, NO_PATH = 11220, 11235, 11236, 11237
LOOPBACK = "127.0.0.1"

Serve = Callable[[ssl.SSLContext | None], Awaitable[int]]


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Make an authority."""
    return Authority()


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start servers that answer each request on a connection; return their port."""
    running: list[asyncio.Server] = []
    tasks: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHi")
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def start(context: ssl.SSLContext | None) -> int:
        running.append(await asyncio.start_server(answer, LOOPBACK, 0, ssl=context))
        return int(running[-1].sockets[0].getsockname()[1])

    yield start
    for server in running:
        server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def ask(url: str, context: ssl.SSLContext | None) -> bytes:
    client = HttpClient(DestinationPolicy(allow_private=True), context=context)
    try:
        for _ in range(2):  # the second time over the connection that was kept
            reply = await client.request("GET", url, directives=Directives(tt=5000), most_bytes=1000)
    finally:
        client.close()
    return reply.body


async def refused(url: str, context: ssl.SSLContext | None) -> tuple[int, bool]:
    with pytest.raises(Fault) as caught:
        await ask(url, context)
    return caught.value.code, caught.value.connected


async def test_a_certificate_of_a_trusted_authority_is_taken(
    authority: Authority, serve: Serve, tmp_path: Path
) -> None:
    names = x509.DNSName("localhost"), x509.IPAddress(ip_address(LOOPBACK))
    port = await serve(authority.server(tmp_path, *names))
    for host in ("localhost", LOOPBACK):
        assert await ask(f"https://{host}:{port}/", authority.trusting()) == b"Hi"


async def test_a_certificate_that_nobody_known_vouches_for_is_refused(
    authority: Authority, serve: Serve, tmp_path: Path
) -> None:
    port = await serve(authority.server(tmp_path, x509.DNSName("localhost")))
    assert await refused(f"https://localhost:{port}/", None) == (NO_PATH, False)
    assert await refused(f"https://localhost:{port}/", Authority().trusting()) == (NO_PATH, False)


@pytest.mark.parametrize("host", ["localhost", LOOPBACK])
async def test_a_certificate_for_another_name_is_refused(
    authority: Authority, serve: Serve, tmp_path: Path, host: str
) -> None:
    port = await serve(authority.server(tmp_path, x509.DNSName("another.example")))
    assert await refused(f"https://{host}:{port}/", authority.trusting()) == (DOMAIN_MISMATCH, False)


async def test_a_certificate_that_has_run_out_is_refused(authority: Authority, serve: Serve, tmp_path: Path) -> None:
    port = await serve(authority.server(tmp_path, x509.DNSName("localhost"), until=NOW - DAY))
    assert await refused(f"https://localhost:{port}/", authority.trusting()) == (EXPIRED, False)


async def test_a_server_that_speaks_no_tls_is_told(authority: Authority) -> None:
    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(shout, LOOPBACK, 0)
    port = server.sockets[0].getsockname()[1]
    assert await refused(f"https://localhost:{port}/", authority.trusting()) == (TLS, False)
    server.close()
