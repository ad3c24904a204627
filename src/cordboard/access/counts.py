"""What an agent did, as far as rules count it: reserved before the act and given back when the act was refused.

Everything happens between two turns of the event loop, so that of a hundred calls at once no two take the same place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cordboard.access.policy import Rule

Day = tuple[str, int, int]
"""A day, its calls, and what they cost in millionths of a dollar."""
NO_DAY: Day = ("", 0, 0)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A place taken for one call under its rules."""

    rules: tuple[Rule, ...]
    days: tuple[str, ...]
    at_ms: int
    cost_micros: int


class Tally:
    """The counts of one agent. Rules are told apart by their place in the policy."""

    def __init__(self, days: Mapping[str, Day] | None = None) -> None:
        """Take what an earlier run counted."""
        self.days: dict[str, Day] = dict(days or {})
        self._recent: dict[str, deque[int]] = {}

    def wait_ms(self, rule: Rule, now_ms: int) -> int:
        """Return how long to wait until the rate allows one more; 0 is now."""
        rate, recent = rule.rate, self._recent.get(rule.at)
        if rate is None or not recent:
            return 0
        while recent and (recent[0] <= now_ms - rate.within_ms or recent[0] > now_ms + rate.within_ms):
            recent.popleft()  # a clock that was set back by more than the time leaves nothing that blocks for long
        return 0 if len(recent) < rate.most else max(recent[0] + rate.within_ms - now_ms, 1)

    def today(self, rule: Rule, now_ms: int) -> tuple[int, int]:
        """Return the calls of this day and what they cost; a clock that went back finds the later day used, too."""
        day, count, spent = self.days.get(rule.at, NO_DAY)
        return (count, spent) if day >= rule.day_of(now_ms) else (0, 0)

    def reserve(self, rules: Iterable[Rule], now_ms: int, cost_micros: int) -> Reservation:
        """Take a place under these rules, which have been asked before."""
        held, days = tuple(rules), []
        for rule in held:
            if rule.rate is not None:
                self._recent.setdefault(rule.at, deque()).append(now_ms)
            day = self.days.get(rule.at, NO_DAY)[0]
            if rule.is_counted:
                count, spent = self.today(rule, now_ms)
                day = max(day, rule.day_of(now_ms))
                self.days[rule.at] = (day, count + 1, spent + cost_micros)
            days.append(day)
        return Reservation(held, tuple(days), now_ms, cost_micros)

    def give_back(self, reservation: Reservation) -> None:
        """Free the place of a call that did nothing; of a rate it stays taken, because asking counts."""
        for rule, taken in zip(reservation.rules, reservation.days, strict=True):
            day, count, spent = self.days.get(rule.at, NO_DAY)
            if rule.is_counted and day == taken:
                self.days[rule.at] = (day, max(count - 1, 0), max(spent - reservation.cost_micros, 0))
