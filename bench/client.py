"""A client that costs little: connections that each send a request when the one before was answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, cast

import httptools
import uvloop


class Reply(NamedTuple):
    """An answer and when it came; a status of 0 is a connection that ended. Units: seconds of the monotonic clock."""

    sent_s: float
    answered_s: float
    status: int
    body: bytes

    @property
    def took_ms(self) -> float:
        """Return how long the answer took, in milliseconds."""
        return (self.answered_s - self.sent_s) * 1000


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], replies: list[Reply], ended: Callable[[], None]) -> None:
        self._requests = requests
        self._replies = replies
        self._ended = ended
        self._body: list[bytes] = []
        self._sent_s = 0.0
        self._is_waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._note(self._parser.get_status_code())
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._is_waiting:
            self._note(0)
        self._ended()

    def _note(self, status: int) -> None:
        self._is_waiting = False
        self._replies.append(Reply(self._sent_s, time.monotonic(), status, b"".join(self._body)))

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._parser = httptools.HttpResponseParser(self)
        self._body = []
        self._is_waiting = True
        self._sent_s = time.monotonic()
        self._transport.write(request)


async def _drive(address: tuple[str, int], requests: Iterable[bytes], connections: int) -> list[Reply]:
    loop = asyncio.get_running_loop()
    replies: list[Reply] = []
    waiting, shared = connections, iter(requests)
    done = loop.create_future()

    def ended() -> None:
        nonlocal waiting
        waiting -= 1
        if waiting == 0:
            done.set_result(None)

    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(shared, replies, ended), *address)
    await done
    return replies


def drive(address: tuple[str, int], requests: Iterable[bytes], connections: int = 1) -> list[Reply]:
    """Send all requests over so many connections; return the answers in the order in which they came."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_drive(address, requests, connections))
