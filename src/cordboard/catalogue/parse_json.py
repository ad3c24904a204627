"""From a JSON body to the described parameters of an operation, nested ones included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from cordboard.base.problem import Problem, Said
from cordboard.catalogue.checks import MOST_FAULTS, UNREAD, checker_of
from cordboard.catalogue.describe import Operation, Parameter, Place, parameters_of
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.parse import Fault, Reader, Spelling, spelled
from cordboard.catalogue.wire import Malformed

MOST_UNKNOWN = 100  # names that are kept for the request log, which keeps fewer


def read_json(body: bytes) -> Mapping[str, object]:
    """Return the object that a body holds; an empty body is an empty object. Raises: Problem 90007."""
    if not body:
        return {}
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as fault:
        raise Problem(90007, reason="the body is not JSON") from fault
    if not isinstance(value, dict):
        raise Problem(90007, reason="the body is not a JSON object")
    return value


class JsonReader:
    """Reads the path, query and JSON body of one operation; made once, when the catalogue is.

    What is wrong is told at once, up to a hundred faults: what could not be read, what is missing, and what the
    described classes find ``also_wrong`` with what could be read. A class whose operation ``looks_up`` more is handed
    on where everything could be read, and its operation tells the rest with what it finds itself.
    """

    def __init__(self, operation: Operation, spellings: Iterable[Spelling] = (str,)) -> None:
        """Take an operation; each parameter is known by its wire name in every spelling."""
        spellings = tuple(spellings)
        shape = operation.shape
        self._texts = Reader(operation, spellings)
        self._body = _ObjectReader(operation.parameters, spellings)
        self._checker = checker_of(shape) if shape is not None and checker_of(shape).is_needed else None
        self._looks_up: bool = getattr(shape, "looks_up", False)
        self._last = len(operation.parameters)

    def read(
        self, path: Mapping[str, str], pairs: Iterable[tuple[str, str]], body: Mapping[str, object]
    ) -> tuple[Any, list[str]]:
        """Return the parameters and the names that the operation does not know.

        Raises: Problems, in the order of the declaration; a nested fault names its path, like ``to[0].address``.
        """
        values, unknown, faults = self._texts.gather(path, pairs)
        found = _Found(unknown)
        given = self._body.gather(body, "", found)
        values |= given
        # What the body says well stands in for what the query said badly.
        faults = [fault for fault in faults if not self._body.holds(fault[0], given)] + found.faults
        self._texts.require(values, faults)
        if self._checker is not None and (faults or not self._looks_up):
            also_wrong = self._checker.faults(self._texts.partial(values) if faults else self._texts.made(values, []))
            faults += [(self._last, each) for each in also_wrong]
        return self._texts.made(values, faults[:MOST_FAULTS]), unknown


class _Found:
    """What is found while a body is read: faults, and names that nobody knows.

    ``index`` is the place in the declaration of the parameter that is being read.
    """

    __slots__ = ("faults", "index", "unknown")

    def __init__(self, unknown: list[str]) -> None:
        self.faults: list[Fault] = []
        self.index = 0
        self.unknown = unknown

    def fault(self, problem: Problem) -> None:
        self.faults.append((self.index, problem))

    @property
    def is_full(self) -> bool:
        return len(self.faults) >= MOST_FAULTS


class _ObjectReader:
    """Reads one object; readers of the objects inside it are made with it."""

    def __init__(
        self, parameters: Iterable[Parameter], spellings: tuple[Spelling, ...], *, shape: type | None = None
    ) -> None:
        self._parameters = tuple(parameters)
        self._by_wire = spelled((each for each in self._parameters), spellings)
        self._shape = shape
        self._refuses_unknown: bool = getattr(shape, "refuses_unknown", False)
        self._inner = {
            each.attribute: _ObjectReader(parameters_of(each.kind.shape), spellings, shape=each.kind.shape)
            for each in self._parameters
            if isinstance(each.kind, Fields)
        }

    def holds(self, index: int, given: Mapping[str, Any]) -> bool:
        """Tell whether the parameter at a place of the declaration was given, and could be read."""
        return given.get(self._parameters[index].attribute, UNREAD) is not UNREAD

    def gather(self, body: Mapping[str, object], at: str, found: _Found) -> dict[str, Any]:
        """Return the values by attribute, `UNREAD` for those that could not be read; adds to what is found."""
        values: dict[str, Any] = {}
        raws: dict[str, object] = {}
        for wire, raw in body.items():
            if found.is_full:
                break
            known = self._by_wire.get(wire)
            if known is None or known[1].place is not Place.BODY:
                self._meet(at + wire, found)
                continue
            index, parameter = known
            if raw is None:
                continue
            if self._shape is None:
                found.index = index
            if parameter.attribute not in raws:
                raws[parameter.attribute] = raw
                values[parameter.attribute] = self._load(parameter, at + wire, raw, found)
            elif raws[parameter.attribute] != raw:
                found.fault(Problem(parameter.invalid, parameter=at + wire, value=raw, is_twice=True))
                values[parameter.attribute] = UNREAD
        return values

    def _meet(self, name: str, found: _Found) -> None:
        """Take a name that is not known."""
        if self._refuses_unknown:
            found.fault(Said(20001, "There is no field {}.", name))
        if len(found.unknown) < MOST_UNKNOWN:
            found.unknown.append(name)

    def _load(self, parameter: Parameter, wire: str, raw: object, found: _Found) -> Any:
        """Return what a parameter was given, or `UNREAD`."""
        if not parameter.many:
            return self._value(parameter, wire, raw, found)
        if not isinstance(raw, list):
            found.fault(Problem(parameter.invalid, parameter=wire, value=raw))
            return UNREAD
        if len(raw) > parameter.most:
            found.fault(Problem(parameter.too_many, parameter=wire, most=parameter.most))
            return UNREAD
        loaded: list[Any] = []
        for place, each in enumerate(raw):
            loaded.append(self._value(parameter, f"{wire}[{place}]", each, found))
            if found.is_full:
                break
        return loaded

    def _value(self, parameter: Parameter, wire: str, raw: object, found: _Found) -> Any:
        """Return one value, or `UNREAD`."""
        inner = self._inner.get(parameter.attribute)
        if inner is not None and isinstance(raw, dict):
            return inner.made(raw, f"{wire}.", found)
        try:
            return parameter.kind.load(raw)
        except Malformed as fault:
            for problem in fault.problems or (Problem(parameter.invalid, value=raw),):
                found.fault(problem.below(wire))
            return UNREAD

    def made(self, body: Mapping[str, object], at: str, found: _Found) -> Any:
        """Return the object that a body describes, as far as it could be read; what is missing is None."""
        assert self._shape is not None  # noqa: S101 - only objects within a body are made here
        values = self.gather(body, at, found)
        for each in self._parameters:
            if each.required and each.attribute not in values:
                values[each.attribute] = None
                found.fault(Problem(each.missing, parameter=at + each.wire))
        return self._shape(**values)
