"""What is searched for in a long audit is found, however far back: by itself, or with a click on what leads on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cordboard.access.audit import Encoded, chained

BETWEEN = 60_000  # rows, of which the console looks through 100,000 before it asks whether to go on


class Said(Encoded, kw_only=True):
    """A row as far as the console shows it."""

    agent: str = "clerk"
    at: str = "2026-11-26T12:00:00Z"
    at_ms: int = 1_795_694_400_000
    decision: str = "allow"
    id: str = "DE0123456789abcdef0123456789abcdef"
    kind: str = "decision"
    prev: str = ""
    sentence: str = "clerk listed messages."
    seq: int = 0


@pytest.fixture(scope="module", autouse=True)
def rows(live: Any) -> None:
    """Write two rows that differ, each behind many that do not."""
    key = live.control("POST", "agents", {"name": "clerk"})["api_key"]
    live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Messages.json", auth=(key["sid"], key["secret"]))
    assert live.control("GET", "audit")["audit"]
    between = [Said()] * BETWEEN
    said = [Said(sentence="clerk found the first needle."), *between, Said(sentence="clerk found another."), *between]
    with closing(sqlite3.connect(live.data / "cordboard.db")) as database, database:
        seq, head = database.execute("SELECT key, sha256 FROM audit ORDER BY key DESC LIMIT 1").fetchone()
        add = "INSERT INTO audit (key, body, sha256, agent) VALUES (?, CAST(? AS TEXT), ?, ?)"
        database.executemany(add, chained(said, seq, head))


def search(page: Page, words: str) -> None:
    page.goto("/console/audit")
    page.get_by_label("Words of the sentence").fill(words)
    page.get_by_role("button", name="Search").click()


def test_what_stands_behind_many_rows_is_found_at_once(page: Page) -> None:
    search(page, "ANOTHER")
    expect(page.get_by_text("clerk found another.")).to_be_visible()


def test_what_stands_still_further_back_is_found_by_who_goes_on(page: Page) -> None:
    search(page, "needle")
    expect(page.get_by_text("Nothing was found among the latest rows.")).to_be_visible()
    page.get_by_role("link", name="Look further back").click()
    expect(page.get_by_text("clerk found the first needle.")).to_be_visible()


def test_a_search_for_what_is_nowhere_ends(page: Page) -> None:
    search(page, "nothing like it")
    page.get_by_role("link", name="Look further back").click()
    expect(page.get_by_text("Nothing was found. Agents leave")).to_be_visible()
    expect(page.get_by_role("link", name="Look further back")).to_be_hidden()
