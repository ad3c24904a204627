"""The counts of operations: what the units of a commit moved is summed and added once, in their transaction.

A commit holds hundreds of messages of one operation. In the same transaction an operation of which nothing more can
be tried is completed, so that its state never says what its counts do not.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from cordboard.base.feed import Happening

Execute = Callable[[str, Sequence[object]], sqlite3.Cursor]


@dataclass(slots=True, eq=False)
class Counts:
    """How the counts of an operation change, by column, and with which id the feed tells of its end."""

    id: int
    at_ms: int
    more: Counter[str] = field(default_factory=Counter)


Counted = dict[int, Counts]
"""Changes by the key of their operation."""
_COMPLETE = (
    "UPDATE comms_operation SET status='completed', updated_ms=?"
    " WHERE key=? AND status='processing' AND waiting=0 AND open=0 RETURNING id, account_sid"
)


def write_counts(execute: Execute, counted: Iterable[Counted]) -> list[Happening]:
    """Add to the counts; returns what to tell the feed of operations that are complete now."""
    happenings = []
    for key, counts in _summed(counted).items():
        columns = [column for column, more in counts.more.items() if more]
        changes = "".join(f"{column}={column}+?, " for column in columns)
        sql = f"UPDATE comms_operation SET {changes}updated_ms=? WHERE key=?"  # noqa: S608 - names of ours
        execute(sql, (*(counts.more[column] for column in columns), counts.at_ms, key))
        for operation_id, account_sid in execute(_COMPLETE, (counts.at_ms, key)).fetchall():
            happenings.append(Happening(counts.id, counts.at_ms, "operation", account_sid, operation_id, "completed"))
    return happenings


def _summed(counted: Iterable[Counted]) -> Counted:
    sums: Counted = {}
    for each in counted:
        for key, counts in each.items():
            known = sums.setdefault(key, Counts(counts.id, counts.at_ms))
            known.id, known.at_ms = max(known.id, counts.id), max(known.at_ms, counts.at_ms)
            known.more.update(counts.more)
    return sums
