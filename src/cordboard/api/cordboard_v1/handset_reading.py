"""Reading as a handset: where the channel has receipts for it, the sender is told."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.handsets import INVALID, handset_number
from cordboard.api.cordboard_v1.surface import SURFACE, TEXT, out
from cordboard.base.problem import Problem
from cordboard.base.sid import key_of
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.wire import OneOf, SidOf
from cordboard.messaging.message import Message, Status

READ = View("ReadMessage", (out("sid", TEXT), out("status", OneOf(Status))))
READABLE = frozenset({Status.DELIVERED, Status.READ})


class Deed(StrEnum):
    """What a handset does with a message; the values are the wire words."""

    READ = "read"


@described
class ActOnMessage:
    """What a handset does with a message in its inbox."""

    number: str = path("Number", TEXT, "The handset's address on a channel, such as whatsapp:+14155550123.")
    sid: str = path("Sid", SidOf(("SM", "MM")), "The message.")
    action: Deed = param("action", OneOf(Deed), "What it does.", missing=INVALID, invalid=INVALID)


@SURFACE.operation(
    "POST",
    "/handsets/{Number}/messages/{Sid}",
    name="UpdateHandsetMessage",
    level=Level.SEND,
    effect=Effect.CHANGES,
    says="read message {Sid} as handset {Number}",
    given=ActOnMessage,
    view=READ,
)
async def act_on_message(call: Call, given: ActOnMessage) -> Message:
    """Read a message as the handset, over a channel that tells its sender so."""
    number = handset_number(call, given.number)
    if ":" not in number:
        raise Problem(INVALID, parameter="Number", reason="nobody is told that an SMS was read")
    found = await call.services.messages.message_by_key(key_of(given.sid))
    if found is None or (found.sid, found.recipient) != (given.sid, number) or found.status not in READABLE:
        raise Problem(20404)
    return await call.services.handsets.read(found)
