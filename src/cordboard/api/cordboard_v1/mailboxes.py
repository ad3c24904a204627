"""Mailboxes of the simulated network: what anybody's mail would show."""

from __future__ import annotations

from base64 import b64encode
from enum import StrEnum
from types import SimpleNamespace
from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.comms_v1.emails import EmailStatus
from cordboard.api.comms_v1.kinds import IdOf
from cordboard.api.cordboard_v1.surface import ANYTHING, INSTANT, LATEST_FIRST, SURFACE, TEXT, out
from cordboard.base.mail import Shown, is_address, read_mail
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path, query
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import Boolean, OneOf, Text, Whole
from cordboard.communications.words import EMAIL, Family
from cordboard.messaging.handset import HandsetMessage

FILE = (
    out("filename", TEXT),
    out("content_type", TEXT),
    out("size", Whole(0)),
    out("disposition", TEXT),
    out("content_id", TEXT),
)
MAIL = View(
    "MailboxMessage",
    (
        out("id", TEXT),
        out("from", TEXT, "mail.sender"),
        out("to", TEXT, "mail.to"),
        out("subject", TEXT, "mail.subject"),
        out("text", TEXT, "mail.text"),
        out("html", TEXT, "mail.html"),
        out("headers", ANYTHING, "mail.headers"),
        out("attachments", Part(View("MailboxFile", (out("id", TEXT, "reference"), *FILE)), many=True), "mail.files"),
        out("at", INSTANT, "at_ms"),
    ),
)
FILE_WITH_DATA = View("MailFile", (*FILE, out("content", TEXT, "data")))
INVALID, NOT_FOUND = 90002, 20404


class Received(NamedTuple):
    """A mail in a mailbox."""

    id: str
    mail: Shown
    at_ms: int


@described
class MailboxOf:
    """Whose mailbox."""

    address: str = path("Address", TEXT, "The mail address.")
    latest_first: bool = query("latest_first", Boolean(), LATEST_FIRST, default=False, invalid=INVALID)


@described
class OneFile:
    """Which file of a mail."""

    file_id: str = path("FileId", Text(40), "The id of an attachment, as the mailbox shows it.")


def _received(message: HandsetMessage) -> Received:
    return Received(message.sid, read_mail(message.body.encode()), message.at_ms)


@SURFACE.operation(
    "GET",
    "/mailboxes/{Address}/messages",
    name="ListMailboxMessage",
    level=Level.READ,
    says="read the mailbox of {Address}",
    given=MailboxOf,
    view=MAIL,
    listing=Listing("messages"),
)
async def list_mailbox_messages(call: Call, given: MailboxOf) -> Page[Received]:
    """Read a mailbox, oldest first unless the latest are to be: what was delivered on the simulated network."""
    if not is_address(given.address):
        raise Problem(NOT_FOUND)
    mailbox = f"email:{given.address.lower()}"
    found = await call.services.logs.handset_messages(mailbox, call.page, latest_first=given.latest_first)
    return Page([_received(each) for each in found.items], found.number, found.before, found.after)


class Deed(StrEnum):
    """What is done with a mail; the values are the wire words."""

    OPEN = "open"


@described
class ActOnMail:
    """What is done with a mail in a mailbox."""

    address: str = path("Address", TEXT, "The mail address.")
    email_id: str = path("EmailId", IdOf(EMAIL), "The mail.")
    action: Deed = param("action", OneOf(Deed), "What is done with it.", missing=INVALID, invalid=INVALID)


OPENED = View("OpenedMail", (out("id", TEXT), out("status", OneOf(EmailStatus))))


class Opened(NamedTuple):
    """A mail that was opened."""

    id: str
    status: EmailStatus = EmailStatus.OPENED


@SURFACE.operation(
    "POST",
    "/mailboxes/{Address}/messages/{EmailId}",
    name="UpdateMailboxMessage",
    level=Level.SEND,
    effect=Effect.CHANGES,
    says="opened mail {EmailId} as {Address}",
    given=ActOnMail,
    view=OPENED,
)
async def act_on_mail(call: Call, given: ActOnMail) -> Opened:
    """Open a mail of the Communications API as whoever it was delivered to, of which its sender is told."""
    posting = call.services.communications.posting
    post = posting.store.any_post(given.email_id)
    if post is None or post.family is not Family.EMAIL or post.to.address.lower() != given.address.lower():
        raise Problem(NOT_FOUND)
    await posting.open(post)
    return Opened(post.id)


@SURFACE.operation(
    "GET",
    "/mail_files/{FileId}",
    name="FetchMailFile",
    level=Level.READ,
    says="looked at file {FileId} of a mail",
    given=OneFile,
    view=FILE_WITH_DATA,
)
async def fetch_mail_file(call: Call, given: OneFile) -> SimpleNamespace:
    """Fetch a file that came with a mail, its data in base 64. It is kept once for all who got it."""
    found = call.services.communications.posting.store.attachment(given.file_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return SimpleNamespace(**{**found._asdict(), "data": b64encode(found.data).decode()})
