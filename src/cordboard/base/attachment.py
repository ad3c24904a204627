"""Files of a mail: what they may be called, and how they stand in it.

Names come from strangers and end in the folders of others: no path, nothing that cannot be seen, nothing that turns the
direction of writing.
Source: RFC 2183, section 5 (names are hostile) and 2.7 (size); RFC 2392 (how a text shows one).
"""

from __future__ import annotations

import re
from binascii import Error as NotBase64
from binascii import a2b_base64
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any, NamedTuple

LONGEST_NAME = 255  # what file systems take
ATTACHED, INLINE = "attachment", "inline"
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}", re.ASCII | re.IGNORECASE)
_COMPOSED = ("multipart", "message")  # mails of their own: what they say would be nobody's to judge
_CONTENT_ID = re.compile(r"[A-Za-z0-9._+-]{1,64}(?:@[A-Za-z0-9.-]{1,64})?", re.ASCII)
_REFERENCE, _SIZE = "X-Cordboard-File", "X-Cordboard-Size"
_PARTS_OF_PATHS = frozenset('/\\:*?"<>|')


class Attachment(NamedTuple):
    """A file; one whose data is elsewhere has a ``reference`` to it. Units: ``size`` in bytes."""

    filename: str
    content_type: str
    size: int
    data: bytes = b""
    disposition: str = ATTACHED
    content_id: str = ""
    reference: str = ""


def is_filename(text: str) -> bool:
    """Tell whether a name is one of a file, and of nothing else."""
    is_plain = text.isprintable() and not _PARTS_OF_PATHS & set(text) and "{{" not in text and "{%" not in text
    return 0 < len(text) <= LONGEST_NAME and is_plain and text == text.strip(" ") and not text.startswith(".")


def is_content_type(text: str) -> bool:
    """Tell whether a text names a type of media that a file can have."""
    return _TYPE.fullmatch(text) is not None and text.lower().partition("/")[0] not in _COMPOSED


def is_content_id(text: str) -> bool:
    """Tell whether a text can be what HTML calls a file by."""
    return _CONTENT_ID.fullmatch(text) is not None


def read_base64(text: str) -> bytes | None:
    """Return the data of a file, or None for what is no base 64. Source: RFC 4648, section 4."""
    try:
        return a2b_base64(text.encode("ascii"), strict_mode=True)
    except (NotBase64, UnicodeEncodeError):
        return None


def attach(message: EmailMessage, found: Attachment) -> None:
    """Put a file into a mail: beside what it says, or into its HTML, which shows it by ``cid:``."""
    main, _, sub = found.content_type.partition("/")
    named: dict[str, Any] = {"maintype": main, "subtype": sub}
    named |= {"filename": found.filename, "disposition": found.disposition}
    if len(found.data) != found.size:  # it is elsewhere
        named["headers"] = [f"{_REFERENCE}: {found.reference}", f"{_SIZE}: {found.size}"]
    html = message.get_body(("html",))
    if found.disposition == INLINE and html is not None:
        html.add_related(found.data, cid=f"<{found.content_id}>", **named)
    else:
        message.add_attachment(found.data, **named)


def attachments_in(message: EmailMessage) -> Iterator[Attachment]:
    """Yield the files of a mail."""
    for part in message.walk():
        disposition = part.get_content_disposition()
        if disposition not in (ATTACHED, INLINE) or part.is_multipart():
            continue
        data = part.get_payload(decode=True)
        data = data if isinstance(data, bytes) else b""
        yield Attachment(
            part.get_filename() or "",
            part.get_content_type(),
            int(str(part.get(_SIZE, len(data)))),
            data,
            disposition,
            str(part.get("Content-ID", "")).strip("<> "),
            str(part.get(_REFERENCE, "")),
        )
