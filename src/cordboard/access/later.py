"""What an act of an agent leads to later: judged as the policy then is, and told in a sentence of its own.

A call dials on, asks for documents, sends texts; a scheduled message leaves. Nobody can be asked any more, so what
would need an approval is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cordboard.access.agents import Agent, Roster, Ruling
from cordboard.access.check import Check
from cordboard.access.counts import Tally
from cordboard.access.decide import decide
from cordboard.access.decision import PREFIX, Decision, Outcome
from cordboard.access.facts import Facts
from cordboard.access.judge import GONE, NEVER, Judge
from cordboard.access.plan import Plan
from cordboard.access.policy import NOTHING, Mode


class Act(NamedTuple):
    """Something that an agent did: who it was, the id of the decision that let it, and what came of it.

    ``thing`` are the words for it, such as "A call" and "placed"; ``subject`` is its SID.
    """

    agent_sid: str
    decision_id: str
    subject: str
    thing: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What an act is about to do by itself.

    ``does`` are the words behind "was let"; ``is_counted`` tells of what takes a place in counts and budgets, which
    what was counted when it was asked for does not do again.
    """

    act: Act
    does: str
    facts: Facts
    is_counted: bool = False

    def sentence(self, decision: Decision) -> str:
        """Tell what was decided, to a person."""
        noun, made = self.act.thing
        let = "let" if decision.passes else "not let"
        why = f"though {decision.why}" if decision.outcome is Outcome.WOULD_DENY else decision.why
        return f"{noun} that {decision.agent} {made} was {let} {self.does}: {why}."


class Later:
    """Judges deeds."""

    def __init__(self, judge: Judge, roster: Roster, new_sid: Callable[[str], str]) -> None:
        self._judge = judge
        self._roster = roster
        self._new_sid = new_sid

    def rule(self, agent: Agent | None, deed: Deed) -> Ruling:
        """Decide, and reserve what is allowed: nothing else runs in between. There may be no such agent any more."""
        if agent is None:
            gone = Agent(deed.act.agent_sid, "a deleted agent", deed.facts.account_sid, NOTHING, 0, Tally())
            return Ruling(self._decision(gone, deed, GONE, Outcome.DENY))
        facts, policy = deed.facts, agent.policy
        tally = agent.tally if deed.is_counted else Tally()
        plan = facts.plan(policy)
        check = decide(policy, facts, tally, self._roster.stop(agent, plan.areas), plan)
        if check.passes and deed.is_counted:
            check = next(self._unapproved(agent, facts, plan), check)
        outcome = Outcome.ALLOW if check.passes else Outcome.DENY
        if not check.passes and policy.mode is Mode.OBSERVE and check.reason not in NEVER:
            outcome = Outcome.WOULD_DENY
        ruling = Ruling(self._decision(agent, deed, check, outcome), agent, facts, check.wait_ms)
        if ruling.decision.passes and deed.is_counted:
            self._judge.reserve(ruling)
        return ruling

    def _unapproved(self, agent: Agent, facts: Facts, plan: Plan) -> Iterator[Check]:
        for rule in plan.asking:
            why = self._judge.approving.why(agent, facts, rule.approve)
            if why is not None:
                why = f"a person would have to approve it, because {why}"
                yield Check(False, f"{rule.at}.approve", "approval_required", why)

    def _decision(self, agent: Agent, deed: Deed, check: Check, outcome: Outcome) -> Decision:
        facts = deed.facts
        return Decision(
            id=deed.act.decision_id or self._new_sid(PREFIX),
            at_ms=facts.now_ms,
            agent=agent.name,
            agent_sid=agent.sid,
            key_sid="",
            account_sid=facts.account_sid,
            operation=facts.operation,
            area=facts.area,
            outcome=outcome,
            reason_code=check.reason,
            why=check.why,
            rule=check.rule,
            policy_version=agent.version,
            policy_hash=agent.policy.digest,
            cost_micros=facts.cost_micros or 0,
        )
