"""Rows of calls that were let pass as the level of their area has it, as nearly every call is: of a form, made once.

Of such calls of an agent only little differs. The rest is encoded when the first of them is written down, and the rows
of all are put together around what differs, byte for byte as their structs are encoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from cordboard.access.agents import Agent
from cordboard.access.audit import json_bytes
from cordboard.access.audit_redaction import masked_json, parameters_json, without_numbers
from cordboard.access.audit_rows import DECISION, OUTCOME, decision_row, outcome_row, path_of
from cordboard.access.decision import Decision, Outcome
from cordboard.base.sid import SID_LENGTH
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.request import Request
from cordboard.catalogue.sentence import around_fact

LEVEL = "level"
PLAIN = frozenset({str, int, bool})
"""Types of values that nobody can change."""
ALLOW = Outcome.ALLOW  # looking it up for each call takes 0.2 us (Python 3.11)
UNCHAINED = 0
"""The place of a row that has none yet."""
MOST_FORMS = 100  # of one agent: its calls may come from many addresses, by many programs
DECISION_HOLES = {
    "args_sha256": b'"%b"',
    "at_ms": b"%d",
    "cost_micros": b"%d",
    "id": b'"%b"',
    "parameters": b"%b",
    "path": b"%b",
    "prev": b'"%b"',
    "sentence": b"%b",
    "seq": b"%d",
}
OUTCOME_HOLES = {
    "at_ms": b"%d",
    "code": b"%d",
    "duration_us": b"%d",
    "id": b'"%b"',
    "prev": b'"%b"',
    "request_id": b'"%b"',
    "sentence": b"%b",
    "seq": b"%d",
    "sid": b"%b",
    "status": b"%d",
}
"""What differs from call to call, by the names of the rows' fields, and how it stands in JSON."""


class Form(NamedTuple):
    """What the rows of a kind of call have in common: each around its holes, of which one is its sentence.

    ``decision_of_fact`` and ``outcome_of_fact`` hold their sentences around its only fact, and nothing where a sentence
    tells of more.
    """

    decision: bytes
    outcome: bytes
    decision_of_fact: bytes
    outcome_of_fact: bytes


class FormedDecision(Struct, gc=False):
    """The row of a decision, put together when it is chained; ``plain`` are parameters that cannot change until then.

    Other parameters are in ``written`` as they stand in the row. Rows of many calls are chained in one loop, where the
    same work takes half as long as between the steps of a call.
    """

    agent: str
    seq: int
    id: str
    at_ms: int
    account_sid: str
    judged: Decision
    form: Form
    operation: Operation
    path: str
    plain: dict[str, Any] | None
    written: bytes
    is_masked: bool
    decision: str = ALLOW.value
    kind: str = DECISION

    def composed(self, seq: int, prev: str) -> bytes:
        """Return the row at this place."""
        judged, form, plain, is_masked = self.judged, self.form, self.plain, self.is_masked
        template, told = form.decision_of_fact, _fact_of(judged.told)
        if not template or told is None:
            template, told = form.decision, json_bytes(without_numbers(judged.sentence))
        return template % (
            judged.args_sha256.encode(),
            self.at_ms,
            judged.cost_micros,
            self.id.encode(),
            self.written if plain is None else parameters_json(self.operation, plain, is_masked=is_masked),
            _path_json(self.path, is_masked),
            prev.encode(),
            told,
            seq,
        )


class FormedOutcome(Struct, gc=False):
    """The row of what came of a decision, put together when it is chained."""

    agent: str
    seq: int
    judged: Decision
    form: Form
    at_ms: int
    code: int
    duration_us: int
    request_sid: str
    sid: str
    status: int
    kind: str = OUTCOME

    def composed(self, seq: int, prev: str) -> bytes:
        """Return the row at this place."""
        judged, form, status, code = self.judged, self.form, self.status, self.code
        template, told = form.outcome_of_fact, _fact_of(judged.told)
        if not template or told is None or status >= 400:
            template, told = form.outcome, json_bytes(without_numbers(judged.sentence_of(status, code)))
        return template % (
            self.at_ms,
            code,
            self.duration_us,
            judged.id.encode(),
            prev.encode(),
            self.request_sid.encode(),
            told,
            seq,
            json_bytes(self.sid),
            status,
        )


def formed_decision(
    agent: Agent, decision: Decision, request: Request, operation: Operation, given: Any, *, is_masked: bool
) -> FormedDecision | None:
    """Return the row of a decision of the usual kind; None is one of another kind."""
    if decision.reason_code != LEVEL or decision.outcome is not ALLOW:
        return None
    values = {name: value for name, value in vars(given).items() if value is not None} if given is not None else {}
    plain = values if PLAIN.issuperset(map(type, values.values())) else None
    return FormedDecision(
        decision.agent,
        UNCHAINED,
        decision.id,
        decision.at_ms,
        decision.account_sid,
        decision,
        _form_of(agent, decision, request, operation, is_masked=is_masked),
        operation,
        request.path,
        plain,
        b"" if plain is not None else parameters_json(operation, values, is_masked=is_masked),
        is_masked,
    )


def formed_outcome(
    row: FormedDecision,
    decision: Decision,
    *,
    at_ms: int,
    request_sid: str,
    status: int,
    code: int,
    sid: str,
    duration_us: int,
) -> FormedOutcome:
    """Return the row of what came of a decision of the usual kind. Units: ``duration_us`` in microseconds."""
    return FormedOutcome(
        decision.agent, UNCHAINED, decision, row.form, at_ms, code, duration_us, request_sid, sid, status
    )


def _form_of(agent: Agent, decision: Decision, request: Request, operation: Operation, *, is_masked: bool) -> Form:
    client = request.headers.get("user-agent", "")
    key = (
        decision.operation,
        decision.key_sid,
        decision.account_sid,
        decision.approval_sid,
        decision.rule,
        decision.why,
        request.method,
        request.channel,
        request.peer,
        client,
    )
    form = agent.forms.get(key)
    if form is None:
        if len(agent.forms) >= MOST_FORMS:
            agent.forms.clear()
        form = agent.forms[key] = _made(decision, request, operation, is_masked=is_masked)
    return form  # type: ignore[return-value]  # the agent, which is older, does not know what a form is


def _made(decision: Decision, request: Request, operation: Operation, *, is_masked: bool) -> Form:
    row = decision_row(decision, request, operation, None, is_masked=is_masked)
    outcome = outcome_row(None, decision, at_ms=0, request_sid="", status=0, code=0, sid="", duration_us=0)
    name, reason, around = decision.agent, decision.reason, around_fact(decision.says)
    ahead, done = around or (None, None)
    return Form(
        _template(row, DECISION_HOLES),
        _template(outcome, OUTCOME_HOLES),
        _of_fact(row, DECISION_HOLES, f"{name} may {ahead[0]}", f"{ahead[1]}. {reason}") if ahead is not None else b"",
        _of_fact(outcome, OUTCOME_HOLES, f"{name} {done[0]}", f"{done[1]}. {reason}") if done is not None else b"",
    )


def _template(row: Struct, holes: Mapping[str, bytes]) -> bytes:
    """Encode a row but for its holes; what stands around those holds no more of them."""
    fields = []
    for name in row.__struct_fields__:
        value = holes.get(name) or _literal(json_bytes(getattr(row, name)))
        fields.append(b'"%b":%b' % (name.encode(), value))
    return b"{%b}" % b",".join(fields)


def _of_fact(row: Struct, holes: Mapping[str, bytes], before: str, behind: str) -> bytes:
    """Encode a row with a sentence around its fact, masked, where it can be masked apart from that."""
    if before[-1:] != " " or behind[:1].isalnum():
        return b""
    around = [_literal(json_bytes(without_numbers(each))) for each in (before, behind)]
    return _template(row, {**holes, "sentence": around[0][:-1] + b"%b" + around[1][1:]})


def _literal(text: bytes) -> bytes:
    return text.replace(b"%", b"%%")


def _fact_of(told: tuple[str, ...]) -> bytes | None:
    """Return a fact as it stands in its sentence; None is one that is to be told whole."""
    if not told or not (fact := told[0]):
        return b""
    if fact[:1] == "+":
        return masked_json(fact) or None
    is_sid = len(fact) == SID_LENGTH and fact.isalnum() and fact.isascii() and fact[:2].isupper()
    return fact.encode() if is_sid else None


@lru_cache(maxsize=1024)
def _path_json(path: str, is_masked: bool) -> bytes:
    return json_bytes(path_of(path, is_masked=is_masked))
