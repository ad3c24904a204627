"""When a message may be scheduled for. Source: reference 02, section 6; the dictionary of errors, 35xxx."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cordboard.base.problem import Problem
from cordboard.messaging.schedule import check_channel, check_count, check_time

NOW_MS, SECOND_MS, DAY_MS = 1_772_366_400_000, 1000, 86_400_000


def code_of(call: Callable[[], object]) -> int:
    with pytest.raises(Problem) as refused:
        call()
    return refused.value.code


@pytest.mark.parametrize("after_ms", [900 * SECOND_MS, DAY_MS, 35 * DAY_MS])
def test_15_minutes_to_35_days_ahead_are_taken(after_ms: int) -> None:
    assert check_time(NOW_MS + after_ms, NOW_MS) == NOW_MS + after_ms


@pytest.mark.parametrize("after_ms", [-DAY_MS, 0, 900 * SECOND_MS - 1, 35 * DAY_MS + 1])
def test_another_time_is_refused_with_35114(after_ms: int) -> None:
    assert code_of(lambda: check_time(NOW_MS + after_ms, NOW_MS)) == 35114


def test_no_time_is_refused_with_35111() -> None:
    assert code_of(lambda: check_time(None, NOW_MS)) == 35111


def test_an_account_schedules_a_million_and_no_more() -> None:
    check_count(999_999)
    assert code_of(lambda: check_count(1_000_000)) == 35125


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "rcs"])
def test_these_channels_can_wait(channel: str) -> None:
    check_channel(channel)


def test_another_channel_is_refused_with_35126() -> None:
    assert code_of(lambda: check_channel("messenger")) == 35126
