"""From a JSON body to the described parameters of an operation, nested ones included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Operation, Parameter, Place, parameters_of
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.parse import Fault, Reader, Spelling, spelled
from cordboard.catalogue.wire import Malformed

AlsoWrong = Callable[[Mapping[str, Any]], Iterable[Problem]]
MOST_FAULTS = 100  # Ten thousand recipients can be wrong in ten thousand ways; a person reads a hundred.


def read_json(body: bytes) -> Mapping[str, object]:
    """Return the object that a body holds; an empty body is an empty object. Raises: Problem 90007."""
    if not body:
        return {}
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise Problem(90007, reason="the body is not JSON") from fault
    if not isinstance(value, dict):
        raise Problem(90007, reason="the body is not a JSON object")
    return value


class JsonReader:
    """Reads the path, query and JSON body of one operation; made once, when the catalogue is.

    A described class may say with ``also_wrong`` what is wrong with those of its parts that could be read. It is asked
    where others could not, so that a caller is told of everything at once; where all could, the operation looks itself.
    """

    def __init__(self, operation: Operation, spellings: Iterable[Spelling] = (str,)) -> None:
        """Take an operation; each parameter is known by its wire name in every spelling."""
        spellings = tuple(spellings)
        self._texts = Reader(operation, spellings)
        self._body = _ObjectReader(operation.parameters, spellings)
        self._also_wrong: AlsoWrong | None = getattr(operation.shape, "also_wrong", None)
        self._last = len(operation.parameters)

    def read(
        self, path: Mapping[str, str], pairs: Iterable[tuple[str, str]], body: Mapping[str, object]
    ) -> tuple[Any, list[str]]:
        """Return the parameters and the names that the operation does not know.

        Raises: Problems, in the order of the declaration; a nested fault names its path, like ``to[0].address``.
        """
        values, unknown, faults = self._texts.gather(path, pairs)
        given, more, wrong = self._body.gather(body, "")
        values |= given
        # What the body says well stands in for what the query said badly.
        faults = [fault for fault in faults if not self._body.holds(fault[0], given)] + wrong
        self._texts.require(values, faults)
        if faults and self._also_wrong is not None:
            faults += [(self._last, each) for each in self._also_wrong(values)]
        return self._texts.made(values, faults[:MOST_FAULTS]), unknown + more


class _ObjectReader:
    """Reads one object; readers of the objects inside it are made with it."""

    def __init__(self, parameters: Iterable[Parameter], spellings: tuple[Spelling, ...]) -> None:
        self._parameters = tuple(parameters)
        self._by_wire = spelled((each for each in self._parameters), spellings)
        self._inner = {
            each.attribute: (each.kind.shape, _ObjectReader(parameters_of(each.kind.shape), spellings))
            for each in self._parameters
            if isinstance(each.kind, Fields)
        }

    def holds(self, index: int, given: Mapping[str, Any]) -> bool:
        """Tell whether the parameter at a place of the declaration was given."""
        return self._parameters[index].attribute in given

    def gather(self, body: Mapping[str, object], at: str) -> tuple[dict[str, Any], list[str], list[Fault]]:
        """Return the values by attribute, the unknown names and the faults."""
        values: dict[str, Any] = {}
        unknown: list[str] = []
        faults: list[Fault] = []
        raws: dict[str, object] = {}
        for wire, raw in body.items():
            found = self._by_wire.get(wire)
            if found is None or found[1].place is not Place.BODY:
                unknown.append(at + str(wire))
                continue
            index, parameter = found
            if raw is None:
                continue
            if raws.setdefault(parameter.attribute, raw) != raw:
                # The same parameter in two spellings that do not agree.
                faults.append((index, Problem(parameter.invalid, parameter=at + wire, value=raw)))
            else:
                self._load(index, parameter, at + wire, raw, values, unknown, faults)
        return values, unknown, faults

    def _load(
        self,
        index: int,
        parameter: Parameter,
        wire: str,
        raw: object,
        values: dict[str, Any],
        unknown: list[str],
        faults: list[Fault],
    ) -> None:
        if not parameter.many:
            loaded = self._value(index, parameter, wire, raw, unknown, faults)
        elif not isinstance(raw, list):
            loaded = None
            faults.append((index, Problem(parameter.invalid, parameter=wire, value=raw)))
        elif len(raw) > parameter.most:
            loaded = None
            faults.append((index, Problem(parameter.too_many, parameter=wire, most=parameter.most)))
        else:
            loaded = [
                self._value(index, parameter, f"{wire}[{place}]", each, unknown, faults)
                for place, each in enumerate(raw)
            ]
        if loaded is not None:
            values[parameter.attribute] = loaded

    def _value(
        self, index: int, parameter: Parameter, wire: str, raw: object, unknown: list[str], faults: list[Fault]
    ) -> Any:
        inner = self._inner.get(parameter.attribute)
        if inner is None:
            try:
                return parameter.kind.load(raw)
            except Malformed:
                faults.append((index, Problem(parameter.invalid, parameter=wire, value=raw)))
                return None
        shape, reader = inner
        if not isinstance(raw, dict):
            faults.append((index, Problem(parameter.invalid, parameter=wire, value=raw)))
            return None
        values, more, wrong = reader.gather(raw, f"{wire}.")
        unknown += more
        wrong += reader.missing(values, wrong, f"{wire}.")
        faults += [(index, problem) for _, problem in wrong]
        return None if wrong else shape(**values)

    def missing(self, values: Mapping[str, Any], faults: list[Fault], at: str) -> list[Fault]:
        """Return a fault for each required parameter that is neither there nor at fault already."""
        wrong = {index for index, _ in faults}
        return [
            (index, Problem(each.missing, parameter=at + each.wire))
            for index, each in enumerate(self._parameters)
            if each.required and each.attribute not in values and index not in wrong
        ]
