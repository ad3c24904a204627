"""Answers that have no end: who does not read them is cut off, and who reads slowly is not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import uvicorn

from cordboard.base.problem import Problem
from cordboard.catalogue.request import Answer, Request
from cordboard.faces.http.limits import BodyLimit
from cordboard.faces.http.protocol import make_protocol

PIECE = b"x" * (64 << 10)
UNREAD_S = 0.2


def refuse(request: Request, problem: Problem) -> Answer:
    return Answer(400, b"", "text/plain")


async def nobody(scope: object, receive: object, send: object) -> None:
    """Stand where an ASGI application would."""


@asynccontextmanager
async def serving(pieces: Callable[[], AsyncGenerator[bytes]]) -> AsyncIterator[socket.socket]:
    """Serve an answer in pieces, and connect to it with little room for what comes."""

    async def answer(request: Request) -> Answer:
        return Answer(200, b"", "text/plain", pieces=pieces())

    protocol = make_protocol(answer, refuse, body_limit=BodyLimit(1000, 1000), unread_s=UNREAD_S)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(nobody, http=protocol, ws="none", lifespan="off", log_config=None))
    task = asyncio.create_task(server._serve([listener]))
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(reader, listener.getsockname())
        await asyncio.get_running_loop().sock_sendall(reader, b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        yield reader
    finally:
        reader.close()
        server.should_exit = True
        await task


def read_all(reader: socket.socket) -> None:
    while reader.recv(1 << 20):
        pass


async def test_who_reads_nothing_is_cut_off_and_its_answer_ended() -> None:
    has_ended = asyncio.Event()

    async def endless() -> AsyncGenerator[bytes]:
        try:
            while True:
                yield PIECE
        finally:
            has_ended.set()

    async with serving(endless) as reader, asyncio.timeout(20):
        await has_ended.wait()
        reader.setblocking(True)
        with pytest.raises(ConnectionResetError):  # so that what came does not pass for the whole
            read_all(reader)


async def test_who_reads_slowly_gets_everything() -> None:
    count = 40

    async def long() -> AsyncGenerator[bytes]:
        for _ in range(count):
            yield PIECE

    async with serving(long) as reader, asyncio.timeout(30):
        size, loop = 0, asyncio.get_running_loop()
        while data := await loop.sock_recv(reader, 256 << 10):
            size += len(data)
        assert size > count * len(PIECE)
