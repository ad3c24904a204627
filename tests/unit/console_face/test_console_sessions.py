"""Sessions of the console end by the clock, codes work once, and wrong tries are counted for a while."""

from __future__ import annotations

import pytest

from cordboard.faces.console.sessions import OnceCode, Sessions, Tries

HOUR_S = 3600.0


class Time:
    """A clock that stands until it is moved."""

    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def time() -> Time:
    return Time()


def test_a_session_ends_when_nobody_was_there_for_two_hours(time: Time) -> None:
    sessions = Sessions(time)
    secret = sessions.begin("AC1", "Basic x")
    time.now_s += 2 * HOUR_S
    assert sessions.find(secret) is not None
    time.now_s += 2 * HOUR_S + 1
    assert sessions.find(secret) is None


def test_a_session_ends_after_twelve_hours_in_any_case(time: Time) -> None:
    sessions = Sessions(time)
    secret = sessions.begin("AC1", "Basic x")
    for _ in range(12):
        time.now_s += HOUR_S
        assert sessions.find(secret) is not None
    time.now_s += 1
    assert sessions.find(secret) is None


def test_a_page_that_only_stands_open_does_not_keep_a_session(time: Time) -> None:
    sessions = Sessions(time)
    found = sessions.find(sessions.begin("AC1", "Basic x"))
    assert found is not None
    time.now_s += 2 * HOUR_S
    assert sessions.is_open(found)
    time.now_s += 1
    assert not sessions.is_open(found)


def test_the_oldest_of_too_many_sessions_ends(time: Time) -> None:
    sessions = Sessions(time)
    secrets = [sessions.begin("AC1", "Basic x") for _ in range(65)]
    assert sessions.find(secrets[0]) is None
    assert all(sessions.find(secret) for secret in secrets[1:])
    assert len(set(secrets)) == 65


def test_a_session_shows_no_secret(time: Time) -> None:
    sessions = Sessions(time)
    found = sessions.find(sessions.begin("AC1", "Basic secret"))
    assert found is not None
    assert "secret" not in repr(found)
    assert found.form_token not in repr(found)


def test_a_code_works_once(time: Time) -> None:
    once = OnceCode(time)
    code = once.code
    assert [once.redeem("wrong"), once.redeem(code), once.redeem(code)] == [False, True, False]
    assert not once.redeem("")


def test_a_code_works_for_a_quarter_of_an_hour(time: Time) -> None:
    once = OnceCode(time)
    code = once.code
    time.now_s += 15 * 60 + 1
    assert not once.redeem(code)


def test_ten_wrong_tries_have_to_wait_five_minutes_and_only_where_they_came_from(time: Time) -> None:
    tries = Tries(time)
    for _ in range(10):
        assert tries.wait_s("192.0.2.1") == 0
        tries.was_wrong("192.0.2.1")
    assert tries.wait_s("192.0.2.1") == 301
    assert tries.wait_s("192.0.2.2") == 0
    time.now_s += 301
    assert tries.wait_s("192.0.2.1") == 0
