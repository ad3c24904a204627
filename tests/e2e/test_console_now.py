"""What happens now, in the console: told in sentences, by itself, and only what was asked for."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from visitor import Visitor, flaws_of


@pytest.fixture(scope="module")
def agent(live: Any) -> Any:
    key = live.control("POST", "agents", {"name": "reader"})["api_key"]
    live.control("PUT", "agents/reader/policy", {"areas": {"messaging": "read"}})
    return live.client(key["sid"], key["secret"])


def test_what_happens_is_told_as_it_happens_without_numbers(live: Any, page: Page) -> None:
    page.goto("/console")
    live.client().messages.create(to="+14155550123", from_=live.number, body="Secret words")
    told = page.get_by_role("list", name="What happens")
    expect(told).to_contain_text("The message from +1 201 ••• 0100 to +1 415 ••• 0123 was delivered.")
    live.write("+14155550124", "Hello")
    expect(told).to_contain_text("The message from +1 415 ••• 0124 to +1 201 ••• 0100 came in.")
    expect(told).not_to_contain_text("Secret words")
    page.reload()
    expect(told).to_contain_text("to +1 415 ••• 0123 was delivered.")


def test_only_an_agent_and_an_area_can_be_watched(live: Any, agent: Any, page: Page) -> None:
    page.goto("/console")
    page.get_by_label("Agent").select_option("reader")
    page.get_by_label("Area").select_option("messaging")
    page.get_by_role("button", name="Show").click()
    live.write("+14155550125", "Of nobody's interest")
    agent.messages.list(limit=1)
    told = page.get_by_role("list", name="What happens")
    expect(told).to_contain_text("reader may list messages.")
    expect(told).not_to_contain_text("came in")


def test_what_the_call_of_an_agent_may_not_do_is_told(live: Any, page: Page) -> None:
    key = live.control("POST", "agents", {"name": "caller"})["api_key"]
    live.control("PUT", "agents/caller/policy", {"areas": {"voice": "send"}})
    steps = [{"action": "answer"}, {"action": "hangup", "after_s": 3}]
    live.control("PUT", "handsets/%2B14155550127", {"condition": "on", "voice_script": steps})
    page.goto("/console")
    twiml = "<Response><Sms to='+14155550128'>Secret words</Sms></Response>"
    live.client(key["sid"], key["secret"]).calls.create(to="+14155550127", from_=live.number, twiml=twiml)
    told = page.get_by_role("list", name="What happens")
    expect(told).to_contain_text("A call that caller placed was not let send a message to +1 415 ••• 0128:")
    expect(told).not_to_contain_text("Secret words")


def test_the_stream_goes_on_where_a_browser_left_off(live: Any) -> None:
    visitor = Visitor(live.url)
    visitor.sign_in(live.account_sid, live.auth_token)
    first = read_stream(visitor, "?last_event_id=0")
    live.write("+14155550126", "While nobody looked")
    again = read_stream(visitor, "", {"Last-Event-ID": first["id"]})
    assert "0126 to +1 201 ••• 0100 came in" in again["data"]


def read_stream(visitor: Visitor, query: str, headers: dict[str, str] | None = None) -> dict[str, str]:
    """Read a stream up to its first place."""
    parts = urlsplit(visitor.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    connection.request("GET", f"/console/now/stream{query}", headers={"Cookie": cookies, **(headers or {})})
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream"
    data = ""
    while True:
        name, _, value = answer.readline().decode().rstrip("\n").partition(": ")
        data += value if name == "data" else ""
        if name == "id":
            answer.close()
            connection.close()
            return {"id": value, "data": data}


def test_the_page_is_for_everybody(live: Any, page: Page) -> None:
    page.goto("/console")
    expect(page.get_by_role("listitem").filter(has_text="was delivered").first).to_be_visible()
    assert flaws_of(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/console/approvals")
