"""A connection that was answered before everything had come, and is read to its end for a while.

A connection that is closed while bytes come is reset, and a reset takes away what the other side has not read yet: the
answer. So only the way out is closed, and what still comes is thrown away. Source: RFC 9112, section 9.6.
"""

from __future__ import annotations

import asyncio
from typing import Any

LINGER_S = 10.0  # who sends for longer than that does not look for an answer


class Lingering(asyncio.Protocol):
    """Stands where the protocol stood, and throws away what comes."""

    def __init__(self, before: Any, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._before = before
        self._end = loop.call_later(LINGER_S, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the protocol before end what it has."""
        self._end.cancel()
        self._before.connection_lost(exc)


def hang_up(before: Any, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, *, is_read: bool) -> None:
    """Close a connection; one that is not read to the end of its request once that has come, or after a while."""
    if is_read or not transport.can_write_eof():  # TLS reads to the end of it by itself before it closes
        transport.close()
        return
    transport.set_protocol(Lingering(before, transport, loop))
    transport.write_eof()
