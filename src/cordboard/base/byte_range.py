"""Parts of a representation: what a Range header asks for, and the answer to it.

Source: RFC 9110 section 14 (Range Requests), 15.3.7 (206), 15.5.17 (416), 17.15 (attacks by many ranges).
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final, NamedTuple

# Players ask for one range, document viewers for a few; who asks for more gets the whole, as section 17.15 allows.
MAX_RANGES: Final = 8
_DIGITS: Final = 18  # positions beyond 10**18 bytes are not parsed: no representation is that long
_SPECIFIER = re.compile(r"bytes=([-0-9, \t]+)", re.IGNORECASE)
_RANGE = re.compile(rf"([0-9]{{0,{_DIGITS}}})-([0-9]{{0,{_DIGITS}}})")


class Slice(NamedTuple):
    """The answer: status 200, 206 or 416, its headers beyond the content type, and its body."""

    status: int
    content_type: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class _Span(NamedTuple):
    """Bytes from the first to before the end."""

    first: int
    end: int


def slice_of(data: bytes, header: str | None, content_type: str) -> Slice:
    """Return what a Range header asks for; without one, or with one that is not understood, the whole.

    Ranges that overlap or touch become one. Whoever calls has dealt with If-Range and other conditions, and gives no
    header when they say so.
    """
    whole = Slice(200, content_type, (("Accept-Ranges", "bytes"),), data)
    asked = _asked(header or "")
    if not asked:
        return whole
    spans = _joined([span for span in (_span(first, last, len(data)) for first, last in asked) if span])
    if not spans:
        if not data:
            return whole  # there is no byte to name in Content-Range, and nothing to leave out
        return Slice(416, content_type, (*whole.headers, ("Content-Range", f"bytes */{len(data)}")), b"")
    if len(spans) > 1:
        return _parts(data, spans, content_type)
    span = spans[0]
    headers = (*whole.headers, ("Content-Range", _content_range(span, len(data))))
    return Slice(206, content_type, headers, data[span.first : span.end])


def _asked(header: str) -> list[tuple[str, str]]:
    """Return the positions as written, or nothing when the header is invalid, of another unit, or asks too much."""
    found = _SPECIFIER.fullmatch(header.strip())
    ranges = [part for part in (piece.strip(" \t") for piece in found[1].split(",")) if part] if found else []
    if not ranges or len(ranges) > MAX_RANGES:
        return []
    asked = []
    for part in ranges:
        match = _RANGE.fullmatch(part)
        if match is None or part == "-" or (match[1] and match[2] and int(match[2]) < int(match[1])):
            return []
        asked.append((match[1], match[2]))
    return asked


def _span(first: str, last: str, length: int) -> _Span | None:
    """Return the bytes that a range selects, or nothing when it cannot be satisfied."""
    if not first:
        span = _Span(max(length - int(last), 0), length)
    else:
        span = _Span(int(first), min(int(last) + 1, length) if last else length)
    return span if span.first < span.end else None


def _joined(spans: list[_Span]) -> list[_Span]:
    """Return the spans in order of position, one where they overlap or touch."""
    joined: list[_Span] = []
    for span in sorted(spans):
        if joined and span.first <= joined[-1].end:
            joined[-1] = _Span(joined[-1].first, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _content_range(span: _Span, length: int) -> str:
    return f"bytes {span.first}-{span.end - 1}/{length}"


def _parts(data: bytes, spans: list[_Span], content_type: str) -> Slice:
    """Return several ranges as multipart/byteranges. The delimiter depends on the data, so nobody can plan for it."""
    boundary = sha256(data).hexdigest()[:32]
    pieces = []
    for span in spans:
        head = (
            f"--{boundary}\r\nContent-Type: {content_type}\r\nContent-Range: {_content_range(span, len(data))}\r\n\r\n"
        )
        pieces.append(head.encode("latin-1") + data[span.first : span.end] + b"\r\n")
    pieces.append(f"--{boundary}--\r\n".encode())
    return Slice(206, f"multipart/byteranges; boundary={boundary}", (("Accept-Ranges", "bytes"),), b"".join(pieces))
