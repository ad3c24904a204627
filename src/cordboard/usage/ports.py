"""What usage needs: sums of the tally."""

from __future__ import annotations

from collections.abc import Mapping
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
