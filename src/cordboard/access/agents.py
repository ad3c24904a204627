"""Agents and their calls, as they are judged: who they are, what is asked, and what was ruled."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec import Struct

from cordboard.access.approvals import Claim
from cordboard.access.arguments import digest
from cordboard.access.check import Check, Stop
from cordboard.access.counts import Alert, Reservation, Tally
from cordboard.access.decision import Decision, Outcome
from cordboard.access.facts import Facts
from cordboard.access.plan import Plan
from cordboard.access.policy import Policy
from cordboard.access.principal import Principal
from cordboard.catalogue.describe import Operation


@dataclass(slots=True, eq=False)
class Agent:
    """An agent as the judge knows it: its name, its policy and what it did."""

    sid: str
    name: str
    account_sid: str
    policy: Policy
    version: int
    tally: Tally
    forms: dict[object, object] = field(default_factory=dict, repr=False)
    """What was made once for the rows of its calls that are alike (`audit_forms`)."""


class Roster(Protocol):
    """Who the agents are and what is switched off."""

    def by_key(self, key_sid: str) -> Agent | None:
        """Return the agent that a key belongs to."""

    def stop(self, agent: Agent, areas: Sequence[str]) -> Stop | None:
        """Return the kill switch that is on for an agent, for one of these areas or for all."""

    def note(self, agent: Agent) -> Awaitable[None] | None:
        """Write down what an agent did with the next commit, of what is waited for together with it."""

    async def keep(self, agent: Agent) -> None:
        """Write down what an agent did; done when it is on disk."""


class Alarms(Protocol):
    """Who is told that a part of a budget is used up."""

    def raised(self, agent: Agent, alert: Alert, decision_id: str) -> None:
        """Tell it; the call that reached it does not wait, and has an id where it was decided just now."""


class Asked(Struct, frozen=True):
    """A call that is judged: who makes it, what it is for, and the facts of its sentence."""

    principal: Principal
    account_sid: str
    operation: Operation
    given: Any
    told: tuple[str, ...] = ()


class Ruling(Struct, eq=False):
    """A decision, and what was taken for the call so that it could be given back."""

    decision: Decision
    agent: Agent | None = None
    facts: Facts | None = None
    wait_ms: int = 0
    reserved: Reservation | None = None
    claim: Claim | None = None
    plan: Plan | None = None


def decision_of(
    sid: str,
    asked: Asked,
    agent: Agent,
    check: Check,
    outcome: Outcome,
    now_ms: int,
    facts: Facts | None = None,
    approval_sid: str = "",
) -> Decision:
    """Return what was decided about a call, as it is told everywhere."""
    operation, policy = asked.operation, agent.policy
    return Decision(  # in the order of its fields, as names would take eight times as long
        sid,
        now_ms,
        agent.name,
        agent.sid,
        asked.principal.credential_sid,
        asked.account_sid,
        operation.name,
        facts.area if facts is not None else operation.area,
        outcome,
        check.reason,
        check.why,
        check.rule,
        check.have,
        check.need,
        check.fix,
        agent.version,
        policy.digest,
        digest(operation.name, asked.account_sid, asked.given),
        (facts.cost_micros or 0) if facts is not None else 0,
        approval_sid,
        operation.says,
        asked.told,
    )
