"""The proxy: it ends TLS for hosts of Twilio and hands their requests to the server, and tunnels everything else."""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import dataclass
from typing import Final

from cordboard.faces.preface import TLS_ENDED
from cordboard.faces.proxy.authority import Authority
from cordboard.faces.proxy.head import DEFAULT_PORTS, HeadReader, Refusal, Request, read_request
from cordboard.faces.proxy.hosts import Place
from cordboard.faces.proxy.outward import Next, connect, hand_over, next_proxy, open_tunnel
from cordboard.faces.proxy.pipe import Pipe

log = logging.getLogger("cordboard.proxy")

HOST: Final = "127.0.0.1"
PATIENCE_S: Final = 10.0  # a head is one packet of the loopback interface; ten seconds are for a busy machine
LINGER_S: Final = 1.0  # for the reason of a refusal to be read before the connection ends (RFC 9112 §9.6)
MAX_CONNECTIONS: Final = 400  # each has two sockets and a log of 1,024 open files is what most systems allow
DISTRUST: Final = ("UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN")  # the ends of OpenSSL's names for alerts
ESTABLISHED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Where the server is. ``context`` is for a server that speaks TLS itself; the others are on this machine."""

    place: Place
    context: ssl.SSLContext | None = None


class Proxy:
    """Listens on the loopback interface only; whoever can connect could reach the server and the network directly."""

    def __init__(
        self,
        *,
        board: Board,
        authority: Authority,
        is_offline: bool,
        patience_s: float = PATIENCE_S,
        most_connections: int = MAX_CONNECTIONS,
    ) -> None:
        """Take where requests for Twilio go; ``patience_s`` is for a head, and for a handshake."""
        self._patience_s = patience_s
        self._most_connections = most_connections
        self._here = Place(HOST, 0)
        self._board = board
        self._authority = authority
        self._is_offline = is_offline
        self._tasks: set[asyncio.Task[None]] = set()
        self._clients: set[Pipe] = set()
        self._listener: asyncio.Server | None = None
        self._told: set[str] = set()

    async def start(self, port: int = 0) -> str:
        """Listen; return the URL for HTTPS_PROXY. Raises: OSError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: HeadReader(self._opened), HOST, port)
        self._here = Place(HOST, self._listener.sockets[0].getsockname()[1])
        return f"http://{self._here}"

    async def close(self) -> None:
        """Listen no longer, and end every tunnel."""
        if self._listener is not None:
            self._listener.close()
        for task in self._tasks:
            task.cancel()
        for pipe in list(self._clients):
            pipe.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _opened(self, reader: HeadReader) -> None:
        if len(self._clients) + len(self._tasks) >= self._most_connections:
            reader.head.cancel()
            reader.transport.abort()
            return
        task = asyncio.get_running_loop().create_task(self._serve(reader))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: HeadReader) -> None:
        """Read the head and carry what it asks for; what goes wrong before a tunnel stands is told."""
        try:
            async with asyncio.timeout(self._patience_s):
                head = await reader.head
            await self._carry(read_request(head), reader)
        except Refusal as refusal:
            log.info("refused: %s", refusal)
            await _refuse(reader, refusal)
        except (OSError, TimeoutError) as fault:  # the end within a head or a handshake, or TLS that is none
            log.debug("ended early: %s", fault)
            reader.transport.abort()
        except BaseException:
            reader.transport.abort()
            raise

    async def _carry(self, request: Request, reader: HeadReader) -> None:
        client, server = self._pipe(request.place), Pipe(lambda _: None)
        client.join(server)
        try:
            if request.place.is_ours:
                await self._answer_here(request, reader, client, server)
            elif self._is_offline and not request.place.is_local:
                raise Refusal(403, f"Cordboard is offline: {request.place} is not asked")
            elif request.is_tunnel:
                await open_tunnel(server, request.place, self._here)
                reader.transport.write(ESTABLISHED)
                hand_over(reader, client)
            else:
                await _pass_on(request, next_proxy(request.scheme, request.place, self._here), reader, client, server)
        except BaseException as fault:
            self._ended(client, request.place, fault)
            server.close()
            raise
        if client.transport is not None and not client.transport.is_closing():
            self._clients.add(client)  # from here on it counts by itself, no longer by its task

    async def _answer_here(self, request: Request, reader: HeadReader, client: Pipe, server: Pipe) -> None:
        """Hand on to the server what is for Twilio. Raises: Refusal, OSError for a handshake that failed."""
        if request.place.port not in DEFAULT_PORTS.values() or (request.is_tunnel and request.place.port == 80):
            raise Refusal(403, f"Cordboard answers for {request.place.host} on port 443 only")
        if request.is_tunnel and reader.rest:
            raise Refusal(400, "Wait for the tunnel before you use it")
        await connect(lambda: server, self._board.place, self._board.context)
        assert server.transport is not None  # noqa: S101 - it is connected
        if (request.is_tunnel or request.scheme == "https") and self._board.context is None:
            server.transport.write(TLS_ENDED)
        if not request.is_tunnel:
            server.transport.write(request.head(request.target))
            hand_over(reader, client)
            return
        reader.transport.write(ESTABLISHED)
        context = self._authority.context(request.place.host)
        upgraded = await asyncio.get_running_loop().start_tls(
            reader.transport, client, context, server_side=True, ssl_handshake_timeout=self._patience_s
        )
        assert upgraded is not None  # noqa: S101 - only a transport that is closed gives none
        client.connection_made(upgraded)

    def _pipe(self, place: Place) -> Pipe:
        pipe = Pipe(lambda fault: self._ended(pipe, place, fault))
        return pipe

    def _ended(self, client: Pipe, place: Place, fault: BaseException | None) -> None:
        """Forget a client; one that does not trust us is told of, because its own words seldom say why."""
        self._clients.discard(client)
        if isinstance(fault, ssl.SSLError) and (fault.reason or "").endswith(DISTRUST) and place.host not in self._told:
            self._told.add(place.host)
            log.warning(
                "A program does not trust the certificate of %s made here: it reads none of the variables that name"
                " trusted roots, or has set its own.",
                place.host,
            )


async def _pass_on(request: Request, following: Next | None, reader: HeadReader, client: Pipe, server: Pipe) -> None:
    """Send a request for a whole URL where it belongs: over TLS for https, as some clients leave to their proxy."""
    target, to, context = request.target, request.place, None
    if following is not None:
        to, target = following.place, request.url
    elif request.scheme == "https":
        context = ssl.create_default_context()
    head = request.head(target)
    if following is not None and following.credentials:
        first, rest = head.split(b"\r\n", 1)
        head = b"\r\n".join([first, following.credentials, rest])
    await connect(lambda: server, to, context)
    assert server.transport is not None  # noqa: S101 - it is connected
    server.transport.write(head)
    hand_over(reader, client)


async def _refuse(reader: HeadReader, refusal: Refusal) -> None:
    """Answer, and read on for a while: to close with something unread would take the answer away again."""
    reader.transport.write(refusal.answer)
    if reader.transport.can_write_eof():
        reader.transport.write_eof()
    reader.transport.resume_reading()
    await asyncio.sleep(LINGER_S)
    reader.transport.close()
