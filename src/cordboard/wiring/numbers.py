"""The part of the composition root that puts the buying of numbers together."""

from __future__ import annotations

from collections.abc import Callable

from cordboard.accounts.account import Accounts
from cordboard.base.sid import SidMaker
from cordboard.numbers.application import Applications
from cordboard.numbers.caller_id import CallerIds
from cordboard.numbers.inventory import Inventory
from cordboard.numbers.number import Numbers
from cordboard.numbers.provisioning import Provisioning
from cordboard.numbers.short_code import ShortCodes
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.store import SqliteStore


def wire_numbers(
    *,
    store: SqliteStore,
    numbers: Numbers,
    accounts: Accounts,
    shelf: Shelf,
    sids: SidMaker,
    now_ms: Callable[[], int],
    random_128: Callable[[], int],
    seed: int,
) -> Provisioning:
    """Put the inventory together with those who sell from it."""
    return Provisioning(
        numbers=numbers,
        accounts=accounts,
        shelf=shelf,
        inventory=Inventory(seed, numbers.is_taken),
        applications=Applications(shelf, numbers.reroute),
        short_codes=ShortCodes(shelf, numbers),
        caller_ids=CallerIds(
            shelf=shelf, numbers=numbers, unit=store.unit, sids=sids, now_ms=now_ms, random_128=random_128
        ),
    )
