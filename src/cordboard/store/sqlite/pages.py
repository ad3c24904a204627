"""Pages of rows, each read in one descent of an index, however deep it lies.

A page begins past a row, never at a count of rows: rows that arrive or go between two pages move nothing. Only a page
asked for by its bare number is counted to, and the rows before it are skipped in the index alone.
Source: sqlite.org/rowvalue.html, section 2.1 (scrolling window queries); sqlite.org/lang_indexedby.html.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.store.sqlite.readable import readable

T = TypeVar("T")
Condition = tuple[str, object]
Read = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]


class Rows(NamedTuple):
    """Which rows a list shows, and in which order.

    ``sort`` is the column that they are sorted by, newest first unless ``is_rising``; the key decides between equals.
    ``through`` names the index to read by, where SQLite without statistics would guess wrongly.
    """

    columns: str
    table: str
    where: Sequence[Condition]
    sort: str = "key"
    is_rising: bool = False
    through: str | None = None


def read_page(read: Read, rows: Rows, page: PageRequest, make: Callable[[tuple[Any, ...]], T]) -> Page[T]:
    """Read a page from its position onwards or back, or from an offset."""
    is_back = page.position is not None and page.position.direction is Direction.BACK
    offset = page.size * page.number if page.position is None else 0
    sql, values = _select(rows, page.position, rows.is_rising is not is_back, is_far=offset > 0)
    found = read(sql, (*values, page.size + 1, offset))
    has_more, found = len(found) > page.size, found[: page.size]
    if is_back:
        found.reverse()
    if not found:
        return Page((), page.number)
    has_before = has_more if is_back else page.number > 0
    has_after = True if is_back else has_more
    return Page(
        readable(rows.table, found, make, behind=2),
        page.number,
        before=_position(rows, Direction.BACK, found[0]) if has_before else None,
        after=_position(rows, Direction.ONWARDS, found[-1]) if has_after else None,
    )


def _position(rows: Rows, direction: Direction, row: tuple[Any, ...]) -> Position:
    return Position(direction, row[0]) if rows.sort == "key" else Position(direction, row[0], row[1])


def _select(rows: Rows, position: Position | None, is_rising: bool, *, is_far: bool) -> tuple[str, list[object]]:
    """Return the query, short of its limit and offset, and the values of its conditions."""
    conditions, values = [condition for condition, _ in rows.where], [value for _, value in rows.where]
    if position is not None:
        sign = ">" if is_rising else "<"
        if rows.sort == "key":
            conditions.append(f"key {sign} ?")
            values.append(position.key)
        else:
            conditions.append(f"({rows.sort}, key) {sign} (?, ?)")
            values += [position.order, position.key]
    way = "ASC" if is_rising else "DESC"
    order = f"key {way}" if rows.sort == "key" else f"{rows.sort} {way}, key {way}"
    source = rows.table if rows.through is None else f"{rows.table} INDEXED BY {rows.through}"
    window = f"FROM {source} WHERE {' AND '.join(conditions) or '1'} ORDER BY {order} LIMIT ? OFFSET ?"
    found = f"SELECT key, {rows.sort}, {rows.columns}"
    if is_far:  # rows that are skipped are not read
        return f"{found} FROM {rows.table} WHERE key IN (SELECT key {window}) ORDER BY {order}", values
    return f"{found} {window}", values
