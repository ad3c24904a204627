"""Lists of messages, walked page by page, against the same list made by sorting everything in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.base.sid import SMS, SidMaker
from cordboard.messaging.message import Direction as Way
from cordboard.messaging.message import Message, Status
from cordboard.messaging.ports import MessageFilter
from cordboard.store.sqlite import message_lists
from cordboard.store.sqlite.engine import migrate
from cordboard.store.sqlite.message_lists import read_messages
from cordboard.store.sqlite.rows import MESSAGE, message_row

ACCOUNT, STRANGER = "AC" + "0" * 32, "AC" + "1" * 32
ADDRESSES = ("+14155550101", "+14155550102", "+14155550103")
START_MS, SPAN_MS = 1_767_225_600_000, 50  # a span so small that many messages are of one instant

INSTANTS = st.integers(START_MS, START_MS + SPAN_MS)
MAYBE_INSTANT = st.none() | INSTANTS
DRAFTS = st.tuples(
    st.sampled_from((ACCOUNT, ACCOUNT, ACCOUNT, STRANGER)),
    st.sampled_from(ADDRESSES),
    st.sampled_from(ADDRESSES),
    MAYBE_INSTANT,
)
FILTERS = st.builds(
    MessageFilter,
    recipient=st.none() | st.sampled_from(ADDRESSES),
    sender=st.none() | st.sampled_from(ADDRESSES),
    sent_from_ms=MAYBE_INSTANT,
    sent_before_ms=MAYBE_INSTANT,
)


@dataclass
class Shelf:
    """A database in memory, and what it holds."""

    connection: sqlite3.Connection
    messages: list[Message]

    def read(self, sql: str, parameters: object) -> list[tuple[object, ...]]:
        return self.connection.execute(sql, parameters).fetchall()  # type: ignore[arg-type]

    def page(self, wanted: MessageFilter, page: PageRequest) -> Page[Message]:
        return read_messages(self.read, ACCOUNT, wanted, page)  # type: ignore[arg-type]

    def delete(self, message: Message) -> None:
        self.connection.execute("DELETE FROM message WHERE key=?", (message.key,))

    def expected(self, wanted: MessageFilter) -> list[str]:
        found = [message for message in self.messages if message.account_sid == ACCOUNT and fits(message, wanted)]
        is_dated = wanted.sent_from_ms is not None or wanted.sent_before_ms is not None
        found.sort(key=lambda message: (message.sent_ms if is_dated else 0, message.key), reverse=True)
        return [message.sid for message in found]


def fits(message: Message, wanted: MessageFilter) -> bool:
    sent, first, end = message.sent_ms, wanted.sent_from_ms, wanted.sent_before_ms
    return (
        wanted.recipient in (None, message.recipient)
        and wanted.sender in (None, message.sender)
        and (first is None or (sent is not None and sent >= first))
        and (end is None or (sent is not None and sent < end))
    )


def fill(connection: sqlite3.Connection, drafts: list[tuple[str, str, str, int | None]]) -> Shelf:
    sids = SidMaker(lambda: START_MS, lambda: 7)
    messages = [
        Message(
            sid=sids.sid(SMS),
            account_sid=account_sid,
            direction=Way.API,
            sender=sender,
            recipient=recipient,
            body="Hello",
            status=Status.QUEUED if sent_ms is None else Status.SENT,
            num_segments=1,
            created_ms=START_MS,
            updated_ms=START_MS,
            sent_ms=sent_ms,
        )
        for account_sid, sender, recipient, sent_ms in drafts
    ]
    holes = ",".join("?" for _ in MESSAGE.split(","))
    connection.executemany(f"INSERT INTO message ({MESSAGE}) VALUES ({holes})", map(message_row, messages))
    return Shelf(connection, messages)


def as_from_token(page: PageRequest) -> PageRequest:
    """Return the page as its link asks for it: a token tells the SID, and with it only the key."""
    assert page.position is not None
    return PageRequest(page.size, page.number, Position(page.position.direction, page.position.key))


@pytest.fixture(params=[1, 1000], ids=["crowded", "sparse"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the lists take an address for crowded from the first message, and then never."""
    monkeypatch.setattr(message_lists, "FEW", request.param)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("has_order", [True, False], ids=["position", "token"])
def test_pages_onwards_and_back_show_every_message_once_and_in_order(has_order: bool) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(DRAFTS, max_size=40), FILTERS, st.integers(1, 7))
    def walk(drafts: list[tuple[str, str, str, int | None]], wanted: MessageFilter, size: int) -> None:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            migrate(connection)
            shelf = fill(connection, drafts)
            expected, seen = shelf.expected(wanted), list[str]()
            page = shelf.page(wanted, PageRequest(size))
            while True:
                seen += [message.sid for message in page.items]
                if page.after is None:
                    break
                request = PageRequest(size, page.number + 1, page.after)
                page = shelf.page(wanted, request if has_order else as_from_token(request))
            assert seen == expected
            last, back = [message.sid for message in page.items], list[str]()
            while page.before is not None and len(back) <= len(seen):
                request = PageRequest(size, page.number - 1, page.before)
                page = shelf.page(wanted, request if has_order else as_from_token(request))
                back = [message.sid for message in page.items] + back
            assert back + last == expected

    walk()


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """Make an empty database."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        migrate(made)
        yield made


@pytest.mark.parametrize("wanted", [MessageFilter(), MessageFilter(sent_from_ms=START_MS)], ids=["all", "dated"])
def test_a_page_by_number_is_the_same_as_the_page_that_links_lead_to(
    connection: sqlite3.Connection, wanted: MessageFilter
) -> None:
    shelf = fill(connection, [(ACCOUNT, ADDRESSES[0], ADDRESSES[1], START_MS + n % 7) for n in range(45)])
    for number in range(6):
        found = [message.sid for message in shelf.page(wanted, PageRequest(10, number)).items]
        assert found == shelf.expected(wanted)[number * 10 : number * 10 + 10]


@pytest.mark.parametrize("wanted", [MessageFilter(), MessageFilter(sent_from_ms=START_MS)], ids=["all", "dated"])
def test_a_walk_that_deletes_every_page_behind_itself_sees_every_message(
    connection: sqlite3.Connection, wanted: MessageFilter
) -> None:
    shelf = fill(connection, [(ACCOUNT, ADDRESSES[0], ADDRESSES[1], START_MS + n) for n in range(45)])
    seen: list[str] = []
    page = shelf.page(wanted, PageRequest(10))
    while True:
        seen += [message.sid for message in page.items]
        for message in page.items:
            shelf.delete(message)
        if page.after is None:
            break
        page = shelf.page(wanted, as_from_token(PageRequest(10, page.number + 1, page.after)))
    assert seen == shelf.expected(wanted)


def test_no_list_sorts_or_scans_a_crowded_table(connection: sqlite3.Connection) -> None:
    """The plan is SQLite's own word on it: each list descends an index, and none is sorted afterwards."""
    shelf = fill(connection, [(ACCOUNT, ADDRESSES[0], ADDRESSES[1], START_MS + n) for n in range(2000)])
    queries: list[tuple[str, object]] = []

    def read(sql: str, parameters: object) -> list[tuple[object, ...]]:
        queries.append((sql, parameters))
        return shelf.read(sql, parameters)

    position = Position(Direction.ONWARDS, shelf.messages[1000].key)
    for recipient in (None, ADDRESSES[1]):
        for sender in (None, ADDRESSES[0]):
            for end in (None, START_MS + 1900):
                for page in (PageRequest(50), PageRequest(50, 1, position)):
                    wanted = MessageFilter(recipient=recipient, sender=sender, sent_before_ms=end)
                    read_messages(read, ACCOUNT, wanted, page)  # type: ignore[arg-type]
    for sql, parameters in queries:
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]  # type: ignore[arg-type]
        assert not any("TEMP B-TREE" in step or step.startswith("SCAN message") for step in steps), (sql, steps)
