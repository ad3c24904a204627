"""Calls on virtual handsets: what a handset does, calling from one, and what was heard on a call."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.handsets import LONGEST_ADDRESS, handset_number
from cordboard.api.cordboard_v1.surface import ANYTHING, INSTANT, SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.base.phone import parse_recipient
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Listing, Property, View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, SidOf, Text
from cordboard.voice.handset import Act, HandsetCall, Step
from cordboard.voice.user_message import UserMessage

INVALID = 90002
LONGEST_SPEECH = 4000
LONGEST_MESSAGE = 10_000  # as of a message to the client
HANDSET_CALL = View(
    "HandsetCall",
    (
        out("sid", TEXT),
        out("status", TEXT),
        out("from", TEXT, "caller"),
        out("to", TEXT, "callee"),
        out("direction", TEXT),
        out("at", INSTANT, "began_ms"),
        Property("reason", TEXT, lambda call: call.offer.reason or None),
        Property("username", TEXT, lambda call: call.offer.username or None),
        Property("parameters", ANYTHING, lambda call: dict(call.offer.parameters)),
    ),
)
CLIENT_MESSAGE = View(
    "HandsetCallMessage",
    (out("sid", TEXT), out("call_sid", TEXT, "parent_sid"), out("content", TEXT), out("at", INSTANT, "created_ms")),
)
HEARD = View(
    "Heard",
    (
        *(out("at", INSTANT, "at_ms"), out("who", TEXT), out("what", TEXT), out("text", TEXT)),
        *(out("voice", TEXT), out("language", TEXT)),
    ),
)


@described
class CallsOf:
    """Which handset."""

    number: str = path("Number", TEXT, "The handset's number, E.164 or client:name.")


@described
class CallFrom:
    """A call that a handset makes."""

    number: str = path("Number", TEXT, "The handset's number.")
    to: str = param("to", TEXT, "The owned number it calls.", missing=INVALID, invalid=INVALID)


@described
class ActOnCall:
    """What a handset does in a call."""

    number: str = path("Number", TEXT, "The handset's number.")
    sid: str = path("Sid", SidOf(("CA",)), "The call.")
    action: Act = param("action", OneOf(Act), "What it does.", missing=INVALID, invalid=INVALID)
    digits: str = param("digits", Text(100), "The keys that it presses.", default="", invalid=INVALID)
    text: str = param("text", Text(LONGEST_SPEECH), "What it says.", default="", invalid=INVALID)
    answered_by: str = param("answered_by", Text(40), "Who answers: human or a machine.", default="human")
    to: str = param("to", Text(LONGEST_ADDRESS), "Whom a SIP device refers to.", default="", invalid=INVALID)


@described
class MessageOfClient:
    """What the client on a handset sends during a call."""

    number: str = path("Number", TEXT, "The handset's number, or client:name.")
    sid: str = path("Sid", SidOf(("CA",)), "The call.")
    content: str = param("content", Text(LONGEST_MESSAGE), "The message, JSON as a rule.", missing=INVALID)


@described
class TranscriptOf:
    """Which call."""

    sid: str = path("Sid", SidOf(("CA",)), "The call.")


CALLS = Resource(SURFACE, "/handsets/{Number}/calls", view=HANDSET_CALL, key="calls")


@CALLS.list("ListHandsetCall", says="looked at the calls of handset {Number}", given=CallsOf)
async def list_handset_calls(call: Call, given: CallsOf) -> Page[HandsetCall]:
    """List the calls of a handset, oldest first."""
    return Page(call.services.voice.phones.calls(handset_number(call, given.number)), 0)


@CALLS.create("CreateHandsetCall", says="called as handset {Number}", given=CallFrom, level=Level.SEND)
async def create_handset_call(call: Call, given: CallFrom) -> HandsetCall:
    """Call an owned number from a handset."""
    number, target = handset_number(call, given.number), parse_recipient(given.to)
    owned = call.services.numbers.owned(target.number) if target and target.number else None
    if owned is None:
        raise Problem(INVALID, parameter="to", reason="it is not a number that this server owns")
    made = call.services.voice.phones.call(number, owned)
    await call.services.voice.board.write()
    return made


@CALLS.update("UpdateHandsetCall", says="acted as handset {Number} in call {Sid}", given=ActOnCall, level=Level.SEND)
async def act_on_call(call: Call, given: ActOnCall) -> HandsetCall:
    """Answer, decline, press keys, speak, refer or hang up, as the handset."""
    number = handset_number(call, given.number)
    for each in call.services.voice.phones.calls(number):
        if each.sid == given.sid:
            each.act(Step(given.action, 0.0, given.digits, given.text, given.answered_by, given.to))
            await call.services.voice.board.write()
            return each
    raise Problem(20404)


@SURFACE.operation(
    "POST",
    "/handsets/{Number}/calls/{Sid}/messages",
    name="CreateHandsetCallMessage",
    level=Level.SEND,
    effect=Effect.CHANGES,
    says="sent a message as the client {Number} in call {Sid}",
    given=MessageOfClient,
    view=CLIENT_MESSAGE,
    success=201,
)
async def create_message_of_client(call: Call, given: MessageOfClient) -> UserMessage:
    """Send a user-defined message as the client on a handset; who subscribed to those of the call is told."""
    number = handset_number(call, given.number)
    if all(each.sid != given.sid for each in call.services.voice.phones.calls(number)):
        raise Problem(20404)
    return await call.services.voice.board.user_messages.receive(given.sid, given.content)


@SURFACE.operation(
    "GET",
    "/calls/{Sid}/transcript",
    name="FetchTranscript",
    level=Level.READ,
    says="read what was heard on call {Sid}",
    given=TranscriptOf,
    view=HEARD,
    listing=Listing("transcript", paged=False),
)
async def fetch_transcript(call: Call, given: TranscriptOf) -> Page[object]:
    """Read what each side heard on a call, with times."""
    return Page(await call.services.voice.calls.heard(given.sid), 0)
