"""The chain of the audit, checked as it is exported, from its newest row to its first, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterable

from cordboard.access.audit import GENESIS, Fault, Row, Verdict, why_wrong


class BackwardCheck:
    """Checks rows against those before them; of several that are wrong it tells the first of the chain."""

    def __init__(self) -> None:
        self._newer: Row | None = None
        self._head = GENESIS
        self._rows = 0
        self._length = 0
        self._fault: Fault | None = None

    def take(self, rows: Iterable[Row]) -> None:
        """Check the next rows, newest first."""
        for row in rows:
            if self._newer is None:
                self._head, self._length = row.sha256, row.seq
            else:
                self._look(self._newer, row.seq + 1, row.sha256)
            self._newer = row
            self._rows += 1

    def _look(self, row: Row, seq: int, head: str) -> None:
        why = why_wrong(row, seq, head)
        if why is not None:
            self._fault = Fault(seq, why)

    @property
    def percent(self) -> int:
        """Return how much of the chain was read, by the place of its newest row."""
        return min(100 * self._rows // self._length, 100) if self._length > 0 else 0

    def verdict(self) -> Verdict:
        """Check the first row, and say what was found in all of them."""
        if self._newer is not None:
            self._look(self._newer, 1, GENESIS)
        return Verdict(self._rows, self._head, self._fault)
