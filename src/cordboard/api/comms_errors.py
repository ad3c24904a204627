"""How the Communications API tells what is wrong: every problem of a request at once, in words.

Source: the brief, "API mechanics", errors.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from cordboard.api.comms_written import Written
from cordboard.api.conventions import JSON_TYPE
from cordboard.base.problem import Problem, Said, each_problem
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.request import Answer
from cordboard.errors import entry, sentence

GENERIC = 20001
MAX_SHOWN = 200  # characters of a wrong value that an answer repeats
_encode, _encode_any = msgspec.json.Encoder().encode, msgspec.json.Encoder(enc_hook=str).encode


def refusal(exchange: Exchange, problem: Problem) -> Answer:
    """Write every problem of a request, in the order in which it has what they are about."""
    status = entry(problem.code).status
    answer: dict[str, object] = {"errors": _told(exchange, each_problem(problem)), "status": status}
    return Answer(status, _encode(answer | ({"details": problem.details} if problem.details else {})), JSON_TYPE)


def _told(exchange: Exchange, problems: Sequence[Problem]) -> list[dict[str, object]]:
    if not any(each.parameter for each in problems):
        return [{"code": _code(each), "message": sentence(each)} for each in problems]
    written = Written(exchange)
    placed = sorted(((written.find(each.parameter or ""), each) for each in problems), key=lambda found: found[0][1])
    return [{"code": _code(each), "message": _message(each, name, written)} for (name, _), each in placed]


def _code(problem: Problem) -> int:
    """Return the code of a problem; one that is about no rule of its own has its HTTP status, as in the brief."""
    known = entry(problem.code)
    return known.status if known.code == GENERIC else known.code


def _message(problem: Problem, name: str, written: Written) -> str:
    """Return what a problem says, with the name of its field as the caller wrote it."""
    facts = problem.facts
    if isinstance(problem, Said):
        message = problem.spelled(lambda path: name, written.spell)
        return sentence(Problem(problem.code, message=message))
    if problem.code != GENERIC or problem.message is not None:
        return sentence(problem)
    if "most" in facts:
        return f"The field '{name}' holds more than {facts['most']} items."
    if "is_twice" in facts:
        return f"The field '{name}' is given twice, with different values."
    if "value" in facts:
        return f"The value '{shown(facts['value'])}' is not recognized for the field '{name}'."
    return f"The field '{name}' is required."


def shown(value: object) -> str:
    """Return a value as an answer may repeat it: JSON if it is no text, cut, without characters that cannot be seen."""
    text = value if isinstance(value, str) else _encode_any(value).decode()
    return "".join(each for each in text[:MAX_SHOWN] if each.isprintable())
