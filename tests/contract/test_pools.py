"""The pools of services on a real database: limits, races, and what a new start finds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker
from cordboard.messaging.pool import Pools
from cordboard.messaging.service import MOST_SENDERS, Role
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault

OURS, NUMBER = "AC" + "1" * 32, "PN" + "1" * 32


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    engine = Engine(tmp_path / "cordboard.db", Outbox(), Feed())
    time_ms, random = count(1_700_000_000_000), count(1)
    now_ms = lambda: next(time_ms)  # noqa: E731
    sids = SidMaker(now_ms, lambda: next(random))
    yield Shelf(SqliteStore(engine, AesVault(b"k" * 32), sids), sids, now_ms)
    engine.close()


async def test_a_pool_holds_400_senders_and_no_more(shelf: Shelf) -> None:
    assert MOST_SENDERS == 400  # reference 09
    pools = Pools(shelf)
    service = await pools.create(OURS, friendly_name="Crowd")
    adding = [pools.add(service, Role.ALPHA, None, address=f"Name {each}") for each in range(400)]
    assert len({sender.member_sid for sender in await asyncio.gather(*adding)}) == 400
    with pytest.raises(Problem) as refused:
        await pools.add(service, Role.ALPHA, None, address="One more")
    assert refused.value.code == 21714


async def test_of_two_services_that_take_a_number_at_the_same_moment_one_gets_it(shelf: Shelf) -> None:
    pools = Pools(shelf)
    services = [await pools.create(OURS, friendly_name=name) for name in ("One", "Other")]
    adding = [pools.add(each, Role.PHONE_NUMBER, NUMBER, address="+12015550100") for each in services]
    taken, refused = sorted(
        await asyncio.gather(*adding, return_exceptions=True), key=lambda each: isinstance(each, Problem)
    )
    assert pools.home(OURS, "+12015550100") == getattr(taken, "parent_sid", None)
    assert getattr(refused, "code", None) == 21712


async def test_a_new_start_finds_services_and_senders_and_what_left_is_gone(shelf: Shelf) -> None:
    pools = Pools(shelf)
    service = await pools.create(OURS, friendly_name="Desk")
    await pools.add(service, Role.PHONE_NUMBER, NUMBER, address="+12015550100")
    await pools.add(service, Role.ALPHA, None, address="Desk")
    await pools.leave(OURS, "+12015550100")
    again = Pools(shelf)
    await again.load()
    found = again.found(OURS, service.sid)
    assert found == service
    assert [each.address for each in again.senders(service.sid)] == ["Desk"]
    assert again.home(OURS, "+12015550100") is None
    await again.delete(service)
    last = Pools(shelf)
    await last.load()
    assert last.found(OURS, service.sid) is None
    assert list(last.senders(service.sid)) == []
