"""The audit on a real file: one order, on disk when it says so, and nothing behind a row that was lost."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cordboard.access.audit import GENESIS, Encoded, Row, Verdict, chained, verify
from cordboard.base.conflict import ConflictError
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.page import PageRequest
from cordboard.store.sqlite.audit import EASE, AuditStore, read_file
from cordboard.store.sqlite.bounded import MOST_LOOKED_AT
from cordboard.store.sqlite.engine import AuditError, Batch, Engine, StoreError

FULL = "CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.key = 2 BEGIN SELECT RAISE(FAIL, 'full'); END"


class Said(Encoded, kw_only=True):
    """What a row says in these tests."""

    account_sid: str = "AC0123456789abcdef0123456789abcdef"
    agent: str = "bot"
    at_ms: int = 1_760_000_000_000
    decision: str = "allow"
    id: str = "DE0123456789abcdef0123456789abcdef"
    kind: str = "decision"
    prev: str = ""
    sentence: str = ""
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


async def test_the_feed_is_told_of_a_judgement_by_its_place_in_the_chain(path: Path) -> None:
    feed = Feed()
    engine = Engine(path, Outbox(), feed)
    store = store_of(engine)
    await asyncio.gather(*(store.append(Said(kind=kind)) for kind in ("decision", "judgement", "judgement")))
    told = [(each.name, each.subject, each.state) for each in feed.since(0)]
    assert sorted(told) == [("decision", Said().id, "allow"), ("judgement", "2", "allow"), ("judgement", "3", "allow")]
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


async def test_what_cannot_be_put_into_words_stops_nobody_else(engine: Engine, path: Path) -> None:
    store = store_of(engine)
    await store.append(Said())
    with pytest.raises(AuditError):
        await store.append(Said(seq=0, decision=object()))  # type: ignore[arg-type]
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


def bodies_of(store: AuditStore, wanted: dict[str, object]) -> tuple[list[dict[str, object]], list[int]]:
    """Read every page of a search; returns the rows, and how many stood on each page."""
    found: list[dict[str, object]] = []
    sizes: list[int] = []
    request: PageRequest | None = PageRequest(50)
    while request is not None:
        page = store.page(wanted, request, lambda body, sha256: json.loads(body))
        found += page.items
        sizes.append(len(page.items))
        request = PageRequest(50, 0, page.after) if page.after is not None else None
    return found, sizes


RARE: dict[str, object] = {"id": "DE" + "7" * 32}


@pytest.mark.parametrize(
    ("wanted", "looked_at"),
    [
        (RARE, EASE * MOST_LOOKED_AT),
        (RARE | {"agent": "bot"}, EASE * MOST_LOOKED_AT),
        (RARE | {"since": 0}, MOST_LOOKED_AT),
    ],
)
async def test_a_search_for_what_is_rare_looks_at_so_many_rows_a_page_and_finds_it_all(
    engine: Engine, wanted: dict[str, object], looked_at: int
) -> None:
    store, count = store_of(engine), 2 * looked_at + 500
    rare = {0, looked_at, count - 1}
    entries = [Said(id="DE" + ("7" if each in rare else "0") * 32) for each in range(count)]
    await asyncio.gather(*map(store.append, entries))
    found, sizes = bodies_of(store, wanted)
    assert [row["seq"] for row in found] == [count, looked_at + 1, 1]
    assert sizes == [1, 1, 1]


async def test_a_page_is_full_where_there_are_rows_for_it(engine: Engine) -> None:
    store = store_of(engine)
    await asyncio.gather(*(store.append(Said(agent=("bot", "other")[each % 2])) for each in range(220)))
    found, sizes = bodies_of(store, {"agent": "bot"})
    assert (sizes, {row["agent"] for row in found}) == ([50, 50, 10], {"bot"})
    assert bodies_of(store, {})[1] == [50, 50, 50, 50, 20]


SENTENCES = (
    'clerk may say "yes" to 100 % of it_all',
    "clerk wrote to Zoë\\ in Köln •••",
    "a\nb\tc",
    "DECISION sentence at_ms",
    "İstanbul",
)
WORDS = ("yes", '"', '" to', "100 %", "%", "_", "it_all", "itXall", "zoë", "KöLN", "KÖLN", "\\ in", "•••", "a\nb")
MORE = ("decision", "sentence", "at_ms", "DE0", "clerk", "istanbul", "İSTANBUL", " ", "q", "bot")


@pytest.mark.parametrize("words", [*WORDS, *MORE])
async def test_a_search_by_text_finds_what_stands_in_sentences_and_nothing_else(engine: Engine, words: str) -> None:
    store = store_of(engine)
    await asyncio.gather(*(store.append(Said(sentence=each)) for each in SENTENCES))
    fold = str.maketrans({chr(each): chr(each + 32) for each in range(65, 91)})  # as SQLite does: of ASCII alone
    expected = [each for each in SENTENCES if words.translate(fold) in each.translate(fold)]
    assert [row["sentence"] for row in bodies_of(store, {"text": words})[0][::-1]] == expected


@pytest.mark.parametrize("wanted", [{"text": "needle"}, {"decision": "allow", "since": 0}, {}])
async def test_a_row_that_is_spoilt_on_disk_keeps_nobody_from_finding_others(
    engine: Engine, path: Path, wanted: dict[str, object]
) -> None:
    store = store_of(engine)
    await asyncio.gather(*(store.append(Said(sentence="a needle")) for _ in range(3)))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE audit SET body = substr(body, 1, length(body) - 4) WHERE key = 2")
    assert [row["seq"] for row in bodies_of(store, wanted)[0]] == [3, 1]
