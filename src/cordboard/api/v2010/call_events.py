"""Events of a call in the 2010 API: the requests that it made, with their answers. Source: reference 06, Calls."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from cordboard.api.call import Call
from cordboard.api.v2010.call_parameters import CALL_SID
from cordboard.api.v2010.calls import AREA, call_of
from cordboard.api.v2010.surface import SURFACE, out
from cordboard.base.page import Page
from cordboard.catalogue.describe import Level, Listing, View, described, path
from cordboard.catalogue.wire import Anything


class CallEvent(NamedTuple):
    """A request and its answer; the SID is for paging alone."""

    sid: str
    request: dict[str, Any]
    response: dict[str, Any]


VIEW = View("CallEvent", (out("request", Anything()), out("response", Anything())))


@described
class ListCallEvents:
    """Of which call to list events."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")


@SURFACE.operation(
    "GET",
    "/Accounts/{AccountSid}/Calls/{CallSid}/Events",
    name="ListCallEvent",
    area=AREA,
    level=Level.READ,
    says="listed the events of call {CallSid}",
    given=ListCallEvents,
    view=VIEW,
    listing=Listing("events"),
)
async def list_call_events(call: Call, given: ListCallEvents) -> Page[CallEvent]:
    """List the requests that a call made of applications, newest first."""
    found = await call_of(call, given.call_sid)
    attempts = await call.services.logs.attempts(call.page, found.sid)
    return Page([_event(each) for each in attempts.items], attempts.number, attempts.before, attempts.after)


def _event(attempt: dict[str, Any]) -> CallEvent:
    request = {
        "method": attempt["method"],
        "url": attempt["url"],
        "parameters": dict(parse_qsl(attempt["request_body"], keep_blank_values=True)),
    }
    headers = {name.lower(): value for name, value in attempt["response_headers"].items()}
    response = {
        "response_code": attempt["response_status"],
        "request_duration": round(attempt["duration_ms"]),
        "content_type": headers.get("content-type"),
        "response_body": attempt["response_body"],
    }
    return CallEvent(f"EV{int(attempt['id']):016x}{0:016x}", request, response)
