"""Agents in the console: what each can do is seen, and a switch stops one or all at their next call."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from twilio.base.exceptions import TwilioException, TwilioRestException
from visitor import flaws_of


@pytest.fixture(scope="module")
def agent(live: Any) -> Any:
    key = live.control("POST", "agents", {"name": "clerk"})["api_key"]
    live.control("PUT", "agents/clerk/policy", {"areas": {"messaging": "read"}, "owner": "Front desk"})
    return live.client(key["sid"], key["secret"])


def refusal_of(agent: Any) -> str:
    with pytest.raises(TwilioException) as refused:
        agent.messages.list(limit=1)
    return str(refused.value)


def test_what_an_agent_can_do_and_was_refused_is_seen(live: Any, agent: Any, page: Page) -> None:
    with pytest.raises(TwilioRestException):
        agent.messages.create(to="+14155550123", from_=live.number, body="Hello")
    page.goto("/console/agents")
    row = page.get_by_role("row").filter(has_text="clerk")
    expect(row).to_contain_text("messaging read")
    expect(row).to_contain_text("Front desk")
    row.get_by_role("link").click()
    messaging = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="messaging", exact=True))
    expect(messaging).to_contain_text("yes")
    expect(messaging.locator("summary")).to_contain_text("always")
    voice = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="voice"))
    expect(voice).not_to_contain_text("yes")
    expect(page.get_by_text("its access to messaging is read, and this needs send")).to_be_visible()
    assert flaws_of(page) == []


def test_an_agent_is_switched_off_and_on(agent: Any, page: Page) -> None:
    page.goto("/console/agents/clerk")
    page.get_by_label("What it is told").fill("Lunch break")
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("switched off", exact=True)).to_be_visible()
    assert "Lunch break" in refusal_of(agent)
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("on", exact=True)).to_be_visible()
    assert agent.messages.list(limit=1) == []


def test_every_agent_is_stopped_at_once(agent: Any, page: Page) -> None:
    page.goto("/console/agents")
    page.get_by_label("What they are told").fill("Fire drill")
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Everything is switched off for every agent.")).to_be_visible()
    assert "Fire drill" in refusal_of(agent)
    assert flaws_of(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Switch on again").click()
    expect(page.get_by_text("Everything is switched off")).to_have_count(0)
    assert agent.messages.list(limit=1) == []


def test_an_agent_that_is_none_is_not_found(page: Page) -> None:
    answer = page.goto("/console/agents/nobody")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("alert")).to_be_visible()
