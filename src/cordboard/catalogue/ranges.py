"""Parts of a document: the Range header. Source: RFC 9110, section 14."""

from __future__ import annotations

import re

from cordboard.catalogue.request import Answer, Document, Request

ACCEPTED = ("Accept-Ranges", "bytes")
_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.ASCII)


def answer_document(request: Request, document: Document) -> Answer:
    """Answer with a document, or with the one range of it that is asked for; several at a time are not served."""
    data, size = document.data, len(document.data)
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    # A range has a meaning for GET alone, and one that cannot be read is ignored (section 14.2).
    if found is None or request.method != "GET":
        return Answer(200, data, document.content_type, [ACCEPTED])
    first, last, suffix = found.groups()
    if suffix is not None:
        start, end = max(size - int(suffix), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < int(first):
            return Answer(200, data, document.content_type, [ACCEPTED])
    if start >= size or (suffix is not None and int(suffix) == 0):
        return Answer(416, b"", document.content_type, [ACCEPTED, ("Content-Range", f"bytes */{size}")])
    headers = [ACCEPTED, ("Content-Range", f"bytes {start}-{end - 1}/{size}")]
    return Answer(206, data[start:end], document.content_type, headers)
