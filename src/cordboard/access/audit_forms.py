"""Rows of calls that were let pass as the level of their area has it, as nearly every call is: of a form, made once.

Of such calls of an agent only little differs. The rest is encoded when the first of them is written down, and the rows
of all are put together around what differs, byte for byte as their structs are encoded.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from cordboard.access.agents import Agent
from cordboard.access.audit import Composed, json_text
from cordboard.access.audit_redaction import parameters_text, without_numbers
from cordboard.access.audit_rows import DECISION, OUTCOME, decision_row, outcome_row, path_of
from cordboard.access.decision import Decision, Outcome
from cordboard.base.phone import is_number, mask
from cordboard.base.sid import SID_LENGTH
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.request import Request
from cordboard.catalogue.sentence import around_fact

LEVEL = "level"
UNCHAINED = 0
"""The place of a row that has none yet."""
MOST_FORMS = 100  # of one agent: its calls may come from many addresses, by many programs
DECISION_HOLES = frozenset(
    {"args_sha256", "at_ms", "cost_micros", "id", "parameters", "path", "prev", "sentence", "seq"}
)
OUTCOME_HOLES = frozenset(
    {"at_ms", "code", "duration_us", "id", "prev", "request_id", "sentence", "seq", "sid", "status"}
)
Around = tuple[str, str]
"""What stands before and behind the fact of a sentence, as JSON."""


class Form(NamedTuple):
    """What the rows of a kind of call have in common: the parts around what differs, and both sentences.

    ``ahead`` and ``done`` are None where a sentence tells of more than one fact.
    """

    decision: tuple[str, ...]
    outcome: tuple[str, ...]
    ahead: Around | None
    done: Around | None


class FormedDecision(Composed, gc=False):
    """The row of a decision; ``fact`` is what its sentence tells, None where that is told whole."""

    form: Form
    id: str
    at_ms: int
    args_sha256: str
    cost_micros: int
    parameters: str
    path: str
    sentence: str
    fact: str | None
    account_sid: str
    decision: str = Outcome.ALLOW.value
    kind: str = DECISION

    def composed(self, seq: int, prev: str) -> str:
        """Return the row at this place."""
        a, b, c, d, e, f, g, h, i, j = self.form.decision
        return (
            f'{a}"{self.args_sha256}"{b}{self.at_ms}{c}{self.cost_micros}{d}"{self.id}"{e}{self.parameters}'
            f'{f}{self.path}{g}"{prev}"{h}{self.sentence}{i}{seq}{j}'
        )


class FormedOutcome(Composed, gc=False):
    """The row of what came of a decision."""

    form: Form
    id: str
    at_ms: int
    code: int
    duration_us: int
    request_id: str
    sentence: str
    sid: str
    status: int
    kind: str = OUTCOME

    def composed(self, seq: int, prev: str) -> str:
        """Return the row at this place."""
        a, b, c, d, e, f, g, h, i, j, k = self.form.outcome
        return (
            f'{a}{self.at_ms}{b}{self.code}{c}{self.duration_us}{d}"{self.id}"{e}"{prev}"{f}"{self.request_id}"'
            f"{g}{self.sentence}{h}{seq}{i}{self.sid}{j}{self.status}{k}"
        )


def formed_decision(
    agent: Agent, decision: Decision, request: Request, operation: Operation, given: Any, *, is_masked: bool
) -> FormedDecision | None:
    """Return the row of a decision of the usual kind; None is one of another kind."""
    if decision.reason_code != LEVEL or decision.outcome is not Outcome.ALLOW:
        return None
    form = _form_of(agent, decision, request, operation, is_masked=is_masked)
    fact = _fact_of(decision.told) if form.ahead is not None else None
    return FormedDecision(
        decision.agent,
        UNCHAINED,
        form,
        decision.id,
        decision.at_ms,
        decision.args_sha256,
        decision.cost_micros,
        parameters_text(operation, given, is_masked=is_masked),
        _path_text(request.path, is_masked),
        _sentence(form.ahead, fact) or json_text(without_numbers(decision.sentence)),
        fact,
        decision.account_sid,
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
    told = _sentence(row.form.done, row.fact) if status < 400 else ""
    return FormedOutcome(
        row.agent,
        UNCHAINED,
        row.form,
        row.id,
        at_ms,
        code,
        duration_us,
        request_sid,
        told or json_text(without_numbers(decision.sentence_of(status, code))),
        json_text(sid),
        status,
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
        _parts(row, DECISION_HOLES),
        _parts(outcome, OUTCOME_HOLES),
        _around(f"{name} may {ahead[0]}", f"{ahead[1]}. {reason}") if ahead is not None else None,
        _around(f"{name} {done[0]}", f"{done[1]}. {reason}") if done is not None else None,
    )


def _parts(row: Struct, holes: Collection[str]) -> tuple[str, ...]:
    """Encode a row but for its holes, and return what stands between them."""
    parts, text = [], "{"
    for place, name in enumerate(row.__struct_fields__):
        text += f'{"," if place else ""}"{name}":'
        if name in holes:
            parts.append(text)
            text = ""
        else:
            text += json_text(getattr(row, name))
    return (*parts, text + "}")


def _around(before: str, behind: str) -> Around | None:
    """Return what stands around a fact, masked, where it can be masked apart from that."""
    if before[-1:] != " " or behind[:1].isalnum():
        return None
    return json_text(without_numbers(before))[:-1], json_text(without_numbers(behind))[1:]


def _sentence(around: Around | None, fact: str | None) -> str:
    """Return a sentence as JSON, or nothing where it has to be told whole."""
    return f"{around[0]}{fact}{around[1]}" if around is not None and fact is not None else ""


def _fact_of(told: tuple[str, ...]) -> str | None:
    """Return a fact as its sentence tells it, if it is a number or an id or there is none."""
    if not told or not told[0]:
        return ""
    fact = told[0]
    if is_number(fact):
        return mask(fact)
    return fact if len(fact) == SID_LENGTH and fact.isalnum() and fact.isascii() and fact[:2].isupper() else None


@lru_cache(maxsize=1024)
def _path_text(path: str, is_masked: bool) -> str:
    return json_text(path_of(path, is_masked=is_masked))
