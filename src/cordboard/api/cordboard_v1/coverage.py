"""What of the published APIs is there, so that a caller can ask before it relies on it."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import ANYTHING, SURFACE, TEXT, out
from cordboard.api.published import coverage_of
from cordboard.base.page import Page
from cordboard.catalogue.derive.standing import Standing, State
from cordboard.catalogue.describe import Level, Listing, View, described, query
from cordboard.catalogue.wire import OneOf

COVERED = View(
    "Coverage",
    (
        out("surface", TEXT),
        out("operation", TEXT),
        out("method", TEXT),
        out("path", TEXT),
        out("state", OneOf(State)),
        out("reason", TEXT),
        out("without", ANYTHING),
    ),
)


@described
class CoverageOf:
    """Which part of it."""

    surface: str | None = query("surface", TEXT, "The name of an API, as the list of documents has it.")
    state: State | None = query("state", OneOf(State), "How far it is carried out.", invalid=90002)


@SURFACE.operation(
    "GET",
    "/coverage",
    name="ListCoverage",
    level=Level.READ,
    says="asked what of the published APIs is there",
    given=CoverageOf,
    view=COVERED,
    listing=Listing("operations", paged=False),
)
async def list_coverage(call: Call, given: CoverageOf) -> Page[Standing]:
    """List the operations that Twilio publishes, with their state here: full, resource only or not yet."""
    found = coverage_of(call.services.documents.surfaces)
    rows = [each for each in found if given.surface in (None, each.surface) and given.state in (None, each.state)]
    return Page(rows, 0)
