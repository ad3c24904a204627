"""What comes in and what goes out, whatever face it came through."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct


class Channel(StrEnum):
    """The face that a request came through."""

    HTTP = "http"
    MCP = "mcp"
    CONSOLE = "console"


class Request(Struct, eq=False):
    """One request: header names in lower case, path and query still encoded."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""
    scheme: str = "http"
    peer: str = ""
    channel: Channel = Channel.HTTP


class Answer(Struct, eq=False):
    """One answer, ready to be written; what comes piece by piece has ``pieces`` in place of a body."""

    status: int
    body: bytes
    content_type: str
    headers: list[tuple[str, str]] = []
    pieces: AsyncGenerator[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A result that is bytes of a type, such as a media file."""

    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Streamed:
    """A result that comes piece by piece, and may have no end."""

    content_type: str
    pieces: AsyncGenerator[bytes]
