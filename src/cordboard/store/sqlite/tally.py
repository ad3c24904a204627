"""The tally's rows: what the units of a commit used is summed and written once, in their transaction.

A commit holds hundreds of messages of a few categories; a statement for each would cost as much as the message itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from cordboard.usage.measure import Used

Execute = Callable[[str, Sequence[object]], sqlite3.Cursor]
_COLUMNS = "account_sid, day, category, events, usage, price_micros"
_MORE = (
    " ON CONFLICT (account_sid, day, category) DO UPDATE SET events=events+excluded.events,"
    " usage=usage+excluded.usage, price_micros=price_micros+excluded.price_micros"
)
_ADD = f"INSERT INTO used ({_COLUMNS}) VALUES (?,?,?,?,?,?){_MORE}"  # noqa: S608 - names of ours


def add_once(unless: str) -> str:
    """Return the statement that counts something unless this query finds a row, with the values of both."""
    return f"INSERT INTO used ({_COLUMNS}) SELECT ?,?,?,?,?,? WHERE NOT EXISTS ({unless}){_MORE}"


def write_used(execute: Execute, used: Iterable[Used]) -> None:
    """Add to the tally."""
    sums: dict[tuple[str, int, str], tuple[int, int, int]] = {}
    for account_sid, day, category, events, usage, price in used:
        place = (account_sid, day, category)
        more = sums.get(place, (0, 0, 0))
        sums[place] = (more[0] + events, more[1] + usage, more[2] + price)
    for place, figures in sums.items():
        execute(_ADD, (*place, *figures))
