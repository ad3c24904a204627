"""Typing indicators. Source: messaging/v2 and messaging/v3, Indicators/Typing.json."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.messaging_v2.surface import SURFACE_2, SURFACE_3
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Property, View, described, param
from cordboard.catalogue.wire import Boolean, OneOf, SidOf, Text


class Channel(StrEnum):
    """Channels that show who is writing; RCS is ours."""

    WHATSAPP = "whatsapp"
    RCS = "rcs"


class AnyChannel(StrEnum):
    """Channels of version 3, with that which names both ends itself."""

    WHATSAPP = "whatsapp"
    RCS = "rcs"
    APPLE = "apple"


class Event(StrEnum):
    """Whether the writing begins or ends."""

    START = "START"
    END = "END"


MESSAGE_SID, ADDRESS = SidOf(("SM", "MM")), Text(255)
SHOWN = View("TypingIndicator", (Property("success", Boolean(), lambda shown: shown),))


@described
class Answering:
    """The message that is being answered."""

    message_id: str = param("messageId", MESSAGE_SID, "A message that came in through the channel.")
    channel: Channel = param("channel", OneOf(Channel, any_case=True), "The channel.")


@described
class Writing:
    """The message that is being answered, or both ends."""

    channel: AnyChannel = param("channel", OneOf(AnyChannel, any_case=True), "The channel.")
    message_id: str | None = param(
        "messageId", MESSAGE_SID, "A message that came in through WhatsApp or RCS.", default=None
    )
    from_: str | None = param("from", ADDRESS, "Who is writing, on Apple.", default=None)
    to: str | None = param("to", ADDRESS, "To whom, on Apple.", default=None)
    event: Event = param("event", OneOf(Event), "Whether it begins or ends.", default=Event.START)


@SURFACE_2.operation(
    "POST",
    "/Indicators/Typing.json",
    name="CreateTypingIndicator",
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
    says="showed that message {message_id} is being answered",
    given=Answering,
    view=SHOWN,
)
async def create_indicator(call: Call, given: Answering) -> bool:
    """Show on the handset that its message is being answered."""
    await call.services.typing.answer(call.account.sid, given.channel.value, given.message_id)
    return True


@SURFACE_3.operation(
    "POST",
    "/Indicators/Typing.json",
    name="CreateV3TypingIndicator",
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
    says="showed on {channel} that a message is being written",
    given=Writing,
    view=SHOWN,
)
async def create_v3_indicator(call: Call, given: Writing) -> bool:
    """Show on the handset that a message is being written."""
    if given.channel is not AnyChannel.APPLE:
        if given.message_id is None:
            raise Problem(20001, parameter="messageId", value="")
        await call.services.typing.answer(call.account.sid, given.channel.value, given.message_id)
        return True
    if given.from_ is None or given.to is None:
        raise Problem(20001, parameter="from" if given.from_ is None else "to", value="")
    if given.event is Event.START:
        await call.services.typing.tell(call.account.sid, given.channel.value, given.from_, given.to)
    return True
