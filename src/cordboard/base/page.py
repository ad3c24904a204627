"""Pages of a list: what was asked for, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Direction(StrEnum):
    """Which way a page lies from its position: on to older rows, or back to newer ones."""

    ONWARDS = "A"
    BACK = "B"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list: just past this row, in this direction.

    ``order`` is the row's value of the sort column where a list is not sorted by key.
    """

    direction: Direction
    key: int
    order: int = 0


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The page a caller wants. Without a position, ``number`` pages are skipped."""

    size: int
    number: int = 0
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of a page, and the positions from which its neighbours are read."""

    items: Sequence[T]
    number: int
    before: Position | None = None
    after: Position | None = None


def page_of(rows: Sequence[T], page: PageRequest, key: Callable[[T], int]) -> Page[T]:
    """Return a page of rows that are at hand, those with the highest keys first."""
    position = page.position
    if position is None:
        start, end = page.number * page.size, (page.number + 1) * page.size
    elif position.direction is Direction.ONWARDS:
        start = sum(key(row) >= position.key for row in rows)
        end = start + page.size
    else:
        end = sum(key(row) > position.key for row in rows)
        start = max(end - page.size, 0)
    found = rows[start:end]
    if not found:
        return Page((), page.number)
    before = Position(Direction.BACK, key(found[0])) if start > 0 else None
    after = Position(Direction.ONWARDS, key(found[-1])) if end < len(rows) else None
    return Page(found, page.number, before, after)
