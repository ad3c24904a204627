"""Emails: sending to many addresses, and what became of the mail to each.

Source: reference of the Communications API, section 6. A mail that is deleted is gone; the figures of its operation
stay, and so do its attachments, which are those of all mails of the operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from cordboard.api.call import Call
from cordboard.api.comms_dialect import Accepted, AcceptedResource
from cordboard.api.comms_v1.attachments import MOST_FILES, EmailAttachment, files_of, shown_files
from cordboard.api.comms_v1.content import plain
from cordboard.api.comms_v1.kinds import IdOf, Related, Spelled, TextMap
from cordboard.api.comms_v1.messages import wrong_with_sends
from cordboard.api.comms_v1.parts import checked_tags
from cordboard.api.comms_v1.posts import PATHS, Letter, PostsListed, Shown, list_posts, post_of, send_posts, show
from cordboard.api.comms_v1.recipients import MOST, NOTHING, Schedule
from cordboard.api.comms_v1.surface import INSTANT, SURFACE, TEXT, out
from cordboard.base.attachment import Attachment
from cordboard.base.mail import is_address, is_free_header
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path, query
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import OneOf, Text
from cordboard.communications.asked import said
from cordboard.communications.post import Addressee
from cordboard.communications.words import EMAIL, INVALID, OPERATION, Family, Status

EMAILS = PATHS[Family.EMAIL]
ADDRESS, NAME, SUBJECT, BODY = Text(254), Text(256), Text(998), Text(1 << 20)
"""A line of a mail has 998 characters. Source: RFC 5322, section 2.1.1."""


class EmailStatus(StrEnum):
    """Where a mail is on its way."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    OPENED = "opened"
    FAILED = "failed"
    CANCELED = "canceled"
    INBOUND = "inbound"


_OPENED: Mapping[Status, EmailStatus] = {Status.READ: EmailStatus.OPENED}
_READ: Mapping[EmailStatus, Status] = {EmailStatus.OPENED: Status.READ}


@described
class EmailSender:
    """Who a mail is from."""

    channel = "email"  # what rules know the address by
    address: str = param("address", ADDRESS, "The address.")
    name: str | None = param("name", NAME, "Whose it is.", default=None)


@described
class EmailRecipient:
    """Whom a mail goes to."""

    channel = "email"
    address: str = param("address", ADDRESS, "The address.")
    name: str | None = param("name", NAME, "Whose it is.", default=None)
    variables: dict[str, str] | None = param("variables", TextMap(), "What templates say of the person.", default=None)


@described
class EmailContent:
    """What a mail says."""

    subject: str = param("subject", SUBJECT, "Its subject; Liquid.")
    html: str = param("html", BODY, "Its text in HTML; Liquid.")
    text: str | None = param("text", BODY, "Its text without; made of the HTML if absent; Liquid.", default=None)
    headers: dict[str, str] | None = param("headers", TextMap(), "More headers, by name; Liquid.", default=None)
    attachments: list[EmailAttachment] | None = param(
        "attachments", Fields(EmailAttachment), "Files that go with it.", default=None, many=True, most=MOST_FILES
    )


@described
class SendEmails:
    """A send of mails."""

    from_: EmailSender = param("from", Fields(EmailSender), "Who it is from.")
    to: list[EmailRecipient] = param("to", Fields(EmailRecipient), "Who gets one.", many=True, most=MOST)
    content: EmailContent = param("content", Fields(EmailContent), "What it says.")
    schedule: Schedule | None = param("schedule", Fields(Schedule), "When; at once if absent.", default=None)
    tags: dict[str, str] | None = param("tags", TextMap(), "Up to ten tags of every mail.", default=None)
    ip_pool_name: str | None = param("ip_pool_name", Text(64), "Taken, and of no effect here.", default=None)

    @staticmethod
    def also_wrong(given: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what is wrong with the parts that could be read."""
        content, faults = given.get("content"), list(_faults(given))
        if content is not None:
            _files(content, faults)
        yield from faults
        yield from wrong_with_sends(given, plain(content) if content is not None else {})


@described
class ListEmails(PostsListed):
    """Which mails a list shows."""

    status: EmailStatus | None = query("status", OneOf(EmailStatus, any_case=True), "Only those in this state.")


@described
class SearchEmails:
    """Which mails to find; the shape of a search is ours, as the documents only name it."""

    address: str | None = param("address", ADDRESS, "Only those to this address, in any case.", default=None)
    operation_id: str | None = param("operation_id", IdOf(OPERATION), "Only those of an operation.", default=None)
    status: EmailStatus | None = param(
        "status", OneOf(EmailStatus, any_case=True), "Only those in this state.", default=None
    )
    start_date: int | None = param("start_date", INSTANT, "Only those made after this.", default=None)
    end_date: int | None = param("end_date", INSTANT, "Only those made before this.", default=None)
    tags: dict[str, str] | None = param("tags", TextMap(), "Only those with all of these tags.", default=None)


@described
class OneEmail:
    """Which mail."""

    email_id: str = path("EmailId", IdOf(EMAIL), "Which.")


class ShownEmail(Shown):
    """A mail as it is shown."""

    __slots__ = ()

    @property
    def status(self) -> EmailStatus:
        """Return where it is on its way."""
        return _OPENED.get(self.post.status) or EmailStatus(self.post.status.value)

    @property
    def to(self) -> list[Addressee]:
        """Return whom it goes to; one, as everybody gets a mail of their own."""
        return [self.post.to]


MAILBOX_VIEW = View("EmailAddress", (out("address"), out("name")))
EMAIL_VIEW = View(
    "Email",
    (
        out("id", TEXT, "post.id"),
        out("from", Spelled(), "origin"),
        out("to", Part(MAILBOX_VIEW, many=True)),
        out("status", OneOf(EmailStatus)),
        out("content", Spelled()),
        out("related", Related()),
        out("tags", TextMap(), "post.tags"),
        out("scheduled_for", INSTANT, "post.scheduled_ms"),
        out("created_at", INSTANT, "post.created_ms"),
        out("updated_at", INSTANT, "post.updated_ms"),
        out("deleted_at", INSTANT, "deleted_ms"),
    ),
)


def _faults(given: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with what was given, by attribute; a part that could not be read is not there, or None."""
    people = [("from", given.get("from_")), *((f"to[{n}]", one) for n, one in enumerate(given.get("to") or ()))]
    for at, each in people:
        if each is not None and not is_address(each.address):
            yield Problem(INVALID, parameter=f"{at}.address", value=each.address)
    content, ip_pool_name = given.get("content"), given.get("ip_pool_name")
    for name in (content.headers or ()) if content is not None else ():
        if not is_free_header(name):
            yield said(f"The field 'content.headers.{name[:76]}' is no header that can be set.", "content.headers")
    if ip_pool_name is not None and len(ip_pool_name) < 2:
        yield Problem(INVALID, parameter="ip_pool_name", value=ip_pool_name)


def _files(content: EmailContent, faults: list[Problem]) -> list[Attachment]:
    """Return the files that go with a mail; adds to the faults what is wrong with them."""
    return files_of(content.attachments or (), len(content.html) + len(content.text or ""), faults)


@SURFACE.operation(
    "POST",
    EMAILS,
    name="SendEmails",
    says="sent mails to many people",
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
    given=SendEmails,
    success=202,
)
async def send_emails(call: Call, given: SendEmails) -> Accepted:
    """Send a mail to each of up to 10,000 addresses, as an operation whose progress can be followed."""
    people = [Addressee(address=each.address, name=each.name, variables=each.variables or NOTHING) for each in given.to]
    faults, content = list(_faults(vars(given))), given.content
    files = _files(content, faults)
    shown = {name: value for name, value in plain(content).items() if name != "attachments"}
    shown |= {"attachments": shown_files(files)} if files else {}
    return await send_posts(call, given, Letter(Family.EMAIL, people, shown, plain(given.from_), files), faults)


@SURFACE.operation(
    "GET",
    EMAILS,
    name="ListEmails",
    says="listed mails",
    level=Level.READ,
    given=ListEmails,
    view=EMAIL_VIEW,
    listing=Listing("emails"),
)
async def list_emails(call: Call, given: ListEmails) -> Page[ShownEmail]:
    """List mails, newest first, with what they say."""
    return list_posts(call, given, Family.EMAIL, ShownEmail, status=_state(given.status))


def _state(status: EmailStatus | None) -> Status | None:
    return None if status is None else _READ.get(status) or Status(status.value)


@SURFACE.operation(
    "POST",
    f"{EMAILS}/Search",
    name="SearchEmails",
    says="searched for mails",
    level=Level.READ,
    given=SearchEmails,
    view=EMAIL_VIEW,
    listing=Listing("emails"),
)
async def search_emails(call: Call, given: SearchEmails) -> Page[ShownEmail]:
    """Find mails, newest first, with what they say; page_size and page_token may stand in the body, too."""
    checked_tags(given.tags)
    return list_posts(call, given, Family.EMAIL, ShownEmail, status=_state(given.status), address=given.address)


@SURFACE.operation(
    "GET",
    f"{EMAILS}/{{EmailId}}",
    name="FetchEmail",
    says="looked at mail {EmailId}",
    level=Level.READ,
    given=OneEmail,
    view=EMAIL_VIEW,
)
async def fetch_email(call: Call, given: OneEmail) -> ShownEmail:
    """Fetch a mail with what it says."""
    [shown] = show(call, [post_of(call, given.email_id, Family.EMAIL)], ShownEmail)
    return shown


@SURFACE.operation(
    "DELETE",
    f"{EMAILS}/{{EmailId}}",
    name="DeleteEmail",
    says="deleted mail {EmailId}",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    given=OneEmail,
    success=202,
)
async def delete_email(call: Call, given: OneEmail) -> AcceptedResource:
    """Delete a mail that was sent, or was not and never will be."""
    post = post_of(call, given.email_id, Family.EMAIL)
    await call.services.communications.posting.delete(post)
    return AcceptedResource(post.id, EMAILS)
