"""The judge of agents: what the gate asks before an agent's call is carried out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from cordboard.access.counts import Reservation, Tally
from cordboard.access.decide import Check, Facts, Stop, applies, checks, decide
from cordboard.access.policy import NOTHING, Mode, Policy, Rule
from cordboard.access.resolve import Lookups, facts_of
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Operation

REFUSED, TOO_OFTEN = 70051, 20429
NEVER = ("operators", "credentials", "account", "switched_off", "expired")
"""Reasons that refuse while a policy only observes, too: what no policy can give, and what was stopped."""
GONE = Stop("agent", "there is no agent behind this key any more")


@dataclass(slots=True, eq=False)
class Agent:
    """An agent as the judge knows it: its name, its policy and what it did."""

    sid: str
    name: str
    account_sid: str
    policy: Policy
    version: int
    tally: Tally


class Roster(Protocol):
    """Who the agents are and what is switched off."""

    def by_key(self, key_sid: str) -> Agent | None:
        """Return the agent that a key belongs to."""

    def stop(self, agent: Agent, area: str) -> Stop | None:
        """Return the kill switch that is on for an agent, for an area or for all."""

    async def keep(self, agent: Agent) -> None:
        """Write down what an agent did; done when it is on disk."""


@dataclass(slots=True, eq=False)
class Ruling:
    """What was decided of a call: by whose policy, why, and what was reserved for it."""

    agent: Agent
    check: Check
    is_observed: bool = False
    reserved: Reservation | None = None

    @property
    def decision(self) -> str:
        """Return the word of the log."""
        if self.check.passes:
            return "allowed"
        return "observed" if self.is_observed else "refused"

    @property
    def why(self) -> str:
        """Return the sentence of the log."""
        word = "Allowed" if self.check.passes else ("Only observed" if self.is_observed else "Refused")
        return f"{word}: {self.check.why}."

    def give_back(self) -> None:
        """Free what was reserved, for a call that was refused later."""
        if self.reserved is not None:
            self.agent.tally.give_back(self.reserved)


class Judge:
    """Judges calls of agents."""

    def __init__(self, roster: Roster, lookups: Lookups, now_ms: Callable[[], int]) -> None:
        self._roster = roster
        self._lookups = lookups
        self._now_ms = now_ms

    def rule(self, key_sid: str, home_sid: str, account_sid: str, operation: Operation, given: Any) -> Ruling:
        """Decide, and reserve what is allowed: nothing else runs in between."""
        now_ms = self._now_ms()
        agent = self._roster.by_key(key_sid)
        if agent is None:
            gone = Agent("", "A deleted agent", home_sid, NOTHING, 0, Tally())
            return Ruling(gone, Check(False, GONE.at, "switched_off", GONE.reason))
        facts = self._facts(agent, account_sid, operation, given, now_ms)
        stop = self._roster.stop(agent, facts.area)
        check = decide(agent.policy, facts, agent.tally, stop)
        is_observed = agent.policy.mode is Mode.OBSERVE and check.reason not in NEVER
        ruling = Ruling(agent, check, is_observed=not check.passes and is_observed)
        if check.passes or ruling.is_observed:
            rules = [each for each in agent.policy.rules if applies(each, operation.name, facts.area, facts.action)]
            counted = [each for each in rules if each.is_counted or each.rate is not None]
            if counted:
                ruling.reserved = agent.tally.reserve(counted, now_ms, facts.cost_micros or 0)
        return ruling

    def keep(self, ruling: Ruling) -> Awaitable[None] | None:
        """Return what writes the counts of a ruling down, or None where nothing is counted by the day."""
        reserved = ruling.reserved
        if reserved is None or not any(rule.is_counted for rule in reserved.rules):
            return None
        return self._roster.keep(ruling.agent)

    def explain(self, agent: Agent, account_sid: str, operation: Operation, given: Any) -> list[Check]:
        """Return what every setting says of a call that is not made."""
        facts = self._facts(agent, account_sid, operation, given, self._now_ms())
        return list(checks(agent.policy, facts, agent.tally, self._roster.stop(agent, facts.area)))

    def _facts(self, agent: Agent, account_sid: str, operation: Operation, given: Any, now_ms: int) -> Facts:
        wants_links = any([rule.link_hosts is not None for rule in agent.policy.rules])
        return facts_of(
            operation,
            given,
            account_sid=account_sid,
            home_sid=agent.account_sid,
            now_ms=now_ms,
            lookups=self._lookups,
            wants_links=wants_links,
        )


def refusal_of(ruling: Ruling) -> Problem:
    """Return the answer to a call that is refused: 70051, or 20429 where waiting a little is all it takes."""
    check, agent = ruling.check, ruling.agent
    details: dict[str, object] = {
        "decision": "deny",
        "agent": agent.name,
        "reason_code": check.reason,
        "rule": check.rule,
        "have": check.have or None,
        "need": check.need or None,
        "fix": check.fix or None,
        "policy_version": agent.version,
    }
    message = f"{agent.name} may not do this: {check.why}."
    if check.wait_ms:
        return Problem(TOO_OFTEN, message=message, details=details, retry_after_s=-(-check.wait_ms // 1000))
    return Problem(REFUSED, message=message, details=details)


def rules_for(policy: Policy, operation: str, area: str, action: str) -> list[Rule]:
    """Return the rules of a policy that are for an operation."""
    return [each for each in policy.rules if applies(each, operation, area, action)]
