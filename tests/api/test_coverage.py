"""A caller can ask what of the published APIs is there before it relies on it."""

from __future__ import annotations

from typing import Any


def test_the_state_of_every_published_operation_can_be_asked_for(live: Any) -> None:
    listed = live.control("GET", "coverage?surface=v2010")["operations"]
    by_name = {each["operation"]: each for each in listed}
    assert len(listed) == 197
    assert by_name["CreateMessage"] == {
        "surface": "v2010",
        "operation": "CreateMessage",
        "method": "POST",
        "path": "/2010-04-01/Accounts/{AccountSid}/Messages.json",
        "state": "full",
        "reason": "",
        "without": [],
    }
    assert by_name["CreateSipDomain"]["state"] == "resource only"
    assert by_name["CreateSipDomain"]["reason"]


def test_every_published_operation_is_there(live: Any) -> None:
    assert live.control("GET", "coverage?state=not%20yet")["operations"] == []


def test_an_unknown_state_is_refused(live: Any) -> None:
    status, _, _ = live.raw("GET", "/cordboard/v1/coverage?state=soon")
    assert status == 400
