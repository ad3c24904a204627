"""What the parts of a policy are written as: texts, lists, objects, whole numbers, dollars; a fault names its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from cordboard.access.patterns import Addresses, Unreadable, addresses
from cordboard.access.policy import MICROS

MOST_PATTERNS = 10_000
Groups = Mapping[str, list[str]]


class PolicyFault(ValueError):
    """A document that is no policy: where in it, such as ``rules[0].rate``, and why."""

    def __init__(self, at: str, reason: str) -> None:
        super().__init__(f"{at}: {reason}")
        self.at = at
        self.reason = reason


def compiled(compile_: Callable[[Any], Any], given: object, at: str) -> Any:
    """Compile what a policy says. Raises: PolicyFault."""
    try:
        return compile_(given)
    except Unreadable as fault:
        raise PolicyFault(at, str(fault)) from fault


def mapping_of(value: object, at: str, names: Collection[str]) -> Mapping[str, Any]:
    """Return an object whose names are all known. Raises: PolicyFault."""
    for name, _ in pairs_of(value, at):
        if name not in names:
            place = name if at == "policy" else f"{at}.{name}"
            raise PolicyFault(place, f"{name[:40]} is not known here; there are {', '.join(names)}")
    return value  # type: ignore[return-value]  # _pairs has made sure


def pairs_of(value: object, at: str) -> list[tuple[str, Any]]:
    """Return the names and values of an object. Raises: PolicyFault."""
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise PolicyFault(at, "it is no object with names")
    return list(value.items())


def list_of(value: object, at: str, most: int) -> list[Any]:
    """Return a list of at most so many. Raises: PolicyFault."""
    if not isinstance(value, list) or len(value) > most:
        raise PolicyFault(at, f"it is a list of at most {most}")
    return value


def texts_of(value: object, at: str, most: int = MOST_PATTERNS) -> list[str]:
    """Return a list of texts. Raises: PolicyFault."""
    found = list_of(value, at, most)
    return [text_of(each, f"{at}[{place}]") for place, each in enumerate(found)]


def text_of(value: object, at: str) -> str:
    """Return a text. Raises: PolicyFault."""
    if not isinstance(value, str) or not value:
        raise PolicyFault(at, "it is a text: write it in quotes")
    return value


def whole_of(value: object, at: str) -> int:
    """Return a whole number. Raises: PolicyFault."""
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise PolicyFault(at, "it is a whole number from 0")
    return int(text)


def dollars_of(value: object, at: str) -> int:
    """Return an amount of dollars, in millionths. Raises: PolicyFault."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal(-1)
    if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount <= MICROS:
        raise PolicyFault(at, "it is an amount in dollars, such as 0.05")
    return int(amount * MICROS)


def addresses_of(value: object, at: str, groups: Groups) -> Addresses:
    """Return the addresses of a list, groups among them put in. Raises: PolicyFault."""
    patterns: list[str] = []
    for place, each in enumerate(texts_of(value, at)):
        if not each.startswith("group:"):
            patterns.append(each)
        elif each[6:] in groups:
            patterns += groups[each[6:]]
        else:
            raise PolicyFault(f"{at}[{place}]", f"there is no group {each[6:][:40]}")
    try:
        return addresses(patterns)
    except Unreadable as fault:
        raise PolicyFault(at, str(fault)) from fault
