"""How long the HTTP client waits: for a connection, for the next byte, and for the whole."""

from __future__ import annotations

import asyncio

from bare_sockets import ALLOWED, CONNECT_TIMEOUT, RETRIEVAL, TOTAL_TIMEOUT, Peer, answers, fault_of, whole


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
