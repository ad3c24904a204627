"""The HTTP client over TLS: whom it trusts, and how it tells why it does not. The codes are those of the reference."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cordboard.webhooks.connection import Fault
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import HttpClient
from cordboard.webhooks.policy import DestinationPolicy

TLS, DOMAIN_MISMATCH, EXPIRED, NO_PATH = 11220, 11235, 11236, 11237
LOOPBACK = "127.0.0.1"
DAY = timedelta(days=1)
NOW = datetime.now(UTC)

Serve = Callable[[ssl.SSLContext | None], Awaitable[int]]


class Authority:
    """Issues certificates for servers of tests."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        builder = self._builder(self.name, self.key.public_key(), NOW + DAY).add_extension(constraints, critical=True)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder(self.name, subject, key, x509.random_serial_number(), NOW - 3 * DAY, until)
        return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        )

    def server(self, folder: Path, *names: x509.GeneralName, until: datetime = NOW + DAY) -> ssl.SSLContext:
        """Return the context of a server with a certificate for these names."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(x509.Name([]), key.public_key(), until)
        signed = builder.add_extension(x509.SubjectAlternativeName(names), critical=True).sign(
            self.key, hashes.SHA256()
        )
        (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / "key.pem").write_bytes(private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
        return context

    def trusting(self) -> ssl.SSLContext:
        """Return the context of a client that trusts this authority and no other."""
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        return ssl.create_default_context(cadata=pem)


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
