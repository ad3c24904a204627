"""The shelf keeps what it is given, for the account that it belongs to, in a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.page import PageRequest
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker
from cordboard.shelf.shelf import Kept, Kind, Shelf
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault

OURS, THEIRS = "AC" + "1" * 32, "AC" + "2" * 32


class Box(Kept, frozen=True, kw_only=True):
    name: str
    color: str | None = None


class Lid(Kept, frozen=True, kw_only=True):
    name: str


BOX, LID = Kind("box", "BX", Box, missing=20404), Kind("lid", "LD", Lid)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    engine = Engine(tmp_path / "cordboard.db", Outbox(), Feed())
    time_ms, random = count(1_700_000_000_000), count(1)
    now_ms = lambda: next(time_ms)  # noqa: E731
    sids = SidMaker(now_ms, lambda: next(random))
    yield Shelf(SqliteStore(engine, AesVault(b"k" * 32), sids), sids, now_ms)
    engine.close()


async def test_a_resource_comes_back_as_it_was_given(shelf: Shelf) -> None:
    box = await shelf.add(BOX, OURS, name="first", color="red")
    assert box.sid.startswith("BX")
    assert await shelf.get(BOX, OURS, box.sid) == box


async def test_another_account_and_another_kind_do_not_find_it(shelf: Shelf) -> None:
    box = await shelf.add(BOX, OURS, name="first")
    for search in (shelf.get(BOX, THEIRS, box.sid), shelf.get(LID, OURS, box.sid)):
        with pytest.raises(Problem) as refused:
            await search
        assert refused.value.code == 20404
    assert (await shelf.page(BOX, THEIRS, PageRequest(10))).items == ()


async def test_pages_run_from_the_newest_and_fields_filter_exactly(shelf: Shelf) -> None:
    boxes = [await shelf.add(BOX, OURS, name=f"box {index}", color="red" if index % 2 else None) for index in range(5)]
    first = await shelf.page(BOX, OURS, PageRequest(2))
    assert list(first.items) == boxes[:2:-1]
    assert first.after is not None
    second = await shelf.page(BOX, OURS, PageRequest(2, 1, first.after))
    assert list(second.items) == boxes[2:0:-1]
    assert [box.name for box in (await shelf.page(BOX, OURS, PageRequest(9), color="red")).items] == ["box 3", "box 1"]
    assert await shelf.find(BOX, OURS, name="box 4") == boxes[4]
    assert await shelf.find(BOX, OURS, name="box 5") is None
    assert await shelf.all(BOX, None) == boxes


async def test_changes_leave_what_is_none_and_replacements_do_not(shelf: Shelf) -> None:
    box = await shelf.add(BOX, OURS, name="first", color="red")
    changed = await shelf.change(BOX, box, name="second", color=None)
    assert (changed.name, changed.color, changed.created_ms) == ("second", "red", box.created_ms)
    assert changed.updated_ms > box.updated_ms
    assert (await shelf.replace(BOX, changed, color=None)).color is None
    assert (await shelf.get(BOX, OURS, box.sid)).color is None


async def test_what_stands_in_a_resource_goes_with_it(shelf: Shelf) -> None:
    box, other = await shelf.add(BOX, OURS, name="first"), await shelf.add(BOX, OURS, name="other")
    lid = await shelf.add(LID, OURS, parent_sid=box.sid, name="lid")
    kept = await shelf.add(LID, OURS, parent_sid=other.sid, name="lid")
    assert (await shelf.page(LID, OURS, PageRequest(9), parent_sid=box.sid)).items == [lid]
    with pytest.raises(Problem):
        await shelf.get(LID, OURS, lid.sid, parent_sid=other.sid)
    await shelf.remove(box)
    with pytest.raises(Problem):
        await shelf.get(LID, OURS, lid.sid)
    assert await shelf.get(LID, OURS, kept.sid) == kept


async def test_many_at_once_are_all_kept(shelf: Shelf) -> None:
    await asyncio.gather(*[shelf.add(BOX, OURS, name=f"box {index}") for index in range(500)])
    assert len(await shelf.all(BOX, OURS)) == 500
