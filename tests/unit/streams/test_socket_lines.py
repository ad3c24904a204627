"""Web sockets of streams against a real server: what is sent arrives in order, and nothing is left of any end."""

from __future__ import annotations

import asyncio
import socket
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha1
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from cordboard.clocks import FrozenClock
from cordboard.streams.lines import MOST_WAITING, SocketLines


class Ear:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()

    def on_open(self) -> None:
        self.told.put_nowait(("open",))

    def on_text(self, text: str | None) -> None:
        self.told.put_nowait(("text", text))

    def on_end(self, code: int, sentence: str) -> None:
        self.told.put_nowait(("end", code))


async def sign(account_sid: str, url: str) -> str:
    return f"signed for {account_sid}"


Open = Callable[..., SocketLines]


@pytest.fixture
async def opener() -> AsyncIterator[Open]:
    """Give what opens web sockets, and close what is left of them before the loop ends."""
    made: list[SocketLines] = []

    def begin(refusal: Callable[[str], str | None] = lambda address: None, **more: float) -> SocketLines:
        made.append(SocketLines(refusal=refusal, sign=sign, clock=FrozenClock(0), user_agent="Agent", **more))
        return made[-1]

    yield begin
    for lines in made:
        await lines.close()


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        if message == "close":
            await connection.close(1000)
        elif message == "signature":
            await connection.send(connection.request.headers["X-Twilio-Signature"])  # type: ignore[union-attr]
        elif message == "bytes":
            await connection.send(b"bytes")
        elif message == "long":
            await connection.send("x" * ((8 << 20) + 1))
        else:
            await connection.send(message)


@asynccontextmanager
async def application(answer: Any = echo) -> AsyncIterator[str]:
    async with serve(answer, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_messages_arrive_in_order_with_the_signature_of_the_account(opener: Open) -> None:
    lines, ear = opener(), Ear()
    async with application() as url:
        line = lines.open(url, "AC1", ear)
        assert await ear.told.get() == ("open",)
        for text in ("one", "two", "signature", "bytes"):
            assert line.send(text)
        found = [await ear.told.get() for _ in range(4)]
        assert found == [("text", "one"), ("text", "two"), ("text", "signed for AC1"), ("text", None)]
        line.close()
        await asyncio.wait([line.task])
        await asyncio.sleep(0)
        assert lines.are_closed
        assert ear.told.empty()


async def test_what_waits_is_sent_before_the_web_socket_is_closed(opener: Open) -> None:
    arrived: list[str | bytes] = []
    ended = asyncio.Event()

    async def take(connection: ServerConnection) -> None:
        arrived.extend([message async for message in connection])
        ended.set()

    lines, ear = opener(), Ear()
    async with application(take) as url:
        line = lines.open(url, "AC1", ear)
        await ear.told.get()
        for number in range(100):
            line.send(str(number))
        line.close()
        await ended.wait()
        assert arrived == [str(number) for number in range(100)]
        await asyncio.wait([line.task])
        await asyncio.sleep(0)
        assert lines.are_closed


@pytest.mark.parametrize(("text", "code"), [("close", 31921), ("long", 31924)])
async def test_the_end_is_told_once_with_its_code(text: str, code: int, opener: Open) -> None:
    lines, ear = opener(), Ear()
    async with application() as url:
        line = lines.open(url, "AC1", ear)
        await ear.told.get()
        line.send(text)
        assert await ear.told.get() == ("end", code)
        await asyncio.wait([line.task])
        await asyncio.sleep(0)
        assert lines.are_closed


@asynccontextmanager
async def deaf_application() -> AsyncIterator[str]:
    """Open web sockets, and read nothing that comes over them. Source: RFC 6455, section 4.2.2."""
    leaving = asyncio.Event()

    async def ignore(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        key = next(line.split(": ")[1] for line in head.split("\r\n") if line.lower().startswith("sec-websocket-key"))
        accept = b64encode(sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest())
        upgrade = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        writer.write(upgrade + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        await leaving.wait()
        writer.close()

    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    server = await asyncio.start_server(ignore, sock=listening, limit=4096)
    async with server:
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/"
        leaving.set()


async def test_who_does_not_read_is_cut_off_with_31903(opener: Open) -> None:
    lines, ear = opener(unread_s=0.05), Ear()
    async with deaf_application() as url:
        line = lines.open(url, "AC1", ear)
        assert await ear.told.get() == ("open",)
        for _ in range(MOST_WAITING):
            assert line.send("x" * 20_000)  # 20 MB, of which a system keeps some
        assert await ear.told.get() == ("end", 31903)
        await asyncio.wait([line.task])
        await asyncio.sleep(0)
        assert lines.are_closed
        assert ear.told.empty()


async def test_a_web_socket_that_is_closed_before_it_was_open_leaves_nothing(opener: Open) -> None:
    lines, ear = opener(), Ear()
    async with application() as url:
        line = lines.open(url, "AC1", ear)
        await asyncio.sleep(0)
        line.close()
        await asyncio.wait([line.task])
        await asyncio.sleep(0)
        assert lines.are_closed
        assert ear.told.empty()


async def test_an_address_that_is_refused_is_not_connected_to(opener: Open) -> None:
    lines, ear = opener(lambda address: "it is private"), Ear()
    async with application() as url:
        lines.open(url, "AC1", ear)
        assert await ear.told.get() == ("end", 90001)


async def test_a_redirect_to_elsewhere_is_not_followed(opener: Open) -> None:
    async with application() as elsewhere:

        def redirect(connection: ServerConnection, request: object) -> Any:
            answer = connection.respond(302, "")
            answer.headers["Location"] = elsewhere
            return answer

        lines, ear = opener(), Ear()
        async with serve(echo, "127.0.0.1", 0, process_request=redirect) as server:
            lines.open(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/", "AC1", ear)
            assert await ear.told.get() == ("end", 31920)


async def test_what_waits_for_the_network_has_an_end_and_a_stop_closes_all(opener: Open) -> None:
    async def take(connection: ServerConnection) -> None:
        async for _ in connection:
            """Take everything, answer nothing."""

    lines, ear = opener(), Ear()
    async with application(take) as url:
        line = lines.open(url, "AC1", ear)
        await ear.told.get()
        assert [line.send("x") for _ in range(MOST_WAITING + 1)] == [True] * MOST_WAITING + [False]
        await lines.close()
        assert lines.are_closed
