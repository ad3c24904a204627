"""What is wrong with described objects beyond their single values: each class looks at its own, whatever it is in.

A described class may have a method ``also_wrong``, which yields problems of the object, named by the path within it. It
is asked of every object, and also of one that could not be read whole: what was given and could not be read is `UNREAD`
there, what is missing None. So no fault hides another, and nothing is told of what is at fault already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final

from cordboard.base.problem import Problem
from cordboard.catalogue.describe import parameters_of
from cordboard.catalogue.fields import Fields

MOST_FAULTS = 100  # Ten thousand recipients can be wrong in ten thousand ways; a person reads a hundred.


class _Unread:
    """Stands for a value that was given and could not be read: not nothing, and a list with nothing to look at."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD: Final[Any] = _Unread()


class Checker:
    """Asks an object of a described class, and those in it."""

    def __init__(self, shape: type) -> None:
        """Find out once who is to be asked."""
        self._own: Callable[[Any], Iterable[Problem]] | None = getattr(shape, "also_wrong", None)
        inner = [(each, checker_of(each.kind.shape)) for each in parameters_of(shape) if isinstance(each.kind, Fields)]
        self._inner = [(each.attribute, each.wire, checker) for each, checker in inner if checker.is_needed]

    @property
    def is_needed(self) -> bool:
        """Tell whether anybody is to be asked."""
        return self._own is not None or bool(self._inner)

    def faults(self, given: Any) -> list[Problem]:
        """Return what is wrong with an object and with those in it, as many as are told."""
        own = self._own(given) if self._own is not None else ()
        found = list(islice(own, MOST_FAULTS)) if own else []
        if self._inner:
            found += self.inner_faults(given)
        return found

    def inner_faults(self, given: Any) -> list[Problem]:
        """Return what is wrong with the objects in one."""
        found: list[Problem] = []
        for attribute, wire, checker in self._inner:
            value = getattr(given, attribute)
            if isinstance(value, list):
                for place, each in enumerate(value):
                    wrong = checker.faults(each) if each is not UNREAD else ()
                    if wrong:
                        found += [problem.below(f"{wire}[{place}]") for problem in wrong]
                        if len(found) >= MOST_FAULTS:
                            return found
            elif value is not None and value is not UNREAD:
                found += [problem.below(wire) for problem in checker.faults(value)]
        return found


_CHECKERS: dict[type, Checker] = {}


def checker_of(shape: type) -> Checker:
    """Return who asks the objects of a described class."""
    if shape not in _CHECKERS:
        _CHECKERS[shape] = Checker(shape)
    return _CHECKERS[shape]


def faults_within(given: object) -> list[Problem]:
    """Return what is wrong with the objects in one that was read, as many as are told.

    An operation that looks things up tells it with what it finds itself.
    """
    return checker_of(type(given)).inner_faults(given)[:MOST_FAULTS]
