"""The two rows of a call of an agent: what was decided, before it is done, and what came of it.

What the call leads to later is a row for each time that it is judged.
"""

from __future__ import annotations

from typing import Any

from cordboard.access.agents import Agent
from cordboard.access.audit_redaction import parameters_of, without_numbers
from cordboard.access.counts import Alert
from cordboard.access.decision import Decision
from cordboard.access.later import Deed
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.request import Request
from cordboard.catalogue.sentence import tell

MAX_AGENT_CHARS = 200
DECISION, OUTCOME, JUDGEMENT, ALERT = "decision", "outcome", "judgement", "alert"


def decision_row(decision: Decision, request: Request, operation: Operation, given: Any) -> dict[str, object]:
    """Return the row of a decision: who, what, where, and why it was decided so."""
    return {
        "kind": DECISION,
        "id": decision.id,
        "at_ms": decision.at_ms,
        "agent": decision.agent,
        "agent_sid": decision.agent_sid,
        "key_sid": decision.key_sid,
        "ip": request.peer,
        "channel": request.channel.value,
        "client": _readable(request.headers.get("user-agent", ""), MAX_AGENT_CHARS),
        "account_sid": decision.account_sid,
        "operation": decision.operation,
        "area": decision.area,
        "level_needed": operation.level.name.lower(),
        "method": request.method,
        "path": without_numbers(_readable(request.path, 500)),
        "parameters": parameters_of(operation, given),
        "decision": decision.outcome.value,
        "reason_code": decision.reason_code,
        "why": without_numbers(decision.why),
        "rule": decision.rule,
        "policy_version": decision.policy_version,
        "policy_hash": decision.policy_hash,
        "args_sha256": decision.args_sha256,
        "cost_micros": decision.cost_micros,
        "approval_sid": decision.approval_sid,
        "sentence": without_numbers(decision.sentence),
    }


def outcome_row(
    decision: Decision, *, at_ms: int, request_sid: str, status: int, code: int, sid: str, duration_us: int
) -> dict[str, object]:
    """Return the row of what came of a decision; ``sid`` is the resource that was made or changed."""
    told = tell(
        decision.says,
        decision.told,
        who=decision.key_sid,
        status=status,
        code=code,
        name=decision.agent,
        why=decision.reason,
    )
    return {
        "kind": OUTCOME,
        "id": decision.id,
        "at_ms": at_ms,
        "agent": decision.agent,
        "account_sid": decision.account_sid,
        "operation": decision.operation,
        "decision": decision.outcome.value,
        "request_id": request_sid,
        "status": status,
        "code": code,
        "sid": sid,
        "duration_us": duration_us,
        "sentence": without_numbers(told),
    }


def judgement_row(decision: Decision, deed: Deed) -> dict[str, object]:
    """Return the row of what an act led to later: it has the id of the decision that let the act begin."""
    return {
        "kind": JUDGEMENT,
        "id": decision.id,
        "at_ms": decision.at_ms,
        "agent": decision.agent,
        "agent_sid": decision.agent_sid,
        "account_sid": decision.account_sid,
        "operation": decision.operation,
        "area": decision.area,
        "decision": decision.outcome.value,
        "reason_code": decision.reason_code,
        "why": without_numbers(decision.why),
        "rule": decision.rule,
        "policy_version": decision.policy_version,
        "policy_hash": decision.policy_hash,
        "cost_micros": decision.cost_micros,
        "sid": deed.act.subject,
        "sentence": without_numbers(deed.sentence(decision)),
    }


def alert_row(agent: Agent, alert: Alert, decision_id: str, at_ms: int) -> dict[str, object]:
    """Return the row of a part of a budget that was used up, with the id of the decision that took it, if one did."""
    return {
        "kind": ALERT,
        "id": decision_id,
        "at_ms": at_ms,
        "agent": agent.name,
        "agent_sid": agent.sid,
        "account_sid": agent.account_sid,
        "rule": alert.meter.at,
        "policy_version": agent.version,
        "policy_hash": agent.policy.digest,
        "sentence": f"{agent.name} has {alert.sentence}: {alert.part:.0%} are reached.",
    }


def _readable(text: str, longest: int) -> str:
    """Cut what a caller may make as long as it likes, and leave out what is no text of Unicode."""
    return text[:longest].encode(errors="replace").decode()
