"""Kill switches: of an agent, of an area, and of all."""

from __future__ import annotations

from typing import Any

from cordboard.agents.agent import Switch
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.agents import AGENT, INVALID, shown
from cordboard.api.cordboard_v1.surface import INSTANT, SURFACE, TEXT, item
from cordboard.base.clock import to_datetime
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.wire import Boolean, Text

REASON = Text(200)
SWITCHES = View("Switches", (item("switches"),))


@described
class StopAgent:
    """An agent, and whether it is switched off."""

    name: str = path("Name", TEXT, "The agent.")
    stopped: bool = param("stopped", Boolean(), "Whether it is off.", missing=INVALID, invalid=INVALID)
    reason: str = param("reason", REASON, "What it is told.", default="", invalid=INVALID)
    expires: int | None = param("expires", INSTANT, "When it is on again by itself.", default=None, invalid=INVALID)


@described
class StopArea:
    """An area, and whether it is switched off for every agent."""

    area: str = path("Area", TEXT, "An area, or all.")
    stopped: bool = param("stopped", Boolean(), "Whether it is off.", missing=INVALID, invalid=INVALID)
    reason: str = param("reason", REASON, "What agents are told.", default="", invalid=INVALID)
    expires: int | None = param("expires", INSTANT, "When it is on again by itself.", default=None, invalid=INVALID)


@SURFACE.operation(
    "PUT",
    "/agents/{Name}/switch",
    name="UpdateAgentSwitch",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="switched agent {Name} off or on",
    given=StopAgent,
    view=AGENT,
)
async def stop_agent(call: Call, given: StopAgent) -> dict[str, Any]:
    """Switch an agent off, or on again, from its next call on."""
    agents = call.services.agents
    agent = agents.find(given.name)
    stopped = await agents.stop(agent, is_stopped=given.stopped, reason=given.reason, expires_ms=given.expires)
    return shown(call, stopped)


@SURFACE.operation(
    "PUT",
    "/agent_switches/{Area}",
    name="UpdateAgentAreaSwitch",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="switched {Area} off or on for every agent",
    given=StopArea,
    view=SWITCHES,
)
async def stop_area(call: Call, given: StopArea) -> dict[str, Any]:
    """Switch an area, or all, off for every agent, or on again."""
    agents = call.services.agents
    await agents.switch(
        call.account.sid, given.area, is_stopped=given.stopped, reason=given.reason, expires_ms=given.expires
    )
    return _switches(call)


@SURFACE.operation(
    "GET",
    "/agent_switches",
    name="FetchAgentSwitches",
    level=Level.READ,
    says="looked at the switches of agents",
    view=SWITCHES,
)
async def fetch_switches(call: Call, given: None) -> dict[str, Any]:
    """Fetch what is switched off for every agent."""
    return _switches(call)


def _switches(call: Call) -> dict[str, Any]:
    found = sorted(call.services.agents.switches.items())
    return {"switches": [_switch(area, switch) for area, switch in found]}


def _switch(area: str, switch: Switch) -> dict[str, Any]:
    expires = None if switch.expires_ms is None else to_datetime(switch.expires_ms).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"area": area, "reason": switch.reason, "expires_at": expires}
