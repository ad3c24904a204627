"""Mail: what a letter says, written as RFC 5322 has it and read again.

Every header is written by the standard library's policy, which refuses line breaks; texts that people give lose theirs
before, so that nothing that stands in a subject or a name becomes a header of its own.

Source: RFC 5322; RFC 2045, section 5; https://docs.python.org/3/library/email.policy.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html.parser import HTMLParser
from typing import NamedTuple

from cordboard.base.attachment import Attachment, attach, attachments_in

LONGEST_ADDRESS = 254  # Source: RFC 5321, section 4.5.3.1.3, less the angle brackets (erratum 1690)
LONGEST_LOCAL = 64  # Source: RFC 5321, section 4.5.3.1.1
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,62}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,75}", re.ASCII)
_OURS = frozenset(
    {"from", "to", "cc", "bcc", "sender", "subject", "date", "message-id", "return-path", "received", "mime-version"}
)
_SILENT = frozenset({"style", "script", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6"})


class Mailbox(NamedTuple):
    """An address, and whose it is."""

    address: str
    name: str = ""


class Letter(NamedTuple):
    """A mail to one address; ``id`` makes its Message-ID. Units: ``at_ms`` an instant."""

    id: str
    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = {}
    at_ms: int = 0
    files: Sequence[Attachment] = ()


class Shown(NamedTuple):
    """A mail as its reader sees it."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    files: Sequence[Attachment] = ()


def is_address(text: str) -> bool:
    """Tell whether a text is a mail address in ASCII, without quotes and comments."""
    local, _, domain = text.rpartition("@")
    if len(text) > LONGEST_ADDRESS or len(local) > LONGEST_LOCAL:
        return False
    return _LOCAL.fullmatch(local) is not None and _DOMAIN.fullmatch(domain) is not None


def is_free_header(name: str) -> bool:
    """Tell whether a client may set a header of this name: not those that say who, when and how."""
    return _HEADER.fullmatch(name) is not None and not name.lower().startswith("content-") and name.lower() not in _OURS


def written(letter: Letter) -> EmailMessage:
    """Return a mail as it goes over the wire, with a plain text beside what is HTML."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = _header(letter.sender), _header(letter.to)
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(datetime.fromtimestamp(letter.at_ms / 1000, UTC))
    message["Message-ID"] = f"<{letter.id}@{letter.sender.address.rpartition('@')[2]}>"
    for name, value in letter.headers.items():
        if is_free_header(name):
            message[name] = _line(value)
    message.set_content(letter.text or text_of(letter.html))
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    for each in letter.files:
        attach(message, each)
    return message


def _header(mailbox: Mailbox) -> Address:
    return Address(_line(mailbox.name), addr_spec=mailbox.address)


def _line(text: str) -> str:
    """Return a text on one line: all that breaks or cannot be seen is a space, and nothing is half of a character."""
    seen = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(seen.encode(errors="replace").decode().split())


def read_mail(data: bytes) -> Shown:
    """Return what a mail that was written here says."""
    message = message_from_bytes(data, policy=SMTP)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes nothing else
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    return Shown(
        str(message["From"]),
        str(message["To"]),
        str(message["Subject"]),
        _words_of(plain),
        _words_of(rich),
        {name: str(value) for name, value in message.items()},
        tuple(attachments_in(message)),
    )


def _words_of(part: object) -> str:
    """Return the text of a part, with line breaks as they were given and without the one that ends every part."""
    return part.get_content().replace("\r\n", "\n").removesuffix("\n") if isinstance(part, EmailMessage) else ""


def text_of(html: str) -> str:
    """Return the words of HTML, a line for each block."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "\n".join(_lines("".join(reader.words).splitlines()))


def _lines(lines: Iterable[str]) -> Iterable[str]:
    return (line for line in (" ".join(each.split()) for each in lines) if line)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(" ".join(data.split("\n")))
