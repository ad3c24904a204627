"""Events of the Communications API. Source: reference of the Communications API, section 9."""

from __future__ import annotations

from cordboard.communications.message import Message
from cordboard.communications.words import Status
from cordboard.events.event import Event, without_none
from cordboard.events.messaging import TOLD
from cordboard.events.types import COMMS
from cordboard.messaging.message import Message as Ordinary
from cordboard.messaging.message import Status as Downstream


def of_attempt(id_: str, message: Ordinary) -> Event | None:
    """Return the event of a message to a person whose attempt a message is; None where it is none.

    A way that failed before others were tried is no end of the message, and not told.
    """
    origin, status = message.options.origin, message.status
    if origin is None or status not in TOLD or status is Downstream.RECEIVED:
        return None
    if status in (Downstream.FAILED, Downstream.UNDELIVERED) and not origin.is_last:
        return None
    data = {
        "operation_id": origin.operation_id,
        "message_id": origin.message_id,
        "account_sid": message.account_sid,
        "downstream_id": message.sid,
        "attempt": str(origin.number),
        "error_code": None if message.error_code is None else str(message.error_code),
        "from": _end(message.sender, origin.sender_id),
        "to": _end(message.recipient),
        "tags": dict(origin.tags),
    }
    name = f"{COMMS}.message.{status.value}"
    return Event(id_, name, origin.message_id, message.updated_ms, message.account_sid, without_none(data))


def _end(address: str, id_: str = "") -> dict[str, object]:
    prefix, _, rest = address.rpartition(":")
    return without_none({"id": id_ or None, "address": rest, "channel": prefix or "sms"})


def of_communication(id_: str, message: Message) -> Event | None:
    """Return the event of a message that no attempt tells: one that came in, or was refused before it was sent."""
    route, attempts = message.route, message.attempts
    channel = route.channel.value.lower()
    sender = without_none({"id": route.sender_id or None, "address": route.sender, "channel": channel})
    recipient = {"address": route.address, "channel": channel}
    data: dict[str, object] = {"message_id": message.id, "operation_id": message.operation_id, "tags": message.tags}
    if message.status is Status.INBOUND:
        name = f"{COMMS}.message.inbound-received"
        downstream_id = attempts[-1].sid if attempts else None
        data |= {"downstream_id": downstream_id, "session_id": message.session_id, "to": recipient}
    elif message.status is Status.FAILED and attempts and not attempts[-1].sid:
        name = f"{COMMS}.message.failed"
        code = attempts[-1].error_code
        data |= {"account_sid": message.account_sid, "error_code": code and str(code), "from": sender, "to": recipient}
        data |= {"attempt": str(len(attempts))}
    else:
        return None
    return Event(id_, name, message.id, message.updated_ms, message.account_sid, without_none(data))


def of_operation(id_: str, account_sid: str, operation_id: str, status: str, at_ms: int) -> Event:
    """Return the event of an operation's status: scheduled, processing or completed."""
    return Event(id_, f"{COMMS}.operation.{status}", operation_id, at_ms, account_sid, {"operation_id": operation_id})
