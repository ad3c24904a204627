"""Messages: sending to many people, and what became of the message to each.

Source: the brief, "API mechanics"; reference of the Communications API, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cordboard.api.call import Call
from cordboard.api.comms_dialect import Accepted, Moved
from cordboard.api.comms_v1.content import MessageContent, content_of
from cordboard.api.comms_v1.kinds import IdOf, ListedChannel, Related, Spelled, TagFilter, TextMap
from cordboard.api.comms_v1.recipients import (
    MOST,
    RECIPIENTS,
    GivenRecipient,
    GivenSender,
    Schedule,
    recipient_of,
    sender_of,
)
from cordboard.api.comms_v1.surface import INSTANT, NOT_FOUND, SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem, Problems
from cordboard.catalogue.describe import Effect, Fields, Level, Listing, View, described, param, path, query
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import Malformed, OneOf, SidOf, Text, Whole
from cordboard.communications.asked import Asked
from cordboard.communications.message import Attempt, Message, Route
from cordboard.communications.rows import MessageFilter
from cordboard.communications.words import FOLLOWED, MESSAGE, OPERATION, REACHED_OVER, SESSION, Channel, Reach, Status
from cordboard.errors import entry
from cordboard.messaging.message import Message as Ordinary

OPERATIONS, MESSAGES = "/Messages/Operations", "/Messages"
GENERIC = 20001


class Party(NamedTuple):
    """Who wrote, or who was written to."""

    address: str
    channel: str
    sender_id: str | None = None
    sender_pool_id: str | None = None


class Fault(NamedTuple):
    """Why an attempt failed."""

    code: int
    message: str
    info_url: str


class ShownAttempt(NamedTuple):
    """An attempt as it is shown."""

    sender: Party
    to: list[Party]
    status: Status
    attempted_ms: int
    info_url: str | None
    error: Fault | None


@dataclass(slots=True)
class Shown:
    """A message as it is shown; ``here`` is the URL of the surface."""

    message: Message
    here: str
    ordinary: Mapping[str, Ordinary]
    content: Mapping[str, Any] | None = None
    deleted_ms: int | None = None

    @property
    def sender(self) -> Party:
        """Return who wrote."""
        return _sender(self.message.route, self.message)

    @property
    def to(self) -> list[Party]:
        """Return who was written to; one, as there are no groups here."""
        return [_recipient(self.message.route)]

    @property
    def related(self) -> tuple[tuple[str, str, str], ...]:
        """Return the session and the operation, each with the URL of those beside it."""
        message, here = self.message, self.here
        session = ("session", message.session_id, here + "/Sessions/")
        if message.operation_id is None:
            return (session,)
        return (session, ("operation", message.operation_id, here + "/Messages/Operations/"))

    @property
    def attempts(self) -> list[ShownAttempt]:
        """Return the attempts, oldest first."""
        return [_attempt(self.message, each, self.ordinary.get(each.sid)) for each in self.message.attempts]


def _sender(route: Route, message: Message) -> Party:
    return Party(route.sender, route.channel, route.sender_id or None, message.pool_id)


def _recipient(route: Route) -> Party:
    return Party(route.address, REACHED_OVER[route.channel])


def _attempt(message: Message, attempt: Attempt, ordinary: Ordinary | None) -> ShownAttempt:
    route = message.routes[attempt.route]
    status, code, url = Status.FAILED, attempt.error_code, None
    if message.status is Status.INBOUND:
        status = Status.INBOUND
    elif ordinary is not None:
        status, code = FOLLOWED.get(ordinary.status, Status.QUEUED), ordinary.error_code
    elif attempt.sid:  # its ordinary message was deleted
        status = message.status if attempt is message.attempts[-1] else Status.FAILED
    if attempt.sid:
        url = f"/2010-04-01/Accounts/{message.account_sid}/Messages/{attempt.sid}.json"
    error = Fault(code, entry(code).name, f"https://www.twilio.com/docs/api/errors/{code}") if code else None
    return ShownAttempt(_sender(route, message), [_recipient(route)], status, attempt.at_ms, url, error)


WORD = OneOf(Status)
CHANNEL_WORD = OneOf(Channel)
SENDER_VIEW = View(
    "MessageSender", (out("address"), out("channel", CHANNEL_WORD), out("sender_id"), out("sender_pool_id"))
)
RECIPIENT_VIEW = View("MessageParticipant", (out("address"), out("channel", OneOf(Reach))))
ERROR_VIEW = View("AttemptError", (out("code", Whole()), out("message"), out("info_url")))
ATTEMPT_VIEW = View(
    "MessageAttempt",
    (
        out("from", Part(SENDER_VIEW), "sender"),
        out("to", Part(RECIPIENT_VIEW, many=True)),
        out("status", WORD),
        out("attempted_at", INSTANT, "attempted_ms"),
        out("info_url"),
        out("error", Part(ERROR_VIEW)),
    ),
)
METADATA = (
    out("id", TEXT, "message.id"),
    out("from", Part(SENDER_VIEW), "sender"),
    out("to", Part(RECIPIENT_VIEW, many=True)),
    out("status", WORD, "message.status"),
    out("related", Related()),
    out("tags", TextMap(), "message.tags"),
    out("scheduled_for", INSTANT, "message.scheduled_ms"),
    out("created_at", INSTANT, "message.created_ms"),
    out("updated_at", INSTANT, "message.updated_ms"),
    out("deleted_at", INSTANT, "deleted_ms"),
)
METADATA_VIEW = View("MessageMetadata", METADATA)
MESSAGE_VIEW = View("Message", (*METADATA, out("content", Spelled()), out("attempts", Part(ATTEMPT_VIEW, many=True))))


@described
class SendMessages:
    """A send to many people."""

    to: list[GivenRecipient] = param("to", RECIPIENTS, "Who is written to.", many=True, most=MOST)
    content: MessageContent = param("content", Fields(MessageContent), "What is said.")
    from_: GivenSender | None = param("from", Fields(GivenSender), "Who writes; we choose if absent.", default=None)
    schedule: Schedule | None = param("schedule", Fields(Schedule), "When; at once if absent.", default=None)
    tags: dict[str, str] | None = param("tags", TextMap(), "Up to ten tags of every message.", default=None)


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


def instant_of(schedule: Schedule | None, faults: list[Problem]) -> int | None:
    """Return when a send begins; adds to the faults when that is no instant."""
    if schedule is None:
        return None
    if not schedule.send_at:
        faults.append(Problem(GENERIC, parameter="schedule.send_at"))
        return None
    try:
        return INSTANT.read(schedule.send_at[0])
    except Malformed:
        faults.append(Problem(GENERIC, parameter="schedule.send_at[0]", value=schedule.send_at[0]))
    return None


@SURFACE.operation(
    "POST",
    MESSAGES,
    name="SendMessages",
    says="sent messages to many people",
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
    given=SendMessages,
    success=202,
)
async def send_messages(call: Call, given: SendMessages) -> Accepted:
    """Send a message to each of up to 10,000 people, as an operation whose progress can be followed."""
    faults: list[Problem] = []
    asked = Asked(
        to=[recipient_of(each, place, faults) for place, each in enumerate(given.to)],
        content=content_of(given.content, faults),
        from_=sender_of(given.from_, faults),
        content_id=given.content.content_id,
        tags=given.tags or {},
        send_at_ms=instant_of(given.schedule, faults),
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )
    if faults:
        raise Problems(faults)
    operation = await call.services.communications.send(call.account.sid, asked)
    return Accepted(operation.id, OPERATIONS, MESSAGES)


@SURFACE.operation(
    "GET",
    MESSAGES,
    name="ListMessages",
    says="listed messages to people",
    level=Level.READ,
    given=ListMessages,
    view=METADATA_VIEW,
    listing=Listing("messages"),
)
async def list_messages(call: Call, given: ListMessages) -> Page[Shown]:
    """List messages, newest first, without what they say and without their attempts."""
    if given.start_date is not None and given.end_date is not None and given.end_date <= given.start_date:
        message = "The field 'end_date' must be later than 'start_date'."
        raise Problem(GENERIC, parameter="end_date", message=message)
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


@SURFACE.operation(
    "GET",
    "/Messages/{MessageId}",
    name="FetchCommsMessage",
    says="looked at message {MessageId}",
    level=Level.READ,
    given=OneMessage,
    view=MESSAGE_VIEW,
)
async def fetch_message(call: Call, given: OneMessage) -> Shown:
    """Fetch a message with what it says and its attempts."""
    communications = call.services.communications
    found = communications.store.message(call.account.sid, given.message_id)
    if found is None:
        raise Problem(NOT_FOUND)
    ordinary = communications.store.attempts(found)
    return Shown(found, here(call), ordinary, communications.content(found, ordinary))


@SURFACE.operation(
    "GET",
    "/Messages/Seek/{Sid}",
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
    return Moved(f"{MESSAGES}/{found.id}")
