"""What happens here, as events: which type a state is, and what is said of it.

Source: reference of the Communications API, sections 9 and 10.2; https://www.twilio.com/docs/events/event-types.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from cordboard.base.clock import to_datetime
from cordboard.communications.message import Message as Communication
from cordboard.communications.words import Status as CommunicationStatus
from cordboard.events.event import Event, iso_ms
from cordboard.events.types import (
    CALL_CREATED,
    CALLBACK,
    COMMS,
    CONFERENCE_UPDATED,
    ERROR_LOGGED,
    MESSAGE,
    RECEIVED,
)
from cordboard.messaging.message import Message, Status
from cordboard.notifications.notification import Log, Notification
from cordboard.numbers.country import country_of
from cordboard.voice.call import Call, CallDirection, CallStatus
from cordboard.voice.callbacks import standard
from cordboard.voice.recording import Recording
from cordboard.voice.room import Conference

API_VERSION = "2010-04-01"
TOLD = frozenset(
    {Status.QUEUED, Status.SENT, Status.FAILED, Status.DELIVERED, Status.UNDELIVERED, Status.READ, Status.RECEIVED}
)
RECEIPTS = frozenset({Status.DELIVERED, Status.UNDELIVERED})
# The event of a call's status, and its CallStatus as status callbacks have it. A call that did not come about has
# ended, too.
CALLS: Mapping[CallStatus, tuple[str, str]] = {
    CallStatus.QUEUED: ("initiated", "initiated"),
    CallStatus.RINGING: ("ringing", "ringing"),
    CallStatus.IN_PROGRESS: ("answered", "in-progress"),
    **{
        status: ("completed", status.value)
        for status in CallStatus
        if status not in (CallStatus.QUEUED, CallStatus.RINGING, CallStatus.IN_PROGRESS)
    },
}
RECORDINGS = frozenset({"in-progress", "completed", "absent"})
CONFERENCES = {"in-progress": "conference-start", "completed": "conference-end"}


def _without_none(given: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if value is not None}


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
        "body": message.body,
        "statusCallBackUrl": message.options.status_callback,
        "rawDlrDoneDate": f"{to_datetime(message.updated_ms):%y%m%d%H%M}" if message.status in RECEIPTS else None,
        "numberOfSegments": message.num_segments,
        "dateUpdated": iso_ms(message.updated_ms),
    }
    name = f"{MESSAGE}.{status}"
    return Event(id_, name, message.sid, message.updated_ms, message.account_sid, _without_none(data))


def _inbound(message: Message) -> dict[str, object]:
    return _without_none(
        {
            "messageSid": message.sid,
            "timestamp": iso_ms(message.updated_ms),
            "accountSid": message.account_sid,
            "eventName": RECEIVED,
            "from": message.sender,
            "to": message.recipient,
            "numMedia": message.num_media,
            "numSegments": message.num_segments,
            "body": message.body,
            "toCountry": country_of(message.recipient.rpartition(":")[2]) or None,
            "fromCountry": country_of(message.sender.rpartition(":")[2]) or None,
            "messagingServiceSid": message.service_sid,
        }
    )


def of_attempt(id_: str, message: Message) -> Event | None:
    """Return the event of a message of the Communications API whose attempt a message is; None where it is none.

    A way that failed before others were tried is no end of the message, and not told.
    """
    origin, status = message.options.origin, message.status
    if origin is None or status not in TOLD or status is Status.RECEIVED:
        return None
    if status in (Status.FAILED, Status.UNDELIVERED) and not origin.is_last:
        return None
    data = {
        "operation_id": origin.operation_id,
        "message_id": origin.message_id,
        "account_sid": message.account_sid,
        "downstream_id": message.sid,
        "error_code": None if message.error_code is None else str(message.error_code),
        "from": _end(message.sender),
        "to": _end(message.recipient),
    }
    name = f"{COMMS}.message.{status.value}"
    return Event(id_, name, origin.message_id, message.updated_ms, message.account_sid, _without_none(data))


def of_communication(id_: str, message: Communication) -> Event | None:
    """Return the event of a message that no attempt tells: one that came in, or was refused before it was sent."""
    route, attempts = message.route, message.attempts
    sender = {"address": route.sender, "channel": route.channel.value.lower()}
    recipient = {"address": route.address, "channel": route.channel.value.lower()}
    data: dict[str, object] = {"message_id": message.id, "operation_id": message.operation_id, "tags": message.tags}
    if message.status is CommunicationStatus.INBOUND:
        name = f"{COMMS}.message.inbound-received"
        downstream_id = attempts[-1].sid if attempts else None
        data |= {"downstream_id": downstream_id, "session_id": message.session_id, "to": recipient}
    elif message.status is CommunicationStatus.FAILED and attempts and not attempts[-1].sid:
        name = f"{COMMS}.message.failed"
        code = attempts[-1].error_code
        data |= {"account_sid": message.account_sid, "error_code": code and str(code), "from": sender, "to": recipient}
    else:
        return None
    return Event(id_, name, message.id, message.updated_ms, message.account_sid, _without_none(data))


def _end(address: str) -> dict[str, str]:
    prefix, _, rest = address.rpartition(":")
    return {"address": rest, "channel": prefix or "sms"}


def of_operation(id_: str, account_sid: str, operation_id: str, status: str, at_ms: int) -> Event:
    """Return the event of an operation's status: scheduled, processing or completed."""
    return Event(id_, f"{COMMS}.operation.{status}", operation_id, at_ms, account_sid, {"operation_id": operation_id})


def _hook(id_: str, name: str, source: str, at_ms: int, account_sid: str, parameters: Mapping[str, str]) -> Event:
    return Event(id_, name, source, at_ms, account_sid, {"request": {"parameters": dict(parameters)}})


def of_call(id_: str, call: Call) -> Event:
    """Return the event of a call's status."""
    name, status = CALLS[call.status]
    parameters = dict(standard(call, status)) | {"CallbackSource": "call-progress-events"}
    if call.duration_s is not None:
        parameters["CallDuration"] = str(call.duration_s)
    return _hook(id_, f"{CALLBACK}.call.{name}", call.sid, call.updated_ms, call.account_sid, parameters)


def of_new_call(id_: str, call: Call) -> Event | None:
    """Return the event of a call that was made with the API; None for all others."""
    if call.direction is not CallDirection.API:
        return None
    return _hook(id_, CALL_CREATED, call.sid, call.created_ms, call.account_sid, dict(standard(call)))


def of_kept(id_: str, kept: object) -> Event | None:
    """Return the event of a recording's or conference's status; None for all else, and for what is not told."""
    if isinstance(kept, Recording) and kept.status.value in RECORDINGS:
        return _of_recording(id_, kept)
    if isinstance(kept, Conference) and kept.status.value in CONFERENCES:
        parameters = {
            "ConferenceSid": kept.sid,
            "FriendlyName": kept.friendly_name,
            "AccountSid": kept.account_sid,
            "StatusCallbackEvent": CONFERENCES[kept.status.value],
        }
        if kept.reason is not None:
            parameters["ReasonConferenceEnded"] = kept.reason.value
        return _hook(id_, CONFERENCE_UPDATED, kept.sid, kept.updated_ms, kept.account_sid, parameters)
    return None


def _of_recording(id_: str, made: Recording) -> Event:
    parameters = {
        "RecordingSid": made.sid,
        "AccountSid": made.account_sid,
        "CallSid": made.call_sid,
        "RecordingStatus": made.status.value,
        "RecordingSource": made.source.value,
        "RecordingChannels": str(made.channels),
    }
    if made.conference_sid is not None:
        parameters["ConferenceSid"] = made.conference_sid
    if made.duration_s is not None:
        parameters["RecordingDuration"] = str(made.duration_s)
    name = f"{CALLBACK}.recording.{made.status.value}"
    return _hook(id_, name, made.sid, made.updated_ms, made.account_sid, parameters)


def of_notification(found: Notification) -> Event:
    """Return the event of an error or a warning; its id is that of the notification."""
    code = str(found.error_code)
    data: dict[str, object] = {
        "sid": found.sid,
        "account_sid": found.account_sid,
        "timestamp": iso_ms(found.at_ms),
        "level": "ERROR" if found.log is Log.ERROR else "WARNING",
        "error_code": code,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
    }
    facts = dict(parse_qsl(found.message_text))
    resource_sid = found.call_sid or facts.get("MessageSid")
    if resource_sid:
        data["resource_sid"] = resource_sid
    if found.request_url:
        request = {
            "url": found.request_url,
            "method": found.request_method or "",
            "parameters": dict(parse_qsl(found.request_variables, keep_blank_values=True)),
        }
        response = {"headers": dict(parse_qsl(found.response_headers)), "body": found.response_body}
        data["webhook"] = {"request": request, "response": response}
    return Event(found.sid, ERROR_LOGGED, resource_sid or found.sid, found.at_ms, found.account_sid, data)
