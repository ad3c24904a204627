"""Connections to an upstream: used again while they are asked for, and closed when nobody does."""

from __future__ import annotations

import asyncio

from cordboard.upstream.client import Sending, UpstreamClient

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


async def test_a_connection_that_is_not_used_again_is_closed() -> None:
    hung_up: asyncio.Queue[int] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests = 0
        while await reader.readline():
            while await reader.readline() != b"\r\n":
                pass
            requests += 1
            writer.write(ANSWER)
        writer.close()
        await writer.wait_closed()
        hung_up.put_nowait(requests)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        client = UpstreamClient(idle_s=0.1)
        asked = Sending("GET", f"http://127.0.0.1:{port}", "/2010-04-01/Accounts.json", "", b"", 10.0)
        for _ in range(2):
            answering = await client.send(asked)
            assert await answering.whole(100) == b"{}"
        assert await asyncio.wait_for(hung_up.get(), 10) == 2  # both over one connection, which then ended by itself
        client.close()
