"""Queues of calls and who waits in them, in the 2010 API. Source: reference 06, Queues and members."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, out, uri
from cordboard.base.page import Page, page_of
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Method, SidOf, Text, Whole
from cordboard.twiml.voice.effects import Fetch, Reason
from cordboard.voice.queue import DEFAULT_SIZE, LARGEST, Member, QueueState

AREA = "voice"
QUEUE_SID = SidOf(("QU",))
NAME, SIZE = Text(64), Whole(0, LARGEST)
QUEUE = View(
    "Queue",
    (
        out("date_updated", Instant(), "queue.updated_ms"),
        out("current_size", Whole()),
        out("friendly_name", TEXT, "queue.friendly_name"),
        uri("/Accounts/{account_sid}/Queues/{sid}"),
        out("account_sid", TEXT),
        out("average_wait_time", Whole(), "average_wait_s"),
        out("sid", TEXT),
        out("date_created", Instant(), "queue.created_ms"),
        out("max_size", Whole(), "queue.max_size"),
    ),
)
MEMBER = View(
    "QueueMember",
    (
        out("call_sid", TEXT, "sid"),
        out("date_enqueued", Instant(), "enqueued_ms"),
        out("position", Whole()),
        uri("/Accounts/{account_sid}/Queues/{queue_sid}/Members/{sid}"),
        out("wait_time", Whole(), "waited_s"),
        out("queue_sid", TEXT),
    ),
)


@described
class CreateQueue:
    """A queue to make."""

    friendly_name: str = param("FriendlyName", NAME, "Its name, at most 64 characters.")
    max_size: int = param("MaxSize", SIZE, "How many may wait, at most 5,000.", default=DEFAULT_SIZE)


@described
class QueueOf:
    """Which queue."""

    sid: str = path("Sid", QUEUE_SID, "The queue.")


@described
class UpdateQueue:
    """A queue, and what to change."""

    sid: str = path("Sid", QUEUE_SID, "The queue.")
    friendly_name: str | None = param("FriendlyName", NAME, "Its name, at most 64 characters.", default=None)
    max_size: int | None = param("MaxSize", SIZE, "How many may wait, at most 5,000.", default=None)


@described
class ListMembers:
    """Of which queue to list who waits."""

    queue_sid: str = path("QueueSid", QUEUE_SID, "The queue.")


@described
class MemberOf:
    """Which waiting call."""

    queue_sid: str = path("QueueSid", QUEUE_SID, "The queue.")
    call_sid: str = path("CallSid", TEXT, "The call, or Front for who has waited longest.")


@described
class UpdateMember:
    """A waiting call, and the document to go on with."""

    queue_sid: str = path("QueueSid", QUEUE_SID, "The queue.")
    call_sid: str = path("CallSid", TEXT, "The call, or Front for who has waited longest.")
    url: str = param("Url", Url(), "The document to go on with.", missing=21205, invalid=21205)
    method: str = param("Method", Method(), "How to ask for it.", default="POST", invalid=21209)


QUEUES = Resource(SURFACE, "/Accounts/{AccountSid}/Queues", view=QUEUE, key="queues", area=AREA)


@QUEUES.create("CreateQueue", says="made queue {friendly_name}", given=CreateQueue)
async def create_queue(call: Call, given: CreateQueue) -> QueueState:
    """Make a queue."""
    return await call.services.voice.board.queues.create(call.account.sid, given.friendly_name, given.max_size)


@QUEUES.list("ListQueue", says="listed queues")
async def list_queues(call: Call, given: None) -> Page[QueueState]:
    """List queues, newest first."""
    return await call.services.voice.board.queues.page(call.account.sid, call.page)


@QUEUES.fetch("FetchQueue", says="looked at queue {Sid}", given=QueueOf)
async def fetch_queue(call: Call, given: QueueOf) -> QueueState:
    """Fetch a queue, with how many wait and how long on average."""
    return await call.services.voice.board.queues.get(call.account.sid, given.sid)


@QUEUES.update("UpdateQueue", says="changed queue {Sid}", given=UpdateQueue)
async def update_queue(call: Call, given: UpdateQueue) -> QueueState:
    """Rename a queue, or let more or fewer wait; who waits already stays."""
    queues = call.services.voice.board.queues
    return await queues.change(call.account.sid, given.sid, given.friendly_name, given.max_size)


@QUEUES.delete("DeleteQueue", says="deleted queue {Sid}", given=QueueOf)
async def delete_queue(call: Call, given: QueueOf) -> None:
    """Delete a queue in which nobody waits."""
    await call.services.voice.board.queues.delete(call.account.sid, given.sid)


MEMBERS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/Queues/{QueueSid}/Members",
    view=MEMBER,
    key="queue_members",
    area=AREA,
    by="CallSid",
)


@MEMBERS.list("ListMember", says="listed who waits in queue {QueueSid}", given=ListMembers)
async def list_members(call: Call, given: ListMembers) -> Page[Member]:
    """List who waits, longest first."""
    found = await call.services.voice.board.queues.members(call.account.sid, given.queue_sid)
    return page_of(found, call.page, _rank)


def _rank(member: Member) -> int:
    """Return a key by which the first in the queue is the highest, as pages begin with the highest."""
    return (1 << 62) - member.position


@MEMBERS.fetch("FetchMember", says="looked at call {CallSid} in queue {QueueSid}", given=MemberOf)
async def fetch_member(call: Call, given: MemberOf) -> Member:
    """Fetch a waiting call: its place, and how long it has waited."""
    return await call.services.voice.board.queues.member(call.account.sid, given.queue_sid, given.call_sid)


@MEMBERS.update(
    "UpdateMember",
    says="took call {CallSid} out of queue {QueueSid}",
    given=UpdateMember,
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
)
async def update_member(call: Call, given: UpdateMember) -> Member:
    """Take a call out of the queue; it goes on with another document."""
    queues = call.services.voice.board.queues
    document = Fetch(given.url, given.method, reason=Reason.REDIRECTED)
    # What the new document does is judged by the policy of who gave it.
    asked = {"agent_sid": call.agent_sid, "decision_id": call.decision_id} if call.agent_sid else {}
    return await queues.dequeue(call.account.sid, given.queue_sid, given.call_sid, document, **asked)
