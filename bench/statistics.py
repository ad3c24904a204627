"""Numbers from measurements: percentiles, and what wrk's script reports."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

REPORT_MARK = "REPORT "
"""Begins the line that `accept.lua` prints when wrk has ended."""


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that at least this share (0 to 1) of all values do not exceed: the nearest rank.

    Raises: ValueError without values, or with a share outside 0 to 1.
    """
    ordered = sorted(values)
    if not ordered or not 0 <= share <= 1:
        raise ValueError("a percentile needs values, and a share from 0 to 1")
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def median(values: Iterable[float]) -> float:
    """Return the value in the middle; of an even number, the lower of the two. Raises: ValueError without values."""
    return percentile(values, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What wrk measured. Units: in the names."""

    requests: int
    duration_s: float
    p50_ms: float
    p99_ms: float
    errors: int

    @property
    def per_second(self) -> float:
        """Return the requests that were answered a second."""
        return self.requests / self.duration_s


def read_load_report(output: str) -> LoadReport:
    """Read the line that the script printed among wrk's own. Raises: ValueError when there is none."""
    lines = [line for line in output.splitlines() if line.startswith(REPORT_MARK)]
    if len(lines) != 1:
        raise ValueError(f"wrk printed no report: {output[-300:]!r}")
    given = json.loads(lines[0].removeprefix(REPORT_MARK))
    return LoadReport(
        requests=given["requests"],
        duration_s=given["duration_us"] / 1e6,
        p50_ms=given["p50_us"] / 1e3,
        p99_ms=given["p99_us"] / 1e3,
        errors=sum(given["errors"].values()),
    )


def histogram(values: Iterable[str]) -> dict[str, int]:
    """Return how often each value comes, in the order of the values."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items()))


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Return the values of repeated runs, for a line of text."""
    return " / ".join(f"{value:,.{digits}f}" for value in values)
