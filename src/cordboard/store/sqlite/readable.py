"""Rows as what they say, without those that a broken disk or a wrong hand has spoilt.

One row that cannot be read is no reason to keep all others from a list: it is left out, and named in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec

UNREADABLE = (msgspec.MsgspecError, ValueError, LookupError, TypeError, ArithmeticError)
"""What a decoder raises for a body that is none, a table of words for a word that is none, and a
price that is none."""
T = TypeVar("T")
_log = logging.getLogger(__name__)


def readable(
    table: str, rows: Sequence[tuple[Any, ...]], make: Callable[[tuple[Any, ...]], T], *, behind: int = 1
) -> list[T]:
    """Return what rows say that begin with their key; ``make`` gets what stands behind so many columns."""
    try:
        return [make(row[behind:]) for row in rows]
    except UNREADABLE:
        return list(_one_by_one(table, rows, make, behind))


def _one_by_one(
    table: str, rows: Sequence[tuple[Any, ...]], make: Callable[[tuple[Any, ...]], T], behind: int
) -> Iterator[T]:
    for row in rows:
        try:
            yield make(row[behind:])
        except UNREADABLE as fault:
            _log.error("row.unreadable %s %s", table, row[0], exc_info=fault, extra={"table": table, "key": row[0]})
