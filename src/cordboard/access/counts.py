"""What an agent did, as far as it is counted: reserved before the act, and given back when the act was refused.

Everything happens between two turns of the event loop, so that of a hundred calls at once no two take the same place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from cordboard.access.plan import Plan
from cordboard.access.policy import Meter, Rule

Count = tuple[str, int, int]
"""A day or a month, its calls, and what they cost in millionths of a dollar."""
NO_COUNT: Count = ("", 0, 0)


class Reservation(Struct, frozen=True, gc=False):
    """A place taken for one call: the counts, each with its day or month, and the cost reserved in each."""

    places: tuple[tuple[str, str], ...]
    cost_micros: int
    people: int = 1


class Alert(NamedTuple):
    """A part of a limit that was reached in a day or a month. Units: ``used`` as the limit counts."""

    meter: Meter
    period: str
    part: float
    used: int

    @property
    def sentence(self) -> str:
        """Tell how much is used up."""
        most, is_money = self.meter.limit
        amounts = (f"${self.used / 1e6:g}", f"${most / 1e6:g}") if is_money else (f"{self.used}", f"{most}")
        return f"used {amounts[0]} of the {amounts[1]} that {self.meter.at} gives it for {self.period}"


class Tally:
    """The counts of one agent, told apart by the setting that they are for."""

    def __init__(self, counts: Mapping[str, Count] | None = None) -> None:
        """Take what an earlier run counted."""
        self.counts: dict[str, Count] = dict(counts or {})
        self.alerted: dict[str, tuple[str, float]] = {}
        """The greatest part of each limit that was told, and of which day or month."""
        self._recent: dict[str, deque[int]] = {}

    def wait_ms(self, rule: Rule, now_ms: int, people: int = 1) -> int:
        """Return how long to wait until the rate allows as many more, which it does at some time; 0 is now."""
        rate, recent = rule.rate, self._recent.get(rule.at)
        if rate is None or not recent:
            return 0
        while recent and (recent[0] <= now_ms - rate.within_ms or recent[0] > now_ms + rate.within_ms):
            recent.popleft()  # a clock that was set back by more than the time leaves nothing that blocks for long
        beyond = len(recent) + people - rate.most
        return 0 if beyond <= 0 else max(recent[min(beyond, len(recent)) - 1] + rate.within_ms - now_ms, 1)

    def used(self, meter: Meter, now_ms: int) -> tuple[int, int]:
        """Return the calls of this day or month and their cost; a clock that went back finds the later one used."""
        found = self.counts.get(meter.at)
        if found is None or found[0] < meter.period_of(now_ms):
            return 0, 0
        return found[1], found[2]

    def reserve(self, plan: Plan, now_ms: int, cost_micros: int, people: int = 1) -> Reservation:
        """Take a place under a plan that has been asked before; a call to many people counts as many."""
        for rule in plan.rated:
            most = rule.rate.most if rule.rate is not None else 1
            self._recent.setdefault(rule.at, deque()).extend([now_ms] * min(people, most))
        places: list[tuple[str, str]] = []
        for meter in plan.meters:
            period, count, spent = self.counts.get(meter.at, NO_COUNT)
            now = meter.period_of(now_ms)
            if period < now:
                period, count, spent = now, 0, 0
            self.counts[meter.at] = (period, count + people, spent + cost_micros)
            places.append((meter.at, period))
        return Reservation(tuple(places), cost_micros, people)

    def alerts(self, meters: Iterable[Meter]) -> list[Alert]:
        """Return the parts of limits that are reached and were not told yet in their day or month."""
        return [alert for meter in meters for alert in self._reached(meter)]

    def _reached(self, meter: Meter) -> list[Alert]:
        period, count, spent = self.counts.get(meter.at, NO_COUNT)
        most, is_money = meter.limit
        used = spent if is_money else count
        told_of, told = self.alerted.get(meter.at, ("", 0.0))
        last = told if told_of == period else 0.0
        reached = [part for part in sorted(meter.alerts) if last < part and part * most <= used]
        if reached:
            self.alerted[meter.at] = (period, reached[-1])
        return [Alert(meter, period, part, used) for part in reached]

    def give_back(self, reservation: Reservation) -> None:
        """Free the place of a call that did nothing; of a rate it stays taken, because asking counts."""
        self.correct(reservation.places, -reservation.people, -reservation.cost_micros)

    def correct(self, places: Iterable[tuple[str, str]], calls: int, micros: int) -> None:
        """Add to counts, as far as their day or month still runs; no count goes below nothing."""
        for at, period in places:
            now, count, spent = self.counts.get(at, NO_COUNT)
            if now == period:
                self.counts[at] = (now, max(count + calls, 0), max(spent + micros, 0))
