"""Events of messages. Source: https://www.twilio.com/docs/events/event-types/messaging."""

from __future__ import annotations

from cordboard.base.clock import to_datetime
from cordboard.events.event import Event, iso_ms, without_none
from cordboard.events.types import MESSAGE, RECEIVED
from cordboard.messaging.message import Message, Status
from cordboard.numbers.country import country_of

API_VERSION = "2010-04-01"
TOLD = frozenset(
    {Status.QUEUED, Status.SENT, Status.FAILED, Status.DELIVERED, Status.UNDELIVERED, Status.READ, Status.RECEIVED}
)
RECEIPTS = frozenset({Status.DELIVERED, Status.UNDELIVERED})


def of_message(id_: str, message: Message) -> Event | None:
    """Return the event of a message's state; None where the state is none that is told."""
    if message.status not in TOLD:
        return None
    if message.status is Status.RECEIVED:
        return Event(id_, RECEIVED, message.sid, message.updated_ms, message.account_sid, _inbound(message))
    status = message.status.value
    data = {
        "messageSid": message.sid,
        "timestamp": iso_ms(message.updated_ms),
        "accountSid": message.account_sid,
        "eventName": f"{MESSAGE}.{status}",
        "apiVersion": API_VERSION,
        "from": message.sender,
        "to": message.recipient,
        "messageStatus": status.upper(),
        "messagingServiceSid": message.service_sid,
        "errorCode": message.error_code,
        "body": message.told_body,
        "statusCallBackUrl": message.options.status_callback,
        "rawDlrDoneDate": f"{to_datetime(message.updated_ms):%y%m%d%H%M}" if message.status in RECEIPTS else None,
        "numberOfSegments": message.num_segments,
        "dateUpdated": iso_ms(message.updated_ms),
    }
    name = f"{MESSAGE}.{status}"
    return Event(id_, name, message.sid, message.updated_ms, message.account_sid, without_none(data))


def _inbound(message: Message) -> dict[str, object]:
    return without_none(
        {
            "messageSid": message.sid,
            "timestamp": iso_ms(message.updated_ms),
            "accountSid": message.account_sid,
            "eventName": RECEIVED,
            "from": message.sender,
            "to": message.recipient,
            "numMedia": message.num_media,
            "numSegments": message.num_segments,
            "body": message.told_body,
            "toCountry": country_of(message.recipient.rpartition(":")[2]) or None,
            "fromCountry": country_of(message.sender.rpartition(":")[2]) or None,
            "messagingServiceSid": message.service_sid,
        }
    )
