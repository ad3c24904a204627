"""How the Communications API tells what is wrong: every problem of a request at once, in words.

Source: the brief, "API mechanics", errors.
"""

from __future__ import annotations

import msgspec

from cordboard.api.conventions import JSON_TYPE
from cordboard.base.problem import Problem, each_problem
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.request import Answer
from cordboard.errors import entry, sentence

GENERIC = 20001
MAX_SHOWN = 200  # characters of a wrong value that an answer repeats
_encode, _encode_any = msgspec.json.Encoder().encode, msgspec.json.Encoder(enc_hook=str).encode


def refusal(exchange: Exchange, problem: Problem) -> Answer:
    """Write every problem of a request."""
    status = entry(problem.code).status
    told: dict[str, object] = {
        "errors": [{"code": _code(each), "message": _message(each)} for each in each_problem(problem)],
        "status": status,
    }
    return Answer(status, _encode(told | ({"details": problem.details} if problem.details else {})), JSON_TYPE)


def _code(problem: Problem) -> int:
    """Return the code of a problem; one that is about no rule of its own has its HTTP status, as in the brief."""
    known = entry(problem.code)
    return known.status if known.code == GENERIC else known.code


def _message(problem: Problem) -> str:
    facts = problem.facts
    if problem.code != GENERIC or problem.message is not None:
        return sentence(problem)
    if "most" in facts:
        return f"The field '{problem.parameter}' holds more than {facts['most']} items."
    if "value" in facts:
        return f"The value '{shown(facts['value'])}' is not recognized for the field '{problem.parameter}'."
    return f"The field '{problem.parameter}' is required."


def shown(value: object) -> str:
    """Return a value as an answer may repeat it: JSON if it is no text, cut, without characters that cannot be seen."""
    text = value if isinstance(value, str) else _encode_any(value).decode()
    return "".join(each for each in text[:MAX_SHOWN] if each.isprintable())
