"""Rows of calls that were let pass as the level of their area has it, as nearly every call is: of a form, made once.

Of such calls of an agent only little differs. The rest is encoded when the first of them is written down, and the rows
of all are put together around what differs, byte for byte as their structs are encoded.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from types import NoneType
from typing import Any, NamedTuple

from msgspec import Struct

from cordboard.access.agents import Agent
from cordboard.access.audit import json_text
from cordboard.access.audit_redaction import parameters_text, without_numbers
from cordboard.access.audit_rows import DECISION, OUTCOME, decision_row, outcome_row, path_of
from cordboard.access.decision import Decision, Outcome
from cordboard.base.phone import masked_number
from cordboard.base.sid import SID_LENGTH
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.request import Request
from cordboard.catalogue.sentence import around_fact

LEVEL = "level"
PLAIN = frozenset({str, int, bool, NoneType})
"""Types of values that nobody can change."""
ALLOW = Outcome.ALLOW  # looking it up for each call takes 0.2 us (Python 3.11)
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

    def sentence(self, around: Around | None, told: tuple[str, ...]) -> str:
        """Return a sentence as JSON, or nothing where it has to be told whole."""
        fact = _fact_of(told) if around is not None else None
        return f"{around[0]}{fact}{around[1]}" if around is not None and fact is not None else ""


class FormedDecision(Struct, gc=False):
    """The row of a decision, put together when it is chained; ``plain`` are parameters that cannot change until then.

    Other parameters are in ``written`` as they stand in the row.
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
    written: str
    is_masked: bool
    decision: str = ALLOW.value
    kind: str = DECISION

    def composed(self, seq: int, prev: str) -> bytes:
        """Return the row at this place."""
        judged, form, is_masked = self.judged, self.form, self.is_masked
        a, b, c, d, e, f, g, h, i, j = form.decision
        plain, path = self.plain, _path_text(self.path, is_masked)
        said = self.written if plain is None else parameters_text(self.operation, plain, is_masked=is_masked)
        sentence = form.sentence(form.ahead, judged.told) or json_text(without_numbers(judged.sentence))
        # What has masked numbers in it is encoded apart: it would make the whole a text of wide characters.
        first = f'{a}"{judged.args_sha256}"{b}{self.at_ms}{c}{judged.cost_micros}{d}"{self.id}"{e}'
        middle = f'{f}{path}{g}"{prev}"{h}'
        return b"".join((first.encode(), said.encode(), middle.encode(), sentence.encode(), f"{i}{seq}{j}".encode()))


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
        judged, form, status = self.judged, self.form, self.status
        a, b, c, d, e, f, g, h, i, j, k = form.outcome
        sentence = form.sentence(form.done, judged.told) if status < 400 else ""
        sentence = sentence or json_text(without_numbers(judged.sentence_of(status, self.code)))
        first = (
            f'{a}{self.at_ms}{b}{self.code}{c}{self.duration_us}{d}"{judged.id}"{e}"{prev}"{f}"{self.request_sid}"{g}'
        )
        last = f"{h}{seq}{i}{json_text(self.sid)}{j}{status}{k}"
        return b"".join((first.encode(), sentence.encode(), last.encode()))


def formed_decision(
    agent: Agent, decision: Decision, request: Request, operation: Operation, given: Any, *, is_masked: bool
) -> FormedDecision | None:
    """Return the row of a decision of the usual kind; None is one of another kind."""
    if decision.reason_code != LEVEL or decision.outcome is not ALLOW:
        return None
    values = vars(given).copy() if given is not None else {}
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
        "" if plain is not None else parameters_text(operation, values, is_masked=is_masked),
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


def _fact_of(told: tuple[str, ...]) -> str | None:
    """Return a fact as its sentence tells it, if it is a number or an id or there is none."""
    if not told or not told[0]:
        return ""
    fact = told[0]
    if fact[:1] == "+":
        return masked_number(fact) or None
    return fact if len(fact) == SID_LENGTH and fact.isalnum() and fact.isascii() and fact[:2].isupper() else None


@lru_cache(maxsize=1024)
def _path_text(path: str, is_masked: bool) -> str:
    return json_text(path_of(path, is_masked=is_masked))
