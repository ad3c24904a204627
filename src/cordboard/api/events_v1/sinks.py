"""Sinks: where events go. Source: the published twilio_events_v1.json."""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.events_v1.surface import DESCRIPTION, SINK_SID, SURFACE
from cordboard.api.messaging_v1.surface import ANYTHING, TEXT, always, dates, links, out, url
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, Level, View, described, param, path, query
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, OneOf, Text
from cordboard.events.sink import SINK, Sink, SinkStatus, SinkType

CONFIGURATION = JsonObject(8000)  # a URL of 2,000 characters, escaped, and a few words
VIEW = View(
    "Sink",
    (
        *dates(),
        out("description"),
        out("sid"),
        out("sink_configuration", ANYTHING, "configuration"),
        out("sink_type", OneOf(SinkType), "type"),
        out("status", OneOf(SinkStatus)),
        url("/Sinks/{sid}"),
        links(sink_test="/v1/Sinks/{sid}/Test", sink_validate="/v1/Sinks/{sid}/Validate"),
    ),
)
SUBMITTED = View("SinkTest", (always("result", "submitted", TEXT),))
VALID = View("SinkValidate", (always("result", "valid", TEXT),))


@described
class CreateSink:
    """A sink to make."""

    description: str = param("Description", DESCRIPTION, "What it is for.")
    configuration: dict[str, Any] = param(
        "SinkConfiguration", CONFIGURATION, "A JSON object: where events go; its fields depend on SinkType."
    )
    type: SinkType = param("SinkType", OneOf(SinkType, any_case=True), "webhook, kinesis, segment or email.")


@described
class ListSinks:
    """Which sinks to list."""

    in_use: bool | None = query("InUse", Boolean(), "Only sinks that are used, or only those that are not.")
    status: SinkStatus | None = query("Status", OneOf(SinkStatus), "Only sinks of this status.")


@described
class SinkOf:
    """Which sink."""

    sid: str = path("Sid", SINK_SID, "The sink.")


@described
class UpdateSink:
    """A sink and what it is for."""

    sid: str = path("Sid", SINK_SID, "The sink.")
    description: str = param("Description", DESCRIPTION, "What it is for; nothing else of a sink can be changed.")


@described
class ValidateSink:
    """A sink and the id of its latest test."""

    sid: str = path("Sid", SINK_SID, "The sink.")
    test_id: str = param("TestId", Text(100), "The `test_id` of the latest test event that arrived.")


SINKS = Resource(SURFACE, "/Sinks", view=VIEW, key="sinks")


@SINKS.create("CreateSink", says="made a {type} sink for events", given=CreateSink)
async def create_sink(call: Call, given: CreateSink) -> Sink:
    """Make a sink; a webhook is active at once, all others when a test event arrived there."""
    sinks = call.services.sinks
    return await sinks.add_sink(call.account.sid, given.description, given.type, given.configuration)


@SINKS.list("ListSink", says="listed the sinks for events", given=ListSinks)
async def list_sinks(call: Call, given: ListSinks) -> Page[Sink]:
    """List sinks, newest first."""
    shelf = call.services.shelf
    return await shelf.page(SINK, call.account.sid, call.page, in_use=given.in_use, status=given.status)


@SINKS.fetch("FetchSink", says="looked at sink {Sid}", given=SinkOf)
async def fetch_sink(call: Call, given: SinkOf) -> Sink:
    """Fetch a sink."""
    return call.services.sinks.sink(call.account.sid, given.sid)


@SINKS.update("UpdateSink", says="changed sink {Sid}", given=UpdateSink)
async def update_sink(call: Call, given: UpdateSink) -> Sink:
    """Change what a sink is said to be for."""
    sinks = call.services.sinks
    return await sinks.change_sink(sinks.sink(call.account.sid, given.sid), description=given.description)


@SINKS.delete("DeleteSink", says="deleted sink {Sid}", given=SinkOf)
async def delete_sink(call: Call, given: SinkOf) -> None:
    """Delete a sink that no subscription uses, with what waits for it."""
    sinks = call.services.sinks
    await sinks.remove_sink(sinks.sink(call.account.sid, given.sid))


@SURFACE.operation(
    "POST",
    f"{SINKS.one}/Test",
    name="CreateSinkTest",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="sent a test event to sink {Sid}",
    given=SinkOf,
    view=SUBMITTED,
    success=201,
)
async def test_sink(call: Call, given: SinkOf) -> Sink:
    """Send a test event to a sink."""
    sinks = call.services.sinks
    sink = sinks.sink(call.account.sid, given.sid)
    await sinks.test(sink)
    return sink


@SURFACE.operation(
    "POST",
    f"{SINKS.one}/Validate",
    name="CreateSinkValidate",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="validated sink {Sid}",
    given=ValidateSink,
    view=VALID,
    success=201,
)
async def validate_sink(call: Call, given: ValidateSink) -> Sink:
    """Make a sink active, by the id that its latest test event carried."""
    sinks = call.services.sinks
    sink = sinks.sink(call.account.sid, given.sid)
    await sinks.validate(sink, given.test_id)
    return sink
