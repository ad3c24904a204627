"""What comes in and what goes out, whatever face it came through."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Request:
    """One request: header names in lower case, path and query still encoded."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""
    scheme: str = "http"
    peer: str = ""


@dataclass(slots=True, eq=False)
class Answer:
    """One answer, ready to be written."""

    status: int
    body: bytes
    content_type: str
    headers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """A result that is bytes of a type, such as a media file."""

    content_type: str
    data: bytes
