"""Operations on sends of messages, mails and notifications: how far a send has come.

Source: reference of the Communications API, section 3.4. That an operation can be canceled, and how, is ours: the
documents only have the state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.comms_v1.kinds import IdOf
from cordboard.api.comms_v1.parts import wrong_order
from cordboard.api.comms_v1.surface import INSTANT, NOT_FOUND, SURFACE, dates, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Property, View, described, path, query
from cordboard.catalogue.render import Part
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, Whole
from cordboard.communications.operation import Operation
from cordboard.communications.rows import OperationFilter
from cordboard.communications.words import OPERATION, Family, OperationStatus


class Sort(NamedTuple):
    """A family as the API names it; figures by the name that they are kept under, where it is another."""

    family: Family
    path: str
    name: str
    noun: str
    stats: tuple[str, ...]


COUNT, KEPT_AS = Whole(0), {"opened": "read"}
_FIRST, _LAST = ("total", "recipients", "attempts", "scheduled", "queued", "sent"), ("failed", "canceled")
STATS = (*_FIRST, "delivered", "read", "undelivered", "unaddressable", *_LAST)
EMAIL_STATS = (*_FIRST, "delivered", "opened", "undelivered", *_LAST)
NOTIFICATION_STATS = (*_FIRST, "unaddressable", *_LAST)
SORTS = (
    Sort(Family.MESSAGE, "/Messages", "Message", "messages", STATS),
    Sort(Family.EMAIL, "/Emails", "Email", "mails", EMAIL_STATS),
    Sort(Family.NOTIFICATION, "/PushNotifications", "PushNotification", "notifications", NOTIFICATION_STATS),
)
ERRORS = out("errors", Part(View("OperationError", (out("code", Whole()), out("message"))), many=True))
"""What of an operation was given up; ours, and empty while all goes well."""


@described
class ListOperations:
    """Which operations a list shows."""

    start_date: int | None = query("start_date", INSTANT, "Only those made after it.")
    end_date: int | None = query("end_date", INSTANT, "Only those made before it.")
    status: OperationStatus | None = query("status", OneOf(OperationStatus, any_case=True), "Only those in this state.")

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that the end is not the later one."""
        return wrong_order(self.start_date, self.end_date)


@described
class OneOperation:
    """Which operation."""

    operation_id: str = path("OperationId", IdOf(OPERATION), "Which.")


def _stat(name: str) -> Property:
    kept = KEPT_AS.get(name, name)
    return Property(name, COUNT, lambda stats: stats[kept])


def view_of(sort: Sort) -> View:
    """Return how an operation of a sort is shown."""
    stats = View(f"{sort.name}Stats", tuple(_stat(name) for name in sort.stats))
    return View(
        f"{sort.name}Operation",
        (out("id"), out("status", OneOf(OperationStatus)), out("stats", Part(stats)), *dates(), ERRORS),
    )


def describe(sort: Sort) -> None:
    """Describe the operations on the sends of a sort."""
    name = sort.name
    resource = Resource(SURFACE, f"{sort.path}/Operations", view=view_of(sort), key="operations", by="OperationId")

    def found(call: Call, operation_id: str) -> Operation:
        operation = call.services.communications.store.operation(call.account.sid, operation_id, sort.family)
        if operation is None:
            raise Problem(NOT_FOUND)
        return operation

    @resource.list(f"List{name}Operations", says=f"listed sends of {sort.noun}", given=ListOperations)
    async def list_operations(call: Call, given: ListOperations) -> Page[Operation]:
        """List operations, newest first."""
        wanted = OperationFilter(
            after_ms=given.start_date, before_ms=given.end_date, status=given.status, family=sort.family
        )
        return call.services.communications.store.operations(call.account.sid, wanted, call.page)

    @resource.fetch(f"Fetch{name}Operation", says=f"looked at send of {sort.noun} {{OperationId}}", given=OneOperation)
    async def fetch_operation(call: Call, given: OneOperation) -> Operation:
        """Fetch an operation with its figures, which add up at every moment."""
        return found(call, given.operation_id)

    @SURFACE.operation(
        "POST",
        f"{resource.one}/Cancel",
        name=f"Cancel{name}Operation",
        says=f"canceled send of {sort.noun} {{OperationId}}",
        level=Level.SEND,
        effect=Effect.CHANGES,
        given=OneOperation,
        view=resource.view,
    )
    async def cancel_operation(call: Call, given: OneOperation) -> Operation:
        """Cancel what of an operation has not been tried yet; what was, goes on."""
        return await call.services.communications.cancel(found(call, given.operation_id))


for _each in SORTS:
    describe(_each)
