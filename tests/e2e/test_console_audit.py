"""The audit in the console: searched in plain words, and its chain checked, also when a row was edited on disk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from twilio.base.exceptions import TwilioRestException
from visitor import Visitor


@pytest.fixture(scope="module")
def operator(live: Any) -> Visitor:
    key = live.control("POST", "agents", {"name": "clerk"})["api_key"]
    live.control("PUT", "agents/clerk/policy", {"areas": {"messaging": "read"}})
    agent = live.client(key["sid"], key["secret"])
    agent.messages.list(limit=1)
    with pytest.raises(TwilioRestException):
        agent.messages.create(to="+14155550123", from_=live.number, body="Words that nobody keeps")
    visitor = Visitor(live.url)
    visitor.sign_in(live.account_sid, live.auth_token)
    return visitor


def test_the_audit_is_told_in_sentences_without_numbers_and_words(operator: Visitor) -> None:
    seen = operator.get("/console/audit").text
    assert "clerk listed messages." in seen
    assert "was not allowed to send a message to +1 415 ••• 0123" in seen
    assert "Words that nobody keeps" not in seen
    assert "4155550123" not in seen


def test_the_audit_is_searched(operator: Visitor) -> None:
    refused = operator.get("/console/audit?decision=deny").text
    assert "send a message" in refused
    assert "listed messages" not in refused
    assert "listed messages" in operator.get("/console/audit?text=LISTED&agent=clerk").text
    assert "Nothing was found" in operator.get("/console/audit?text=%3Cscript%3E").text


def test_a_search_that_cannot_be_is_refused_in_a_sentence(operator: Visitor) -> None:
    seen = operator.get("/console/audit?decision=perhaps")
    assert seen.status == 400
    assert "decision" in seen.text


def test_a_check_of_the_chain_says_that_it_is_under_way(live: Any, page: Page) -> None:
    page.goto("/console/audit")
    button, working = page.get_by_role("button", name="Check the chain"), page.get_by_text("Reading")
    expect(working).to_be_hidden()
    page.route("**/console/audit", lambda asked: None)  # as if the answer took for ever
    button.click()
    expect(working).to_be_visible()
    expect(button).to_be_disabled()


def test_the_chain_is_checked(live: Any, operator: Visitor) -> None:
    assert "All 4 rows are as they were written" in operator.send("/console/audit").text
    with closing(sqlite3.connect(live.data / "cordboard.db")) as database, database:
        database.execute("UPDATE audit SET body = replace(body, 'clerk', 'clark') WHERE key = 2")
    assert "Row 2 is not as it was written" in operator.send("/console/audit").text


def test_a_check_on_a_terminal_shows_how_far_it_is(live: Any, operator: Visitor, on_terminal: Any) -> None:
    shown = " ".join(on_terminal("audit", "verify"))
    assert "Verifying" in shown
    assert "/4" in shown
