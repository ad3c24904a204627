"""The tally on a real file: what is counted, what is not, and that it is counted once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from cordboard.base.conflict import ConflictError
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.store.sqlite.engine import Batch, Engine
from cordboard.store.sqlite.tally import add_once
from cordboard.store.sqlite.usage import SqliteUsage
from cordboard.usage.measure import Used
from cordboard.usage.periods import Period
from cordboard.usage.ports import Sum

ADD = "INSERT INTO meta (name, value) VALUES (?,?)"
OWNER, SUB, OTHER = "AC1", "AC2", "AC3"
ACCOUNT = "INSERT INTO account (key, sid, owner_sid, friendly_name, status, type, auth_token, created_ms, updated_ms)"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Open a database."""
    opened = Engine(tmp_path / "cordboard.db", Outbox(), Feed())
    yield opened
    opened.close()


def using(*used: Used, name: object = None) -> Batch:
    """Return a unit that uses something, and adds a row if one is named."""
    batch = Batch()
    batch.used = list(used)
    batch.steps = [] if name is None else [(ADD, (name, b""), False)]
    return batch


async def test_what_many_units_used_is_summed_by_account_day_and_category(engine: Engine) -> None:
    one, next_day = Used(OWNER, 7, "sms", 1, 2, 100), Used(OWNER, 8, "sms", 1, 1, 50)
    await asyncio.gather(*(engine.submit(using(one, next_day)) for _ in range(600)))
    tally = SqliteUsage(engine)
    assert await tally.used(OWNER, Period(7, 7), with_subaccounts=False) == {"sms": Sum(600, 1200, 60_000)}
    assert await tally.used(OWNER, Period(7, 8), with_subaccounts=False) == {"sms": Sum(1200, 1800, 90_000)}
    by_day = await tally.used_by_day(OWNER, Period(6, 8), ("sms", "mms"), with_subaccounts=False)
    assert by_day == {7: {"sms": Sum(600, 1200, 60_000)}, 8: {"sms": Sum(600, 600, 30_000)}}
    assert await tally.used_by_day(OWNER, Period(6, 8), ("mms",), with_subaccounts=False) == {}
    assert await tally.used_by_day(OWNER, Period(6, 8), (), with_subaccounts=False) == by_day
    assert engine.read("SELECT count(*) FROM used") == [(2,)]


async def test_a_unit_that_fails_counts_nothing_and_its_neighbours_do(engine: Engine) -> None:
    used = Used(OWNER, 7, "sms", 1, 1, 1)
    units = [using(used, name="a"), using(used, name="a"), using(used, name="b")]
    done = await asyncio.gather(*map(engine.submit, units), return_exceptions=True)
    assert [type(each) for each in done] == [type(None), ConflictError, type(None)]
    tally = await SqliteUsage(engine).used(OWNER, Period(7, 7), with_subaccounts=False)
    assert tally == {"sms": Sum(2, 2, 2)}


async def test_what_is_counted_once_is_not_counted_when_its_row_is_written_again(engine: Engine) -> None:
    statement = add_once("SELECT 1 FROM meta WHERE name=?")
    for _ in range(3):
        batch = Batch()
        values = (*Used(OWNER, 7, "phonenumbers", 1, 1, 9), "number")
        batch.steps = [(statement, values, False), (ADD.replace("INSERT", "INSERT OR REPLACE"), ("number", b""), False)]
        await engine.submit(batch)
    tally = await SqliteUsage(engine).used(OWNER, Period(7, 7), with_subaccounts=False)
    assert tally == {"phonenumbers": Sum(1, 1, 9)}


async def test_subaccounts_count_for_their_owner_and_for_nobody_else(engine: Engine) -> None:
    batch = using(*(Used(sid, 7, "sms", 1, 1, 1) for sid in (OWNER, SUB, OTHER)))
    for key, (sid, owner) in enumerate(((OWNER, OWNER), (SUB, OWNER), (OTHER, OTHER))):
        batch.steps.append((f"{ACCOUNT} VALUES (?,?,?,'','active','Full',x'',0,0)", (key, sid, owner), False))
    await engine.submit(batch)
    tally = SqliteUsage(engine)
    assert await tally.used(OWNER, Period(7, 7), with_subaccounts=True) == {"sms": Sum(2, 2, 2)}
    assert await tally.used(OWNER, Period(7, 7), with_subaccounts=False) == {"sms": Sum(1, 1, 1)}
    assert await tally.used(SUB, Period(7, 7), with_subaccounts=True) == {"sms": Sum(1, 1, 1)}


async def test_who_waits_for_usage_is_told_after_the_commit_that_holds_it(engine: Engine) -> None:
    told: list[object] = []
    engine.on_used = lambda: told.append(engine.read("SELECT events FROM used"))
    await engine.submit(using(name="a"))
    assert told == []
    await engine.submit(using(Used(OWNER, 7, "sms", 1, 1, 1)))
    await asyncio.sleep(0)
    assert told == [[(1,)]]
