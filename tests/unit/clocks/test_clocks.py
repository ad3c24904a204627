"""The clocks: a frozen one that moves only as it is told, and the system's."""

from __future__ import annotations

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.clocks import FrozenClock, SystemClock

START_MS = 1_788_000_000_000


async def test_a_frozen_clock_stands_still() -> None:
    clock = FrozenClock(START_MS)
    called: list[int] = []
    clock.call_at(START_MS + 1, lambda: called.append(clock.now_ms()))
    await clock.settle()
    assert (clock.now_ms(), called) == (START_MS, [])


@given(st.lists(st.integers(1, 50), max_size=30))
def test_calls_come_in_the_order_of_their_instants_and_see_them(delays: list[int]) -> None:
    async def run() -> None:
        clock = FrozenClock(START_MS)
        called: list[tuple[int, int]] = []
        for nth, delay in enumerate(delays):
            clock.call_at(START_MS + delay, lambda nth=nth: called.append((clock.now_ms() - START_MS, nth)))
        await clock.advance(START_MS + 50)
        # Those of one instant come in the order in which they were asked for.
        assert called == sorted((delay, nth) for nth, delay in enumerate(delays))
        assert clock.now_ms() == START_MS + 50

    asyncio.run(run())


async def test_what_is_not_due_yet_stays_owed() -> None:
    clock = FrozenClock(START_MS)
    called: list[str] = []
    clock.call_at(START_MS + 10, lambda: called.append("early"))
    clock.call_at(START_MS + 11, lambda: called.append("late"))
    await clock.advance(START_MS + 10)
    assert called == ["early"]
    await clock.advance(START_MS + 11)
    assert called == ["early", "late"]


async def test_calls_that_ask_for_calls_are_served_on_the_way() -> None:
    clock = FrozenClock(START_MS)
    ticks: list[int] = []

    def tick() -> None:
        ticks.append(clock.now_ms() - START_MS)
        clock.call_at(clock.now_ms() + 1000, tick)

    clock.call_at(START_MS + 1000, tick)
    await clock.advance(START_MS + 3500)
    assert ticks == [1000, 2000, 3000]
    assert clock.now_ms() == START_MS + 3500


async def test_what_is_due_already_comes_at_the_next_turn_without_moving_the_clock() -> None:
    clock = FrozenClock(START_MS)
    called: list[int] = []
    clock.call_at(START_MS - 5, lambda: called.append(clock.now_ms()))
    assert called == []
    await asyncio.sleep(0)
    assert called == [START_MS]


@pytest.mark.parametrize("delay", [-1, 0, 10])
async def test_a_cancelled_call_does_not_come(delay: int) -> None:
    clock = FrozenClock(START_MS)
    called: list[int] = []
    clock.call_at(START_MS + delay, lambda: called.append(1)).cancel()
    await clock.advance(START_MS + 100)
    assert called == []


async def test_a_clock_without_an_aim_moves_to_the_last_call_and_no_further() -> None:
    clock = FrozenClock(START_MS)
    clock.call_at(START_MS + 10, lambda: None)
    clock.call_at(START_MS + 20, lambda: None)
    clock.call_at(START_MS + 99, lambda: None).cancel()
    await clock.advance(None)
    assert clock.now_ms() == START_MS + 20


async def test_a_clock_never_goes_back() -> None:
    clock = FrozenClock(START_MS)
    await clock.advance(START_MS - 1000)
    assert clock.now_ms() == START_MS


async def test_a_clock_waits_for_the_work_that_a_call_began() -> None:
    clock = FrozenClock(START_MS)
    order: list[str] = []
    running: list[asyncio.Task[None]] = []

    async def work() -> None:
        with clock.work():
            for _ in range(20):
                await asyncio.sleep(0)
            order.append(f"worked at {clock.now_ms() - START_MS}")

    clock.call_at(START_MS + 10, lambda: running.append(asyncio.ensure_future(work())))
    clock.call_at(START_MS + 20, lambda: order.append("second call"))
    await clock.advance(START_MS + 20)
    assert order == ["worked at 10", "second call"]


async def test_work_that_fails_is_work_that_ended() -> None:
    clock = FrozenClock(START_MS)
    with pytest.raises(ValueError, match="broken"), clock.work():
        raise ValueError("broken")
    await clock.advance(START_MS + 1)
    assert clock.now_ms() == START_MS + 1


async def test_a_clock_waits_for_what_else_is_busy() -> None:
    clock = FrozenClock(START_MS)
    answers = [True] * 5
    clock.is_busy = lambda: bool(answers) and answers.pop()
    await clock.settle()
    assert answers == []


async def test_two_who_move_the_clock_move_it_one_after_another() -> None:
    clock = FrozenClock(START_MS)
    seen: list[int] = []
    for delay in (10, 20, 30):
        clock.call_at(START_MS + delay, lambda: seen.append(clock.now_ms() - START_MS))
    await asyncio.gather(clock.advance(START_MS + 30), clock.advance(START_MS + 15))
    assert seen == [10, 20, 30]
    assert clock.now_ms() == START_MS + 30


async def test_a_call_that_fails_does_not_stop_the_clock_for_good() -> None:
    clock = FrozenClock(START_MS)
    called: list[int] = []

    def fail() -> None:
        raise ValueError("broken")

    clock.call_at(START_MS + 10, fail)
    clock.call_at(START_MS + 20, lambda: called.append(1))
    with pytest.raises(ValueError, match="broken"):
        await clock.advance(START_MS + 20)
    await clock.advance(START_MS + 20)
    assert called == [1]


# The system's clock


def test_the_system_clock_tells_unix_time_in_milliseconds() -> None:
    before, now_ms, after = time.time_ns(), SystemClock().now_ms(), time.time_ns()
    assert before // 1_000_000 <= now_ms <= after // 1_000_000


async def test_the_system_clock_calls_in_the_order_of_the_instants() -> None:
    clock = SystemClock()
    called: list[str] = []
    last = asyncio.Event()
    now_ms = clock.now_ms()
    clock.call_at(now_ms + 40, lambda: (called.append("late"), last.set()))
    clock.call_at(now_ms + 20, lambda: called.append("early"))
    clock.call_at(now_ms - 20, lambda: called.append("past"))
    clock.call_at(now_ms + 30, lambda: called.append("cancelled")).cancel()
    with clock.work():
        await last.wait()
    assert called == ["past", "early", "late"]


async def test_a_call_in_the_past_comes_at_the_next_turn_and_can_be_cancelled() -> None:
    clock = SystemClock()
    called: list[str] = []
    clock.call_at(0, lambda: called.append("kept"))
    clock.call_at(0, lambda: called.append("cancelled")).cancel()
    assert called == []
    await asyncio.sleep(0)
    assert called == ["kept"]
