"""Virtual handsets: their inbox, their condition, and writing as one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from cordboard.api.call import Call, Services
from cordboard.api.cordboard_v1.surface import ANYTHING, INSTANT, LATEST_FIRST, SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.base.phone import AddressKind, parse_recipient
from cordboard.base.problem import Problem
from cordboard.base.sid import key_of
from cordboard.catalogue.describe import Level, View, described, param, path, query
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Number, OneOf, Text, Whole
from cordboard.messaging.handset import Condition, Handset, HandsetMessage
from cordboard.messaging.receive import Inbox
from cordboard.voice.handset import Act, Script, Step, flaw_of

SHOWN = View(
    "HandsetMessage",
    (
        out("sid", TEXT),
        out("direction", TEXT),
        out("from", TEXT, "sender"),
        out("to", TEXT, "recipient"),
        out("body", TEXT),
        out("media", ANYTHING),
        out("status", TEXT),
        out("at", INSTANT, "at_ms"),
    ),
)
HANDSET = View(
    "Handset",
    (
        out("number", TEXT),
        out("condition", OneOf(Condition)),
        out("error_code", Whole()),
        out("latency_ms", Whole()),
        out("voice_script", ANYTHING),
    ),
)
INVALID = 90002
LONGEST_NAME, LONGEST_ADDRESS = 128, 255
MOST_STEPS = 100


@described
class HandsetOf:
    """Which handset."""

    number: str = path("Number", TEXT, "The handset's number, E.164 or an address of a channel.")


@described
class InboxOf:
    """Which handset, and in which order."""

    number: str = path("Number", TEXT, "The handset's number, E.164 or an address of a channel.")
    latest_first: bool = query("latest_first", Boolean(), LATEST_FIRST, default=False, invalid=INVALID)


@described
class ScriptStep:
    """One step of what a handset does when it is called, or calls."""

    action: Act = param("action", OneOf(Act), "What it does.", missing=INVALID, invalid=INVALID)
    after_s: Decimal = param("after_s", Number(), "How long it waits before.", default=Decimal(0), invalid=INVALID)
    digits: str = param("digits", Text(100), "The keys that it presses.", default="", invalid=INVALID)
    text: str = param("text", Text(4000), "What it says, or waits for.", default="", invalid=INVALID)
    answered_by: str = param("answered_by", Text(40), "Who answers.", default="human", invalid=INVALID)
    to: str = param("to", Text(LONGEST_ADDRESS), "Whom a SIP device refers to.", default="", invalid=INVALID)


class ShownHandset(NamedTuple):
    """A handset, its condition, and what it does in calls."""

    number: str
    condition: Condition
    error_code: int | None
    latency_ms: int | None
    voice_script: list[dict[str, Any]]


@described
class SetHandset:
    """A handset and its condition."""

    number: str = path("Number", TEXT, "The handset's number.")
    condition: Condition = param("condition", OneOf(Condition), "How it is.", default=Condition.ON, invalid=90012)
    error_code: int | None = param(
        "error_code", Whole(10_000, 99_999), "The code with which it rejects.", default=None, invalid=INVALID
    )
    latency_ms: int | None = param(
        "latency_ms", Whole(0, 3_600_000), "How long its receipts take.", default=None, invalid=INVALID
    )
    voice_script: list[ScriptStep] | None = param(
        "voice_script", Fields(ScriptStep), "What it does in calls.", default=None, many=True, most=MOST_STEPS
    )


@described
class WriteMessage:
    """A message that the handset writes."""

    number: str = path("Number", TEXT, "The handset's number.")
    to: str = param("to", TEXT, "The owned number it writes to.", missing=INVALID, invalid=INVALID)
    body: str = param("body", Text(1600), "The text.", default="", invalid=INVALID)
    media: list[str] | None = param(
        "media", Url(), "Media to attach.", default=None, invalid=INVALID, many=True, most=10
    )


def handset_number(call: Call, text: str) -> str:
    """Return the number of a handset as it is known here. Raises: Problem 90011 for one that is owned, or is none."""
    return number_of(text, call.services.numbers.owned)


def number_of(text: str, owned: Callable[[str], object | None]) -> str:
    """Return the number of a handset, where it is told who owns a number. Raises: Problem 90011."""
    if text.startswith("client:"):
        return text[:LONGEST_NAME]
    address = parse_recipient(text)
    if address is None or address.kind is AddressKind.ALPHANUMERIC:
        raise Problem(90011, number=text[:40])
    if owned(address.value) is not None:
        raise Problem(90011, number=text[:40])
    return address.value


HANDSETS = Resource(SURFACE, "/handsets", view=HANDSET, by="Number")


@HANDSETS.fetch("FetchHandset", says="looked at handset {Number}", given=HandsetOf)
async def fetch_handset(call: Call, given: HandsetOf) -> ShownHandset:
    """Fetch the condition of a handset, and what it does in calls."""
    handset = call.services.handsets.handset(handset_number(call, given.number))
    return _shown(handset, call.services.voice.phones.script(handset.number))


@HANDSETS.update("UpdateHandset", says="set the condition of handset {Number}", given=SetHandset, method="PUT")
async def update_handset(call: Call, given: SetHandset) -> ShownHandset:
    """Set the condition of a handset, and what it does in calls; a script that is not given stays."""
    return await set_handset(call.services, given)


async def set_handset(services: Services, given: SetHandset) -> ShownHandset:
    """Set a handset, whoever asks. Raises: Problem 90002, 90011."""
    script = None if given.voice_script is None else script_of(given.voice_script)
    handset = Handset(
        number=number_of(given.number, services.numbers.owned),
        condition=given.condition,
        error_code=given.error_code,
        latency_ms=given.latency_ms,
    )
    await services.handsets.set_handset(handset)
    if script is not None:
        await services.voice.phones.set_script(handset.number, script)
    return _shown(handset, services.voice.phones.script(handset.number))


def script_of(steps: list[ScriptStep]) -> Script:
    """Return what a handset is to do. Raises: Problem 90002, which names the step."""
    script = tuple(
        Step(step.action, float(step.after_s), step.digits, step.text, step.answered_by, step.to) for step in steps
    )
    flaw = flaw_of(script)
    if flaw is not None:
        raise Problem(INVALID, parameter=f"voice_script[{flaw.step}].{flaw.field}", reason=flaw.reason)
    return script


def _shown(handset: Handset, script: Script) -> ShownHandset:
    steps = [_shown_step(step) for step in script]
    return ShownHandset(handset.number, handset.condition, handset.error_code, handset.latency_ms, steps)


def _shown_step(step: Step) -> dict[str, Any]:
    """Return a step as it was given: what is as usual is left out."""
    usual = Step._field_defaults
    return {name: value for name, value in step._asdict().items() if name not in usual or value != usual[name]}


MESSAGES = Resource(SURFACE, "/handsets/{Number}/messages", view=SHOWN, key="messages")


@MESSAGES.list("ListHandsetMessage", says="read the inbox of handset {Number}", given=InboxOf)
async def list_handset_messages(call: Call, given: InboxOf) -> Page[HandsetMessage]:
    """Read the inbox of a handset, oldest first unless the latest are to be."""
    number = handset_number(call, given.number)
    return await call.services.logs.handset_messages(number, call.page, latest_first=given.latest_first)


def _inbox(call: Call, sender: str, to: str) -> Inbox:
    """Return where a message of a handset comes in, on the handset's own channel. Raises: Problem 90002."""
    target, channel = parse_recipient(to), sender.rpartition(":")[0]
    address = target.value if target is not None else ""
    if target is not None and target.channel == "sms" and channel:
        address = f"{channel}:{address}"
    inbox = call.services.channels.inbox(address) if address.rpartition(":")[0] == channel else None
    if inbox is None:
        raise Problem(INVALID, parameter="to", reason="it is not a number that this server owns")
    return inbox


@MESSAGES.create("CreateHandsetMessage", says="wrote as handset {Number}", given=WriteMessage, level=Level.SEND)
async def create_handset_message(call: Call, given: WriteMessage) -> HandsetMessage:
    """Write a message as the handset, to an owned number."""
    sender = handset_number(call, given.number)
    inbox = _inbox(call, sender, given.to)
    if not given.body and not given.media:
        raise Problem(INVALID, parameter="body", reason="a message has text or media")
    media = [await call.services.fetch_media(url) for url in given.media or ()]
    unit = call.services.messages.unit()
    stored = [(content_type, hashlib.sha256(data).hexdigest(), data) for content_type, _, data in media]
    message = call.services.receiving.receive_at(inbox, sender, given.body, stored, unit)
    shown = HandsetMessage(
        key=key_of(message.sid),
        number=sender,
        sid=message.sid,
        direction="outbound",
        sender=sender,
        recipient=inbox.address,
        body=given.body,
        at_ms=message.created_ms,
        media=tuple(given.media or ()),
    )
    unit.add_handset_message(shown)
    await unit.commit()
    return shown
