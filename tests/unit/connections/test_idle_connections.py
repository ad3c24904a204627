"""Connections that are kept for the next request: used again, and given up when nobody asks for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cordboard.connections.idle import MOST_IDLE, IdleConnections
from cordboard.webhooks.connection import Connection

Idle = IdleConnections[tuple[str, int], Connection]


class Peer:
    """A server that says nothing and tells when its clients have hung up."""

    def __init__(self) -> None:
        self.hung_up: asyncio.Queue[None] = asyncio.Queue()
        self.key = ("127.0.0.1", 0)
        self.left = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        self.left -= 1
        self.hung_up.put_nowait(None)

    async def dial(self) -> Connection:
        self.left += 1
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: Connection(loop), *self.key)
        return connection


@asynccontextmanager
async def peer() -> AsyncIterator[Peer]:
    made = Peer()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.key = ("127.0.0.1", server.sockets[0].getsockname()[1])
    async with server:
        yield made
        while made.left:
            await asyncio.wait_for(made.hung_up.get(), 10)


async def test_the_connection_used_last_is_used_again_first() -> None:
    async with peer() as made:
        idle, first, second = Idle(), await made.dial(), await made.dial()
        idle.keep(made.key, first)
        idle.keep(made.key, second)
        assert [idle.take(made.key), idle.take(made.key), idle.take(made.key)] == [second, first, None]
        first.close()
        second.close()


async def test_a_connection_that_nobody_asks_for_again_is_closed_all_the_same() -> None:
    async with peer() as made:
        idle = Idle(idle_s=0.02)
        for _ in range(3):
            idle.keep(made.key, await made.dial())
        for _ in range(3):
            await asyncio.wait_for(made.hung_up.get(), 10)
        assert (len(idle), idle.take(made.key)) == (0, None)


async def test_a_destination_keeps_so_many_connections_and_no_more() -> None:
    async with peer() as made:
        idle = Idle()
        for _ in range(MOST_IDLE + 1):
            idle.keep(made.key, await made.dial())
        await asyncio.wait_for(made.hung_up.get(), 10)
        assert len(idle) == MOST_IDLE
        idle.close()


async def test_a_connection_that_is_closed_is_not_kept() -> None:
    async with peer() as made:
        idle, connection = Idle(), await made.dial()
        connection.close()
        idle.keep(made.key, connection)
        assert len(idle) == 0
