"""The pump on a test clock: how long it tries, how often it tells of a failure, and who holds up whom."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.sid import SidMaker
from cordboard.clocks import FrozenClock
from cordboard.events.event import Event
from cordboard.events.notices import EVERY_MS, Notices
from cordboard.events.ports import DELIVERED, EventStore, Fate, Outcome, Waiting
from cordboard.events.pump import KEPT_TRYING_MS, Pump, within
from cordboard.events.sink import SINK, Sink, SinkStatus, SinkType
from cordboard.events.types import TEST
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.events import SqliteEvents
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault

ACCOUNT, START_MS = "AC" + "1" * 32, 1_800_000_000_000
AGAIN, NEVER = Outcome(Fate.RETRY, 93101, "Busy."), Outcome(Fate.DROPPED, 93101, "Gone.")


class Scripted:
    """Carries events as a test says: by sink, what each attempt comes to."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self.outcomes: dict[str, Callable[[], Outcome]] = {}
        self.tried_ms: dict[str, list[int]] = {}
        self.held: dict[str, asyncio.Event] = {}
        self.taken: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def address(self, sink: Sink) -> tuple[str, str]:
        return "POST", sink.sid

    async def deliver(self, sink: Sink, events: Sequence[Waiting]) -> Sequence[Outcome]:
        self.tried_ms.setdefault(sink.sid, []).extend([self._now_ms()] * len(events))
        if sink.sid in self.held:
            await self.held[sink.sid].wait()
        self.taken[sink.sid].set()
        return [self.outcomes.get(sink.sid, lambda: DELIVERED)() for _ in events]


class World:
    """A pump with its store and clock."""

    def __init__(self, engine: Engine, clock: FrozenClock) -> None:
        self.clock, self.engine = clock, engine
        self.store = SqliteStore(engine, AesVault(b"k" * 32), SidMaker(clock.now_ms, lambda: 7))
        self.carrier = Scripted(clock.now_ms)
        self.rows = SqliteEvents(engine, self.store.unit)
        self._tasks: set[asyncio.Task[None]] = set()
        self.jitter = 0
        self.lost: list[bytes] = []
        self.pump = Pump(
            store=cast(EventStore, self.rows),
            carriers={SinkType.WEBHOOK: self.carrier},
            sink_of=self.sink,
            lost=lambda unit, sink, events: self.lost.extend(each.body for each in events),
            clock=clock,
            spawn=self._spawn,
            random_64=lambda: self.jitter,
        )
        self.store.streams.wake = self.pump.wake

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def sink(self, sid: str) -> Sink | None:
        if sid == "DG-gone":
            return None
        return SINK.type(
            sid=sid,
            account_sid=ACCOUNT,
            created_ms=0,
            updated_ms=0,
            description="",
            type=SinkType.WEBHOOK,
            status=SinkStatus.ACTIVE,
            configuration={},
        )

    async def happen(self, *sinks: str, times: int = 1) -> None:
        """Let something happen that these sinks are to be told of."""
        unit = self.store.unit()
        for place in range(times):
            event = Event(f"EZ{place}", TEST, "Sink", self.clock.now_ms(), ACCOUNT, {"test_id": "x"})
            unit.stream_to([self.store.streams.to(sink) for sink in sinks], event)
        await unit.commit()
        await self.clock.settle()

    def notes(self) -> list[int]:
        """Return the codes of the notifications."""
        rows = self.engine.read("SELECT json_extract(body, '$.error_code') FROM notification ORDER BY key")
        return [int(str(row[0])) for row in rows]

    def left(self) -> int:
        return int(str(self.engine.read("SELECT count(*) FROM event")[0][0]))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = FrozenClock(START_MS)
    engine = Engine(tmp_path / "c.db", Outbox(), Feed())
    clock.is_busy = lambda: engine.is_busy
    yield World(engine, clock)
    engine.close()


async def test_an_event_is_tried_for_four_hours_less_and_less_often_and_then_dropped(world: World) -> None:
    world.carrier.outcomes["DG1"] = lambda: AGAIN
    await world.happen("DG1")
    await world.clock.advance(None)
    tried = world.carrier.tried_ms["DG1"]
    waits = [after - before for before, after in pairwise(tried)]
    assert waits[:5] == [500, 1000, 2000, 4000, 8000]  # without jitter: half of what is doubled each time
    assert waits == sorted(waits)
    assert max(waits) == 300_000
    assert KEPT_TRYING_MS - 600_000 < tried[-1] - START_MS <= KEPT_TRYING_MS
    assert (world.left(), len(world.lost)) == (0, 1)


async def test_jitter_spreads_attempts_up_to_the_whole_wait(world: World) -> None:
    world.jitter = (1 << 64) - 1
    outcomes = iter([AGAIN, DELIVERED])
    world.carrier.outcomes["DG1"] = lambda: next(outcomes)
    await world.happen("DG1")
    await world.clock.advance(None)
    [first, second] = world.carrier.tried_ms["DG1"]
    assert 500 <= second - first <= 1000


async def test_a_failing_sink_is_told_of_at_first_and_by_twenty_minutes_and_counts(world: World) -> None:
    world.carrier.outcomes["DG1"] = lambda: AGAIN
    await world.happen("DG1")
    await world.clock.advance(START_MS + EVERY_MS - 1)
    assert world.notes() == [93101, 93101]  # the first, and the tenth
    await world.clock.advance(START_MS + 2 * EVERY_MS)
    assert len(world.notes()) == 3


async def test_a_sink_that_hangs_holds_up_no_other(world: World) -> None:
    world.carrier.held["DG1"] = asyncio.Event()
    unit = world.store.unit()
    event = Event("EZ1", TEST, "Sink", START_MS, ACCOUNT, {"test_id": "x"})
    unit.stream_to([world.store.streams.to(sink) for sink in ("DG1", "DG2")], event)
    await unit.commit()
    async with asyncio.timeout(10):
        await world.carrier.taken["DG2"].wait()
    assert set(world.carrier.tried_ms) == {"DG1", "DG2"}
    world.carrier.held["DG1"].set()
    await world.clock.settle()
    assert world.left() == 0


async def test_what_is_refused_is_dropped_and_what_went_wrong_beside_it_is_tried_again(world: World) -> None:
    outcomes = iter([NEVER, AGAIN, DELIVERED, DELIVERED])
    world.carrier.outcomes["DG1"] = lambda: next(outcomes)
    await world.happen("DG1", times=3)
    assert (world.left(), len(world.lost)) == (1, 1)
    await world.clock.advance(None)
    assert (world.left(), len(world.carrier.tried_ms["DG1"])) == (0, 4)


async def test_what_a_crash_left_is_taken_up(world: World) -> None:
    world.store.streams.wake = lambda sink_sid: None  # as if the server had died before it looked
    await world.happen("DG1", "DG-gone")
    world.pump.resume()
    await world.clock.settle()
    assert world.carrier.tried_ms == {"DG1": [START_MS]}
    assert world.left() == 0


async def test_a_reset_forgets_what_was_to_be_tried_later(world: World) -> None:
    world.carrier.outcomes["DG1"] = lambda: AGAIN
    await world.happen("DG1")
    world.pump.clear()
    await world.engine.clear()
    await world.clock.advance(None)
    assert world.carrier.tried_ms == {"DG1": [START_MS]}


def test_a_request_is_bounded_in_bytes_and_holds_at_least_one_event() -> None:
    large = Waiting(1, 0, 0, b"x" * (2 << 20))
    small = Waiting(2, 0, 0, b"x" * (1 << 19))
    assert within([large, small]) == [large]
    assert within([small, small, small]) == [small]
    assert within([small]) == [small]


def test_counts_that_are_passed_at_once_are_told_once() -> None:
    notices = Notices()
    assert [notices.is_due("DG1", 0, failures) for failures in (5, 4, 1, 500, 1)] == [True, False, True, True, False]
    assert notices.is_due("DG2", 0, 1)
    assert notices.is_due("DG1", EVERY_MS, 1)
