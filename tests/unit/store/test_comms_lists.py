"""Lists of the Communications API on a real file: every filter finds what it should, page by page, in bounded time."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.page import PageRequest
from cordboard.base.typeid import type_id
from cordboard.communications.message import Message, Route, session_id
from cordboard.communications.post import Addressee, Post
from cordboard.communications.post_rows import PostFilter
from cordboard.communications.rows import MessageFilter, OperationFilter
from cordboard.communications.words import (
    EMAIL,
    MESSAGE,
    NOTIFICATION,
    OPERATION,
    Channel,
    Family,
    OperationStatus,
    Reach,
    Status,
)
from cordboard.store.sqlite import bounded
from cordboard.store.sqlite.comms_lists import tag_of
from cordboard.store.sqlite.communications_unit import ADD_MESSAGE, message_row
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.post_rows import ADD_POST, post_row
from cordboard.store.sqlite.posts import SqlitePosts

OURS, THEIRS = "AC" + "1" * 32, "AC" + "2" * 32
FIRST_MS = 1_760_000_000_000
OPERATIONS = [type_id(OPERATION, (FIRST_MS + each) << 16, each) for each in range(3)]
STATUSES = (Status.DELIVERED, Status.DELIVERED, Status.SENT, Status.FAILED)
TAGS: list[dict[str, str]] = [{}, {"plan": "a"}, {"plan": "a", "town": "Bonn"}, {"plan": "b"}]
ROWS = 400


class Recording:
    """An engine whose queries are looked at: how each is carried out."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.plans: list[str] = []

    def read(self, sql: str, parameters: Any = ()) -> list[tuple[object, ...]]:
        steps = self.engine.read(f"EXPLAIN QUERY PLAN {sql}", parameters)
        self.plans.append("; ".join(str(step[3]) for step in steps))
        return self.engine.read(sql, parameters)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("lists")
    opened = Engine(folder / "cordboard.db", Outbox(), Feed())
    opened._writer.execute("BEGIN")
    for row in MESSAGES:
        opened._writer.execute(ADD_MESSAGE, message_row(row))
    for post in POSTS:
        opened._writer.execute(ADD_POST, post_row(post))
    for each in (*MESSAGES, *POSTS):
        for name, value in each.tags.items():
            tag = (each.account_sid, tag_of(name, value), each.key)
            opened._writer.execute("INSERT INTO comms_tag VALUES (?,?,?)", tag)
    opened._writer.execute("COMMIT")
    yield opened
    opened.close()


def a_message(place: int) -> Message:
    chance = random.Random(place)
    channel = chance.choice([Channel.SMS, Channel.SMS, Channel.RCS, Channel.WHATSAPP])
    account_sid = OURS if place % 7 else THEIRS
    route = Route("", "+14155550100", channel, f"+120655500{place % 5:02d}")
    at_ms = FIRST_MS + place * 1000
    return Message(
        id=type_id(MESSAGE, at_ms << 16, place),
        account_sid=account_sid,
        status=chance.choice(STATUSES),
        session_id=session_id(account_sid, *route.ends),
        created_ms=at_ms,
        updated_ms=at_ms,
        routes=(route,),
        operation_id=chance.choice([*OPERATIONS, None]),
        tags=chance.choice(TAGS),
    )


def a_post(place: int) -> Post:
    chance = random.Random(place)
    family = chance.choice([Family.EMAIL, Family.NOTIFICATION])
    is_mail = family is Family.EMAIL
    at_ms = FIRST_MS + place * 1000
    return Post(
        id=type_id(EMAIL if is_mail else NOTIFICATION, at_ms << 16 | 1, place),
        account_sid=OURS if place % 7 else THEIRS,
        family=family,
        operation_id=chance.choice(OPERATIONS),
        to=Addressee(
            address=f"P{place % 20}@example.com",
            provider=None if is_mail else chance.choice(["apn", "fcm"]),
            user_id=None if is_mail else chance.choice(["u1", "u2", None]),
        ),
        status=chance.choice(STATUSES),
        created_ms=at_ms,
        updated_ms=at_ms,
        tags=chance.choice(TAGS),
    )


MESSAGES = [a_message(place) for place in range(ROWS)]
POSTS = [a_post(place) for place in range(ROWS)]
MESSAGE_CHOICES: dict[str, list[Any]] = {
    "operation_id": [None, OPERATIONS[1]],
    "session_id": [None, session_id(OURS, "+14155550100", "+12065550001")],
    "after_ms": [None, FIRST_MS + 50_000],
    "before_ms": [None, FIRST_MS + 300_000],
    "reach": [None, Reach.PHONE, Reach.WHATSAPP],
    "channel": [None, Channel.SMS, Channel.RCS],
    "status": [None, Status.DELIVERED, Status.FAILED],
    "tags": [None, TAGS[1], TAGS[2], {"plan": "c"}],
}
POST_CHOICES: dict[str, list[Any]] = {
    "family": [Family.EMAIL, Family.NOTIFICATION],
    "operation_id": [None, OPERATIONS[1]],
    "after_ms": [None, FIRST_MS + 50_000],
    "before_ms": [None, FIRST_MS + 300_000],
    "status": [None, Status.DELIVERED, Status.FAILED],
    "user_id": [None, "u1"],
    "provider": [None, "apn"],
    "address": [None, "p12@example.com"],
    "tags": [None, TAGS[1], TAGS[2], {"plan": "c"}],
}


def combinations(choices: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Return every combination of up to three filters, and of all."""
    every = [dict(zip(choices, values, strict=True)) for values in itertools.product(*choices.values())]
    return [each for each in every if sum(value is not None for value in each.values()) in (0, 1, 2, 3, 4, len(each))]


def wanted(row: Any, filters: dict[str, Any]) -> bool:
    """Tell whether a row is what filters ask for, by what is written in the row itself."""
    told = {
        "operation_id": row.operation_id,
        "session_id": getattr(row, "session_id", None),
        "status": row.status,
        "family": getattr(row, "family", None),
        "user_id": getattr(getattr(row, "to", None), "user_id", None),
        "provider": getattr(getattr(row, "to", None), "provider", None),
        "address": getattr(getattr(row, "to", None), "address", "").lower(),
    }
    if isinstance(row, Message):
        told |= {"reach": row.route.reach, "channel": row.route.channel}
    for name, value in filters.items():
        if value is None:
            continue
        if name == "tags":
            is_right = value.items() <= row.tags.items()
        elif name in ("after_ms", "before_ms"):
            is_right = row.created_ms > value if name == "after_ms" else row.created_ms < value
        else:
            is_right = told[name] == value
        if not is_right:
            return False
    return row.account_sid == OURS


@pytest.mark.parametrize(("looked_at", "size"), [(5_000, 1000), (5_000, 7), (13, 5)])
@pytest.mark.parametrize("kind", ["message", "post"])
def test_pages_hold_what_all_filters_ask_for_once_and_the_newest_first(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, kind: str, looked_at: int, size: int
) -> None:
    monkeypatch.setattr(bounded, "MOST_LOOKED_AT", looked_at)
    store = SqlitePosts(engine, lambda: pytest.fail("nothing is written"))
    rows: list[Any] = [*MESSAGES] if kind == "message" else [*POSTS]
    for filters in combinations(MESSAGE_CHOICES if kind == "message" else POST_CHOICES)[:: 1 if size > 7 else 9]:
        found: list[str] = []
        page: PageRequest | None = PageRequest(size)
        while page is not None:
            read: Any = store.messages if kind == "message" else store.posts
            made: Any = MessageFilter(**filters) if kind == "message" else PostFilter(**filters)
            answer = read(OURS, made, page)
            assert len(answer.items) <= size
            found += [each.id for each in answer.items]
            page = PageRequest(size, 0, answer.after) if answer.after is not None else None
        assert found == [row.id for row in reversed(rows) if wanted(row, filters)], filters


@pytest.mark.parametrize("kind", ["message", "post"])
def test_no_combination_of_filters_scans_or_sorts(engine: Engine, kind: str) -> None:
    recording: Any = Recording(engine)
    store = SqlitePosts(recording, lambda: pytest.fail("nothing is written"))
    for filters in combinations(MESSAGE_CHOICES if kind == "message" else POST_CHOICES):
        if kind == "message":
            store.messages(OURS, MessageFilter(**filters), PageRequest(50))
        else:
            store.posts(OURS, PostFilter(**filters), PageRequest(50))
    check_plans(recording)
    assert len(set(recording.plans)) > 5


def test_operations_under_way_are_found_among_any_number_that_ended(engine: Engine) -> None:
    recording: Any = Recording(engine)
    store = SqlitePosts(recording, lambda: pytest.fail("nothing is written"))
    for family, status, after_ms in itertools.product(Family, (None, OperationStatus.PROCESSING), (None, FIRST_MS)):
        wanted = OperationFilter(family=family, status=status, after_ms=after_ms, before_ms=after_ms and after_ms + 9)
        store.operations(OURS, wanted, PageRequest(50))
        is_by_status = "comms_operation_by_status" in recording.plans[-1]
        assert is_by_status is (status is not None)
    check_plans(recording)


def check_plans(recording: Recording) -> None:
    for plan in set(recording.plans):
        assert "SCAN" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan
