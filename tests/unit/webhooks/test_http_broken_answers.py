"""Answers that are cut, are no HTTP, or have no end: each is told by its code, and bounded."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from bare_sockets import CONNECTION, LIMIT, PROTOCOL, TOO_LARGE, Peer, answers, fault_of, whole

from cordboard.webhooks.connection import MOST_HEADER_BYTES


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
