"""When a failing sink is told of: at the first failure, the tenth, hundredth and thousandth, and after twenty minutes.

A subscription to errors may lead back to the sink that failed; told of each failure, it would never end.
Source: reference of the Communications API, section 10.1.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERY_MS = 20 * 60_000
COUNTS = (1, 10, 100, 1000)


@dataclass(slots=True)
class _Period:
    since_ms: int
    failures: int = 0


class Notices:
    """Counts the failures of each sink."""

    def __init__(self) -> None:
        self._periods: dict[str, _Period] = {}

    def is_due(self, sink_sid: str, now_ms: int, failures: int) -> bool:
        """Count failures, and tell whether they are to be told of."""
        period = self._periods.get(sink_sid)
        if period is None or now_ms - period.since_ms >= EVERY_MS:
            period = self._periods[sink_sid] = _Period(now_ms)
        before = period.failures
        period.failures += failures
        return any(before < count <= period.failures for count in COUNTS)
