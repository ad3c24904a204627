"""What usage needs: sums of the tally."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from cordboard.usage.periods import Period


class Sum(NamedTuple):
    """What was used of something. Units: ``price_micros`` in millionths of a dollar."""

    events: int = 0
    usage: int = 0
    price_micros: int = 0


class UsageStore(Protocol):
    """Where the tally is kept."""

    async def used(self, account_sid: str, period: Period, *, with_subaccounts: bool) -> Mapping[str, Sum]:
        """Return the sums of a period, by category."""

    async def used_by_day(
        self, account_sid: str, period: Period, words: Collection[str], *, with_subaccounts: bool
    ) -> Mapping[int, Mapping[str, Sum]]:
        """Return the sums of these categories on each day of a period; without words, of all."""
