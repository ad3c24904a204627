"""From text pairs to the described parameters of an operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from cordboard.base.problem import Problem, Problems
from cordboard.catalogue.describe import Operation, Parameter, Place
from cordboard.catalogue.wire import Malformed

Spelling = Callable[[str], str]
Fault = tuple[int, Problem]
"""A problem, and the place of its parameter in the declaration."""
MAX_PAIRS = 1000  # The largest form of the core API has some 40 names; ten media URLs and room for custom parameters.


def read_pairs(text: bytes) -> list[tuple[str, str]]:
    """Split a form or query into decoded pairs.

    Raises: Problem 90007 for broken UTF-8 or more than a thousand pairs.
    Source: WHATWG URL, application/x-www-form-urlencoded parsing.
    """
    if text.count(b"&") >= MAX_PAIRS:
        raise Problem(90007, reason=f"more than {MAX_PAIRS} parameters")
    try:
        return _text_pairs(text.decode())
    except UnicodeDecodeError:
        return _byte_pairs(text)


def _text_pairs(text: str) -> list[tuple[str, str]]:
    """Split the common form, which is ASCII or at least UTF-8 before it is decoded."""
    pairs = []
    for part in text.replace("+", " ").split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs.append((name if "%" not in name else _decoded(name), value if "%" not in value else _decoded(value)))
    return pairs


def _byte_pairs(text: bytes) -> list[tuple[str, str]]:
    """Split any form: what is UTF-8 only when its percent signs are decoded, too. Raises: Problem 90007."""
    pairs = [part.partition(b"=") for part in text.replace(b"+", b" ").split(b"&") if part]
    try:
        return [(unquote_to_bytes(name).decode(), unquote_to_bytes(value).decode()) for name, _, value in pairs]
    except UnicodeDecodeError as fault:
        raise Problem(90007, reason="a parameter is not UTF-8") from fault


# What stands behind a percent sign for the characters of ASCII, in both cases of the digits.
_ASCII = {f"{code:02{case}}": chr(code) for code in range(128) for case in "xX"}


def _decoded(text: str) -> str:
    """Decode percent signs; those of other scripts, and lone ones, take the long way. Raises: UnicodeDecodeError."""
    first, *rest = text.split("%")
    try:
        return first + "".join([_ASCII[part[:2]] + part[2:] for part in rest])
    except KeyError:
        return unquote_to_bytes(text).decode()


class Reader:
    """Reads the path, query and form of one operation; made once, when the catalogue is."""

    def __init__(self, operation: Operation, spellings: Iterable[Spelling] = (str,)) -> None:
        """Take an operation; each parameter is known by its wire name in every spelling."""
        self._shape = operation.shape
        self._required = tuple((index, each) for index, each in enumerate(operation.parameters) if each.required)
        self._by_wire = spelled(operation.parameters, spellings)

    def read(self, path: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> tuple[Any, list[str]]:
        """Return the parameters and the names that the operation does not know.

        Raises: Problems, in the order of the declaration.
        """
        values, unknown, faults = self.gather(path, pairs)
        self.require(values, faults)
        return self.made(values, faults), unknown

    def made(self, values: dict[str, Any], faults: list[Fault]) -> Any:
        """Return the described object. Raises: Problems."""
        if faults:
            raise Problems([problem for _, problem in sorted(faults, key=lambda fault: fault[0])])
        return self._shape(**values) if self._shape else None

    def partial(self, values: Mapping[str, Any]) -> Any:
        """Return the described object as far as it could be read; what is missing is None."""
        missing = {each.attribute: None for _, each in self._required if each.attribute not in values}
        return self._shape(**values, **missing) if self._shape else None

    def require(self, values: Mapping[str, Any], faults: list[Fault]) -> None:
        """Add a fault for each required parameter that is neither there nor at fault already."""
        for index, parameter in self._required:
            if parameter.attribute not in values and not any(at == index for at, _ in faults):
                faults.append((index, Problem(parameter.missing, parameter=parameter.wire)))

    def gather(
        self, path: Mapping[str, str], pairs: Iterable[tuple[str, str]]
    ) -> tuple[dict[str, Any], list[str], list[Fault]]:
        """Return the values by attribute, the unknown names and the faults."""
        values: dict[str, Any] = {}
        unknown: list[str] = []
        faults: list[Fault] = []
        by_wire = self._by_wire
        for wire, text in path.items():
            if wire in by_wire and by_wire[wire][1].place is Place.PATH:  # a form may hold the name, too
                index, parameter = by_wire[wire]
                _take(index, parameter, wire, text, values, faults)
        for wire, text in pairs:
            found = by_wire.get(wire)
            if found is None or found[1].place is Place.PATH:
                unknown.append(wire)
            elif text or found[1].keep_empty:
                _take(found[0], found[1], wire, text, values, faults)
        return values, unknown, faults


def spelled(parameters: Iterable[Parameter], spellings: Iterable[Spelling]) -> dict[str, tuple[int, Parameter]]:
    """Return each parameter with its place in the declaration, by its wire name in every spelling."""
    known = list(enumerate(parameters))
    return {spell(each.wire): (index, each) for spell in spellings for index, each in known}


def _take(index: int, parameter: Parameter, wire: str, text: str, values: dict[str, Any], faults: list[Fault]) -> None:
    try:
        value = parameter.kind.read(text) if text else ""
    except Malformed:
        faults.append((index, Problem(parameter.invalid, parameter=wire, value=text)))
        return
    if parameter.many:
        gathered = values.setdefault(parameter.attribute, [])
        gathered.append(value)
        if len(gathered) == parameter.most + 1:  # told once, however many more there are
            faults.append((index, Problem(parameter.too_many, parameter=wire)))
    elif values.setdefault(parameter.attribute, value) != value:
        faults.append((index, Problem(parameter.invalid, parameter=wire, value=text, is_twice=True)))
