"""The part of the composition root that puts numbers together: those owned, where they reach, how they are bought."""

from __future__ import annotations

from dataclasses import dataclass

from cordboard.accounts.account import Accounts
from cordboard.numbers.application import Applications
from cordboard.numbers.caller_id import CallerIds
from cordboard.numbers.geo import GeoPermissions
from cordboard.numbers.inventory import Inventory
from cordboard.numbers.lookup_limits import LookupLimits
from cordboard.numbers.number import Numbers
from cordboard.numbers.provisioning import Provisioning
from cordboard.numbers.short_code import ShortCodes
from cordboard.wiring.ground import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberParts:
    """Numbers, put together."""

    numbers: Numbers
    geo: GeoPermissions
    lookup_limits: LookupLimits
    provisioning: Provisioning

    async def load(self) -> None:
        """Read what is kept in memory, at the start."""
        await self.geo.load()
        await self.provisioning.load()
        await self.lookup_limits.load()


def wire_numbers(ground: Ground, accounts: Accounts) -> NumberParts:
    """Put numbers together with the inventory, and with those who sell from it."""

    def owner_of(account_sid: str) -> str:
        account = accounts.find(account_sid)
        return account.owner_sid if account is not None else account_sid

    numbers = Numbers(ground.store, ground.sids, ground.now_ms)
    provisioning = Provisioning(
        numbers=numbers,
        accounts=accounts,
        shelf=ground.shelf,
        inventory=Inventory(ground.settings.seed or 0, numbers.is_taken),
        applications=Applications(ground.shelf, numbers.reroute),
        short_codes=ShortCodes(ground.shelf, numbers),
        caller_ids=CallerIds(
            shelf=ground.shelf,
            numbers=numbers,
            unit=ground.store.unit,
            sids=ground.sids,
            now_ms=ground.now_ms,
            random_128=ground.random_128,
        ),
    )
    return NumberParts(
        numbers=numbers,
        geo=GeoPermissions(ground.shelf, owner_of),
        lookup_limits=LookupLimits(ground.shelf, ground.now_ms),
        provisioning=provisioning,
    )
