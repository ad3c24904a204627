"""Approvals that rules ask for: why a person is asked about a call, and what there is of an answer."""

from __future__ import annotations

from cordboard.access.agents import Agent, Asked, decision_of
from cordboard.access.approvals import Approvals, Claim, ClaimState, HeldCall
from cordboard.access.arguments import digest, meaning
from cordboard.access.check import Check
from cordboard.access.decision import Outcome
from cordboard.access.facts import Facts
from cordboard.access.plan import Plan
from cordboard.access.policy import Approve
from cordboard.access.rule_parts import dollars
from cordboard.access.shown import shown_of
from cordboard.base.clock import to_datetime
from cordboard.base.phone import mask

STATES = {
    ClaimState.PENDING: "approval_required",
    ClaimState.REFUSED: "approval_refused",
    ClaimState.TOO_MANY: "approvals_full",
}


class Approving:
    """Finds out whether a person has to approve a call, and asks."""

    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals

    def asked_for(
        self, asked: Asked, agent: Agent, facts: Facts, plan: Plan, level: Check, *, is_asking: bool
    ) -> tuple[Check, Claim | None, Outcome]:
        """Ask for the approval that a call needs, and say what came of it."""
        for rule in plan.asking:
            why = self.why(agent, facts, rule.approve)
            if why is None or rule.approve is None:
                continue
            at = f"{rule.at}.approve"
            if not is_asking:
                return (
                    Check(False, at, "approval_required", f"a person would be asked, because {why}"),
                    None,
                    Outcome.HOLD,
                )
            held = _held_call(asked, agent, facts, rule.approve, at, why)
            claim = self._approvals.claim(held, facts.now_ms)
            if claim.state is not ClaimState.GRANTED:
                return _told(at, why, claim), claim, Outcome.HOLD if claim.state is ClaimState.PENDING else Outcome.DENY
            return Check(True, at, "approved", f"a person approved it ({claim.sid})"), claim, Outcome.ALLOW
        return level, None, Outcome.ALLOW

    def why(self, agent: Agent, facts: Facts, approve: Approve | None) -> str | None:
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


def _held_call(asked: Asked, agent: Agent, facts: Facts, approve: Approve, at: str, why: str) -> HeldCall:
    arguments = digest(asked.operation.name, asked.account_sid, asked.given)
    decision = decision_of("", asked, agent, Check(False, at, "", why), Outcome.HOLD, facts.now_ms)
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


def _told(at: str, why: str, claim: Claim) -> Check:
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
