"""What is wrong with described objects beyond their single values: each class looks at its own, whatever it is in.

A described class may have a method ``also_wrong``, which yields problems of the object, named by the path within it. It
is asked of every object, and also of one that could not be read whole: what was given and could not be read is `UNREAD`
there, what is missing None. So no fault hides another, and nothing is told of what is at fault already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
        self._own: Callable[[Any], Iterator[Problem]] | None = getattr(shape, "also_wrong", None)
        inner = [(each, checker_of(each.kind.shape)) for each in parameters_of(shape) if isinstance(each.kind, Fields)]
        self._inner = [(each.attribute, each.wire, checker) for each, checker in inner if checker.is_needed]

    @property
    def is_needed(self) -> bool:
        """Tell whether anybody is to be asked."""
        return self._own is not None or bool(self._inner)

    def faults(self, given: Any) -> Iterator[Problem]:
        """Yield what is wrong with an object and with those in it."""
        if self._own is not None:
            yield from self._own(given)
        yield from self.inner_faults(given)

    def inner_faults(self, given: Any) -> Iterator[Problem]:
        """Yield what is wrong with the objects in one."""
        for attribute, wire, checker in self._inner:
            found = getattr(given, attribute)
            if isinstance(found, list):
                for place, each in enumerate(found):
                    if each is not UNREAD:
                        for problem in checker.faults(each):
                            yield problem.below(f"{wire}[{place}]")
            elif found is not None and found is not UNREAD:
                for problem in checker.faults(found):
                    yield problem.below(wire)


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
    return list(islice(checker_of(type(given)).inner_faults(given), MOST_FAULTS))
