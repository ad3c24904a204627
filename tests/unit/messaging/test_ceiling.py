"""Turns of messages that come in: never more than the ceiling in any second, in order, and none is lost."""

from __future__ import annotations

from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from cordboard.messaging.ceiling import MOST_A_SECOND, MOST_ADDRESSES, SECOND_MS, Ceiling

HERE, THERE = "+12015550100", "+12015550101"


def most_in_a_second(turns: list[int]) -> int:
    return max(index + 1 - bisect_left(turns, turn - SECOND_MS + 1) for index, turn in enumerate(turns))


def test_the_ceiling_is_five_hundred_a_second() -> None:
    assert (MOST_A_SECOND, SECOND_MS) == (500, 1000)
    ceiling = Ceiling()
    turns = [ceiling.book(HERE, 7) for _ in range(1201)]
    assert turns == [7] * 500 + [1007] * 500 + [2007] * 201


@given(st.integers(1, 5), st.lists(st.integers(0, 700), min_size=1, max_size=80))
def test_no_second_has_more_than_the_ceiling_and_nothing_overtakes(most: int, gaps: list[int]) -> None:
    ceiling, now, turns, came = Ceiling(most), 0, [], []
    for gap in gaps:
        now += gap
        came.append(now)
        turns.append(ceiling.book(HERE, now))
    assert turns == sorted(turns)
    assert all(turn >= at for turn, at in zip(turns, came, strict=True))
    assert most_in_a_second(turns) <= most


@given(st.integers(1, 5), st.lists(st.integers(0, 5000), min_size=1, max_size=40))
def test_what_comes_slower_than_the_ceiling_does_not_wait(most: int, gaps: list[int]) -> None:
    ceiling, now = Ceiling(most), 0
    for gap in gaps:
        now += gap + SECOND_MS // most + 1
        assert ceiling.book(HERE, now) == now


def test_each_address_has_a_ceiling_of_its_own() -> None:
    ceiling = Ceiling(1)
    assert [ceiling.book(HERE, 0), ceiling.book(THERE, 0), ceiling.book(HERE, 0)] == [0, 0, 1000]


def test_turns_of_an_earlier_run_count() -> None:
    ceiling = Ceiling(2)
    for due in (3000, 3000, 4000):
        ceiling.note(HERE, due)
    assert [ceiling.book(HERE, 2500), ceiling.book(HERE, 2500)] == [4000, 5000]


def test_addresses_that_are_quiet_are_forgotten_and_those_that_wait_are_not() -> None:
    ceiling = Ceiling(1)
    for number in range(MOST_ADDRESSES):
        ceiling.book(f"quiet {number}", 0)
    ceiling.book("busy", 5000)
    for number in range(MOST_ADDRESSES):
        ceiling.book(f"other {number}", 5000)
    assert ceiling.book("busy", 5000) == 6000
