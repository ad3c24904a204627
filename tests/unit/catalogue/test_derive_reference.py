"""The reference pages that follow from the catalogue."""

from __future__ import annotations

from typing import Any

import pytest
from markdown_it import MarkdownIt

from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.dates import DateFilter, Instant
from cordboard.catalogue.derive.reference import kind_of, reference
from cordboard.catalogue.wire import Anything, Method, SidOf, Text, Whole

CORE = reference(SURFACES[0])


def section(name: str) -> str:
    return CORE.partition(f"### {name}\n")[2].partition("\n### ")[0]


def test_an_operation_is_told_with_its_path_access_parameters_and_answer() -> None:
    told = section("CreateMessage")
    assert "`POST /Accounts/{AccountSid}/Messages.json`" in told
    assert "Needs `send` of `messaging`. Effect: reaches a person. In the log: *sent a message to {to}*." in told
    assert "| `To` | body | text | yes | missing 21604, invalid 21211 |" in told
    assert "| `MediaUrl` | body | list, at most 10: URL | no | invalid 21620, too many 21623 |" in told
    assert "Answers 201 with a [Message](#message)." in told


def test_an_answer_is_told_with_every_property() -> None:
    told = CORE.partition("## Answers\n")[2].partition("### Feedback\n")[2].partition("\n### ")[0]
    wires = ("account_sid", "message_sid", "outcome", "date_created", "date_updated", "uri")
    assert [line.split("`")[1] for line in told.splitlines() if line.startswith("| `")] == list(wires)


def test_a_page_and_an_empty_answer_are_told() -> None:
    assert "Answers 200 with a page of [Message](#message) under `messages`." in section("ListMessage")
    assert "Answers 204 without a body." in section("DeleteMessage")


@pytest.mark.parametrize("surface", SURFACES, ids=lambda each: each.name)
def test_every_row_of_every_table_is_one(surface: Any) -> None:
    page = reference(surface)
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    rows = [token for token in tokens if token.type == "tr_open"]
    assert len(rows) == sum(line.startswith("|") and not line.startswith("|--") for line in page.splitlines())


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Text(), "text"),
        (Text(64), "text, at most 64 characters"),
        (Whole(), "whole number"),
        (Whole(1), "whole number from 1"),
        (Whole(1, 9), "whole number from 1 to 9"),
        (Method(), "one of `GET`, `POST`"),
        (SidOf(("SM", "MM")), "SID, SM or MM"),
        (Instant(), "date and time, ISO 8601"),
        (DateFilter(), "text"),
        (Anything(), "any value"),
    ],
)
def test_a_kind_is_told_in_words(kind: Any, words: str) -> None:
    assert kind_of(kind.schema()) == words
