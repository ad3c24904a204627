"""The HTTP client against bare sockets, which answer with every byte that a test writes down and no other."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from cordboard.webhooks.connection import MOST_HEADER_BYTES, Fault
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import HttpClient, Reply, target_of
from cordboard.webhooks.policy import DestinationPolicy

LIMIT = 64 << 10
RETRIEVAL, CONNECT_TIMEOUT, REFUSED, TOTAL_TIMEOUT, CONNECTION = 11200, 11201, 11202, 11203, 11205
PROTOCOL, BAD_HOST, TOO_MANY_REDIRECTS, TOO_LARGE, POLICY = 11206, 11210, 11215, 11750, 90001
ALLOWED = "127.0.0.1"

Script = Callable[["Peer"], Awaitable[None]]


@dataclass
class Peer:
    """One connection to the server of a test."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> bytes:
        """Return the next request, its body with it; nothing when the client is gone."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        return head + await self.reader.readexactly(length)

    async def send(self, data: bytes) -> None:
        """Send bytes; what the client no longer takes is dropped."""
        self.writer.write(data)
        try:
            await self.writer.drain()
        except ConnectionError:
            return

    async def closed(self) -> None:
        """Wait until the client has closed the connection."""
        try:
            while await self.reader.read(1 << 16):
                pass
        except ConnectionError:
            return


@dataclass
class Server:
    """Answers as told; remembers what it was asked, by connection."""

    port: int
    asked: list[list[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{ALLOWED}:{self.port}"


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Script], Awaitable[Server]]]:
    """Start servers that run a script on each connection."""
    running: list[asyncio.Server] = []
    tasks: set[asyncio.Task[Any]] = set()

    async def start(script: Script) -> Server:
        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            tasks.add(task)
            try:
                await script(Peer(reader, writer))
            finally:
                writer.close()

        listening = await asyncio.start_server(accept, ALLOWED, 0)
        running.append(listening)
        return Server(listening.sockets[0].getsockname()[1])

    yield start
    for listening in running:
        listening.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    """Make a client that may go to loopback."""
    made = HttpClient(DestinationPolicy(allow_private=True))
    yield made
    made.close()


def answers(*pieces: bytes, close: bool = True) -> Script:
    """Answer the first request with these bytes, a piece a packet, then close or wait."""

    async def script(peer: Peer) -> None:
        await peer.request()
        for piece in pieces:
            await peer.send(piece)
            await asyncio.sleep(0)
        if not close:
            await peer.closed()

    return script


def whole(body: bytes = b"<Response/>", status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


async def get(client: HttpClient, url: str, *, method: str = "GET", body: bytes = b"", **directives: int) -> Reply:
    """Ask; the whole takes five seconds at most, unless the test says otherwise."""
    given = Directives(**{"tt": 5000, **directives})  # type: ignore[arg-type]
    return await client.request(method, url, body=body, directives=given, most_bytes=LIMIT)


async def fault_of(client: HttpClient, url: str, **directives: int) -> Fault:
    with pytest.raises(Fault) as caught:
        await get(client, url, **directives)
    return caught.value


# Answers that are whole


async def test_a_post_carries_the_form_and_the_answer_comes_back(serve, client) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        asked.append(await peer.request())
        await peer.send(whole(b"Hello", headers="Content-Type: text/plain\r\n"))

    server = await serve(script)
    reply = await get(client, f"{server.url}/sms?x=1#rc=2", method="POST", body=b"Body=Hi")
    assert (reply.status, reply.body, reply.header("content-type")) == (200, b"Hello", "text/plain")
    head, _, body = asked[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /sms?x=1 HTTP/1.1"
    assert b"Host: 127.0.0.1:%d" % server.port in lines
    assert b"Content-Type: application/x-www-form-urlencoded; charset=UTF-8" in lines
    assert body == b"Body=Hi"


@pytest.mark.parametrize(
    "pieces",
    [
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nHello \r\n5\r\nworld\r\n0\r\n\r\n"],
        [
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"6;a=b\r\nHel",
            b"lo \r\n5\r\nworld\r\n0\r\nT: 1\r\n\r\n",
        ],
        [bytes([byte]) for byte in whole(b"Hello world")],
        [b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nHello ", b"world"],
        [b"HTTP/1.0 200 OK\r\n\r\nHello world"],  # RFC 9112 section 6.3: the end of the connection ends the body
        [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", whole(b"Hello world")],
        [whole(gzip.compress(b"Hello world"), headers="Content-Encoding: gzip\r\n")],
    ],
    ids=[
        "chunked",
        "chunked-in-pieces",
        "byte-by-byte",
        "until-close",
        "no-headers",
        "interim",
        "gzip",
    ],
)
async def test_an_answer_is_read_however_it_is_framed(serve, client, pieces: list[bytes]) -> None:
    server = await serve(answers(*pieces))
    reply = await get(client, server.url)
    assert (reply.status, reply.body) == (200, b"Hello world")


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
async def test_an_answer_without_a_body_is_whole_with_its_headers(serve, client, status: str) -> None:
    server = await serve(answers(f"HTTP/1.1 {status}\r\n\r\n".encode(), close=False))
    reply = await get(client, server.url)
    assert (reply.status, reply.body) == (int(status[:3]), b"")


async def test_an_empty_answer_may_claim_to_be_gzip(serve, client) -> None:
    server = await serve(answers(whole(b"", headers="Content-Encoding: gzip\r\n")))
    assert (await get(client, server.url)).body == b""


async def test_an_answer_of_just_the_limit_is_taken(serve, client) -> None:
    server = await serve(answers(whole(b"x" * LIMIT)))
    assert len((await get(client, server.url)).body) == LIMIT


# Answers that are not


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nX-More: of it\r\n"],  # cut within its headers
        [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nHello"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nHello \r\n"],
        [b"HTTP/1.1 100 Continue\r\n\r\n"],
    ],
    ids=["nothing", "headers", "length", "chunks", "interim"],
)
async def test_a_cut_answer_is_no_answer(serve, client, pieces: list[bytes]) -> None:
    server = await serve(answers(*pieces))
    fault = await fault_of(client, server.url)
    assert (fault.code, fault.connected) == (CONNECTION, True)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nHello!",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\nHello",
        whole(gzip.compress(b"Hello world" * 99)[:-9], headers="Content-Encoding: gzip\r\n"),
        whole(gzip.compress(b"Hello ") + gzip.compress(b"world"), headers="Content-Encoding: gzip\r\n"),
        b"HTTP/1.1 200 OK\r\nBad Header: x\r\n\r\n",
        b"\x00" * 64,
    ],
    ids=[
        "ssh",
        "status",
        "upgrade",
        "lengths",
        "negative",
        "chunk",
        "no-gzip",
        "cut-gzip",
        "two-gzips",
        "header",
        "zeros",
    ],
)
async def test_what_is_not_http_is_told(serve, client, answer: bytes) -> None:
    server = await serve(answers(answer))
    assert (await fault_of(client, server.url)).code == PROTOCOL


@pytest.mark.parametrize(
    "answer",
    [
        whole(b"x" * (LIMIT + 1)),
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * (LIMIT + 1),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"8000\r\n"
        + b"x" * 0x8000
        + b"\r\n"
        + b"8001\r\n"
        + b"x" * 0x8001
        + b"\r\n",
        b"HTTP/1.0 200 OK\r\nA: b\r\n\r\n" + b"x" * (LIMIT + 1),
        whole(gzip.compress(b"x" * 10_000_000), headers="Content-Encoding: gzip\r\n"),
    ],
    ids=["length", "promised", "chunked", "until-close", "gzip-bomb"],
)
async def test_an_oversize_answer_is_cut_off(serve, client, answer: bytes) -> None:
    server = await serve(answers(answer, close=False))
    assert (await fault_of(client, server.url)).code == TOO_LARGE


@pytest.mark.parametrize(
    "flood",
    [b"A: b\r\n", b"a" * 1000, b"A: " + b"b" * 1000 + b"\r\n", b"A: b\r\n" + b"c" * 500],
    ids=["small", "endless-name", "large", "mixed"],
)
async def test_a_flood_of_headers_is_cut_off(serve, client, flood: bytes) -> None:
    sent: list[int] = []

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\n")
        gone = asyncio.ensure_future(peer.closed())
        while not gone.done() and sum(sent) < 50 * MOST_HEADER_BYTES:
            await peer.send(flood)
            sent.append(len(flood))
            await asyncio.sleep(0)
        await gone

    server = await serve(script)
    assert (await fault_of(client, server.url)).code == PROTOCOL
    assert sum(sent) < 50 * MOST_HEADER_BYTES


async def test_a_flood_of_trailers_is_cut_off(serve, client) -> None:
    trailers = b"A: " + b"b" * MOST_HEADER_BYTES + b"\r\n"
    server = await serve(answers(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + trailers, close=False))
    assert (await fault_of(client, server.url)).code == PROTOCOL


# Time


async def test_silence_ends_with_the_read_time_out(serve, client) -> None:
    server = await serve(answers(close=False))
    fault = await fault_of(client, server.url, rt=100)
    assert (fault.code, fault.connected) == (RETRIEVAL, True)


async def test_silence_in_the_middle_ends_with_the_read_time_out(serve, client) -> None:
    server = await serve(answers(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHe", close=False))
    assert (await fault_of(client, server.url, rt=100)).code == RETRIEVAL


async def test_an_answer_that_trickles_ends_with_the_total_time_out(serve, client) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        gone = asyncio.ensure_future(peer.closed())
        while not gone.done():
            await peer.send(b"x")
            await asyncio.wait([gone], timeout=0.01)

    server = await serve(script)
    assert (await fault_of(client, server.url, tt=300)).code == TOTAL_TIMEOUT


async def test_time_runs_on_over_redirects(serve, client) -> None:
    async def script(peer: Peer) -> None:
        while await peer.request():
            await asyncio.wait([asyncio.ensure_future(peer.closed())], timeout=0.1)
            await peer.send(whole(status="302 Found", headers="Location: /again\r\nConnection: close\r\n"))
            return

    server = await serve(script)
    assert (await fault_of(client, server.url, tt=250)).code == TOTAL_TIMEOUT


async def test_a_host_that_resolves_too_slowly_ends_with_the_connect_time_out(client, monkeypatch) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", never)
    assert (await fault_of(client, "http://slow.example/", ct=100)).code == CONNECT_TIMEOUT


async def test_time_that_runs_out_before_there_is_a_connection_is_the_total_time(client, monkeypatch) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", never)
    assert (await fault_of(client, f"http://{ALLOWED}/", tt=100)).code == TOTAL_TIMEOUT
    assert (await fault_of(client, f"http://{ALLOWED}/", ct=100)).code == CONNECT_TIMEOUT


# Destinations


async def test_a_port_where_nothing_listens_refuses(client) -> None:
    with socket.socket() as bound:
        bound.bind((ALLOWED, 0))
        fault = await fault_of(client, f"http://{ALLOWED}:{bound.getsockname()[1]}/")
    assert (fault.code, fault.connected) == (REFUSED, False)


async def test_a_private_address_is_refused_before_any_connection(serve) -> None:
    reached: list[Peer] = []

    async def script(peer: Peer) -> None:
        reached.append(peer)

    server = await serve(script)
    strict = HttpClient(DestinationPolicy(allow_private=False))
    fault = await fault_of(strict, server.url)
    assert (fault.code, fault.connected, reached) == (POLICY, False, [])


@pytest.mark.parametrize(
    "location",
    ["http://169.254.169.254/latest/meta-data/", "//169.254.169.254/", "http://[::ffff:a9fe:a9fe]/", "http://0.0.0.0/"],
)
async def test_a_redirect_to_a_forbidden_address_is_not_followed(serve, client, location: str) -> None:
    server = await serve(answers(whole(status="302 Found", headers=f"Location: {location}\r\n")))
    assert (await fault_of(client, server.url)).code == POLICY


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "javascript:1"])
async def test_a_redirect_to_another_scheme_is_not_followed(serve, client, location: str) -> None:
    server = await serve(answers(whole(status="302 Found", headers=f"Location: {location}\r\n")))
    assert (await fault_of(client, server.url)).code == RETRIEVAL


async def test_a_redirect_that_cannot_be_read_is_told(serve, client) -> None:
    server = await serve(answers(whole(status="302 Found", headers="Location: http://[::1/\r\n")))
    assert (await fault_of(client, server.url)).code == BAD_HOST


async def test_cookies_follow_a_redirect_to_the_same_application_only(serve, client) -> None:
    asked: list[bytes] = []
    elsewhere: list[bytes] = []

    async def other(peer: Peer) -> None:
        elsewhere.append(await peer.request())
        await peer.send(whole())

    another = await serve(other)

    async def script(peer: Peer) -> None:
        for location in ("/here", f"{another.url}/there"):
            asked.append(await peer.request())
            await peer.send(whole(b"", "302 Found", f"Location: {location}\r\n"))

    server = await serve(script)
    headers = "Cookie: a=b\r\nAccept: */*\r\n"
    await client.request("GET", server.url, headers=headers, directives=Directives(tt=5000), most_bytes=LIMIT)
    assert [b"\r\nCookie: a=b\r\n" in request for request in asked] == [True, True]
    assert [b"cookie" in request.lower() for request in elsewhere] == [False]
    assert b"\r\nAccept: */*\r\n" in elsewhere[0]


@pytest.mark.parametrize("spelling", ["http://127.1:{}/", "http://2130706433:{}/", "http://0x7f.0.0.1:{}/"])
async def test_other_spellings_of_loopback_are_judged_by_what_they_resolve_to(serve, spelling: str) -> None:
    server = await serve(answers(whole()))
    strict = HttpClient(DestinationPolicy(allow_private=False))
    assert (await fault_of(strict, spelling.format(server.port))).code in (POLICY, BAD_HOST)


async def test_a_name_is_resolved_once_and_the_judged_address_is_the_one_connected_to(serve, monkeypatch) -> None:
    """A name that turns from public to private between judgement and connection gains nothing."""
    server = await serve(answers(whole(), close=False))
    told = iter(["203.0.113.7", ALLOWED])
    loop = asyncio.get_running_loop()
    dialled: list[str] = []

    async def resolve(host: str, port: int, **_: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(told), port))]

    async def dial(_: object, host: str, *__: object, **___: object) -> None:
        dialled.append(host)
        raise ConnectionRefusedError

    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    monkeypatch.setattr(loop, "create_connection", dial)
    lenient = HttpClient(DestinationPolicy(allow_private=True))
    assert (await fault_of(lenient, f"http://turns.example:{server.port}/")).code == REFUSED
    assert dialled == ["203.0.113.7"]


async def test_a_name_with_several_addresses_is_reached_at_the_one_that_answers(serve, client, monkeypatch) -> None:
    """As localhost is, which names ::1 first, while many applications listen on 127.0.0.1 only."""
    server = await serve(answers(whole(b"Hello")))
    loop = asyncio.get_running_loop()

    async def resolve(host: str, port: int, **_: object) -> list[Any]:
        assert host == "localhost"
        found = ["fe80::1", "127.0.0.2", ALLOWED]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    assert (await get(client, f"http://localhost:{server.port}/")).body == b"Hello"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://nothing.invalid/", BAD_HOST),  # RFC 6761: the domain never exists
        ("http://a..b/", BAD_HOST),
        ("http://" + "a" * 64 + ".invalid/", BAD_HOST),
        ("http://127.0.0.1:99999/", BAD_HOST),
        ("http://127.0.0.1:x/", BAD_HOST),
        ("http://[::1/", BAD_HOST),
        ("http:///path", RETRIEVAL),
        ("/path", RETRIEVAL),
        ("", RETRIEVAL),
    ],
)
async def test_a_url_that_leads_nowhere_is_told(client, url: str, code: int) -> None:
    assert (await fault_of(client, url)).code == code


# Redirects


async def test_a_redirected_post_becomes_a_get_without_its_parameters(serve, client) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        while request := await peer.request():
            asked.append(request)
            is_first = len(asked) == 1
            await peer.send(
                whole(b"", "307 Temporary Redirect", "Location: /b?x=1#y\r\n") if is_first else whole(b"Hi")
            )

    server = await serve(script)
    reply = await get(client, f"{server.url}/a", method="POST", body=b"Digits=1")
    assert (reply.body, reply.url) == (b"Hi", f"{server.url}/b?x=1#y")
    assert reply.hops == [f"{server.url}/b?x=1#y"]
    assert asked[1].startswith(b"GET /b?x=1 HTTP/1.1\r\n")
    assert b"Digits" not in asked[1]
    assert b"content-length" not in asked[1].lower()


async def test_the_eleventh_redirect_is_not_followed(serve, client) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        while request := await peer.request():
            asked.append(request)
            await peer.send(whole(b"", "301 Moved Permanently", "Location: /on\r\n"))

    server = await serve(script)
    assert (await fault_of(client, server.url)).code == TOO_MANY_REDIRECTS
    assert len(asked) == 11


async def test_a_redirect_without_a_location_is_an_answer(serve, client) -> None:
    server = await serve(answers(whole(b"Choose", "300 Multiple Choices")))
    assert (await get(client, server.url)).status == 300
    server = await serve(answers(whole(b"Where", "302 Found")))
    assert (await get(client, server.url)).body == b"Where"


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ("/caf\u00e9".encode(), b"GET /caf%C3%A9 HTTP/1.1"),
        (b"/caf\xe9", b"GET /caf%C3%A9 HTTP/1.1"),
        (b"/a b?c d", b"GET /a%20b?c%20d HTTP/1.1"),
        (b"/a%20b?q=%C3%A9", b"GET /a%20b?q=%C3%A9 HTTP/1.1"),
        (b"?only=query", b"GET /dir/a?only=query HTTP/1.1"),
        (b"../up", b"GET /up HTTP/1.1"),
    ],
    ids=["utf-8", "latin-1", "blanks", "escaped", "query", "relative"],
)
async def test_a_location_is_asked_for_as_browsers_do(serve, client, location: bytes, line: bytes) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        while request := await peer.request():
            asked.append(request.partition(b"\r\n")[0])
            head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n" % location
            await peer.send(head if len(asked) == 1 else whole())

    server = await serve(script)
    await get(client, f"{server.url}/dir/a")
    assert asked[1] == line


# What is sent


@pytest.mark.parametrize("path", ["/a b HTTP/1.1", "/a\tb", "/\x0b", "/\x7f", "/é", "/?q=\u2028"])
async def test_no_path_can_end_the_request_line(serve, client, path: str) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        asked.append(await peer.request())
        await peer.send(whole())

    server = await serve(script)
    await get(client, f"{server.url}{path}")
    method, target, version = asked[0].partition(b"\r\n")[0].split(b" ")
    assert (method, version) == (b"GET", b"HTTP/1.1")
    assert target.isascii()
    assert target.decode().isprintable()


async def test_user_and_password_become_basic_credentials_and_stay_out_of_the_host(serve, client) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        asked.append(await peer.request())
        await peer.send(whole())

    server = await serve(script)
    await get(client, f"http://us%40er:p%3Ass@{ALLOWED}:{server.port}/")
    assert b"\r\nAuthorization: Basic dXNAZXI6cDpzcw==\r\n" in asked[0]  # us@er:p:ss
    assert b"\r\nHost: 127.0.0.1:%d\r\n" % server.port in asked[0]


def test_an_international_host_is_named_in_ascii() -> None:
    # RFC 3490's example domain; IDNA writes it in ASCII for the wire.
    target = target_of("http://bücher.example:81/")
    assert (target.host, target.authority) == ("xn--bcher-kva.example", "xn--bcher-kva.example:81")


# Kept connections


async def test_a_connection_is_kept_for_the_next_request(serve, client) -> None:
    connections: list[int] = []

    async def script(peer: Peer) -> None:
        connections.append(0)
        while await peer.request():
            connections[-1] += 1
            await peer.send(whole())

    server = await serve(script)
    for _ in range(3):
        await get(client, server.url)
    assert connections == [3]


@pytest.mark.parametrize(
    "answer",
    [
        whole(headers="Connection: close\r\n"),
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        whole() + whole(b"uninvited"),
        whole() + b"HTTP/1.1 200 OK\r\nX-Left: over\r\n",
        whole() + b"noise",
    ],
    ids=["close", "http-1.0", "second-answer", "part-of-a-second", "noise"],
)
async def test_a_connection_that_cannot_be_trusted_is_not_kept(serve, client, answer: bytes) -> None:
    """Bytes behind an answer would be taken for the answer to the next request."""
    connections: list[int] = []

    async def script(peer: Peer) -> None:
        connections.append(0)
        while await peer.request():
            connections[-1] += 1
            await peer.send(answer)

    server = await serve(script)
    for _ in range(2):
        reply = await get(client, server.url)
        assert reply.status == 200
        assert reply.body in (b"<Response/>", b"")
        assert reply.header("x-left") is None
    assert connections == [1, 1]


async def test_a_kept_connection_that_the_peer_closed_is_replaced(serve, client) -> None:
    connections: list[Peer] = []

    async def script(peer: Peer) -> None:
        connections.append(peer)
        await peer.request()
        await peer.send(whole(b"%d" % len(connections)))
        if len(connections) > 1:
            await peer.closed()

    server = await serve(script)
    assert [(await get(client, server.url)).body for _ in range(2)] == [b"1", b"2"]


async def test_requests_at_the_same_time_have_a_connection_each(serve, client) -> None:
    async def script(peer: Peer) -> None:
        while request := await peer.request():
            await peer.send(whole(request.split(b" ")[1]))

    server = await serve(script)
    replies = await asyncio.gather(*(get(client, f"{server.url}/{number}") for number in range(50)))
    assert [reply.body for reply in replies] == [b"/%d" % number for number in range(50)]


async def test_a_request_that_is_given_up_leaves_nothing_to_the_next(serve, client) -> None:
    connections: list[Peer] = []
    asked = asyncio.Event()

    async def script(peer: Peer) -> None:
        connections.append(peer)
        is_first = len(connections) == 1
        while request := await peer.request():
            asked.set()
            if not is_first:
                await peer.send(whole(request.split(b" ")[1]))

    server = await serve(script)
    given_up = asyncio.ensure_future(get(client, f"{server.url}/first"))
    await asked.wait()
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    assert (await get(client, f"{server.url}/second")).body == b"/second"
