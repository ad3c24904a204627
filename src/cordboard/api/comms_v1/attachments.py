"""The attachments of mails. Source: reference of the Communications API, sections 1.6 and 6.

The shape of one is ours, as no document shows it: a name, a type, and the data in base 64.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from cordboard.base.attachment import ATTACHED, INLINE, Attachment, is_content_id, is_content_type, is_filename
from cordboard.base.attachment import read_base64 as data_of
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import described, param
from cordboard.catalogue.wire import OneOf, Text
from cordboard.communications.asked import not_recognized, said

MOST_FILES = 20  # ours
MOST_CHARS = 10_000_000
"""Of a mail with its attachments as they go over the wire. Source: reference, section 1.6."""
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

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the file."""
        for field, value, is_right in (
            ("filename", self.filename, is_filename),
            ("content_type", self.content_type, is_content_type),
            ("content_id", self.content_id, is_content_id),
        ):
            if isinstance(value, str) and not is_right(value):
                yield not_recognized(field, value)
        if self.content_id is None and self.disposition is Disposition.INLINE:
            yield said("The field {} is required of what is inline.", "content_id")
        if isinstance(self.data, str) and data_of(self.data) is None:
            yield said("The field {} is no base 64.", "content")


def wrong_size(files: Sequence[EmailAttachment] | None, texts: Iterable[str | None]) -> Iterator[Problem]:
    """Yield that a mail with its files is longer than mails may be."""
    data = [each.data for each in files or () if isinstance(each, EmailAttachment)]
    if sum(len(each) for each in (*data, *texts) if isinstance(each, str)) > MOST_CHARS:
        yield said(f"A mail with its attachments has {MOST_CHARS:,} characters at most.", "attachments")


def files_of(given: Sequence[EmailAttachment]) -> list[Attachment]:
    """Return the files of a mail, of which `EmailAttachment.also_wrong` tells what is wrong."""
    read = [(each, data_of(each.data) or b"") for each in given]
    return [
        Attachment(each.filename, each.content_type, len(data), data, each.disposition.value, each.content_id or "")
        for each, data in read
    ]


def shown_files(files: Sequence[Attachment]) -> list[Mapping[str, Any]]:
    """Return files as a fetched mail shows them: without their data."""
    names = ("filename", "content_type", "size", "disposition", "content_id")
    return [{name: getattr(each, name) for name in names if getattr(each, name) != ""} for each in files]
