"""One API request and its answer, as the protocol collects and writes them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from msgspec import Struct
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from cordboard.base.problem import Problem
from cordboard.catalogue.request import Answer, Request


class _NoEvent:
    def set(self) -> None:
        """Nobody waits: the request is answered when it is complete."""


_NO_EVENT = _NoEvent()


class ApiCycle(Struct, eq=False):
    """One API request and its answer; stands where uvicorn keeps its own request cycle."""

    request: Request
    limit: int
    keep_alive: bool
    body: list[bytes] = []
    size: int = 0
    fault: Problem | None = None
    is_complete: bool = False
    more_body: bool = True
    response_complete: bool = False
    disconnected: bool = False
    entry: asyncio.Task[None] | None = None  # while it is judged who asks
    expects_word: bool = False  # before the body is sent
    message_event: _NoEvent = _NO_EVENT
    task: asyncio.Task[None] | None = None


def request_of(method: bytes, url: bytes, headers: Iterable[tuple[bytes, bytes]], scheme: str, peer: str) -> Request:
    """Return a request without its body, from what the parser found."""
    target = url.decode("latin-1")
    if target.startswith("http://") or target.startswith("https://"):
        target = "/" + target.split("/", 3)[3] if target.count("/") > 2 else "/"
    path, _, query = target.partition("?")
    named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
    return Request(method.decode("ascii"), path, query, named, b"", scheme, peer)


def written(cycle: ApiCycle, given: Answer, default_headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return an answer as it goes over the wire."""
    head = [STATUS_LINE[given.status]]
    for name, value in default_headers:
        head.append(name + b": " + value + b"\r\n")
    lines = [f"{name}: {value}\r\n" for name, value in given.headers]
    if given.status != 204:
        lines.append(f"Content-Type: {given.content_type}\r\nContent-Length: {len(given.body)}\r\n")
    lines.append("\r\n" if cycle.keep_alive else "Connection: close\r\n\r\n")
    head.append("".join(lines).encode("latin-1", "replace"))
    if cycle.request.method != "HEAD":
        head.append(given.body)
    return b"".join(head)
