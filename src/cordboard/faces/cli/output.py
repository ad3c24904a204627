"""What a person reads: tables, facts and JSON, free of whatever could move the cursor of a terminal."""

import json
from collections.abc import Iterable, Mapping, Sequence

MASK = "•••"
MAX_CELL_CHARS = 60
"""Two such columns and a SID of 34 characters fit into a wide terminal; `--json` shows everything."""

Row = Mapping[str, object]
Columns = Mapping[str, str]
"""The heading of each column, and the key of its value."""


def clean(value: object) -> str:
    """Write a value on one line; texts come from strangers and must not carry control sequences."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " ".join(str(value).splitlines())
    return "".join(character if character.isprintable() else "?" for character in text)


def as_json(answer: object, *, indent: int | None = 2) -> str:
    """Write an answer as JSON in ASCII, whatever the terminal's encoding is."""
    return json.dumps(answer, indent=indent)


def table(rows: Sequence[Row], columns: Columns) -> str:
    """Align rows under their headings; long cells are cut."""
    cells = [[_cut(clean(row.get(key))) for key in columns.values()] for row in rows]
    lines = [[heading.upper() for heading in columns], *cells]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths) for line in lines)


def facts(row: Row, names: Columns) -> str:
    """Write one thing as a list of names and values, one a line."""
    return _pairs((name, clean(row.get(key))) for name, key in names.items())


def everything(row: Row) -> str:
    """Write every field of an answer, for things whose fields the server may add to."""
    return _pairs((name, _nested(value)) for name, value in row.items())


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    listed = list(pairs)
    width = max((len(name) for name, _ in listed), default=0)
    return "\n".join(f"{clean(name):<{width}}  {value}" for name, value in listed)


def _nested(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict | list) else clean(value)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cut(text: str) -> str:
    return text if len(text) <= MAX_CELL_CHARS else text[: MAX_CELL_CHARS - 1] + "…"
