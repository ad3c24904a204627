"""What a person reads: tables, facts and JSON, free of whatever could move the cursor of a terminal."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence

MASK = "•••"
GAP = "  "
MAX_CELL_CHARS = 34
"""A SID has 34 characters. On a terminal, longer cells are cut; the last of a row is wrapped instead."""
MAX_CELL_LINES = 4
MIN_WRAP_CHARS = 20
"""In a narrower space, a wrapped text is harder to read than one that the terminal breaks."""

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
    """Align rows under their headings, and fit them to the terminal; a file or a pipe gets every cell whole."""
    width = _terminal_width()
    *headings, last_heading = (heading.upper() for heading in columns)
    *keys, last_key = columns.values()
    starts = [headings, *([_cut(clean(row.get(key)), width) for key in keys] for row in rows)]
    ends = [last_heading, *(clean(row.get(last_key)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*starts, strict=True)]
    return "\n".join(
        _hang("".join(_pad(cell, chars) for cell, chars in zip(start, widths, strict=True)), end, width, MAX_CELL_LINES)
        for start, end in zip(starts, ends, strict=True)
    )


def facts(row: Row, names: Columns) -> str:
    """Write one thing as a list of names and values, one a line."""
    return _pairs((name, [clean(row.get(key))]) for name, key in names.items())


def warnings(row: Row) -> str:
    """Write what an answer warns of, a line each behind what it tells; empty where it warns of nothing."""
    found = row.get("warnings")
    return "".join(f"\nWarning: {clean(each)}" for each in found) if isinstance(found, list) else ""


def everything(row: Row) -> str:
    """Write every field of an answer, for things whose fields the server may add to."""
    return _pairs((clean(name), _lines(value)) for name, value in row.items())


def fit_errors(sentences: str) -> str:
    """Wrap what follows `Error: ` on a terminal; a log gets a line for each sentence."""
    if not sys.stderr.isatty():
        return sentences
    first, *others = sentences.split("\n")
    width = shutil.get_terminal_size().columns
    return "\n".join(
        [_hang("Error: ", first, width).removeprefix("Error: "), *(_hang("", each, width) for each in others)]
    )


def _pairs(pairs: Iterable[tuple[str, list[str]]]) -> str:
    width = _terminal_width()
    listed = list(pairs)
    chars = max((len(name) for name, _ in listed), default=0)
    return "\n".join(
        _hang(_pad(name if at == 0 else "", chars), line, width)
        for name, lines in listed
        for at, line in enumerate(lines)
    )


def _lines(value: object) -> list[str]:
    """Write a value that may hold others: each of them on a line of its own."""
    if isinstance(value, Mapping):
        return [f"{clean(name)}: {clean(each)}" for name, each in value.items()] or ["-"]
    if isinstance(value, list):
        return [clean(json.dumps(each) if isinstance(each, dict | list) else each) for each in value] or ["-"]
    return [clean(value)]


def _hang(start: str, text: str, width: int | None, max_lines: int | None = None) -> str:
    """Write a text after a start, and what does not fit under it; words stay whole, so that URLs can be copied."""
    room = width - len(start) if width else 0
    if room < MIN_WRAP_CHARS:
        return (start + text).rstrip()
    lines = textwrap.wrap(
        text, room, max_lines=max_lines, placeholder=" …", break_long_words=False, break_on_hyphens=False
    )
    return f"\n{' ' * len(start)}".join([(start + "".join(lines[:1])).rstrip(), *lines[1:]])


def _pad(cell: str, chars: int) -> str:
    return f"{cell:<{chars}}{GAP}"


def _cut(text: str, width: int | None) -> str:
    return text if width is None or len(text) <= MAX_CELL_CHARS else text[: MAX_CELL_CHARS - 1] + "…"


def _terminal_width() -> int | None:
    """Return the columns of the terminal, or None when a program or a file takes the output."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
