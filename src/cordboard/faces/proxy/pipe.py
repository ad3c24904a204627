"""A tunnel: two connections, of which each sends on what the other gets, no faster than it is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, cast

HALF_OPEN_S: Final = 300.0  # what is still to come when one side has said its last; a large download takes no longer


class Pipe(asyncio.Protocol):
    """One end of a tunnel. ``ended`` is called once with what ended this side, or None."""

    def __init__(self, ended: Callable[[Exception | None], None]) -> None:
        self.transport: asyncio.Transport | None = None
        self._other: Pipe | None = None
        self._ended = ended
        self._timer: asyncio.TimerHandle | None = None
        self._is_heard = False  # to its end
        self._early = b""  # one read at most

    def join(self, other: Pipe) -> None:
        """Make these two the ends of one tunnel."""
        self._other, other._other = other, self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; read from it once there is somebody to send to."""
        self.transport = cast(asyncio.Transport, transport)
        other = self._other
        if other is None or other.transport is None:
            self.transport.pause_reading()
            return
        if other._early:
            self.transport.write(other._early)
        other.transport.resume_reading()
        self.transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        """Send on what came; keep what came before there was somebody to send to."""
        if self._other is None or self._other.transport is None:
            self._early += data
        else:
            self._other.transport.write(data)

    def pause_writing(self) -> None:
        """Let the other side wait: this one does not take what it sends."""
        if self._other is not None and self._other.transport is not None:
            self._other.transport.pause_reading()

    def resume_writing(self) -> None:
        """Let the other side go on."""
        other = self._other.transport if self._other is not None else None
        if other is not None and not other.is_closing():
            other.resume_reading()

    def eof_received(self) -> bool:
        """Hand on that nothing more comes, and keep the way back open for a while where that is possible.

        Source: RFC 9293 §3.6, half-closed connections; TLS in asyncio has none.
        """
        self._is_heard = True
        other = self._other
        if other is None or other._is_heard or not (self._can_end() and other._can_end()):
            return False
        cast(asyncio.Transport, other.transport).write_eof()
        self._timer = asyncio.get_running_loop().call_later(HALF_OPEN_S, self.close)
        return True

    def _can_end(self) -> bool:
        return self.transport is not None and self.transport.can_write_eof() and not self.transport.is_closing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Close the other side when it has taken what is still to be sent."""
        if self._timer is not None:
            self._timer.cancel()
        if self._other is not None:
            self._other.close()
        self._ended(exc)

    def close(self) -> None:
        """End this side when it has taken what is still to be sent."""
        if self.transport is not None:
            self.transport.close()
