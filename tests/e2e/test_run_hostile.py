"""The proxy against whoever can reach it: what is refused, what is bounded, and that it goes on."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from cordboard.faces.preface import TLS_ENDED
from cordboard.faces.proxy.authority import FILE_NAME, Authority, load_authority
from cordboard.faces.proxy.hosts import Place, place
from cordboard.faces.proxy.proxy import Board, Proxy

TUNNEL = b"CONNECT api.twilio.com:443 HTTP/1.1\r\nHost: api.twilio.com:443\r\n\r\n"
HEALTH = b"GET /health HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n"
Start = Callable[..., Awaitable["Door"]]


class Door:
    """A proxy in front of the module's server, and how to reach it."""

    def __init__(self, port: int, authority: Authority) -> None:
        self.port = port
        self.authority = authority
        self.writers: list[asyncio.StreamWriter] = []

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        return reader, writer

    async def tunnel(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a tunnel, in which no TLS is spoken yet. Raises: OSError, IncompleteReadError when none is given."""
        reader, writer = await self.open()
        writer.write(TUNNEL)
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 200 Connection established\r\n\r\n"
        return reader, writer

    async def close(self) -> None:
        """End every connection that a test left open."""
        for writer in self.writers:
            writer.transport.abort()
        await asyncio.gather(*(writer.wait_closed() for writer in self.writers), return_exceptions=True)

    async def say(self, said: bytes) -> bytes:
        """Send bytes; returns all that comes back until the proxy ends the connection."""
        reader, writer = await self.open()
        writer.write(said)
        answer = await reader.read(-1)
        writer.close()
        return answer

    async def ask(self, host: str = "api.twilio.com") -> bytes:
        """Ask through the tunnel as a client does; returns the first line of the answer."""
        reader, writer = await self.open()
        writer.write(f"CONNECT {host}:443 HTTP/1.1\r\n\r\n".encode())
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 200 Connection established\r\n\r\n"
        context = ssl.create_default_context(cadata=self.authority.pem.decode())
        await writer.start_tls(context, server_hostname=host)
        writer.write(HEALTH)
        line = await reader.readline()
        writer.close()
        return line


@pytest.fixture
async def start(live: Any, tmp_path: Path) -> AsyncIterator[Start]:
    """Start proxies with limits of the test's own."""
    proxies: list[Proxy] = []
    doors: list[Door] = []

    async def begin(**limits: Any) -> Door:
        parts = urlsplit(live.url)
        board = limits.pop("board", None) or Board(place=Place(parts.hostname or "", parts.port or 0))
        authority = load_authority(tmp_path)
        proxies.append(Proxy(board=board, authority=authority, is_offline=True, **limits))
        doors.append(Door(urlsplit(await proxies[-1].start()).port or 0, authority))
        return doors[-1]

    yield begin
    for door in doors:
        await door.close()
    for proxy in proxies:
        await proxy.close()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"CONNECT api.twilio.com:25 HTTP/1.1\r\n\r\n", b"403"),
        (b"CONNECT api.twilio.com:80 HTTP/1.1\r\n\r\n", b"403"),
        (b"CONNECT api.twilio.com HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT api.twilio.com:0 HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT api.twilio.com:65536 HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT api.twilio.com:443:443 HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT someone@api.twilio.com:443 HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT api..twilio.com:443 HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT " + b"a" * 64 + b".twilio.com:443 HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT " + b"a." * 130 + b"twilio.com:443 HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT api.twilio.com\x00.example.com:443 HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT [::1:443 HTTP/1.1\r\n\r\n", b"400"),
        (b"CONNECT eviltwilio.com:443 HTTP/1.1\r\n\r\n", b"403"),
        (b"CONNECT twilio.com.example.com:443 HTTP/1.1\r\n\r\n", b"403"),
        (b"CONNECT 192.0.2.1:443 HTTP/1.1\r\n\r\n", b"403"),
        (b"GET http://example.com/ HTTP/1.1\r\n\r\n", b"403"),
        (b"GET ftp://example.com/ HTTP/1.1\r\n\r\n", b"400"),
        (b"GET http:// HTTP/1.1\r\n\r\n", b"400"),
        (b"GET http://[ HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n", b"400"),
        (b"GET\r\n\r\n", b"400"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
        (b"\x00", b"400"),
        (TUNNEL + b"\x16\x03\x01", b"400"),
        (b"GET http://api.twilio.com/ HTTP/1.1\r\nX: " + b"x" * 40_000, b"431"),
        (b"CONNECT api.twilio.com:443 HTTP/1.1\r\n" + b"X: y\r\n" * 10_000 + b"\r\n", b"431"),
    ],
    ids=lambda value: value[:40].decode("latin-1") if len(value) > 3 else "",
)
async def test_what_is_not_carried_is_refused_with_a_reason(start: Start, said: bytes, status: bytes) -> None:
    door = await start()
    answer = await door.say(said)
    first, _, rest = answer.partition(b"\r\n")
    assert first.split(b" ")[:2] == [b"HTTP/1.1", status]
    assert rest.endswith(b"\r\n\r\n" + first.split(b" ", 2)[2] + b"\n")
    assert await door.ask() == b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("said", [b"", b"CONNECT api.twilio.com:443 HT", TUNNEL, TUNNEL.lower()[:9]])
async def test_whoever_begins_and_does_not_go_on_is_cut_off(start: Start, said: bytes) -> None:
    door = await start(patience_s=0.2)
    reader, writer = await door.open()
    writer.write(said)
    assert await until_cut_off(reader) in (b"", b"HTTP/1.1 200 Connection established\r\n\r\n")
    assert await door.ask() == b"HTTP/1.1 200 OK\r\n"


async def until_cut_off(reader: asyncio.StreamReader) -> bytes:
    """Return what comes before the proxy ends the connection, gently or not."""
    answer = b""
    try:
        while piece := await reader.read(1000):
            answer += piece
    except ConnectionResetError:
        return answer
    return answer


@pytest.mark.parametrize(
    "said", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + b"\xff" * 70_000, b"\x15\x03\x01"]
)
async def test_a_tunnel_in_which_no_tls_comes_is_ended(start: Start, said: bytes) -> None:
    door = await start(patience_s=5)
    reader, writer = await door.tunnel()
    writer.write(said)
    writer.write_eof()
    assert not (await until_cut_off(reader)).startswith(b"HTTP/")
    assert await door.ask() == b"HTTP/1.1 200 OK\r\n"


async def test_no_more_connections_than_allowed_are_held(start: Start) -> None:
    door = await start(most_connections=3)
    held = [await door.tunnel() for _ in range(3)]
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await door.tunnel()
    for _, writer in held:
        writer.transport.abort()
    for _ in range(100):  # until the proxy has noticed
        try:
            assert await door.ask() == b"HTTP/1.1 200 OK\r\n"
            return
        except (ConnectionError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.02)
    pytest.fail("places are not given back")


async def test_a_server_that_is_gone_is_told_of(start: Start) -> None:
    door = await start(board=Board(place=Place("127.0.0.1", 9)))
    assert (await door.say(TUNNEL)).startswith(b"HTTP/1.1 502 127.0.0.1:9 cannot be reached")


async def test_a_request_for_a_whole_https_url_is_answered_here(start: Start) -> None:
    # As clients ask that leave TLS to their proxy.
    answer = await (await start()).say(b"GET https://api.twilio.com/health HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b'{"status":"ok"}')


@pytest.mark.parametrize(("before", "scheme"), [(b"", "http"), (TLS_ENDED, "https")])
async def test_the_server_believes_its_links_to_be_https_only_where_tls_was_ended(
    live: Any, before: bytes, scheme: str
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(live.url).port)
    pair = base64.b64encode(f"{live.account_sid}:{live.auth_token}".encode()).decode()
    lines = ["GET /v1/Services HTTP/1.1", "Host: messaging.twilio.com", f"Authorization: Basic {pair}"]
    writer.write(before + "\r\n".join([*lines, "Connection: close", "", ""]).encode())
    head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
    writer.close()
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert json.loads(body)["meta"]["url"].startswith(f"{scheme}://messaging.twilio.com/v1/Services?")


@pytest.mark.parametrize("said", [TLS_ENDED * 2 + HEALTH, HEALTH + TLS_ENDED, TLS_ENDED[:-1], TLS_ENDED.lower()])
async def test_that_tls_was_ended_is_said_once_and_first_or_it_is_no_http(live: Any, said: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(live.url).port)
    writer.write(said)
    answers = await reader.read(-1)
    writer.close()
    assert b"HTTP/1.1 400 Bad Request\r\n" in answers


async def test_what_a_reader_does_not_take_is_not_piled_up(start: Start) -> None:
    """A tunnel moves as fast as its slower end: much is sent, and comes out whole."""
    size = 8 << 20

    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"first ")  # before anybody has asked, as SMTP does
        writer.write(b"x" * size)
        writer.close()

    speaker = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = speaker.sockets[0].getsockname()[1]
    async with speaker:
        answer = await (await start()).say(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n".encode())
    assert answer == b"HTTP/1.1 200 Connection established\r\n\r\nfirst " + b"x" * size


async def test_a_half_closed_tunnel_still_brings_the_answer(start: Start) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"heard " + await reader.read(-1))
        writer.close()

    echoing = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = echoing.sockets[0].getsockname()[1]
    async with echoing:
        reader, writer = await (await start()).open()
        writer.write(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\nearly ".encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"late")
        writer.write_eof()
        assert await reader.read(-1) == b"heard early late"
        writer.close()


@pytest.mark.parametrize("host", ["example.com", "twilio.com.example.com", "eviltwilio.com"])
def test_the_authority_cannot_vouch_for_other_hosts(tmp_path: Path, host: str) -> None:
    authority = load_authority(tmp_path)
    trusting = ssl.create_default_context(cadata=authority.pem.decode())
    assert handshake(authority.context("api.twilio.com"), trusting, "api.twilio.com") is None
    fault = handshake(authority.context(host), trusting, host)
    assert "permitted subtree violation" in str(fault)  # RFC 5280 §4.2.1.10


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> ssl.SSLError | None:
    """Let two ends of TLS meet in memory; returns what the client has against the server."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking, answering = client.wrap_bio(down, up, server_hostname=host), server.wrap_bio(up, down, server_side=True)
    for end in (asking, answering, asking):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLError as fault:
            return fault
    return None


def test_certificates_are_kept_and_made_anew_before_they_end(tmp_path: Path) -> None:
    now = [datetime.now(UTC)]
    authority = load_authority(tmp_path, lambda: now[0])
    first = authority.context("api.twilio.com")
    assert authority.context("api.twilio.com") is first
    now[0] += timedelta(days=6, hours=1)
    assert authority.context("api.twilio.com") is not first
    for number in range(200):
        authority.context(f"h{number}.twilio.com")
    assert authority.context("api.twilio.com") is not first


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"])
def test_an_authority_that_is_damaged_or_nearly_over_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    before = load_authority(tmp_path).pem
    assert load_authority(tmp_path).pem == before
    assert load_authority(tmp_path, lambda: datetime.now(UTC) + timedelta(days=701)).pem != before
    (tmp_path / FILE_NAME).write_bytes(damage)
    assert load_authority(tmp_path).pem != before


@pytest.mark.parametrize(
    ("written", "ours", "local"),
    [
        ("API.Twilio.com.:443", True, False),
        ("a.b.c.twilio.com:443", True, False),
        ("twilio.com:443", False, False),
        ("xtwilio.com:443", False, False),
        ("localhost:1", False, True),
        ("app.localhost:1", False, True),
        ("127.9.9.9:1", False, True),
        ("[::1]:1", False, True),
        ("[2001:db8::1]:443", False, False),
    ],
)
def test_a_place_is_ours_or_local_by_its_name(written: str, ours: bool, local: bool) -> None:
    assert (place(written).is_ours, place(written).is_local) == (ours, local)
