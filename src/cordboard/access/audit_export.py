"""The audit for other programs: JSON lines that can be verified, and CSV that opens in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command line that exports nothing has no need of it
    from cordboard.access.audit import Row

COLUMNS = (
    "seq",
    "at_ms",
    "kind",
    "id",
    "agent",
    "operation",
    "decision",
    "reason_code",
    "rule",
    "status",
    "code",
    "sid",
    "ip",
    "key_sid",
    "account_sid",
    "policy_version",
    "args_sha256",
    "sentence",
)
# What a spreadsheet would carry out. Source: owasp.org/www-community/attacks/CSV_Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Form(StrEnum):
    """How rows are written out."""

    JSONL = "jsonl"
    CSV = "csv"


def export(rows: Iterable[Row], form: Form) -> Iterator[str]:
    """Write rows, a line each; CSV has a line of names first and its lines end as RFC 4180 has it."""
    if form is Form.CSV:
        yield _line(COLUMNS)
    write = WRITERS[form]
    for row in rows:
        yield write(row)


def _json_line(row: Row) -> str:
    """Write the canonical JSON untouched, as a text, so that its hash can be made again."""
    return json.dumps({"seq": row.seq, "body": row.body, "sha256": row.sha256}) + "\n"


def _csv_line(row: Row) -> str:
    entry = json.loads(row.body)
    return _line([_cell(entry.get(name)) for name in COLUMNS])


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


WRITERS: Mapping[Form, Callable[[Row], str]] = {Form.JSONL: _json_line, Form.CSV: _csv_line}
