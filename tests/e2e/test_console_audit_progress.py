"""A check of a long chain in the console: how far it is in percent of its rows, and what was found at the end."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from visitor import Visitor, flaws_of

CALLS = 1_600  # of two rows each; a thousand are read at once
ROWS = 2 * CALLS
SEEN = """() => {
  window.seen = [];
  const keep = (changes) => changes.forEach((each) => each.addedNodes.forEach((node) => seen.push(node.data)));
  new MutationObserver(keep).observe(document.querySelector(".percent"), { childList: true });
}"""


@pytest.fixture(scope="module", autouse=True)
def rows(live: Any) -> None:
    key = live.control("POST", "agents", {"name": "clerk"})["api_key"]
    live.control("PUT", "agents/clerk/policy", {"areas": {"messaging": "read"}})
    connection = HTTPConnection(urlsplit(live.url).netloc, timeout=20)
    path, headers = f"/2010-04-01/Accounts/{live.account_sid}/Messages.json", basic(key["sid"], key["secret"])
    for _ in range(CALLS):
        connection.request("GET", path, headers=headers)
        assert connection.getresponse().read()
    connection.close()


@pytest.fixture(scope="module")
def operator(live: Any) -> Visitor:
    visitor = Visitor(live.url)
    visitor.sign_in(live.account_sid, live.auth_token)
    return visitor


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}


def checked(operator: Visitor) -> list[str]:
    """Return what is told of a check, as events of the server."""
    token = operator.get("/console/audit").form_token
    seen = operator.ask("POST", "/console/audit", {"form_token": token}, Accept="text/event-stream")
    assert seen.headers["content-type"] == "text/event-stream"
    return seen.text.split("\n\n")[:-1]


def test_a_check_tells_how_much_of_the_chain_was_read(operator: Visitor) -> None:
    *reads, last = checked(operator)
    # The newest thousand of 3,200 rows are 31 percent.
    assert reads == [f"event: read\ndata: {percent}" for percent in (31, 62, 93, 100)]
    assert last.startswith("event: checked\n")
    assert f"All {ROWS:,} rows are as they were written" in last


def test_a_browser_shows_the_percentage_and_then_what_was_found(page: Page) -> None:
    page.goto("/console/audit")
    page.evaluate(SEEN)
    page.get_by_role("button", name="Check the chain").click()
    expect(page.get_by_text(f"All {ROWS:,} rows are as they were written")).to_be_visible()
    expect(page.get_by_text("Reading")).to_be_hidden()
    expect(page.get_by_role("button", name="Check the chain")).to_be_enabled()
    assert page.evaluate("seen") == ["31 %", "62 %", "93 %", "100 %"]
    assert page.evaluate("document.querySelector('progress').value") == 100
    assert flaws_of(page) == []


def test_a_check_without_scripts_answers_with_the_page(operator: Visitor) -> None:
    assert f"All {ROWS:,} rows are as they were written" in operator.send("/console/audit").text


def test_a_check_that_breaks_off_is_asked_for_again_without_events(page: Page) -> None:
    def broken_off(asked: Route) -> None:
        if asked.request.headers.get("accept") == "text/event-stream":
            asked.fulfill(content_type="text/event-stream", body="event: read\ndata: 12\n\n")
        else:
            asked.continue_()

    page.goto("/console/audit")
    page.route("**/console/audit", broken_off)
    page.get_by_role("button", name="Check the chain").click()
    expect(page.get_by_text(f"All {ROWS:,} rows are as they were written")).to_be_visible()


def test_who_is_not_signed_in_is_led_to_the_door(live: Any) -> None:
    seen = Visitor(live.url).ask("POST", "/console/audit", {}, Accept="text/event-stream")
    assert (seen.status, seen.headers["location"]) == (303, "/console/sign-in")


def test_a_row_that_was_edited_is_told_at_the_end(live: Any, operator: Visitor) -> None:
    with closing(sqlite3.connect(live.data / "cordboard.db")) as database, database:
        database.execute("UPDATE audit SET body = replace(body, 'clerk', 'clark') WHERE key = 2")
    *reads, last = checked(operator)
    assert len(reads) == 4
    assert "Row 2 is not as it was written" in last
