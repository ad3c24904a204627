"""Events of calls, conferences and recordings: each is a request that tells of something, and perhaps its answer.

Source: https://www.twilio.com/docs/events/event-types/voice.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import urlsplit

from cordboard.base.clock import to_rfc2822
from cordboard.events.event import Event, iso_ms
from cordboard.events.types import VOICE
from cordboard.voice.call import Call, CallStatus
from cordboard.voice.callbacks import standard
from cordboard.voice.occurrence import Occurrence, Response

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


def of_occurrence(id_: str, occurred: Occurrence) -> Event:
    """Return the event of what happened; who is in the URL, with a password, is nobody else's to know."""
    at = to_rfc2822(occurred.at_ms)
    parts = urlsplit(occurred.url)
    data: dict[str, object] = {
        "sid": occurred.sid,
        "requestDateCreated": at,
        "timestamp": iso_ms(occurred.at_ms),
        "eventSid": id_,
        "request": {
            "method": occurred.method,
            "url": parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(),
            "parameters": dict(occurred.parameters),
        },
    }
    if occurred.response is not None:
        data["response"] = _response(occurred.response, at)
    return Event(id_, f"{VOICE}.{occurred.name}", occurred.sid, occurred.at_ms, occurred.account_sid, data)


def _response(response: Response, at: str) -> dict[str, object]:
    return {
        "responseCode": response.status,
        "requestDuration": response.duration_ms,
        "contentType": response.content_type,
        "responseBody": base64.b64encode(response.body).decode(),
        "dateCreated": at,
    }


def of_call(id_: str, call: Call) -> Event:
    """Return the event of a call's status."""
    name, status = CALLS[call.status]
    parameters = [*standard(call, status), ("CallbackSource", "call-progress-events")]
    if call.duration_s is not None:
        parameters.append(("CallDuration", str(call.duration_s)))
    told = call.options.told
    occurred = Occurrence(
        f"status-callback.call.{name}",
        call.account_sid,
        call.sid,
        call.updated_ms,
        told.method,
        told.url or "",
        tuple(parameters),
    )
    return of_occurrence(id_, occurred)
