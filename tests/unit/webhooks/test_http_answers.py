"""Answers that are whole, however they are framed; the bytes are those of RFC 9112."""

from __future__ import annotations

import gzip

import pytest
from bare_sockets import LIMIT, Peer, answers, get, whole


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
