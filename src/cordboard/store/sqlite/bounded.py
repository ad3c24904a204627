"""Pages by any filters, each in bounded time: an index is walked, and what it does not know is asked of each row.

A page that has looked at so many rows ends there. It is short then, perhaps empty, and tells where to go on, which
cursors allow; so no page takes long, however rare what it looks for is.
Source: sqlite.org/lang_indexedby.html; sqlite.org/lang_select.html#crossjoin (the table on the left is the outer loop).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.store.sqlite.pages import Condition, Read
from cordboard.store.sqlite.readable import readable

MOST_LOOKED_AT = 5_000
"""Rows of a page: five times as many as it may have. Where none of them is wanted that takes some 20 ms."""
HIGHEST_KEY = (1 << 63) - 1
T = TypeVar("T")


class Walk(NamedTuple):
    """What is walked, newest first, for rows of a table: an index, the table itself, or with ``keys`` a table of keys.

    ``where`` are the conditions that the walk knows, ``filters`` those that are asked of each row, of ``ease`` times as
    many as usually, because they are so many times easier. ``has_gaps`` says that keys do not follow one another.
    """

    columns: str
    table: str
    where: Sequence[Condition]
    filters: Sequence[Condition] = ()
    through: str = ""
    keys: str = ""
    ease: int = 1
    has_gaps: bool = True

    @property
    def path(self) -> str:
        """Return where keys are found in their order."""
        return self.keys or f"{self.table} {f'INDEXED BY {self.through}' if self.through else 'NOT INDEXED'}"

    @property
    def source(self) -> str:
        """Return where rows are found in the order of their keys."""
        return f"{self.keys} CROSS JOIN {self.table} USING (key)" if self.keys else self.path


def read_walk(read: Read, walk: Walk, page: PageRequest, make: Callable[[tuple[Any, ...]], T]) -> Page[T]:
    """Read a page from its position onwards."""
    below = page.position.key if page.position is not None else HIGHEST_KEY
    where = [*walk.where, ("key<?", below)]
    floor = _floor(read, walk, where) if walk.filters else None
    bounds = [*where, *walk.filters, *([("key>=?", floor)] if floor is not None else [])]
    sql, values = _query(f"key, {walk.columns}", walk.source, bounds, "?")
    found = read(sql, (*values, page.size + 1))
    shown = found[: page.size]
    last = shown[-1][0] if len(found) > page.size else floor
    after = Position(Direction.ONWARDS, last) if last is not None else None
    return Page(readable(walk.table, shown, make), page.number, after=after)


def _floor(read: Read, walk: Walk, where: Sequence[Condition]) -> int | None:
    """Return the key of the last row that is looked at; None where the walk ends before."""
    most = walk.ease * MOST_LOOKED_AT
    if walk.has_gaps or walk.through:
        rows = read(*_query("key", walk.path, where, f"1 OFFSET {most}"))
        return int(rows[0][0]) if rows else None
    rows = read(*_query("key", walk.path, where, "1"))
    return int(rows[0][0]) - most if rows and rows[0][0] > most else None


def _query(columns: str, source: str, where: Sequence[Condition], limit: str) -> tuple[str, list[object]]:
    conditions = " AND ".join(condition for condition, _ in where)
    sql = f"SELECT {columns} FROM {source} WHERE {conditions} ORDER BY key DESC LIMIT {limit}"  # noqa: S608
    return sql, [value for _, value in where]
