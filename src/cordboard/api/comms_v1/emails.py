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
from cordboard.api.comms_v1.attachments import MOST_FILES, EmailAttachment, files_of, shown_files, wrong_size
from cordboard.api.comms_v1.content import plain
from cordboard.api.comms_v1.kinds import IdOf, Related, SentTags, Spelled, TextMap
from cordboard.api.comms_v1.messages import wrong_with_sends
from cordboard.api.comms_v1.parts import wrong_label, wrong_order
from cordboard.api.comms_v1.posts import PATHS, Letter, PostsListed, Shown, list_posts, post_of, send_posts, show
from cordboard.api.comms_v1.recipients import MOST, NOTHING, Schedule
from cordboard.api.comms_v1.surface import INSTANT, SURFACE, TEXT, out
from cordboard.base.mail import is_address, is_free_header
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.checks import faults_within
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path, query
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.render import Part
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Malformed, OneOf, Text
from cordboard.communications.asked import NOBODY, not_recognized, said
from cordboard.communications.post import Addressee
from cordboard.communications.words import EMAIL, OPERATION, Family, Status

ADDRESS, NAME, SUBJECT, BODY = Text(254), Text(256), Text(998), Text(1 << 20)
"""A line of a mail has 998 characters. Source: RFC 5322, section 2.1.1."""


class PoolName(Text):
    """The name of a pool of addresses to send from."""

    def read(self, text: str) -> str:
        """Return the name. Raises: Malformed for one of less than two characters."""
        if len(text) < 2:
            raise Malformed
        return Text.read(self, text)


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
    refuses_unknown = True  # as the published model does
    address: str = param("address", ADDRESS, "The address.")
    name: str | None = param("name", NAME, "Whose it is.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the address."""
        return _wrong_address(self.address)


@described
class EmailRecipient:
    """Whom a mail goes to."""

    channel = "email"
    address: str = param("address", ADDRESS, "The address.")
    name: str | None = param("name", NAME, "Whose it is.", default=None)
    variables: dict[str, str] | None = param("variables", TextMap(), "What templates say of the person.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the address."""
        return _wrong_address(self.address)


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

    def also_wrong(self) -> Iterator[Problem]:
        """Yield headers that are not the client's, and that it is too long."""
        for name in self.headers if isinstance(self.headers, Mapping) else ():
            if not is_free_header(name):
                yield said("The field {} is no header that can be set.", f"headers.{name}")
        yield from wrong_size(self.attachments, [self.html, self.text])


@described
class SendEmails:
    """A send of mails."""

    from_: EmailSender = param("from", Fields(EmailSender), "Who it is from.")
    to: list[EmailRecipient] = param("to", Fields(EmailRecipient), "Who gets one.", many=True, most=MOST)
    content: EmailContent = param("content", Fields(EmailContent), "What it says.")
    schedule: Schedule | None = param("schedule", Fields(Schedule), "When; at once if absent.", default=None)
    tags: dict[str, str] | None = param("tags", SentTags(), "Up to ten tags of every mail.", default=None)
    ip_pool_name: str | None = param("ip_pool_name", PoolName(64), "Taken, and of no effect here.", default=None)

    looks_up = True

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the parts that could be read."""
        if self.to == []:
            yield said(NOBODY, "to")
        yield from wrong_with_sends(written(self.content), self.tags)


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
    tags: dict[str, str] | None = param("tags", SentTags(), "Only those with all of these tags.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that the end is not the later one, and what is wrong with the tags."""
        yield from wrong_order(self.start_date, self.end_date)
        yield from wrong_label(None, self.tags)


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


def _wrong_address(address: str) -> Iterator[Problem]:
    """Yield that an address is none of mail."""
    if isinstance(address, str) and not is_address(address):
        yield not_recognized("address", address)


def written(content: EmailContent) -> dict[str, Any]:
    """Return what a mail says, without its files, as far as it could be read."""
    given = plain(content)
    return {name: each for name, each in given.items() if name != "attachments"} if isinstance(given, dict) else {}


EMAILS = Resource(SURFACE, PATHS[Family.EMAIL], view=EMAIL_VIEW, key="emails", by="EmailId", is_accepted=True)


@EMAILS.create(
    "SendEmails", says="sent mails to many people", given=SendEmails, level=Level.SEND, effect=Effect.REACHES_A_PERSON
)
async def send_emails(call: Call, given: SendEmails) -> Accepted:
    """Send a mail to each of up to 10,000 addresses, as an operation whose progress can be followed."""
    people = [Addressee(address=each.address, name=each.name, variables=each.variables or NOTHING) for each in given.to]
    files, shown = files_of(given.content.attachments or ()), written(given.content)
    shown |= {"attachments": shown_files(files)} if files else {}
    letter = Letter(Family.EMAIL, people, shown, plain(given.from_), files)
    return await send_posts(call, given, letter, faults_within(given))


@EMAILS.list("ListEmails", says="listed mails", given=ListEmails)
async def list_emails(call: Call, given: ListEmails) -> Page[ShownEmail]:
    """List mails, newest first, with what they say."""
    return list_posts(call, given, Family.EMAIL, ShownEmail, status=_state(given.status))


def _state(status: EmailStatus | None) -> Status | None:
    return None if status is None else _READ.get(status) or Status(status.value)


@SURFACE.operation(
    "POST",
    f"{EMAILS.path}/Search",
    name="SearchEmails",
    says="searched for mails",
    level=Level.READ,
    given=SearchEmails,
    view=EMAIL_VIEW,
    listing=Listing("emails"),
)
async def search_emails(call: Call, given: SearchEmails) -> Page[ShownEmail]:
    """Find mails, newest first, with what they say; page_size and page_token may stand in the body, too."""
    return list_posts(call, given, Family.EMAIL, ShownEmail, status=_state(given.status), address=given.address)


@EMAILS.fetch("FetchEmail", says="looked at mail {EmailId}", given=OneEmail)
async def fetch_email(call: Call, given: OneEmail) -> ShownEmail:
    """Fetch a mail with what it says."""
    [shown] = show(call, [post_of(call, given.email_id, Family.EMAIL)], ShownEmail)
    return shown


@EMAILS.delete("DeleteEmail", says="deleted mail {EmailId}", given=OneEmail)
async def delete_email(call: Call, given: OneEmail) -> AcceptedResource:
    """Delete a mail that was sent, or was not and never will be."""
    post = post_of(call, given.email_id, Family.EMAIL)
    await call.services.communications.posting.delete(post)
    return AcceptedResource(post.id, EMAILS.path)
