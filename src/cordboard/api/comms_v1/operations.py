"""Message operations: how far a send has come. Source: reference of the Communications API, section 3.4.

That an operation can be canceled, and how, is ours: the documents only have the state.
"""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.comms_v1.kinds import IdOf
from cordboard.api.comms_v1.surface import INSTANT, NOT_FOUND, SURFACE, dates, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Listing, Property, View, described, path, query
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import OneOf, Whole
from cordboard.communications.operation import Operation
from cordboard.communications.rows import OperationFilter
from cordboard.communications.words import OPERATION, OperationStatus

COUNT = Whole(0)
STATS = (
    "total",
    "recipients",
    "attempts",
    "scheduled",
    "queued",
    "sent",
    "delivered",
    "read",
    "undelivered",
    "unaddressable",
    "failed",
    "canceled",
)


def _stat(name: str) -> Property:
    return Property(name, COUNT, lambda stats: stats[name])


ERRORS = out("errors", Part(View("OperationError", (out("code", Whole()), out("message"))), many=True))
"""What of an operation was given up; ours, and empty while all goes well."""
STATS_VIEW = View("MessageStats", tuple(_stat(name) for name in STATS))
OPERATION_VIEW = View(
    "MessageOperation",
    (out("id"), out("status", OneOf(OperationStatus)), out("stats", Part(STATS_VIEW)), *dates(), ERRORS),
)


@described
class ListOperations:
    """Which operations a list shows."""

    start_date: int | None = query("start_date", INSTANT, "Only those made after it.")
    end_date: int | None = query("end_date", INSTANT, "Only those made before it.")
    status: OperationStatus | None = query("status", OneOf(OperationStatus, any_case=True), "Only those in this state.")


@described
class OneOperation:
    """Which operation."""

    operation_id: str = path("OperationId", IdOf(OPERATION), "Which.")


def _found(call: Call, operation_id: str) -> Operation:
    found = call.services.communications.store.operation(call.account.sid, operation_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return found


@SURFACE.operation(
    "GET",
    "/Messages/Operations",
    name="ListMessageOperations",
    says="listed sends to many people",
    level=Level.READ,
    given=ListOperations,
    view=OPERATION_VIEW,
    listing=Listing("operations"),
)
async def list_operations(call: Call, given: ListOperations) -> Page[Operation]:
    """List operations, newest first."""
    wanted = OperationFilter(after_ms=given.start_date, before_ms=given.end_date, status=given.status)
    return call.services.communications.store.operations(call.account.sid, wanted, call.page)


@SURFACE.operation(
    "GET",
    "/Messages/Operations/{OperationId}",
    name="FetchMessageOperation",
    says="looked at send {OperationId}",
    level=Level.READ,
    given=OneOperation,
    view=OPERATION_VIEW,
)
async def fetch_operation(call: Call, given: OneOperation) -> Operation:
    """Fetch an operation with its figures, which add up at every moment."""
    return _found(call, given.operation_id)


@SURFACE.operation(
    "POST",
    "/Messages/Operations/{OperationId}/Cancel",
    name="CancelMessageOperation",
    says="canceled send {OperationId}",
    level=Level.SEND,
    effect=Effect.CHANGES,
    given=OneOperation,
    view=OPERATION_VIEW,
)
async def cancel_operation(call: Call, given: OneOperation) -> Operation:
    """Cancel what of an operation has not been tried yet; what was, goes on."""
    return await call.services.communications.cancel(_found(call, given.operation_id))
