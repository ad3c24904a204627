"""A web socket's connection, with what goes wrong in our codes. Loaded with the first stream, not before."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidURI, WebSocketException

from cordboard.streams.address import Place
from cordboard.streams.fault import BAD_URL, BROKEN, CLOSED, HANDSHAKE, PROTOCOL, REFUSED, TLS, UNREACHABLE, LineFault

MOST_BYTES = 8 << 20  # of one message: ten minutes of sound, as much as may wait to be heard, are 6.4 MB in base64
MOST_WAITING = 4  # messages that were received and not read: what is sent without end waits in the network
PING_S = 20.0  # between two pings, and how long the answer to one may take
CLOSE_S = 2.0  # how long the other side may take to close, too
# RFC 6455 section 7.4.1: what we close with when the other side does not keep to the protocol.
PROTOCOL_ERRORS = frozenset({1002, 1003, 1007, 1009})
NO_PONG = 1011  # what the library closes with when a ping is not answered
# The library tells of faults by exceptions; its log would tell of each a second time.
_SILENT = logging.getLogger("cordboard.streams.silent")
_SILENT.disabled = True


async def connected(url: str, place: Place, headers: dict[str, str], user_agent: str) -> ClientConnection:
    """Return an open web socket. Raises: LineFault 31902, 31904, 31910, 31920 or 31923."""
    try:
        return await connect(
            url,
            host=place.address,
            port=place.port,
            additional_headers=headers,
            user_agent_header=user_agent,
            compression=None,  # sound does not get smaller
            proxy=None,
            open_timeout=None,  # the caller's time counts
            ping_interval=PING_S,
            ping_timeout=PING_S,
            close_timeout=CLOSE_S,
            max_size=MOST_BYTES,
            max_queue=MOST_WAITING,
            logger=_SILENT,
        )
    except InvalidURI as error:
        raise LineFault(BAD_URL, "The URL of the stream cannot be read.") from error
    except ssl.SSLError as error:
        raise LineFault(TLS, f"The TLS handshake failed: {error.reason or 'it was cut off'}.") from error
    except (WebSocketException, ValueError, EOFError) as error:
        raise LineFault(HANDSHAKE, f"The web socket was not opened: {str(error)[:200]}.") from error
    except ConnectionRefusedError as error:
        raise LineFault(REFUSED, "The connection was refused: nothing listens there.") from error
    except OSError as error:
        raise LineFault(UNREACHABLE, f"The connection failed ({error.strerror or type(error).__name__}).") from error


async def messages(socket: ClientConnection) -> AsyncIterator[str | None]:
    """Yield the texts that come, and None for what is no text. Raises: LineFault 31903, 31921 or 31924 at the end."""
    try:
        while True:
            message = await socket.recv()
            yield message if isinstance(message, str) else None
    except ConnectionClosed as closed:
        ours = closed.sent.code if closed.sent is not None and not closed.rcvd_then_sent else None
        if ours in PROTOCOL_ERRORS:
            raise LineFault(PROTOCOL, f"The application does not keep to the protocol ({ours}).") from closed
        if ours == NO_PONG:
            raise LineFault(BROKEN, f"The application answered no ping for {PING_S:.0f} seconds.") from closed
        raise LineFault(CLOSED, f"The application closed the web socket ({socket.close_code or 1006}).") from closed
