"""The judge of callers that a policy limits: what the gate asks before a call of theirs is carried out."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from cordboard.access.acts import areas_of
from cordboard.access.approvals import Approvals, Claim, ClaimState, HeldCall
from cordboard.access.arguments import digest, meaning
from cordboard.access.counts import Alert, Reservation, Tally
from cordboard.access.decide import Check, Facts, Stop, checks, decide, dollars
from cordboard.access.decision import LOG_WORDS, PREFIX, REFUSED, Decision, Outcome
from cordboard.access.permissions import is_permitted, permission_of
from cordboard.access.plan import Plan, plan_of
from cordboard.access.policy import NOTHING, Approve, Mode, Policy
from cordboard.access.principal import Principal, Reach
from cordboard.access.resolve import Lookups, facts_of, shape_of, shown_of
from cordboard.base.clock import to_datetime
from cordboard.base.phone import mask
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Operation

log = logging.getLogger("cordboard.agents")
TOO_OFTEN = 20429
NEVER = ("operators", "credentials", "account", "switched_off", "expired", "path")
"""Reasons that refuse while a policy only observes, too: what no policy can give, and what was stopped."""
GONE = Check(False, "agent", "switched_off", "there is no agent behind this key any more")
ITS_OWN = Check(True, "approvals", "its_own", "an agent may always look at what it asked for")
STATES = {
    ClaimState.PENDING: "approval_required",
    ClaimState.REFUSED: "approval_refused",
    ClaimState.TOO_MANY: "approvals_full",
}


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


class Asked(NamedTuple):
    """A call that is judged: who makes it, what it is for, and the facts of its sentence."""

    principal: Principal
    account_sid: str
    operation: Operation
    given: Any
    told: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Ruling:
    """A decision, and what was taken for the call so that it could be given back."""

    decision: Decision
    agent: Agent | None = None
    facts: Facts | None = None
    wait_ms: int = 0
    reserved: Reservation | None = None
    claim: Claim | None = None

    @property
    def is_done_here(self) -> bool:
        """Tell whether the call is carried out, and by this server."""
        return self.decision.passes and self.agent is not None and not self.agent.policy.upstream

    @property
    def word(self) -> str:
        """Return the word of the request log."""
        return LOG_WORDS[self.decision.outcome]


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
        self._alarms = alarms
        self._now_ms = now_ms
        self._new_sid = new_sid

    def upstream_of(self, principal: Principal) -> str:
        """Return the name of the upstream where a caller's calls are carried out, empty for here."""
        agent = self._roster.by_key(principal.credential_sid) if principal.reach is Reach.AGENT else None
        return agent.policy.upstream if agent is not None else ""

    def policy_of(self, principal: Principal) -> Policy:
        """Return the policy of a caller; who is no agent has one that allows nothing."""
        agent = self._roster.by_key(principal.credential_sid) if principal.reach is Reach.AGENT else None
        return agent.policy if agent is not None else NOTHING

    def rule(self, asked: Asked) -> Ruling:
        """Decide, and reserve what is allowed: nothing else runs in between."""
        if asked.principal.reach is Reach.RESTRICTED:
            return self._restricted(asked)
        now_ms = self._now_ms()
        agent = self._roster.by_key(asked.principal.credential_sid)
        if agent is None:
            gone = Agent("", "A deleted agent", asked.principal.account_sid, NOTHING, 0, Tally())
            return Ruling(self._decision(asked, gone, GONE, Outcome.DENY, now_ms))
        if shape_of(asked.operation).is_its_own:
            return Ruling(self._decision(asked, agent, ITS_OWN, Outcome.ALLOW, now_ms), agent)
        return self._judged(asked, agent, now_ms)

    def _judged(self, asked: Asked, agent: Agent, now_ms: int) -> Ruling:
        facts = self.facts(agent, asked.account_sid, asked.operation, asked.given, now_ms)
        check = decide(
            agent.policy, facts, agent.tally, self._roster.stop(agent, areas_of(facts.operation, facts.area))
        )
        outcome, claim = Outcome.ALLOW if check.passes else Outcome.DENY, None
        plan = facts.plan(agent.policy)
        is_observing = agent.policy.mode is Mode.OBSERVE
        if check.passes and plan.asking:
            check, claim, outcome = self._asked_for(asked, agent, facts, plan, check, is_asking=not is_observing)
        if outcome is not Outcome.ALLOW and is_observing and check.reason not in NEVER:
            outcome = Outcome.WOULD_DENY
        decision = self._decision(asked, agent, check, outcome, now_ms, facts=facts, sid=claim.sid if claim else "")
        ruling = Ruling(decision, agent, facts, check.wait_ms, claim=claim)
        if decision.passes:
            self.reserve(ruling)
        return ruling

    def reserve(self, ruling: Ruling) -> None:
        """Take a place for a call that passes in each count that is for it."""
        agent, facts = ruling.agent, ruling.facts
        if agent is None or facts is None:
            return
        plan = facts.plan(agent.policy)
        if plan.meters or plan.rated:
            ruling.reserved = agent.tally.reserve(plan, facts.now_ms, facts.cost_micros or 0, facts.people)
            self._alarm(agent, plan, ruling.decision.id)

    def _alarm(self, agent: Agent, plan: Plan, decision_id: str = "") -> None:
        for alert in agent.tally.alerts(plan.meters):
            self._alarms.raised(agent, alert, decision_id)

    def _asked_for(
        self, asked: Asked, agent: Agent, facts: Facts, plan: Plan, level: Check, *, is_asking: bool
    ) -> tuple[Check, Claim | None, Outcome]:
        """Ask for the approval that a call needs, and say what came of it."""
        for rule in plan.asking:
            why = self.why_asked(agent, facts, rule.approve)
            if why is None or rule.approve is None:
                continue
            at = f"{rule.at}.approve"
            if not is_asking:
                return (
                    Check(False, at, "approval_required", f"a person would be asked, because {why}"),
                    None,
                    Outcome.HOLD,
                )
            held = self._held(asked, agent, facts, rule.approve, at, why)
            claim = self._approvals.claim(held, facts.now_ms)
            if claim.state is not ClaimState.GRANTED:
                return _held(at, why, claim), claim, Outcome.HOLD if claim.state is ClaimState.PENDING else Outcome.DENY
            return Check(True, at, "approved", f"a person approved it ({claim.sid})"), claim, Outcome.ALLOW
        return level, None, Outcome.ALLOW

    def why_asked(self, agent: Agent, facts: Facts, approve: Approve | None) -> str | None:
        """Return why a person is asked, or None where nobody needs to be."""
        if approve is None:
            return None
        exempt = approve.exempt
        if exempt is not None and facts.recipients and all(exempt.holds(each.address) for each in facts.recipients):
            return None
        if approve.always:
            return "every such call needs it"
        if approve.over_micros is not None and (facts.cost_micros is None or facts.cost_micros > approve.over_micros):
            return f"it costs more than {dollars(approve.over_micros)}"
        if approve.new_recipient:
            known = self._approvals.is_known
            new = [each.address for each in facts.recipients if not known(agent.sid, each.address)]
            return f"{mask(new[0])} was never reached before" if new else None
        return None

    def _held(self, asked: Asked, agent: Agent, facts: Facts, approve: Approve, at: str, why: str) -> HeldCall:
        arguments = digest(asked.operation.name, asked.account_sid, asked.given)
        decision = self._decision(asked, agent, Check(False, at, "", why), Outcome.HOLD, facts.now_ms)
        return HeldCall(
            agent=agent.name,
            agent_sid=agent.sid,
            account_sid=agent.account_sid,
            operation=asked.operation.name,
            args_sha256=arguments,
            meant_sha256=meaning(facts),
            policy_hash=agent.policy.digest,
            policy_version=agent.version,
            rule=at,
            sentence=decision.sentence,
            why=why,
            recipients=tuple(each.address for each in facts.recipients),
            shown=shown_of(asked.operation, asked.given),
            approve=approve,
        )

    def _decision(
        self,
        asked: Asked,
        agent: Agent,
        check: Check,
        outcome: Outcome,
        now_ms: int,
        *,
        facts: Facts | None = None,
        sid: str = "",
    ) -> Decision:
        return Decision(
            id=self._new_sid(PREFIX),
            at_ms=now_ms,
            agent=agent.name,
            agent_sid=agent.sid,
            key_sid=asked.principal.credential_sid,
            account_sid=asked.account_sid,
            operation=asked.operation.name,
            area=facts.area if facts is not None else asked.operation.area,
            outcome=outcome,
            reason_code=check.reason,
            why=check.why,
            rule=check.rule,
            have=check.have,
            need=check.need,
            fix=check.fix,
            policy_version=agent.version,
            policy_hash=agent.policy.digest,
            args_sha256=digest(asked.operation.name, asked.account_sid, asked.given),
            cost_micros=(facts.cost_micros or 0) if facts is not None else 0,
            approval_sid=sid,
            says=asked.operation.says,
            told=asked.told,
        )

    def _restricted(self, asked: Asked) -> Ruling:
        """Judge a restricted key by its permissions, which are all of its policy."""
        check = permitted(asked.principal, asked.operation)
        key = Agent("", "", asked.principal.account_sid, NOTHING, 0, Tally())
        outcome = Outcome.ALLOW if check.passes else Outcome.DENY
        return Ruling(self._decision(asked, key, check, outcome, self._now_ms()))

    def settle(self, agent: Agent, operation: str, area: str, at_ms: int, micros: int) -> bool:
        """Correct what an act did cost, in the counts of its day and month; tell whether there are any."""
        plan = plan_of(agent.policy, operation, area, "create", is_costly=True)
        if not plan.wants_cost:
            return False
        agent.tally.correct([(meter.at, meter.period_of(at_ms)) for meter in plan.meters], 0, micros)
        self._alarm(agent, plan)
        return bool(plan.meters)

    def keep(self, ruling: Ruling) -> Awaitable[None] | None:
        """Return what writes down what a ruling asked for, or None; what it took is written with the next commit."""
        claim, reserved = ruling.claim, ruling.reserved
        is_counted = reserved is not None and bool(reserved.places)
        if claim is None or not claim.sid:
            if is_counted and ruling.agent is not None:
                self._roster.note(ruling.agent)
            return None
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
        agent, facts = ruling.agent, ruling.facts
        if agent is None or facts is None or not facts.recipients:
            return
        if any(rule.approve is not None and rule.approve.new_recipient for rule in facts.plan(agent.policy).asking):
            self._approvals.note(agent.sid, agent.account_sid, tuple(each.address for each in facts.recipients))

    def explain(self, agent: Agent, account_sid: str, operation: Operation, given: Any) -> list[Check]:
        """Return what every setting says of a call that is not made."""
        facts = self.facts(agent, account_sid, operation, given, self._now_ms())
        return self.told(agent, facts)

    def told(self, agent: Agent, facts: Facts) -> list[Check]:
        """Return what every setting says of facts, and for which of them a person would be asked."""
        found = list(
            checks(agent.policy, facts, agent.tally, self._roster.stop(agent, areas_of(facts.operation, facts.area)))
        )
        for rule in facts.plan(agent.policy).asking:
            why = self.why_asked(agent, facts, rule.approve)
            if why is not None:
                fix = "Make the call; a person is asked, and the same call passes once it is approved."
                found.append(
                    Check(False, f"{rule.at}.approve", "approval_required", f"a person is asked, because {why}", fix)
                )
        return found

    def facts(self, agent: Agent, account_sid: str, operation: Operation, given: Any, now_ms: int) -> Facts:
        """Return a call as an agent's policy sees it."""
        return facts_of(
            operation,
            given,
            account_sid=account_sid,
            home_sid=agent.account_sid,
            now_ms=now_ms,
            lookups=self._lookups,
            policy=agent.policy,
        )


def permitted(principal: Principal, operation: Operation) -> Check:
    """Return what the permissions of a restricted key say of an operation."""
    needed, passes = permission_of(operation), is_permitted(principal, operation)
    why = f"required permission {needed[1:]} is {'given' if passes else 'missing'}"
    return Check(passes, "policy.allow", "permission", why, "" if passes else f"Add {needed} to allow.", need=needed)


def _held(at: str, why: str, claim: Claim) -> Check:
    if claim.state is ClaimState.REFUSED:
        told = f": {claim.reason}" if claim.reason else ""
        return Check(False, at, STATES[claim.state], f"a person refused it ({claim.sid}){told}", "Do something else.")
    if claim.state is ClaimState.TOO_MANY:
        return Check(
            False, at, STATES[claim.state], "too many of its calls wait for an answer", "Wait for the answers."
        )
    until = to_datetime(claim.expires_ms).strftime("%H:%M:%S UTC")
    why = f"a person must approve it first, because {why}; approval {claim.sid} is open until {until}"
    return Check(False, at, STATES[claim.state], why, "Repeat the identical call once it is approved.")


def refusal_of(ruling: Ruling) -> Problem:
    """Return the answer to a call that is refused: 70051, or 20429 where waiting a little is all it takes."""
    decision, claim = ruling.decision, ruling.claim
    details = decision.details
    if claim is not None and claim.sid:
        details["approval_id"] = claim.sid
        details["expires_at"] = to_datetime(claim.expires_ms).strftime("%Y-%m-%dT%H:%M:%SZ")
        details["retry"] = "identical" if claim.state is ClaimState.PENDING else "never"
    if decision.reason_code == "permission":
        details["permission"] = decision.need
        return Problem(REFUSED, message=f"Authorization Error: {decision.why}", details=details)
    message = f"{decision.agent} may not do this: {decision.why}."
    if ruling.wait_ms:
        return Problem(TOO_OFTEN, message=message, details=details, retry_after_s=-(-ruling.wait_ms // 1000))
    return Problem(REFUSED, message=message, details=details)
