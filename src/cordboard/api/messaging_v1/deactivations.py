"""Numbers that their holders gave up, as a file for a day. Source: reference 09, Deactivations."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from cordboard.api.call import Call
from cordboard.api.messaging_v1.surface import SURFACE
from cordboard.base.clock import to_datetime
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, Property, View, described, query
from cordboard.catalogue.wire import Text

# On the simulated network nobody gives a number up, so that each day's file is empty: it stands in its own URL.
# Source: RFC 2397.
_FILE = "data:text/plain;charset=utf-8,"
DEACTIVATION = View("Deactivation", (Property("redirect_to", Text(), lambda found: found.redirect_to),))


@described
class DeactivationOf:
    """Which day."""

    date: str | None = query("Date", Text(10), "The day, YYYY-MM-DD in UTC; the day before if absent.")


@SURFACE.operation(
    "GET",
    "/Deactivations",
    name="FetchDeactivation",
    level=Level.READ,
    says="asked which numbers were given up",
    given=DeactivationOf,
    view=DEACTIVATION,
    success=307,
)
async def fetch_deactivation(call: Call, given: DeactivationOf) -> SimpleNamespace:
    """Lead to the file of the numbers that were given up on a day."""
    today = to_datetime(call.services.now_ms()).date()
    try:
        day = date.fromisoformat(given.date) if given.date is not None else today
    except ValueError as fault:
        raise Problem(20001, parameter="Date", value=given.date) from fault
    if day > today:
        raise Problem(20001, parameter="Date", value=given.date)
    return SimpleNamespace(redirect_to=_FILE)
