"""The judge of callers that a policy limits: what the gate asks before a call of theirs is carried out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from cordboard.access.agents import Agent, Alarms, Asked, Roster, Ruling, decision_of
from cordboard.access.approvals import Approvals, ClaimState
from cordboard.access.approving import Approving
from cordboard.access.check import Check
from cordboard.access.counts import Tally
from cordboard.access.decide import checks, decide
from cordboard.access.decision import PREFIX, Decision, Outcome
from cordboard.access.facts import Facts
from cordboard.access.permissions import is_permitted, permission_of
from cordboard.access.plan import Plan, plan_of
from cordboard.access.policy import NOTHING, Mode, Policy
from cordboard.access.principal import Principal, Reach
from cordboard.access.resolve import Lookups, facts_of
from cordboard.access.shapes import Shape, shape_of
from cordboard.catalogue.describe import Operation

NEVER = ("operators", "credentials", "account", "switched_off", "expired", "path")
"""Reasons that refuse while a policy only observes, too: what no policy can give, and what was stopped."""
GONE = Check(False, "agent", "switched_off", "there is no agent behind this key any more")
ITS_OWN = Check(True, "approvals", "its_own", "an agent may always look at what it asked for")

# Looking a member up in its enumeration takes 0.2 us (Python 3.11), and a call asks for several.
ALLOW, DENY, OBSERVE, RESTRICTED, AGENT = (
    Outcome.ALLOW,
    Outcome.DENY,
    Mode.OBSERVE,
    Reach.RESTRICTED,
    Reach.AGENT,
)


class Judge:
    """Judges calls of agents and of restricted keys."""

    def __init__(
        self,
        roster: Roster,
        lookups: Lookups,
        approvals: Approvals,
        alarms: Alarms,
        now_ms: Callable[[], int],
        new_sid: Callable[[str], str],
    ) -> None:
        self._roster = roster
        self._lookups = lookups
        self._approvals = approvals
        self.approving = Approving(approvals)
        self._alarms = alarms
        self._now_ms = now_ms
        self._new_sid = new_sid

    def upstream_of(self, principal: Principal) -> str:
        """Return the name of the upstream where a caller's calls are carried out, empty for here."""
        agent = self._roster.by_key(principal.credential_sid) if principal.reach is AGENT else None
        return agent.policy.upstream if agent is not None else ""

    def name_of(self, principal: Principal | None) -> str:
        """Return the name of the agent that calls, empty for everybody else."""
        agent = self._agent_of(principal) if principal is not None else None
        return agent.name if agent is not None else ""

    def policy_of(self, principal: Principal) -> Policy:
        """Return the policy of a caller; who is no agent has one that allows nothing."""
        agent = self._agent_of(principal)
        return agent.policy if agent is not None else NOTHING

    def _agent_of(self, principal: Principal) -> Agent | None:
        return self._roster.by_key(principal.credential_sid) if principal.reach is AGENT else None

    def rule(self, asked: Asked) -> Ruling:
        """Decide, and reserve what is allowed: nothing else runs in between."""
        if asked.principal.reach is RESTRICTED:
            return self._restricted(asked)
        now_ms = self._now_ms()
        agent = self._roster.by_key(asked.principal.credential_sid)
        if agent is None:
            gone = Agent("", "A deleted agent", asked.principal.account_sid, NOTHING, 0, Tally())
            return Ruling(self._decided(asked, gone, GONE, DENY, now_ms))
        shape = shape_of(asked.operation)
        if shape.is_its_own:
            return Ruling(self._decided(asked, agent, ITS_OWN, ALLOW, now_ms), agent)
        return self._judged(asked, agent, shape, now_ms)

    def _judged(self, asked: Asked, agent: Agent, shape: Shape, now_ms: int) -> Ruling:
        policy, operation, home_sid = agent.policy, asked.operation, agent.account_sid
        plan = plan_of(policy, operation.name, shape.area, shape.action, is_costly=shape.is_costly)
        facts = facts_of(operation, asked.given, shape, plan, asked.account_sid, home_sid, now_ms, self._lookups)
        check = decide(policy, facts, agent.tally, self._roster.stop(agent, plan.areas), plan)
        outcome, claim = ALLOW if check.passes else DENY, None
        if check.passes and plan.asking:
            ask, is_asking = self.approving.asked_for, policy.mode is not OBSERVE
            check, claim, outcome = ask(asked, agent, facts, plan, check, is_asking=is_asking)
        if outcome is not ALLOW and policy.mode is OBSERVE and check.reason not in NEVER:
            outcome = Outcome.WOULD_DENY
        approval_sid = claim.sid if claim is not None else ""
        decision = decision_of(self._new_sid(PREFIX), asked, agent, check, outcome, now_ms, facts, approval_sid)
        ruling = Ruling(decision, agent, facts, check.wait_ms, None, claim, plan)
        if (plan.meters or plan.rated) and decision.passes:
            self._reserve(ruling, agent, facts, plan)
        return ruling

    def reserve(self, ruling: Ruling) -> None:
        """Take a place for a call that passes in each count that is for it."""
        agent, facts = ruling.agent, ruling.facts
        if agent is not None and facts is not None:
            self._reserve(ruling, agent, facts, facts.plan(agent.policy))

    def _reserve(self, ruling: Ruling, agent: Agent, facts: Facts, plan: Plan) -> None:
        if plan.meters or plan.rated:
            ruling.reserved = agent.tally.reserve(plan, facts.now_ms, facts.cost_micros or 0, facts.people)
        if plan.meters:  # what it took is written with the next commit
            self._roster.note(agent)
        if plan.alerting:
            self._alarm(agent, plan, ruling.decision.id)

    def _alarm(self, agent: Agent, plan: Plan, decision_id: str = "") -> None:
        for alert in agent.tally.alerts(plan.alerting):
            self._alarms.raised(agent, alert, decision_id)

    def _decided(
        self,
        asked: Asked,
        agent: Agent,
        check: Check,
        outcome: Outcome,
        now_ms: int,
    ) -> Decision:
        return decision_of(self._new_sid(PREFIX), asked, agent, check, outcome, now_ms)

    def _restricted(self, asked: Asked) -> Ruling:
        """Judge a restricted key by its permissions, which are all of its policy."""
        check = permitted(asked.principal, asked.operation)
        key = Agent("", "", asked.principal.account_sid, NOTHING, 0, Tally())
        outcome = ALLOW if check.passes else DENY
        return Ruling(self._decided(asked, key, check, outcome, self._now_ms()))

    def settle(self, agent: Agent, operation: str, area: str, at_ms: int, micros: int) -> bool:
        """Correct what an act did cost, in the counts of its day and month; tell whether there are any."""
        plan = plan_of(agent.policy, operation, area, "create", is_costly=True)
        if not plan.wants_cost:
            return False
        agent.tally.correct([(meter.at, meter.period_of(at_ms)) for meter in plan.meters], 0, micros)
        self._alarm(agent, plan)
        return bool(plan.meters)

    def keep(self, ruling: Ruling) -> Awaitable[None] | None:
        """Return what writes down the approval that a ruling asked for, with what it took, or None for none."""
        claim, reserved = ruling.claim, ruling.reserved
        if claim is None or not claim.sid:
            return None
        is_counted = reserved is not None and bool(reserved.places)
        return self._keep_both(claim.sid, ruling.agent if is_counted else None)

    async def _keep_both(self, sid: str, agent: Agent | None) -> None:
        await self._approvals.keep(sid)
        if agent is not None:
            await self._roster.keep(agent)

    def give_back(self, ruling: Ruling) -> None:
        """Free what was taken for a call that was refused later and did nothing."""
        if not ruling.decision.passes:
            return
        if ruling.reserved is not None and ruling.agent is not None:
            ruling.agent.tally.give_back(ruling.reserved)
        if ruling.claim is not None and ruling.claim.state is ClaimState.GRANTED:
            self._approvals.give_back(ruling.claim.sid)

    def done(self, ruling: Ruling) -> None:
        """Remember whom a call that was carried out has reached, where somebody asks."""
        agent, facts, plan = ruling.agent, ruling.facts, ruling.plan
        if agent is None or facts is None or plan is None or not plan.asking or not facts.recipients:
            return
        if any(rule.approve is not None and rule.approve.new_recipient for rule in plan.asking):
            self._approvals.note(agent.sid, agent.account_sid, tuple(each.address for each in facts.recipients))

    def explain(self, agent: Agent, account_sid: str, operation: Operation, given: Any) -> list[Check]:
        """Return what every setting says of a call that is not made."""
        facts = self.facts(agent, account_sid, operation, given, self._now_ms())
        return self.told(agent, facts)

    def told(self, agent: Agent, facts: Facts) -> list[Check]:
        """Return what every setting says of facts, and for which of them a person would be asked."""
        plan = facts.plan(agent.policy)
        found = list(checks(agent.policy, facts, agent.tally, self._roster.stop(agent, plan.areas)))
        for rule in plan.asking:
            why = self.approving.why(agent, facts, rule.approve)
            if why is not None:
                fix = "Make the call; a person is asked, and the same call passes once it is approved."
                found.append(
                    Check(False, f"{rule.at}.approve", "approval_required", f"a person is asked, because {why}", fix)
                )
        return found

    def facts(self, agent: Agent, account_sid: str, operation: Operation, given: Any, now_ms: int) -> Facts:
        """Return a call as an agent's policy sees it."""
        shape = shape_of(operation)
        plan = plan_of(agent.policy, operation.name, shape.area, shape.action, is_costly=shape.is_costly)
        return facts_of(operation, given, shape, plan, account_sid, agent.account_sid, now_ms, self._lookups)


def permitted(principal: Principal, operation: Operation) -> Check:
    """Return what the permissions of a restricted key say of an operation."""
    needed, passes = permission_of(operation), is_permitted(principal, operation)
    why = f"required permission {needed[1:]} is {'given' if passes else 'missing'}"
    return Check(passes, "policy.allow", "permission", why, "" if passes else f"Add {needed} to allow.", need=needed)
