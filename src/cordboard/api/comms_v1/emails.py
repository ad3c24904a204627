"""Emails: sending to many addresses, and what became of the mail to each.

Source: reference of the Communications API, section 6. A mail that is deleted is gone; the figures of its operation
stay. Attachments are refused: no document shows their shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cordboard.api.call import Call
from cordboard.api.comms_dialect import Accepted, AcceptedResource
from cordboard.api.comms_v1.content import plain
from cordboard.api.comms_v1.kinds import IdOf, Related, Spelled, TagFilter, TextMap
from cordboard.api.comms_v1.parts import Created, was_created
from cordboard.api.comms_v1.posts import here, instant_of, origins, page_of_posts, post_of, related_to
from cordboard.api.comms_v1.recipients import MOST, NOTHING, Schedule
from cordboard.api.comms_v1.surface import ANYTHING, INSTANT, SURFACE, TEXT, out
from cordboard.base.mail import is_address, is_free_header
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Fields, Level, Listing, View, described, param, path, query
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import OneOf, Text
from cordboard.communications.asked import said
from cordboard.communications.operation import Content, Terms
from cordboard.communications.post import Addressee, Post
from cordboard.communications.post_rows import PostFilter
from cordboard.communications.posting import AskedPosts
from cordboard.communications.words import EMAIL, INVALID, OPERATION, Family, Status

EMAILS, OPERATIONS = "/Emails", "/Emails/Operations"
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
    attachments: list[object] | None = param("attachments", ANYTHING, "Refused here.", default=None, many=True)


@described
class SendEmails:
    """A send of mails."""

    from_: EmailSender = param("from", Fields(EmailSender), "Who it is from.")
    to: list[EmailRecipient] = param("to", Fields(EmailRecipient), "Who gets one.", many=True, most=MOST)
    content: EmailContent = param("content", Fields(EmailContent), "What it says.")
    schedule: Schedule | None = param("schedule", Fields(Schedule), "When; at once if absent.", default=None)
    tags: dict[str, str] | None = param("tags", TextMap(), "Up to ten tags of every mail.", default=None)
    ip_pool_name: str | None = param("ip_pool_name", Text(64), "Taken, and of no effect here.", default=None)


@described
class ListEmails(Created):
    """Which mails a list shows."""

    operation_id: str | None = query("operation_id", IdOf(OPERATION), "Only those of an operation.")
    status: EmailStatus | None = query("status", OneOf(EmailStatus, any_case=True), "Only those in this state.")
    tags: dict[str, str] | None = query("tags", TagFilter(), "Only those with all of these tags.")


@described
class OneEmail:
    """Which mail."""

    email_id: str = path("EmailId", IdOf(EMAIL), "Which.")


@dataclass(slots=True)
class Shown:
    """A mail as it is shown; ``here`` is the URL of the surface."""

    post: Post
    origin: Mapping[str, str]
    content: Mapping[str, Any]
    here: str
    deleted_ms: int | None = None

    @property
    def status(self) -> EmailStatus:
        """Return where it is on its way."""
        return _OPENED.get(self.post.status) or EmailStatus(self.post.status.value)

    @property
    def related(self) -> tuple[tuple[str, str, str], ...]:
        """Return its operation."""
        return related_to(self.post, f"{self.here}{OPERATIONS}/")


MAILBOX_VIEW = View("EmailAddress", (out("address"), out("name")))
EMAIL_VIEW = View(
    "Email",
    (
        out("id", TEXT, "post.id"),
        out("from", Spelled(), "origin"),
        out("to", Part(MAILBOX_VIEW), "post.to"),
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


def _faults(given: SendEmails) -> Iterator[Problem]:
    for at, address in (("from", given.from_.address), *((f"to[{n}]", one.address) for n, one in enumerate(given.to))):
        if not is_address(address):
            yield Problem(INVALID, parameter=f"{at}.address", value=address)
    for name in given.content.headers or ():
        if not is_free_header(name):
            yield said(f"The field 'content.headers.{name[:76]}' is no header that can be set.", "content.headers")
    if given.content.attachments:
        yield said("The field 'content.attachments' cannot be sent here.", "content.attachments")
    if given.ip_pool_name is not None and len(given.ip_pool_name) < 2:
        yield Problem(INVALID, parameter="ip_pool_name", value=given.ip_pool_name)


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
    faults = list(_faults(given))
    send_at_ms = instant_of(given.schedule, faults)
    people = [Addressee(address=each.address, name=each.name, variables=each.variables or NOTHING) for each in given.to]
    terms = Terms(content=Content(given=plain(given.content)), tags=given.tags or {}, origin=plain(given.from_))
    asked = AskedPosts(Family.EMAIL, people, terms, send_at_ms)
    operation = await call.services.communications.posting.send(call.account.sid, asked, faults)
    return Accepted(operation.id, OPERATIONS, EMAILS)


def _shown(call: Call, posts: list[Post]) -> list[Shown]:
    root = here(call)
    return [Shown(post, origin, content, root) for post, origin, content in origins(call, posts)]


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
async def list_emails(call: Call, given: ListEmails) -> Page[Shown]:
    """List mails, newest first, with what they say."""
    was_created(given)
    wanted = PostFilter(
        family=Family.EMAIL,
        operation_id=given.operation_id,
        after_ms=given.start_date,
        before_ms=given.end_date,
        status=None if given.status is None else _READ.get(given.status) or Status(given.status.value),
        tags=given.tags,
    )
    return page_of_posts(call, wanted, lambda posts: _shown(call, posts))


@SURFACE.operation(
    "GET",
    f"{EMAILS}/{{EmailId}}",
    name="FetchEmail",
    says="looked at mail {EmailId}",
    level=Level.READ,
    given=OneEmail,
    view=EMAIL_VIEW,
)
async def fetch_email(call: Call, given: OneEmail) -> Shown:
    """Fetch a mail with what it says."""
    [shown] = _shown(call, [post_of(call, given.email_id, Family.EMAIL)])
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
