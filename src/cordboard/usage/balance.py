"""The balance: the credit that every installation begins with, less what was spent."""

from __future__ import annotations

from decimal import Decimal

from cordboard.pricing.table import MICROS
from cordboard.usage.categories import TOTAL
from cordboard.usage.periods import EVER
from cordboard.usage.records import UsageRecords

CREDIT = Decimal(1000)  # Ours: in US dollars; nothing is refused when it is spent
_CENT = Decimal("0.01")


async def balance_of(records: UsageRecords, owner_sid: str) -> Decimal:
    """Return what is left of the credit that an account and its subaccounts share. Units: US dollars."""
    used = await records.used(owner_sid, TOTAL, EVER)
    left = CREDIT - Decimal(used.price_micros) / MICROS
    rounded = left.quantize(_CENT)
    return rounded if rounded == left else left
