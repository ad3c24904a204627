"""The engine on real files: many units in one commit, neighbours that fail, files that are not ours to open."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cordboard.base.feed import Feed, Happening
from cordboard.base.outbox import Outbox, Task, TaskKind
from cordboard.store.sqlite.engine import (
    MOST_UNITS_A_COMMIT,
    Batch,
    ConflictError,
    Engine,
    StoreError,
    migrations,
    prune,
)

ADD = "INSERT INTO meta (name, value) VALUES (?,?)"
CHANGE = "UPDATE meta SET value=? WHERE name=?"
NAMES = "SELECT name FROM meta ORDER BY name"


def unit(name: object, *more: tuple[str, tuple[object, ...], bool]) -> Batch:
    """Return a unit that adds a row, and then does more."""
    batch = Batch()
    batch.steps = [(ADD, (name, b""), False), *more]
    return batch


def names(engine: Engine) -> list[object]:
    return [row[0] for row in engine.read(NAMES)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a database of the test's own."""
    return tmp_path / "cordboard.db"


@pytest.fixture
def outbox() -> Outbox:
    """Make an outbox that nobody owns yet."""
    return Outbox()


@pytest.fixture
def feed() -> Feed:
    """Make a feed."""
    return Feed()


@pytest.fixture
def engine(path: Path, outbox: Outbox, feed: Feed) -> Iterator[Engine]:
    """Open an engine."""
    opened = Engine(path, outbox, feed)
    yield opened
    opened.close()


# Commits


async def test_a_unit_is_on_disk_when_its_future_is_done(engine: Engine, path: Path) -> None:
    await engine.submit(unit("a"))
    with closing(sqlite3.connect(path)) as another:
        assert another.execute(NAMES).fetchall() == [("a",)]


async def test_nothing_is_seen_of_a_unit_before_it_is_on_disk(engine: Engine) -> None:
    done = engine.submit(unit("a"))
    assert names(engine) == []
    await done
    assert names(engine) == ["a"]


async def test_units_of_one_turn_are_one_commit(engine: Engine, outbox: Outbox) -> None:
    handed_out: list[int] = []
    outbox.own(TaskKind.SUBMIT, lambda tasks: handed_out.append(len(tasks)))
    units = [unit(f"{number:03}") for number in range(100)]
    for number, each in enumerate(units):
        each.tasks.append(Task(number, TaskKind.SUBMIT, 0, number))
    await asyncio.gather(*map(engine.submit, units))
    # The outbox hands out the tasks of a commit at once, so as many calls as commits.
    assert handed_out == [100]
    assert len(names(engine)) == 100


async def test_more_units_than_a_commit_takes_are_written_in_order_in_several(engine: Engine, outbox: Outbox) -> None:
    handed_out: list[list[int]] = []
    outbox.own(TaskKind.SUBMIT, lambda tasks: handed_out.append([task.id for task in tasks]))
    count = 2 * MOST_UNITS_A_COMMIT + 1
    units = [unit(str(number)) for number in range(count)]
    for number, each in enumerate(units):
        each.tasks.append(Task(number, TaskKind.SUBMIT, 0, number))
    await asyncio.gather(*map(engine.submit, units))
    assert [len(tasks) for tasks in handed_out] == [MOST_UNITS_A_COMMIT, MOST_UNITS_A_COMMIT, 1]
    assert [task for tasks in handed_out for task in tasks] == list(range(count))


async def test_units_that_come_during_a_commit_are_in_the_next(engine: Engine) -> None:
    first = engine.submit(unit("a"))
    await asyncio.sleep(0)  # the first is being written now
    second = engine.submit(unit("b"))
    await asyncio.gather(first, second)
    assert names(engine) == ["a", "b"]


async def test_what_follows_a_commit_sees_it_and_comes_in_order(engine: Engine, outbox: Outbox, feed: Feed) -> None:
    order: list[object] = []
    feed.listen(lambda happening: order.append(("feed", happening.id, names(engine))))
    outbox.own(TaskKind.WEBHOOK, lambda tasks: order.append(("outbox", tasks[0].id, names(engine))))
    batch = unit("a")
    batch.after.append(lambda: order.append(("after", 0, names(engine))))
    batch.happenings.append(Happening(7, 0, "message", "AC", "SM", "queued"))
    batch.tasks.append(Task(8, TaskKind.WEBHOOK, 0, 8))
    await engine.submit(batch)
    assert order == [("after", 0, ["a"]), ("feed", 7, ["a"]), ("outbox", 8, ["a"])]


async def test_the_engine_is_busy_until_everything_is_written(engine: Engine) -> None:
    assert not engine.is_busy
    done = engine.submit(unit("a"))
    assert engine.is_busy
    await done
    await engine.submit(unit("b"))
    assert not engine.is_busy


async def test_a_unit_whose_caller_has_gone_is_written_all_the_same(engine: Engine) -> None:
    gone, stays = engine.submit(unit("a")), engine.submit(unit("b"))
    gone.cancel()
    await stays
    assert names(engine) == ["a", "b"]


# Units that fail

FAILING = {
    "twice": ((ADD, ("first", b""), False), ConflictError),
    "no-row": ((CHANGE, (b"x", "nobody"), True), ConflictError),
    "null": ((ADD, ("x", None), False), ConflictError),
    "sql": (("INSERT INTO nothing VALUES (1)", (), False), StoreError),
    "holes": ((ADD, ("x",), False), StoreError),
    "type": ((ADD, ("x", object()), False), StoreError),
    "large": ((ADD, ("x", 1 << 64), False), OverflowError),
    "no-unicode": ((ADD, ("\ud800", b""), False), UnicodeEncodeError),
}


@pytest.mark.parametrize("failing", FAILING)
async def test_a_failing_unit_leaves_nothing_and_harms_no_neighbour(engine: Engine, failing: str) -> None:
    step, fault = FAILING[failing]
    outcomes = await asyncio.gather(
        engine.submit(unit("first")),
        engine.submit(unit("half", step)),
        engine.submit(unit("last")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), fault, type(None)]
    assert names(engine) == ["first", "last"]
    await engine.submit(unit("later"))
    assert names(engine) == ["first", "last", "later"]


async def test_nothing_follows_a_unit_that_failed(engine: Engine, outbox: Outbox, feed: Feed) -> None:
    followed: list[object] = []
    outbox.own(TaskKind.WEBHOOK, followed.extend)
    feed.listen(followed.append)
    failing = unit("a", FAILING["no-row"][0])
    failing.after.append(lambda: followed.append("after"))
    failing.happenings.append(Happening(1, 0, "message", "AC", "SM", "queued"))
    failing.tasks.append(Task(1, TaskKind.WEBHOOK, 0, 1))
    with pytest.raises(ConflictError):
        await engine.submit(failing)
    assert followed == []


async def test_a_step_that_must_change_a_row_is_content_with_one(engine: Engine) -> None:
    await engine.submit(unit("a", (CHANGE, (b"x", "a"), True)))
    assert engine.read("SELECT value FROM meta") == [(b"x",)]


async def test_one_who_fails_after_a_commit_keeps_nobody_from_the_next(
    engine: Engine, outbox: Outbox, feed: Feed
) -> None:
    reports: list[type[BaseException]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, report: reports.append(type(report["exception"])))

    def fail(*_: object) -> None:
        raise ValueError("broken")

    feed.listen(fail)
    outbox.own(TaskKind.WEBHOOK, fail)
    heard: list[str] = []
    failing, neighbour = unit("a"), unit("b")
    failing.after.append(fail)
    failing.happenings.append(Happening(1, 0, "message", "AC", "SM", "queued"))
    failing.tasks.append(Task(1, TaskKind.WEBHOOK, 0, 1))
    neighbour.after.append(lambda: heard.append("neighbour"))
    await asyncio.gather(engine.submit(failing), engine.submit(neighbour))
    await engine.submit(unit("c"))
    assert (names(engine), heard, reports) == (["a", "b", "c"], ["neighbour"], [ValueError] * 3)


FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.store.sqlite.engine import Batch, Engine, StoreError

def unit(name):
    batch = Batch()
    batch.steps = [("INSERT INTO meta (name, value) VALUES (?, zeroblob(30000000))", (name,), False)]
    return batch

async def main():
    engine = Engine(Path(sys.argv[1]), Outbox(), Feed())
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
    for outcome in await asyncio.gather(*(engine.submit(unit(n)) for n in "ab"), return_exceptions=True):
        print(type(outcome).__name__)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await engine.submit(unit("c"))
    print([row[0] for row in engine.read("SELECT name FROM meta")])
    engine.close()

asyncio.run(main())
"""


def test_a_full_disk_fails_the_units_that_meet_it_and_none_after(path: Path) -> None:
    # A limit on the size of files stands for a full disk: SQLite is told of both by a write that fails.
    ended = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, timeout=60)
    assert ended.stderr == ""
    assert ended.stdout.splitlines() == ["StoreError", "StoreError", "['c']"]


# Opening and closing


async def test_what_was_written_is_there_after_reopening(path: Path) -> None:
    for name in ("a", "b"):
        engine = Engine(path, Outbox(), Feed())
        await engine.submit(unit(name))
        engine.close()
    engine = Engine(path, Outbox(), Feed())
    assert names(engine) == ["a", "b"]
    engine.close()


async def test_closing_folds_the_log_into_the_file(path: Path) -> None:
    engine = Engine(path, Outbox(), Feed())
    await engine.submit(unit("a"))
    engine.close()
    assert not path.with_name(path.name + "-wal").exists()


async def test_closing_finishes_the_commit_under_way_and_refuses_what_waits(path: Path) -> None:
    engine = Engine(path, Outbox(), Feed())
    under_way = engine.submit(unit("a"))
    await asyncio.sleep(0)
    waiting = engine.submit(unit("b"))
    engine.close()
    with pytest.raises(StoreError):
        engine.submit(unit("c"))
    outcomes = await asyncio.gather(under_way, waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), StoreError]
    engine = Engine(path, Outbox(), Feed())
    assert names(engine) == ["a"]
    engine.close()


def test_a_new_database_has_the_newest_version(engine: Engine) -> None:
    assert engine.read("PRAGMA user_version") == [(migrations()[-1][0],)]
    assert engine.read("PRAGMA journal_mode") == [("wal",)]


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(path: Path) -> None:
    Engine(path, Outbox(), Feed()).close()
    newest = migrations()[-1][0]
    with closing(sqlite3.connect(path)) as another:
        another.execute(f"PRAGMA user_version = {newest + 1}")
    for _ in range(2):  # the second time too: a refusal leaves no lock behind
        with pytest.raises(StoreError, match=f"is of version {newest + 1}"):
            Engine(path, Outbox(), Feed())
    with closing(sqlite3.connect(path)) as another:
        assert another.execute("PRAGMA user_version").fetchone() == (newest + 1,)
        another.execute(f"PRAGMA user_version = {newest}")
    Engine(path, Outbox(), Feed()).close()


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        Engine(path, Outbox(), Feed())
    assert path.read_bytes() == b"Dear diary, " * 100


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Engine(tmp_path / "nowhere" / "cordboard.db", Outbox(), Feed())


def test_a_second_engine_on_a_file_is_refused_until_the_first_is_closed(path: Path) -> None:
    first = Engine(path, Outbox(), Feed())
    with pytest.raises(StoreError, match="Another server uses"):
        Engine(path, Outbox(), Feed())
    first.close()
    Engine(path, Outbox(), Feed()).close()


HOLDER = """
import sys
from pathlib import Path
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.store.sqlite.engine import Engine

engine = Engine(Path(sys.argv[1]), Outbox(), Feed())
print("open", flush=True)
sys.stdin.read()
"""


def test_another_process_on_the_file_is_refused_until_it_dies(path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "open\n"
            with pytest.raises(StoreError, match="Another server uses"):
                Engine(path, Outbox(), Feed())
        finally:
            holder.kill()
    Engine(path, Outbox(), Feed()).close()


# Keeping house


async def test_clearing_leaves_the_tables_that_are_no_traffic(engine: Engine) -> None:
    request = Batch()
    request.steps = [("INSERT INTO request (key, account_sid, record) VALUES (1, 'AC', '{}')", (), False)]
    await asyncio.gather(engine.submit(request), engine.submit(unit("kept")))
    await engine.clear()
    assert engine.read("SELECT count(*) FROM request") == [(0,)]
    assert names(engine) == ["kept"]


@pytest.mark.parametrize(("keep", "left"), [(0, []), (1, [50]), (3, [30, 40, 50]), (5, [10, 20, 30, 40, 50])])
async def test_pruning_keeps_just_the_newest_rows(engine: Engine, keep: int, left: list[int]) -> None:
    batch = Batch()
    add = "INSERT INTO request (key, account_sid, record) VALUES (?, 'AC', '{}')"
    batch.steps = [(add, (key,), False) for key in (30, 10, 50, 20, 40)]
    batch.steps.append((*prune("request", keep), False))
    await engine.submit(batch)
    assert [row[0] for row in engine.read("SELECT key FROM request ORDER BY key")] == left
