"""Connections that were used and are kept for the next request to the same destination, for a while."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

# Connections kept for one destination: so many as web hooks of the outbox use at a time (64), and thrice as many for
# documents, which calls ask for besides. With fewer each wave of calls made new ones and hung up on others.
MOST_IDLE = 256
IDLE_S = 15.0  # for which they are kept: well below the 60 s after which load balancers hang up


class Kept(Protocol):
    """A connection as it is kept: ``idle_since`` is the loop's time when it was used last."""

    idle_since: float

    @property
    def is_open(self) -> bool:
        """Tell whether the peer has not closed it."""

    def close(self) -> None:
        """End it."""


Key = TypeVar("Key", bound=Hashable)
Connection = TypeVar("Connection", bound=Kept)


class IdleConnections(Generic[Key, Connection]):
    """The connections that are kept; the last one used is the first one used again."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._idle_s = idle_s
        self._kept: dict[Key, deque[Connection]] = {}
        self._sweep: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return sum(map(len, self._kept.values()))

    def keep(self, key: Key, connection: Connection) -> None:
        """Keep a connection whose answer was read; one that is closed is forgotten."""
        if not connection.is_open:
            return
        loop = asyncio.get_running_loop()
        connection.idle_since = loop.time()
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = deque()
        kept.append(connection)
        if len(kept) > MOST_IDLE:
            kept.popleft().close()
        if self._sweep is None:
            self._sweep = loop.call_later(self._idle_s, self._close_old)

    def take(self, key: Key) -> Connection | None:
        """Return a kept connection that is still open, if there is one."""
        kept = self._kept.get(key)
        if not kept:
            return None
        old_s = asyncio.get_running_loop().time() - self._idle_s
        while kept:
            connection = kept.pop()
            if connection.is_open and connection.idle_since > old_s:
                return connection
            connection.close()
        return None

    def close(self) -> None:
        """Close all of them."""
        for kept in self._kept.values():
            for connection in kept:
                connection.close()
        self._kept.clear()
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None

    def _close_old(self) -> None:
        """Close what was not used for too long: nobody may ever ask that destination again."""
        loop = asyncio.get_running_loop()
        old_s = loop.time() - self._idle_s
        oldest_s = loop.time()
        for key, kept in list(self._kept.items()):
            while kept and (kept[0].idle_since <= old_s or not kept[0].is_open):
                kept.popleft().close()
            if not kept:
                del self._kept[key]
            else:
                oldest_s = min(oldest_s, kept[0].idle_since)
        self._sweep = loop.call_at(oldest_s + self._idle_s, self._close_old) if self._kept else None
