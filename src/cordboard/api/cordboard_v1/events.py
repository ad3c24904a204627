"""What happens, as server-sent events, for the operator's console and programs."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import SURFACE
from cordboard.catalogue.describe import Level, described, query
from cordboard.catalogue.request import Streamed
from cordboard.catalogue.wire import SidOf, Text, Whole

EVENT_STREAM = "text/event-stream"


@described
class StreamEvents:
    """Which happenings to tell, and from where on."""

    type: str | None = query("type", Text(100), "Only these, such as `message` or `message.delivered`.", invalid=90002)
    account_sid: str | None = query("account_sid", SidOf(("AC",)), "Only those of this account.", invalid=90002)
    last_event_id: str | None = query(
        "last_event_id", Text(100), "Where to go on, as the header Last-Event-ID; 0 is all that is kept.", invalid=90002
    )
    latest: int = query(
        "latest",
        Whole(0, 1000),
        "How many of the latest to tell first, where no place is given.",
        default=0,
        invalid=90002,
    )


@SURFACE.operation(
    "GET",
    "/events",
    name="StreamEvents",
    level=Level.READ,
    says="watched what happens",
    given=StreamEvents,
)
async def stream_events(call: Call, given: StreamEvents) -> Streamed:
    """Tell what happens as it happens, as server-sent events."""
    last_id = call.last_event_id or given.last_event_id or ""
    return Streamed(EVENT_STREAM, call.services.news.stream(last_id, given.type, given.account_sid, given.latest))
