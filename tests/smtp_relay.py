"""A real SMTP server in a thread, for the time of a block: what relays of tests run on. Source: RFC 5321."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

HANG_UP_S = 10


class Line(SMTP):
    """One connection, which tells when it is over."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.over = asyncio.Event()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell that it is over."""
        super().connection_lost(error)
        self.over.set()


class RelayServer(Controller):
    """Hangs up on who is still connected when it stops, which its base leaves to the collector of garbage."""

    def __init__(self, handler: object, **settings: Any) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=free_port(), server_hostname="relay.test", **settings)
        self.lines: list[Line] = []

    def factory(self) -> Line:
        """Make what answers a connection."""
        self.lines.append(Line(self.handler, **self.SMTP_kwargs))
        return self.lines[-1]

    def stop(self, no_assert: bool = False) -> None:
        """Take no connection more, end those that are open, and stop."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(HANG_UP_S)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        assert self.server is not None
        self.server.close()
        for line in self.lines:
            if line.transport is not None:
                line.transport.abort()
                await line.over.wait()


@contextmanager
def relaying(handler: object, **settings: Any) -> Iterator[int]:
    """Take mail on a free port of the loopback; yields the port."""
    server = RelayServer(handler, **settings)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
