"""What tests of the HTTP client share: servers that follow a script, and a client that may go to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from bare_sockets import ALLOWED, Peer, Script, Server

from cordboard.webhooks.http import HttpClient
from cordboard.webhooks.policy import DestinationPolicy


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
