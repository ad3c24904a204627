"""Ends connections on which nothing goes on."""

from __future__ import annotations

import asyncio
from typing import Any


class Watch:
    """Ends connections that began a request and did not finish it within the time given, and those that were idle long.

    Units: seconds. Source: the defence against slow senders; 30 s is twice the slowest web hook. 75 s of idleness is
    what nginx and its clients are used to.
    """

    def __init__(
        self,
        connections: set[Any],
        loop: asyncio.AbstractEventLoop,
        *,
        patience_s: float = 30.0,
        idle_s: float = 75.0,
    ) -> None:
        self._connections = connections
        self._loop = loop
        self._patience_s = patience_s
        self._idle_s = idle_s
        self._seen: dict[int, tuple[Any, float]] = {}

    def look(self) -> None:
        """Look at all connections once and come back in a sixth of the patience."""
        now, still = self._loop.time(), {}
        for connection in list(self._connections):
            cycle = connection.cycle
            if cycle is not None and cycle.response_complete and now - connection.idle_since_s > self._idle_s:
                connection.transport.close()
            if cycle is None or cycle.is_complete or cycle.response_complete:
                continue
            seen, since = self._seen.get(id(connection), (cycle, now))
            if seen is not cycle:
                since = now
            if now - since > self._patience_s:
                connection.transport.close()
            else:
                still[id(connection)] = (cycle, since)
        self._seen = still
        self._loop.call_later(self._patience_s / 6, self.look)
