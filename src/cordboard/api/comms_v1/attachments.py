"""The attachments of mails. Source: reference of the Communications API, sections 1.6 and 6.

The shape of one is ours, as no document shows it: a name, a type, and the data in base 64.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from cordboard.base.attachment import ATTACHED, INLINE, Attachment, is_content_id, is_content_type, is_filename
from cordboard.base.attachment import read_base64 as data_of
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import described, param
from cordboard.catalogue.wire import OneOf, Text
from cordboard.communications.asked import said
from cordboard.communications.words import INVALID

MOST_FILES = 20  # ours
MOST_CHARS = 10_000_000
"""Of a mail with its attachments as they go over the wire. Source: reference, section 1.6."""
AT = "content.attachments"
ANY_TYPE = "application/octet-stream"


class Disposition(StrEnum):
    """Whether a file stands beside the text or in it."""

    ATTACHMENT = ATTACHED
    INLINE = INLINE


@described
class EmailAttachment:
    """A file of a mail."""

    filename: str = param("filename", Text(255), "Its name, without a path.")
    data: str = param("content", Text(MOST_CHARS), "Its data in base 64.")
    content_type: str = param("content_type", Text(129), "What it holds.", default=ANY_TYPE)
    disposition: Disposition = param(
        "disposition",
        OneOf(Disposition, any_case=True),
        "Beside the text, or in it: attachment or inline.",
        default=Disposition.ATTACHMENT,
    )
    content_id: str | None = param("content_id", Text(129), "What HTML calls it by, as `cid:`.", default=None)


def files_of(given: Sequence[EmailAttachment], chars: int, faults: list[Problem]) -> list[Attachment]:
    """Return the files of a mail that says so many characters; adds to the faults what is wrong with them."""
    chars += sum(len(each.data) for each in given)
    if chars > MOST_CHARS:
        faults.append(said(f"A mail with its attachments has {MOST_CHARS:,} characters at most.", AT))
        return []
    files: list[Attachment] = []
    for place, each in enumerate(given):
        faults += _faults(each, f"{AT}[{place}]")
        data = data_of(each.data)
        if data is None:
            faults.append(said(f"The field '{AT}[{place}].content' is no base 64.", f"{AT}[{place}].content"))
            continue
        files.append(
            Attachment(each.filename, each.content_type, len(data), data, each.disposition.value, each.content_id or "")
        )
    return files


def shown_files(files: Sequence[Attachment]) -> list[Mapping[str, Any]]:
    """Return files as a fetched mail shows them: without their data."""
    names = ("filename", "content_type", "size", "disposition", "content_id")
    return [{name: getattr(each, name) for name in names if getattr(each, name) != ""} for each in files]


def _faults(given: EmailAttachment, at: str) -> Iterator[Problem]:
    if not is_filename(given.filename):
        yield Problem(INVALID, parameter=f"{at}.filename", value=given.filename)
    if not is_content_type(given.content_type):
        yield Problem(INVALID, parameter=f"{at}.content_type", value=given.content_type)
    if given.content_id is not None and not is_content_id(given.content_id):
        yield Problem(INVALID, parameter=f"{at}.content_id", value=given.content_id)
    if given.content_id is None and given.disposition is Disposition.INLINE:
        yield said(f"The field '{at}.content_id' is required of what is inline.", f"{at}.content_id")
