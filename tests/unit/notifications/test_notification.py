"""Notifications of problems and failures."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from cordboard.notifications.notification import Exchange, Log, of_failure, of_problem

CALL, MESSAGE = "CA" + "0" * 32, "SM" + "0" * 32


def exchange(subject_sid: str) -> Exchange:
    """Return a web hook that was answered."""
    return Exchange(
        account_sid="AC",
        subject_sid=subject_sid,
        at_ms=7,
        method="POST",
        url="https://example.com/hook",
        variables="A=1",
        response_headers=(("Content-Type", "text/xml"), ("X-Two", "a&b")),
        response_body="<Response>",
    )


@pytest.mark.parametrize(("level", "log"), [("error", Log.ERROR), ("warning", Log.WARNING)])
def test_a_problem_keeps_its_level_line_and_sentence(level: str, log: Log) -> None:
    problem = {"code": 12100, "level": level, "line": 3, "message": "It is no XML & more."}
    told = of_problem("NO1", exchange(MESSAGE), problem)
    assert (told.log, told.error_code, told.call_sid, told.at_ms) == (log, 12100, None, 7)
    text = parse_qs(told.message_text)
    assert (text["Msg"], text["ErrorCode"], text["line"]) == (["It is no XML & more."], ["12100"], ["3"])
    assert parse_qs(told.response_headers)["X-Two"] == ["a&b"]


def test_a_problem_of_a_call_names_the_call() -> None:
    assert of_problem("NO1", exchange(CALL), {"code": 11200}).call_sid == CALL


def test_a_failed_message_makes_a_warning_that_names_it() -> None:
    told = of_failure("NO1", "AC", MESSAGE, 30003, 7)
    assert (told.log, told.error_code, parse_qs(told.message_text)["MessageSid"]) == (Log.WARNING, 30003, [MESSAGE])
