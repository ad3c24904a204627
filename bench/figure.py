"""What a benchmark finds: figures with their targets, and checks that the work was really done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Better(StrEnum):
    """Which way a figure improves."""

    HIGHER = "higher"
    LOWER = "lower"


class Verdict(StrEnum):
    """How a figure stands against its target."""

    MET = "met"
    SHORT = "SHORT"
    NONE = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number. Without a target it is told for comparison only."""

    name: str
    value: float
    unit: str
    target: float | None = None
    better: Better = Better.LOWER

    @property
    def verdict(self) -> Verdict:
        """Return how the figure stands against its target."""
        if self.target is None:
            return Verdict.NONE
        is_met = self.value >= self.target if self.better is Better.HIGHER else self.value < self.target
        return Verdict.MET if is_met else Verdict.SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Whether the work that was measured had been done; a figure without it does not count."""

    name: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run of one benchmark.

    The first figure is the headline, by which runs are compared. With ``is_apart`` each figure was measured by itself,
    at another moment, and is compared by itself.
    """

    figures: Sequence[Figure]
    checks: Sequence[Check] = ()
    notes: Sequence[str] = ()
    is_apart: bool = False

    @property
    def headline(self) -> Figure:
        """Return the figure by which runs are compared."""
        return self.figures[0]

    @property
    def is_sound(self) -> bool:
        """Tell whether every check passed."""
        return all(check.passed for check in self.checks)


def best(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the best run: what disturbs a run, such as a neighbour, only ever makes it worse."""
    first, *_ = outcomes
    if first.is_apart:
        columns = zip(*(outcome.figures for outcome in outcomes), strict=True)
        return replace(first, figures=[_best_figure(column) for column in columns])
    headline = _best_figure([outcome.headline for outcome in outcomes])
    return next(outcome for outcome in outcomes if outcome.headline is headline)


def _best_figure(figures: Sequence[Figure]) -> Figure:
    return (max if figures[0].better is Better.HIGHER else min)(figures, key=lambda figure: figure.value)
