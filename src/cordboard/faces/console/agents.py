"""Agents: what each may do, what it was last refused, and the switches that stop one, an area, or all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cordboard.catalogue.request import Answer
from cordboard.faces.console.answers import PREFIX, page, redirection
from cordboard.faces.console.looks import render
from cordboard.faces.console.visit import Visit

MOST_DENIALS = 10
ALL = "all"
LEVELS = ("off", "read", "send", "full")


class Area(NamedTuple):
    """What an agent may do in an area, and which of its operations it can call."""

    name: str
    level: str
    always: Sequence[str]
    sometimes: Sequence[str]
    never: int

    @property
    def reached(self) -> int:
        """Return how many levels it has."""
        return LEVELS.index(self.level) if self.level in LEVELS else 0


async def known(visit: Visit) -> Answer:
    """Show every agent, what is switched off for all, and what was last refused."""
    found, switches, denials = await asyncio.gather(
        visit.desk.ask("ListAgent", page_size=200), visit.desk.ask("FetchAgentSwitches"), _denials(visit)
    )
    off = {each["area"]: each for each in switches["switches"]}
    html = render(
        "agents.html", visit, here="agents", agents=found["agents"], off=off, areas=visit.desk.areas, denials=denials
    )
    return page(visit.request, html)


async def one(visit: Visit, name: str) -> Answer:
    """Show one, with the areas it reaches and the operations it can call."""
    agent, matrix, denials = await asyncio.gather(
        visit.desk.ask("FetchAgent", Name=name),
        visit.desk.ask("FetchAgentMatrix", Name=name),
        _denials(visit, agent=name),
    )
    areas = _by_area(matrix)
    html = render(
        "agent.html",
        visit,
        here="agents",
        agent=agent,
        mode=matrix["mode"],
        areas=areas,
        levels=LEVELS,
        denials=denials,
    )
    return page(visit.request, html)


async def switch(visit: Visit, name: str) -> Answer:
    """Switch an agent off, or on again."""
    await visit.desk.ask("UpdateAgentSwitch", Name=name, **_switching(visit))
    return redirection(visit.request, f"{PREFIX}/agents/{name}")


async def switch_all(visit: Visit) -> Answer:
    """Switch an area, or all, off for every agent, or on again."""
    await visit.desk.ask("UpdateAgentAreaSwitch", Area=visit.form.get("area") or ALL, **_switching(visit))
    return redirection(visit.request, f"{PREFIX}/agents")


def _switching(visit: Visit) -> dict[str, object]:
    return {"stopped": visit.form.get("stopped") == "true", "reason": visit.form.get("reason", "").strip()}


async def _denials(visit: Visit, **wanted: str) -> list[dict[str, Any]]:
    found = await visit.desk.ask("ListAudit", decision="deny", page_size=2 * MOST_DENIALS, **wanted)
    return [each for each in found["audit"] if each["kind"] == "decision"][:MOST_DENIALS]


def _by_area(matrix: Mapping[str, Any]) -> list[Area]:
    """Return the areas of a matrix, those that the agent reaches first."""
    found = []
    for name, level in matrix["areas"].items():
        mine = [each for each in matrix["operations"] if each["area"] == name]
        always, sometimes, never = (_decided(mine, decision) for decision in ("allow", "conditional", "deny"))
        found.append(Area(name, level, always, sometimes, len(never)))
    return sorted(found, key=lambda each: (-each.reached, each.name))


def _decided(operations: Sequence[Mapping[str, Any]], decision: str) -> list[str]:
    return [str(each["operation"]) for each in operations if each["decision"] == decision]
