"""From text pairs to the described parameters of an operation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from cordboard.base.problem import Problem, Problems
from cordboard.catalogue.describe import Operation, Parameter, Place
from cordboard.catalogue.wire import Malformed, Text

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
    """Split the common form, which is ASCII or at least UTF-8 before it is decoded.

    Every number has a plus sign. Once blanks are blanks it divides nothing, so all are decoded at once.
    """
    pairs = []
    for part in text.replace("+", " ").replace("%2B", "+").split("&"):
        if part:
            name, _, value = part.partition("=")
            if "%" in part:
                name, value = _decoded(name), _decoded(value)
            pairs.append((name, value))
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
        if len(rest) == 1:  # a comma in a sentence
            return first + _ASCII[rest[0][:2]] + rest[0][2:]
        return first + "".join([_ASCII[part[:2]] + part[2:] for part in rest])
    except KeyError:
        return unquote_to_bytes(text).decode()


class Reader:
    """Reads the path, query and form of one operation; made once, when the catalogue is."""

    def __init__(self, operation: Operation, spellings: Iterable[Spelling] = (str,)) -> None:
        """Take an operation; each parameter is known by its wire name in every spelling."""
        self._shape = operation.shape
        self._required = tuple((index, each) for index, each in enumerate(operation.parameters) if each.required)
        self._needed = frozenset(each.attribute for _, each in self._required)
        known = spelled(operation.parameters, spellings)
        self._of_path = {wire: found for wire, found in known.items() if found[1].place is Place.PATH}
        self._of_pairs = {
            wire: (*found, *_plain(found[1])) for wire, found in known.items() if wire not in self._of_path
        }

    def read(self, path: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> tuple[Any, list[str]]:
        """Return the parameters and the names that the operation does not know.

        Raises: Problems, in the order of the declaration.
        """
        values, unknown, faults = self.gather(path, pairs)
        if faults or not values.keys() >= self._needed:
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
        of_path, of_pairs = self._of_path, self._of_pairs
        for wire, text in path.items():
            if wire in of_path:  # a form may hold the name, too
                index, parameter = of_path[wire]
                _take(index, parameter, wire, text, values, faults)
        for wire, text in pairs:
            found = of_pairs.get(wire)
            if found is None:
                unknown.append(wire)
                continue
            index, parameter, attribute, longest = found
            if attribute and 0 < len(text) <= longest and attribute not in values:
                values[attribute] = text
            elif text or parameter.keep_empty:
                _take(index, parameter, wire, text, values, faults)
        return values, unknown, faults


def spelled(parameters: Iterable[Parameter], spellings: Iterable[Spelling]) -> dict[str, tuple[int, Parameter]]:
    """Return each parameter with its place in the declaration, by its wire name in every spelling."""
    known = list(enumerate(parameters))
    return {spell(each.wire): (index, each) for spell in spellings for index, each in known}


def _plain(parameter: Parameter) -> tuple[str, int]:
    """Return where text goes as it is, and up to how many characters; most parameters need no reader."""
    kind = parameter.kind
    if type(kind) is not Text or parameter.many:
        return "", 0
    return parameter.attribute, sys.maxsize if kind.longest is None else kind.longest


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
