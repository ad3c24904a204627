"""The outbox hands out whole commits, the feed forgets the oldest, and instants and problems keep what they hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.base.clock import to_datetime, to_ms
from cordboard.base.feed import Feed, Happening
from cordboard.base.outbox import Outbox, Task, TaskKind
from cordboard.base.problem import Problem, Problems, each_problem

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def task(number: int, kind: TaskKind = TaskKind.SUBMIT) -> Task:
    return Task(number, kind, 0, number)


def happening(number: int) -> Happening:
    return Happening(number, 0, "message", "AC", "SM", "queued")


# The outbox


def test_every_owner_gets_its_tasks_of_a_commit_at_once_and_in_order() -> None:
    outbox, got = Outbox(), []
    outbox.own(TaskKind.SUBMIT, lambda tasks: got.append(("submit", [each.id for each in tasks])))
    outbox.own(TaskKind.WEBHOOK, lambda tasks: got.append(("webhook", [each.id for each in tasks])))
    outbox.hand_out([task(1), task(2, TaskKind.WEBHOOK), task(3), task(4, TaskKind.WEBHOOK)])
    assert got == [("submit", [1, 3]), ("webhook", [2, 4])]


def test_a_commit_without_tasks_calls_nobody() -> None:
    outbox, got = Outbox(), []
    outbox.own(TaskKind.SUBMIT, got.append)
    outbox.hand_out([])
    assert got == []


def test_a_task_that_nobody_owns_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Outbox().hand_out([task(1)])


def test_the_outbox_tells_who_owns_what() -> None:
    outbox = Outbox()
    assert outbox.owners == {}
    outbox.own(TaskKind.RECEIPT, print)
    assert outbox.owners == {TaskKind.RECEIPT: print}


# The feed


def test_the_feed_keeps_the_latest_and_tells_what_came_after() -> None:
    feed = Feed(kept=3)
    feed.publish([happening(each) for each in range(1, 6)])
    assert [each.id for each in feed.since(0)] == [3, 4, 5]
    assert [each.id for each in feed.since(4)] == [5]
    assert feed.since(5) == []


def test_a_reader_goes_on_at_its_place_and_sees_where_something_was_forgotten() -> None:
    feed = Feed(kept=3)
    feed.publish([happening(each) for each in range(1, 6)])
    assert feed.end == 5
    assert [(place, [each.id for each in found]) for place, found in [feed.read(0, 2)]] == [(2, [3, 4])]
    assert [(place, [each.id for each in found]) for place, found in [feed.read(4, 2)]] == [(4, [5])]
    assert feed.read(5, 2) == feed.read(9, 2) == (5, [])


def test_listeners_hear_what_happens_while_they_listen() -> None:
    feed = Feed()
    heard: list[int] = []
    feed.publish([happening(1)])
    end = feed.listen(lambda each: heard.append(each.id))
    feed.publish([happening(2), happening(3)])
    end()
    feed.publish([happening(4)])
    assert heard == [2, 3]
    assert [each.id for each in feed.since(0)] == [1, 2, 3, 4]


def test_each_listener_hears_everything() -> None:
    feed = Feed()
    heard: list[tuple[str, int]] = []
    feed.listen(lambda each: heard.append(("a", each.id)))
    feed.listen(lambda each: heard.append(("b", each.id)))
    feed.publish([happening(1), happening(2)])
    assert heard == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]


# Instants


@given(st.integers(0, 253_402_300_799_999))
def test_an_instant_survives_the_way_to_a_datetime_and_back(at_ms: int) -> None:
    assert to_ms(to_datetime(at_ms)) == at_ms


@given(st.integers(0, 7_258_118_400_000))
def test_an_instant_of_this_century_and_the_next_is_exact(at_ms: int) -> None:
    assert to_datetime(at_ms) == EPOCH + timedelta(milliseconds=at_ms)


# Problems


def test_what_a_problem_shows_names_facts_but_never_their_values() -> None:
    shown = str(Problem(21211, parameter="To", value="+14155550100"))
    assert shown == "21211 (parameter To; facts value)"
    assert str(Problem(20404)) == "20404"


def test_several_problems_are_the_first_to_those_who_want_one() -> None:
    first, second = Problem(21604, parameter="To"), Problem(21602, parameter="Body", value="x")
    both = Problems([first, second])
    assert (both.code, both.parameter) == (21604, "To")
    assert each_problem(both) == (first, second)
    assert each_problem(first) == (first,)
