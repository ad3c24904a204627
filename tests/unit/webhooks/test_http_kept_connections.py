"""Connections that are kept, and those that cannot be trusted with another request."""

from __future__ import annotations

import asyncio

import pytest
from bare_sockets import Peer, get, whole


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
