"""The audit on a real file: one order, on disk when it says so, and nothing behind a row that was lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec import Struct

from cordboard.access.audit import GENESIS, Row, Verdict, chained, verify
from cordboard.base.conflict import ConflictError
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.store.sqlite.audit import AuditStore, read_file
from cordboard.store.sqlite.engine import AuditError, Batch, Engine, StoreError

FULL = "CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.key = 2 BEGIN SELECT RAISE(FAIL, 'full'); END"


class Said(Struct, kw_only=True):
    """What a row says in these tests."""

    account_sid: str = "AC0123456789abcdef0123456789abcdef"
    agent: str = "bot"
    at_ms: int = 1_760_000_000_000
    decision: str = "allow"
    id: str = "DE0123456789abcdef0123456789abcdef"
    kind: str = "decision"
    prev: str = ""
    seq: int = 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cordboard.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    opened = Engine(path, Outbox(), Feed())
    yield opened
    opened.close()


def store_of(engine: Engine) -> AuditStore:
    return AuditStore(engine, chained, GENESIS)


def rows(path: Path) -> list[Row]:
    return [Row(*row) for row in read_file(path)]


async def test_rows_appended_at_once_are_one_chain(engine: Engine, path: Path) -> None:
    store = store_of(engine)
    await asyncio.gather(*(store.append(Said(at_ms=at)) for at in range(1500)))
    verdict = verify(rows(path))
    assert (verdict.rows, verdict.fault) == (1500, None)
    assert store.head() == (1500, verdict.head)


async def test_the_feed_is_told_of_decisions_and_not_of_outcomes(path: Path) -> None:
    feed = Feed()
    engine = Engine(path, Outbox(), feed)
    store = store_of(engine)
    await store.append(Said())
    await store.append(Said(kind="outcome"))
    told = [(each.name, each.subject, each.state) for each in feed.since(0)]
    assert told == [("decision", Said().id, "allow")]
    engine.close()


async def test_another_run_goes_on_where_the_last_one_ended(engine: Engine, path: Path) -> None:
    await store_of(engine).append(Said())
    await store_of(engine).append(Said())
    assert verify(rows(path)).rows == 2


async def test_what_follows_a_row_that_was_not_written_is_not_written_either(engine: Engine, path: Path) -> None:
    store = store_of(engine)
    await store.append(Said())
    with closing(sqlite3.connect(path)) as other:
        other.execute(FULL)
        other.commit()
        lost = await asyncio.gather(store.append(Said()), store.append(Said()), return_exceptions=True)
        assert [type(each) for each in lost] == [AuditError, AuditError]
        other.execute("DROP TRIGGER full")
        other.commit()
    await store.append(Said())
    assert (verify(rows(path)).rows, verify(rows(path)).fault) == (2, None)


async def test_a_row_is_written_though_nobody_waits_for_it_any_more(engine: Engine, path: Path) -> None:
    store = store_of(engine)
    asyncio.shield(store.append(Said())).cancel()
    await store.append(Said())
    assert verify(rows(path)) == Verdict(2, store.head().sha256)


async def test_a_closed_database_takes_no_row(path: Path) -> None:
    engine = Engine(path, Outbox(), Feed())
    store = store_of(engine)
    engine.close()
    with pytest.raises(StoreError):
        store.append(Said())


def test_a_folder_without_a_database_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no database"):
        list(read_file(tmp_path / "none.db"))


def unit_of(decision: Said, *steps: tuple[str, tuple[object, ...], bool]) -> Batch:
    unit = Batch()
    unit.decision_id, unit.steps = decision.id, list(steps)
    return unit


async def test_the_row_of_a_decision_is_written_with_the_unit_of_its_act(engine: Engine, path: Path) -> None:
    store, decision = store_of(engine), Said()
    store.hold(decision)
    await engine.submit(unit_of(decision))
    assert [row.seq for row in rows(path)] == [decision.seq] == [1]
    store.settle(decision)
    await store.append(Said(kind="outcome"))
    assert (verify(rows(path)).rows, verify(rows(path)).fault) == (2, None)


async def test_the_row_of_a_decision_whose_act_failed_is_written_by_itself(engine: Engine, path: Path) -> None:
    store, decision = store_of(engine), Said()
    store.hold(decision)
    with pytest.raises(ConflictError):
        await engine.submit(unit_of(decision, ("DELETE FROM message WHERE key = 1", (), True)))
    assert rows(path) == []
    store.settle(decision)
    await store.append(Said(kind="outcome"))
    assert verify(rows(path)).rows == 2


async def test_an_act_whose_decision_cannot_be_written_is_undone_and_others_are_not(engine: Engine, path: Path) -> None:
    store, decision, put = store_of(engine), Said(), "INSERT INTO handset (number, condition) VALUES (?, 'ok')"
    with closing(sqlite3.connect(path)) as other:
        other.execute(FULL.replace("NEW.key = 2", "1"))
        other.commit()
    store.hold(decision)
    free = Batch()
    free.steps = [(put, ("+14155550101",), True)]
    act = engine.submit(unit_of(decision, (put, ("+14155550100",), True)))
    await engine.submit(free)
    with pytest.raises(AuditError):
        await act
    assert engine.read("SELECT number FROM handset") == [("+14155550101",)]
    assert decision.seq == 0
