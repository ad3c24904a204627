"""Which handsets there are: any number is one, so those that were written to, called, set or picked up."""

from __future__ import annotations

from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import INSTANT, SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.catalogue.describe import Level, Listing, View, described, query
from cordboard.catalogue.wire import OneOf, Text, Whole
from cordboard.messaging.handset import Condition

MOST_SHOWN = 200
ENDED = frozenset({"completed", "missed", "declined"})
KNOWN = View(
    "KnownHandset",
    (
        out("number", TEXT),
        out("condition", OneOf(Condition)),
        out("live_calls", Whole()),
        out("last_message_at", INSTANT, "last_message_ms"),
    ),
)


@described
class ListHandsets:
    """Which handsets to list."""

    text: str | None = query("text", Text(100), "Only those whose number holds this.", default=None, invalid=90002)


class Known(NamedTuple):
    """A handset, and why it is known."""

    number: str
    condition: Condition
    live_calls: int
    last_message_ms: int | None


@SURFACE.operation(
    "GET",
    "/handsets",
    name="ListHandset",
    level=Level.READ,
    says="listed the handsets",
    given=ListHandsets,
    view=KNOWN,
    listing=Listing("handsets", paged=False),
)
async def list_handsets(call: Call, given: ListHandsets) -> Page[Known]:
    """List the handsets, mailboxes and devices that something happened on lately, those with a live call first."""
    services = call.services
    written, phones = dict(await services.logs.recent_inboxes()), services.voice.phones
    numbers = {*written, *phones.numbers(), *services.handsets.known()}
    found = [
        Known(
            number,
            services.handsets.handset(number).condition,
            sum(each.status not in ENDED for each in phones.calls(number)),
            written.get(number),
        )
        for number in numbers
        if (given.text or "") in number
    ]
    found.sort(key=lambda each: (-each.live_calls, -(each.last_message_ms or 0), each.number))
    return Page(found[:MOST_SHOWN], 0)
