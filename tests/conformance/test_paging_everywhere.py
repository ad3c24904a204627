"""Every list can be walked page by page, and neither skips nor repeats while things come and go."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from lxml import etree
from makers import BY_KEY, MADE, Workshop, sid_of

from cordboard.catalogue.derive.parts import conventions_of, is_paged
from cordboard.catalogue.describe import Operation
from described_requests import Asked, Line, ask, told

LISTS = {key: operation for key, operation in BY_KEY.items() if is_paged(operation) and operation.method == "GET"}
# Rows without a SID are told apart by what is their own in each list.
OWN = ("sid", "id", "key", "phone_number", "category", "start_date", "iso_country", "country", "name", "number")
# Calls and messages can be deleted when they have ended, and when that is nobody knows.
LASTING = {"v2010-ListCall", "v2010-ListMessage"}
# What is for sale is no list of things: a search answers with as many offers as were asked for, and ends.
SEARCHES = {key for key in LISTS if "AvailablePhoneNumber" in key}
every_list = pytest.mark.parametrize("key", LISTS)


def maker_of(operation: Operation) -> str | None:
    """Return what makes the things of a list: the operation that posts where the list is got."""
    return next(
        (
            key
            for key in MADE
            if (made := BY_KEY[key]).path == operation.path
            and made.surface is operation.surface
            and made.method == "POST"
        ),
        None,
    )


def remover_of(operation: Operation) -> Operation | None:
    """Return what deletes one thing of a list."""
    below = f"{operation.path}/{{Sid}}"
    return next(
        (each for each in operation.surface.operations if each.method == "DELETE" and each.path == below),
        None,
    )


MAKERS = {key: maker for key, operation in LISTS.items() if (maker := maker_of(operation)) is not None}


@pytest.fixture(scope="module")
def workshop(live: Any) -> Iterator[Workshop]:
    line = Line(live)
    yield Workshop(line)
    line.close()


def identity(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in OWN) if row.keys() & set(OWN) else tuple(map(str, row.values()))


def following(line: Line, asked: Asked, body: dict[str, Any]) -> str | None:
    """Return where the next page is, in any of the dialects."""
    if "next_cursor" in body:
        cursor = body["next_cursor"]
        return cursor and f"{asked.path}?{asked.query}&cursor={cursor}"
    if "meta" in body:
        url = body["meta"]["next_page_url"]
        return url and url.removeprefix(line.live.url)
    if "pagination" in body:
        token = body["pagination"]["next"]
        return token and f"{asked.path}?{asked.query}&page_token={token}"
    return body["next_page_uri"]


def walk(workshop: Workshop, key: str, size: int, between: Callable[[list[Any]], None] = lambda _: None) -> list[Any]:
    """Return all rows, page after page, doing something between a page and the next."""
    operation, line = LISTS[key], workshop.line
    asked = workshop.list_of(operation, **{size_of(operation): str(size)})
    target: str | None = f"{asked.path}?{asked.query}"
    rows: list[Any] = []
    while target:
        body = line.get(target)
        page = body[operation.listing.key]  # type: ignore[union-attr]
        assert len(page) <= size
        rows += map(identity, page)
        target = following(line, asked, body)
        between(rows)
    return rows


def size_of(operation: Operation) -> str:
    """Return the name of the parameter that tells how many rows a page has."""
    return conventions_of(operation.surface).paging[0].wire


def code_of_size(operation: Operation, size: str) -> int:
    """Return the code of a wrong size. Source: reference 01, paging: 20007 above the ceiling, in the APIs of forms."""
    wrong = conventions_of(operation.surface).paging[0].invalid
    return 20007 if size == "1001" and size_of(operation) == "PageSize" else wrong


@every_list
def test_a_page_has_from_one_to_a_thousand_rows(workshop: Workshop, key: str) -> None:
    for size in ("0", "-1", "1001", "1.0", "many"):
        status, content_type, body = workshop.line.send(workshop.list_of(LISTS[key], **{size_of(LISTS[key]): size}))
        assert (told(content_type, body)[0], status) == (code_of_size(LISTS[key], size), 400), size


@pytest.mark.parametrize("key", sorted(SEARCHES))
def test_a_search_finds_the_same_first_whatever_its_size(workshop: Workshop, key: str) -> None:
    assert walk(workshop, key, 3) == walk(workshop, key, 1000)[:3]


@pytest.mark.parametrize("key", [key for key in LISTS if key not in SEARCHES])
def test_pages_of_any_size_hold_the_same_rows(workshop: Workshop, key: str) -> None:
    status, content_type, body = workshop.line.send(workshop.list_of(LISTS[key], **{size_of(LISTS[key]): "1"}))
    if status == 404:  # it lies under something that only comes to be by itself
        assert told(content_type, body)[0] == 20404
        return
    whole = walk(workshop, key, 1000)
    walked = walk(workshop, key, max(len(whole) // 3, 1))
    assert len(set(walked)) == len(walked)
    assert [row for row in walked if row in set(whole)] == whole


@pytest.mark.parametrize("key", MAKERS)
def test_nothing_is_skipped_or_repeated_while_things_are_added(workshop: Workshop, key: str) -> None:
    made = [workshop.make(MAKERS[key]) for _ in range(4)]
    before = walk(workshop, key, 1000)
    walked = walk(workshop, key, 2, lambda _: workshop.make(MAKERS[key]) and None)
    assert len(set(walked)) == len(walked)
    assert [row for row in walked if row in set(before)] == before
    assert {sid_of(each) for each in made} <= {name for row in walked for name in row}


@pytest.mark.parametrize("key", [key for key in MAKERS if remover_of(LISTS[key]) and key not in LASTING])
def test_nothing_is_skipped_or_repeated_while_things_are_removed(workshop: Workshop, key: str) -> None:
    operation, remover = LISTS[key], remover_of(LISTS[key])
    assert remover is not None
    for _ in range(5):
        workshop.make(MAKERS[key])
    before, gone = walk(workshop, key, 1000), []

    def remove(seen: list[Any]) -> None:
        """Remove the row that the next page begins behind, and the one that it begins with."""
        for row in (seen[-1], *before[len(seen) : len(seen) + 1]):
            if len(gone) < 2:
                wrong = workshop.places(operation) | {"Sid": row[0]}
                status, _, body = workshop.line.send(ask(remover, workshop.line.live.account_sid, wrong=wrong))
                assert status == 204, body
                gone.append(row)

    walked = walk(workshop, key, 2, remove)
    assert walked == [row for row in before if row != gone[1]]


@pytest.mark.parametrize("key", [key for key, each in LISTS.items() if "xml" in each.surface.dialect.extensions])
def test_a_list_holds_the_same_rows_in_xml_and_csv(workshop: Workshop, key: str) -> None:
    operation = LISTS[key]
    assert operation.view is not None
    status, _, body = workshop.line.send(workshop.list_of(operation, PageSize="3"))
    if status == 404:
        return
    count = len(json.loads(body)[operation.listing.key])  # type: ignore[union-attr]
    for suffix in (".xml", ""):
        status, content_type, body = workshop.line.send(workshop.list_of(operation, suffix, PageSize="3"))
        assert (status, content_type.partition(";")[0]) == (200, "application/xml")
        assert len(next(iter(etree.fromstring(body)))) == count
    status, content_type, body = workshop.line.send(workshop.list_of(operation, ".csv", PageSize="3"))
    header, *rows = csv.reader(body.decode().splitlines(keepends=True))
    assert (status, content_type.partition(";")[0]) == (200, "text/csv")
    assert [name.lower() for name in header] == [each.wire.replace("_", "") for each in operation.view.properties]
    assert len(rows) == count
    assert all(len(row) == len(header) for row in rows)
