"""The two rows of a call of an agent: what was decided, before it is done, and what came of it.

What the call leads to later is a row for each time that it is judged. The fields of rows stand in the order of their
names, as the chain writes them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cordboard.access.agents import Agent
from cordboard.access.audit import VERSION, Encoded
from cordboard.access.audit_redaction import parameters_of, without_numbers
from cordboard.access.counts import Alert
from cordboard.access.decision import REFUSED, Decision
from cordboard.access.later import Deed
from cordboard.catalogue.describe import Level, Operation
from cordboard.catalogue.request import Request

MAX_AGENT_CHARS, MAX_PATH_CHARS = 200, 500
DECISION, OUTCOME, JUDGEMENT, ALERT = "decision", "outcome", "judgement", "alert"
_LEVELS = {level: level.name.lower() for level in Level}


class DecisionRow(Encoded, kw_only=True):
    """Who, what, where, and why it was decided so."""

    account_sid: str
    agent: str
    agent_sid: str
    approval_sid: str
    area: str
    args_sha256: str
    at_ms: int
    channel: str
    client: str
    cost_micros: int
    decision: str
    id: str
    ip: str
    is_masked: bool = True
    key_sid: str
    kind: str = DECISION
    level_needed: str
    method: str
    operation: str
    parameters: dict[str, object]
    path: str
    policy_hash: str
    policy_version: int
    prev: str = ""
    reason_code: str
    rule: str
    sentence: str
    seq: int = 0
    v: int = VERSION
    why: str


class OutcomeRow(Encoded, kw_only=True):
    """What came of a decision; ``sid`` is the resource that was made or changed."""

    account_sid: str
    agent: str
    at_ms: int
    code: int
    decision: str
    duration_us: int
    id: str
    kind: str = OUTCOME
    operation: str
    prev: str = ""
    request_id: str
    sentence: str
    seq: int = 0
    sid: str
    status: int
    v: int = VERSION


class JudgementRow(Encoded, kw_only=True):
    """What an act led to later: it has the id of the decision that let the act begin."""

    account_sid: str
    agent: str
    agent_sid: str
    area: str
    at_ms: int
    cost_micros: int
    decision: str
    id: str
    kind: str = JUDGEMENT
    operation: str
    policy_hash: str
    policy_version: int
    prev: str = ""
    reason_code: str
    rule: str
    sentence: str
    seq: int = 0
    sid: str
    v: int = VERSION
    why: str


class AlertRow(Encoded, kw_only=True):
    """A part of a budget that was used up; it has the id of the decision that took it, if one did."""

    account_sid: str
    agent: str
    agent_sid: str
    at_ms: int
    id: str
    kind: str = ALERT
    policy_hash: str
    policy_version: int
    prev: str = ""
    rule: str
    sentence: str
    seq: int = 0
    v: int = VERSION


def decision_row(
    decision: Decision, request: Request, operation: Operation, given: Any, *, is_masked: bool = True
) -> DecisionRow:
    """Return the row of a decision; its sentence is masked in any case."""
    return DecisionRow(
        account_sid=decision.account_sid,
        agent=decision.agent,
        agent_sid=decision.agent_sid,
        approval_sid=decision.approval_sid,
        area=decision.area,
        args_sha256=decision.args_sha256,
        at_ms=decision.at_ms,
        channel=request.channel,
        client=client_of(request),
        cost_micros=decision.cost_micros,
        decision=decision.outcome,
        id=decision.id,
        ip=request.peer,
        is_masked=is_masked,
        key_sid=decision.key_sid,
        level_needed=_LEVELS[operation.level],
        method=request.method,
        operation=decision.operation,
        parameters=parameters_of(operation, given, is_masked=is_masked),
        path=path_of(request.path, is_masked=is_masked),
        policy_hash=decision.policy_hash,
        policy_version=decision.policy_version,
        reason_code=decision.reason_code,
        rule=decision.rule,
        sentence=without_numbers(decision.sentence),
        why=without_numbers(decision.why),
    )


def outcome_row(
    row: DecisionRow | None,
    decision: Decision,
    *,
    at_ms: int,
    request_sid: str,
    status: int,
    code: int,
    sid: str,
    duration_us: int,
) -> OutcomeRow:
    """Return the row of what came of a decision; the sentence of its row tells a refusal of both."""
    is_told = row is not None and code == REFUSED and not decision.passes
    return OutcomeRow(
        account_sid=decision.account_sid,
        agent=decision.agent,
        at_ms=at_ms,
        code=code,
        decision=decision.outcome,
        duration_us=duration_us,
        id=decision.id,
        operation=decision.operation,
        request_id=request_sid,
        sentence=row.sentence if row is not None and is_told else without_numbers(decision.sentence_of(status, code)),
        sid=sid,
        status=status,
    )


def judgement_row(decision: Decision, deed: Deed) -> JudgementRow:
    """Return the row of what an act led to later."""
    return JudgementRow(
        account_sid=decision.account_sid,
        agent=decision.agent,
        agent_sid=decision.agent_sid,
        area=decision.area,
        at_ms=decision.at_ms,
        cost_micros=decision.cost_micros,
        decision=decision.outcome,
        id=decision.id,
        operation=decision.operation,
        policy_hash=decision.policy_hash,
        policy_version=decision.policy_version,
        reason_code=decision.reason_code,
        rule=decision.rule,
        sentence=without_numbers(deed.sentence(decision)),
        sid=deed.act.subject,
        why=without_numbers(decision.why),
    )


def alert_row(agent: Agent, alert: Alert, decision_id: str, at_ms: int) -> AlertRow:
    """Return the row of a part of a budget that was used up."""
    return AlertRow(
        account_sid=agent.account_sid,
        agent=agent.name,
        agent_sid=agent.sid,
        at_ms=at_ms,
        id=decision_id,
        policy_hash=agent.policy.digest,
        policy_version=agent.version,
        rule=alert.meter.at,
        sentence=f"{agent.name} has {alert.sentence}: {alert.part:.0%} are reached.",
    )


def client_of(request: Request) -> str:
    """Return what a caller says that it is."""
    return _readable(request.headers.get("user-agent", ""), MAX_AGENT_CHARS)


def path_of(path: str, *, is_masked: bool) -> str:
    """Return the path of a request as it is kept."""
    path = _readable(path, MAX_PATH_CHARS)
    return without_numbers(path) if is_masked else path


@lru_cache(maxsize=1024)
def _readable(text: str, longest: int) -> str:
    """Cut what a caller may make as long as it likes, and leave out what is no text of Unicode."""
    return text[:longest].encode(errors="replace").decode()
