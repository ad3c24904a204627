"""Messages: sending to many people, and what became of the message to each.

Source: the brief, "API mechanics"; reference of the Communications API, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cordboard.api.call import Call
from cordboard.api.comms_dialect import Accepted, Moved
from cordboard.api.comms_v1.content import MessageContent, content_of, plain
from cordboard.api.comms_v1.kinds import IdOf, ListedChannel, SentTags, TagFilter
from cordboard.api.comms_v1.message_views import MESSAGE_VIEW, METADATA_VIEW, Shown
from cordboard.api.comms_v1.parts import wrong_order
from cordboard.api.comms_v1.recipients import (
    MOST,
    RECIPIENTS,
    GivenRecipient,
    GivenSender,
    Schedule,
    recipient_of,
    sender_of,
)
from cordboard.api.comms_v1.surface import INSTANT, NOT_FOUND, SURFACE
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.checks import faults_within
from cordboard.catalogue.describe import Effect, Level, described, param, path, query
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, SidOf, Text
from cordboard.communications.asked import NOBODY, Asked, said, tag_problems, template_problems
from cordboard.communications.rows import MessageFilter
from cordboard.communications.words import MESSAGE, OPERATION, SESSION, Channel, Reach, Status


@described
class SendMessages:
    """A send to many people."""

    to: list[GivenRecipient] = param("to", RECIPIENTS, "Who is written to.", many=True, most=MOST)
    content: MessageContent = param("content", Fields(MessageContent), "What is said.")
    from_: GivenSender | None = param("from", Fields(GivenSender), "Who writes; we choose if absent.", default=None)
    schedule: Schedule | None = param("schedule", Fields(Schedule), "When; at once if absent.", default=None)
    tags: dict[str, str] | None = param("tags", SentTags(), "Up to ten tags of every message.", default=None)

    looks_up = True

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the parts that could be read."""
        if self.to == []:
            yield said(NOBODY, "to")
        yield from wrong_with_sends(self.content, self.tags)


@described
class ListMessages:
    """Which messages a list shows."""

    operation_id: str | None = query("operation_id", IdOf(OPERATION), "Only those of an operation.")
    session_id: str | None = query("session_id", IdOf(SESSION), "Only those of a session.")
    start_date: int | None = query("start_date", INSTANT, "Only those made after it.")
    end_date: int | None = query("end_date", INSTANT, "Only those made before it.")
    profile: str | None = query("profile", Text(64), "Only those of a profile; there is none here.")
    channel: str | None = query("channel", ListedChannel(), "Only over this: phone, whatsapp, sms or rcs.")
    status: Status | None = query("status", OneOf(Status, any_case=True), "Only those in this state.")
    tags: dict[str, str] | None = query("tags", TagFilter(), "Only those with all of these tags.")

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that the end is not the later one."""
        return wrong_order(self.start_date, self.end_date)


@described
class OneMessage:
    """Which message."""

    message_id: str = path("MessageId", IdOf(MESSAGE), "Which.")


@described
class SoughtMessage:
    """Which message, by the SID of one of its attempts."""

    sid: str = path("Sid", SidOf(("SM", "MM")), "The SID of an attempt.")


def here(call: Call) -> str:
    """Return the URL of this surface."""
    return f"{call.services.base_url()}/{SURFACE.host}/{SURFACE.version}"


def wrong_with_sends(content: object, tags: object) -> Iterator[Problem]:
    """Yield what is wrong with the templates and tags that sends of all families have, as far as they could be read."""
    yield from template_problems(plain(content))
    yield from tag_problems(tags if isinstance(tags, Mapping) else {})


MESSAGES = Resource(SURFACE, "/Messages", view=MESSAGE_VIEW, key="messages", by="MessageId", is_accepted=True)


@MESSAGES.create(
    "SendMessages",
    says="sent messages to many people",
    given=SendMessages,
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
)
async def send_messages(call: Call, given: SendMessages) -> Accepted:
    """Send a message to each of up to 10,000 people, as an operation whose progress can be followed."""
    asked = Asked(
        to=[recipient_of(each) for each in given.to],
        content=content_of(given.content),
        from_=sender_of(given.from_),
        content_id=given.content.content_id,
        tags=given.tags or {},
        send_at_ms=given.schedule.at_ms if given.schedule is not None else None,
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )
    operation = await call.services.communications.send(call.account.sid, asked, faults_within(given))
    return Accepted(operation.id, f"{MESSAGES.path}/Operations", MESSAGES.path)


@MESSAGES.list("ListMessages", says="listed messages to people", given=ListMessages, view=METADATA_VIEW)
async def list_messages(call: Call, given: ListMessages) -> Page[Shown]:
    """List messages, newest first, without what they say and without their attempts."""
    if given.profile is not None:
        return Page((), 0)
    wanted = MessageFilter(
        operation_id=given.operation_id,
        session_id=given.session_id,
        after_ms=given.start_date,
        before_ms=given.end_date,
        reach=given.channel if isinstance(given.channel, Reach) else None,
        channel=given.channel if isinstance(given.channel, Channel) else None,
        status=given.status,
        tags=given.tags,
    )
    found = call.services.communications.store.messages(call.account.sid, wanted, call.page)
    root = here(call)
    return Page([Shown(each, root, {}) for each in found.items], found.number, found.before, found.after)


@MESSAGES.fetch("FetchCommsMessage", says="looked at message {MessageId}", given=OneMessage)
async def fetch_message(call: Call, given: OneMessage) -> Shown:
    """Fetch a message with what it says and its attempts."""
    communications = call.services.communications
    found = communications.store.message(call.account.sid, given.message_id)
    if found is None:
        raise Problem(NOT_FOUND)
    ordinary = communications.store.attempts(found)
    content = communications.content(found, ordinary)
    return Shown(found, here(call), ordinary, content, call.services.base_url())


@SURFACE.operation(
    "GET",
    f"{MESSAGES.path}/Seek/{{Sid}}",
    name="SeekMessage",
    says="looked for the message of {Sid}",
    level=Level.READ,
    given=SoughtMessage,
    success=301,
)
async def seek_message(call: Call, given: SoughtMessage) -> Moved:
    """Find the message that an ordinary message is an attempt of; answers with where it is."""
    found = call.services.communications.store.message_tried_as(call.account.sid, given.sid)
    if found is None:
        raise Problem(NOT_FOUND)
    return Moved(f"{MESSAGES.path}/{found.id}")
