"""The server itself: its clock, the simulator's settings, and starting over."""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import INSTANT, SURFACE, TEXT, item
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Effect, Level, View, described, param
from cordboard.catalogue.wire import Whole

CLOCK = View("Clock", (item("now", INSTANT), item("frozen")))
SIMULATOR = View("Simulator", (item("latency_ms"),))
INVALID = 90002
YEAR_S = 366 * 86_400


@described
class MoveClock:
    """How to move the clock; exactly one of the three."""

    advance_s: int | None = param("advance_s", Whole(0, YEAR_S), "Seconds to go on.", default=None, invalid=INVALID)
    to: int | None = param("to", Instant(), "The instant to go to.", default=None, invalid=INVALID)
    until: str | None = param("until", TEXT, "idle: until nothing is due any more.", default=None, invalid=INVALID)


@described
class SetSimulator:
    """Settings of the simulated network."""

    latency_ms: int = param(
        "latency_ms", Whole(0, 3_600_000), "How long receipts take.", missing=INVALID, invalid=INVALID
    )


def _clock(call: Call) -> dict[str, Any]:
    return {"now": call.services.now_ms(), "frozen": call.services.advance_clock is not None}


@SURFACE.operation("GET", "/clock", name="FetchClock", level=Level.READ, says="looked at the clock", view=CLOCK)
async def fetch_clock(call: Call, given: None) -> dict[str, Any]:
    """Tell the time of this server."""
    return _clock(call)


@SURFACE.operation(
    "POST",
    "/clock",
    name="UpdateClock",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="moved the clock",
    given=MoveClock,
    view=CLOCK,
)
async def move_clock(call: Call, given: MoveClock) -> dict[str, Any]:
    """Move a test clock, and let everything happen that is due on the way."""
    advance = call.services.advance_clock
    if advance is None:
        raise Problem(90004)
    ways = [given.advance_s is not None, given.to is not None, given.until is not None]
    if sum(ways) != 1 or given.until not in (None, "idle"):
        raise Problem(INVALID, parameter="advance_s", reason='give one of advance_s, to, or until ("idle")')
    if given.until is not None:
        await advance(None)
    else:
        to_ms = given.to if given.to is not None else call.services.now_ms() + (given.advance_s or 0) * 1000
        if to_ms < call.services.now_ms():
            raise Problem(INVALID, parameter="to", reason="the clock does not go back")
        await advance(to_ms)
    return _clock(call)


@SURFACE.operation(
    "GET", "/simulator", name="FetchSimulator", level=Level.READ, says="looked at the simulator", view=SIMULATOR
)
async def fetch_simulator(call: Call, given: None) -> dict[str, Any]:
    """Tell the settings of the simulated network."""
    return {"latency_ms": call.services.handsets.latency_ms}


@SURFACE.operation(
    "PUT",
    "/simulator",
    name="UpdateSimulator",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="changed the simulator",
    given=SetSimulator,
    view=SIMULATOR,
)
async def update_simulator(call: Call, given: SetSimulator) -> dict[str, Any]:
    """Change the settings of the simulated network, until the server stops."""
    call.services.handsets.latency_ms = given.latency_ms
    return {"latency_ms": given.latency_ms}


@SURFACE.operation(
    "POST",
    "/reset",
    name="Reset",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted everything and started over",
    success=204,
)
async def reset(call: Call, given: None) -> None:
    """Delete messages, media, logs and conditions; accounts, keys and numbers stay."""
    if call.services.reset is None:
        raise Problem(90003)
    await call.services.reset()
