"""What agents did is written down with the next commit, in a real database, also what is counted while one is made."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from cordboard.access.agents import Agent as Judged
from cordboard.access.counts import Tally
from cordboard.access.policy import NOTHING
from cordboard.agents.agent import Agents
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.sid import SidMaker
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.engine import Engine, StoreError
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault
from cordboard.wiring.roster import Roster

BOT, DAY = "AG" + "1" * 32, "2026-11-26"


class Desk(NamedTuple):
    """A roster on a database of its own, and an agent whose calls are counted."""

    roster: Roster
    agents: Agents
    bot: Judged

    def count(self, calls: int) -> asyncio.Future[None]:
        """Let the agent have made so many calls."""
        self.bot.tally.counts["budgets.calls_per_day"] = (DAY, calls, 0)
        return cast("asyncio.Future[None]", self.roster.note(self.bot))

    async def written(self) -> int:
        """Return how many are on disk."""
        found = await self.agents.counted(BOT)
        return 0 if found is None else int(found.days["budgets.calls_per_day"][1])


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    engine = Engine(tmp_path / "cordboard.db", Outbox(), Feed())
    random = count(1)
    sids = SidMaker(lambda: 1_700_000_000_000, lambda: next(random))
    shelf = Shelf(SqliteStore(engine, AesVault(b"k" * 32), sids), sids, lambda: 1_700_000_000_000)
    roster = Roster(lambda: 1_700_000_000_000)
    ports: dict[str, Any] = {"keys": None, "check": print, "areas": frozenset()}
    agents = Agents(shelf=shelf, follow=roster.follow, leave=roster.leave, **ports)
    await roster.load(agents)
    yield Desk(roster, agents, Judged(BOT, "bot", "AC" + "1" * 32, NOTHING, 1, Tally()))
    engine.close()


async def test_counts_of_one_commit_are_written_once_as_they_are_then(desk: Desk) -> None:
    first, second = desk.count(1), desk.count(2)
    assert first is second
    await first
    assert await desk.written() == 2


async def test_what_is_counted_while_a_commit_is_under_way_goes_with_the_next(desk: Desk) -> None:
    first = desk.count(1)
    await asyncio.sleep(0)  # the row is read now, and on its way to the disk
    assert not first.done()
    await desk.count(2)
    assert first.done()
    assert await desk.written() == 2


async def test_what_could_not_be_written_is_noted_anew(desk: Desk, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "cordboard.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # for longer than the writer waits
        with pytest.raises(StoreError, match="locked"):
            await desk.count(1)
    await desk.count(2)
    assert await desk.written() == 2
