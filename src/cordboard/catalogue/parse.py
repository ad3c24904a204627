"""From text pairs and JSON to the described parameters of an operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Operation, Parameter, Place
from cordboard.catalogue.wire import Malformed

MAX_PAIRS = 1000  # The largest form of the core API has some 40 names; ten media URLs and room for custom parameters.


def read_pairs(text: bytes) -> list[tuple[str, str]]:
    """Split a form or query into decoded pairs.

    Raises: Problem 90007 for broken UTF-8 or more than a thousand pairs.
    Source: WHATWG URL, application/x-www-form-urlencoded parsing.
    """
    if text.count(b"&") >= MAX_PAIRS:
        raise Problem(90007, reason=f"more than {MAX_PAIRS} parameters")
    try:
        return [_pair(part) for part in text.split(b"&") if part]
    except UnicodeDecodeError as fault:
        raise Problem(90007, reason="a parameter is not UTF-8") from fault


def _pair(part: bytes) -> tuple[str, str]:
    name, _, value = part.partition(b"=")
    return _decoded(name), _decoded(value)


def _decoded(text: bytes) -> str:
    if b"+" in text:
        text = text.replace(b"+", b" ")
    return (unquote_to_bytes(text) if b"%" in text else text).decode()


class Reader:
    """Reads the parameters of one operation; made once, when the catalogue is."""

    def __init__(self, operation: Operation) -> None:
        self._shape = operation.shape
        self._all = operation.parameters
        self._required = tuple(each for each in self._all if each.required)
        self._by_wire = {each.wire: (index, each) for index, each in enumerate(self._all)}

    def read(self, path: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> tuple[Any, list[str]]:
        """Return the parameters and the names that the operation does not know.

        Raises: Problem, for the first fault in the order of the declaration.
        """
        values, unknown, faults = self._values(path, pairs)
        if faults:
            raise min(faults, key=lambda fault: fault[0])[1]
        return (self._shape(**values) if self._shape else None), unknown

    def _values(
        self, path: Mapping[str, str], pairs: Iterable[tuple[str, str]]
    ) -> tuple[dict[str, Any], list[str], list[tuple[int, Problem]]]:
        values: dict[str, Any] = {}
        unknown: list[str] = []
        faults: list[tuple[int, Problem]] = []
        by_wire = self._by_wire
        for wire, text in path.items():
            if wire in by_wire:
                index, parameter = by_wire[wire]
                self._take(index, parameter, text, values, faults)
        for wire, text in pairs:
            found = by_wire.get(wire)
            if found is None or found[1].place is Place.PATH:
                unknown.append(wire)
            elif text or found[1].keep_empty:
                self._take(found[0], found[1], text, values, faults)
        for parameter in self._required:
            if parameter.attribute not in values:
                index = by_wire[parameter.wire][0]
                if not any(at == index for at, _ in faults):
                    faults.append((index, Problem(parameter.missing, parameter=parameter.wire)))
        return values, unknown, faults

    def _take(
        self,
        index: int,
        parameter: Parameter,
        text: str,
        values: dict[str, Any],
        faults: list[tuple[int, Problem]],
    ) -> None:
        try:
            value = parameter.kind.read(text) if text else ""
        except Malformed:
            faults.append((index, Problem(parameter.invalid, parameter=parameter.wire, value=text)))
            return
        if parameter.many:
            gathered = values.setdefault(parameter.attribute, [])
            gathered.append(value)
            if len(gathered) > parameter.most:
                faults.append((index, Problem(parameter.too_many, parameter=parameter.wire)))
        elif values.setdefault(parameter.attribute, value) != value:
            faults.append((index, Problem(parameter.invalid, parameter=parameter.wire, value=text)))

    def read_json(
        self, path: Mapping[str, str], pairs: Iterable[tuple[str, str]], body: object
    ) -> tuple[Any, list[str]]:
        """Return the parameters of a JSON request.

        Raises: Problem, for the first fault in the order of the declaration.
        """
        values, unknown, faults = self._values(path, pairs)
        given = body if isinstance(body, dict) else {}
        for wire, raw in given.items():
            found = self._by_wire.get(wire)
            if found is None or found[1].place is not Place.BODY:
                unknown.append(str(wire))
            elif raw is not None:
                self._load(found[0], found[1], raw, values, faults)
        faults = [fault for fault in faults if self._all[fault[0]].attribute not in values]
        if faults:
            raise min(faults, key=lambda fault: fault[0])[1]
        return (self._shape(**values) if self._shape else None), unknown

    @staticmethod
    def _load(
        index: int, parameter: Parameter, raw: object, values: dict[str, Any], faults: list[tuple[int, Problem]]
    ) -> None:
        values.pop(parameter.attribute, None)
        try:
            if not parameter.many:
                values[parameter.attribute] = parameter.kind.load(raw)
            elif isinstance(raw, list) and len(raw) <= parameter.most:
                values[parameter.attribute] = [parameter.kind.load(each) for each in raw]
            else:
                raise Malformed
        except Malformed:
            faults.append((index, Problem(parameter.invalid, parameter=parameter.wire, value=raw)))
