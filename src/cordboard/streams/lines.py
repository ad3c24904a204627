"""The web sockets of streams: opened, written to in order, and closed, whatever the other side does."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING

from cordboard.base.clock import Clock
from cordboard.streams.address import Refusal, place_of
from cordboard.streams.fault import BROKEN, TIMEOUT, LineFault
from cordboard.voice.ports import LineEar

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

log = logging.getLogger("cordboard")

OPEN_S = 5.0  # for name, connection, TLS and handshake together: as long as a web hook waits for its connection
UNREAD_S = 10.0  # how long one message may wait for who does not read
MOST_WAITING = 1_000  # messages: ten seconds of both tracks
PATIENCE_S = 3.0  # for the last messages when the server stops

Sign = Callable[[str, str], Awaitable[str]]


class SocketLine:
    """One web socket. Everything that waits for the network waits in its own tasks."""

    def __init__(self, lines: SocketLines, url: str, account_sid: str, ear: LineEar) -> None:
        self._lines = lines
        self._url = url
        self._account_sid = account_sid
        self._ear: LineEar | None = ear
        self._waiting: deque[str] = deque()
        self._changed = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._is_broken = False
        self._close_code = 1000
        self.task = asyncio.get_running_loop().create_task(self._run())

    def send(self, text: str) -> bool:
        """Send a message behind those that wait; tell whether there was room for it."""
        if len(self._waiting) >= MOST_WAITING:
            return False
        self._waiting.append(text)
        self._changed.set()
        return True

    def close(self, code: int = 1000) -> None:
        """Send what waits, and close; the ear is told nothing more."""
        if self._ear is not None:
            self._close_code = code
        self._ear = None
        self._changed.set()
        if self._socket is None:
            self.task.cancel()

    async def _run(self) -> None:
        try:
            with self._lines.clock.work():
                self._socket = await self._opened()
                if self._ear is not None:
                    self._ear.on_open()
            await self._talk(self._socket)
        except LineFault as fault:
            ear, self._ear = self._ear, None
            if ear is not None:
                ear.on_end(fault.code, fault.sentence)

    async def _opened(self) -> ClientConnection:
        try:
            async with asyncio.timeout(OPEN_S):
                place = await place_of(self._url, self._lines.refusal)
                connected = await asyncio.to_thread(_library)
                signature = await self._lines.sign(self._account_sid, self._url)
                headers = {"X-Twilio-Signature": signature}
                return await connected(self._url, place, headers, self._lines.user_agent)
        except TimeoutError as error:
            raise LineFault(TIMEOUT, f"The web socket was not open after {OPEN_S:.0f} seconds.") from error

    async def _talk(self, socket: ClientConnection) -> None:
        """Read and write until either side closes. Raises: LineFault."""
        from cordboard.streams.connection import messages  # loaded by now

        writing = asyncio.get_running_loop().create_task(self._write(socket))
        try:
            async for text in messages(socket):
                if self._ear is not None:
                    self._ear.on_text(text)
        except LineFault as fault:
            raise (self._broken() if self._is_broken else fault) from None
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            socket.transport.abort()  # of no effect on what was closed in order

    async def _write(self, socket: ClientConnection) -> None:
        """Write what waits, as fast as it is read; a test clock waits for it."""
        while self._waiting or self._ear is not None:
            with self._lines.clock.work() if self._waiting else nullcontext():
                while self._waiting:
                    try:
                        async with asyncio.timeout(self._lines.unread_s):
                            await socket.send(self._waiting.popleft())
                    except TimeoutError:
                        self._is_broken = True
                        socket.transport.abort()
                        return
            self._changed.clear()
            if not self._waiting and self._ear is not None:
                await self._changed.wait()
        await socket.close(self._close_code)

    def _broken(self) -> LineFault:
        return LineFault(BROKEN, f"The application read nothing for {self._lines.unread_s:g} seconds.")


class SocketLines:
    """Opens web sockets, and closes all of them when the server stops."""

    def __init__(
        self, *, refusal: Refusal, sign: Sign, clock: Clock, user_agent: str, unread_s: float = UNREAD_S
    ) -> None:
        """Take the rules for addresses, what signs the URL for an account, and how long nothing may be read."""
        self.unread_s = unread_s
        self.refusal = refusal
        self.sign = sign
        self.clock = clock
        self.user_agent = user_agent
        self._lines: set[SocketLine] = set()

    def open(self, url: str, account_sid: str, ear: LineEar) -> SocketLine:
        """Open a web socket to an application of an account."""
        line = SocketLine(self, url, account_sid, ear)
        self._lines.add(line)
        line.task.add_done_callback(lambda task: self._ended(line, task))
        return line

    def _ended(self, line: SocketLine, task: asyncio.Task[None]) -> None:
        self._lines.discard(line)
        if not task.cancelled() and task.exception() is not None:
            log.error("stream.failed", exc_info=task.exception())

    @property
    def are_closed(self) -> bool:
        """Tell whether none is open."""
        return not self._lines

    async def close(self) -> None:
        """Close every one of them."""
        lines = list(self._lines)
        for line in lines:
            line.close()
        if lines:
            _, late = await asyncio.wait([line.task for line in lines], timeout=PATIENCE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def _library() -> Callable[..., Awaitable[ClientConnection]]:
    """Load the library, which takes long enough to be done beside the loop."""
    from cordboard.streams.connection import connected

    return connected
