"""Fills a store with messages of a month, straight into its file while no server uses it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from cordboard.base.sid import SMS, SidMaker
from cordboard.messaging.message import Direction, Message, Status, price_of
from cordboard.store.sqlite.rows import MESSAGE, message_row

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 30
DAY_MS = 24 * 3600 * 1000
RECIPIENTS = 10_000  # a hundred messages each in a million
FAILED_SHARE = 0.05
UNREACHABLE = 30003


def recipient(number: int) -> str:
    """Return the recipient of a number from 0 to 7,999,999: a San Francisco number, none of them an owned one."""
    return f"+1415{2_000_000 + number}"


def messages(account_sid: str, sender: str, rows: int) -> Iterator[Message]:
    """Make messages evenly over a month, oldest first; one in twenty failed and so was never sent."""
    chance = random.Random(2010)
    created_ms = 0
    sids = SidMaker(lambda: created_ms, lambda: chance.getrandbits(64))
    first_ms = int(FIRST_DAY.timestamp() * 1000)
    for row in range(rows):
        created_ms = first_ms + row * DAYS * DAY_MS // rows
        is_failed = chance.random() < FAILED_SHARE
        sent_ms = created_ms + chance.randrange(1, 2000)
        message = Message(
            sid=sids.sid(SMS),
            account_sid=account_sid,
            direction=Direction.API,
            sender=sender,
            recipient=recipient(chance.randrange(RECIPIENTS)),
            body=f"Your table number {row} is ready, please come to the counter.",
            status=Status.FAILED if is_failed else Status.DELIVERED,
            num_segments=1,
            created_ms=created_ms,
            updated_ms=sent_ms + 100,
            sent_ms=None if is_failed else sent_ms,
            error_code=UNREACHABLE if is_failed else None,
        )
        yield message if is_failed else replace(message, price=price_of(message))


def seed(database: Path, account_sid: str, sender: str, rows: int) -> None:
    """Write the messages; the indexes are made afterwards, which takes a fraction of the time.

    Durability is off while it runs: what is half written is thrown away with the folder.
    """
    holes = ",".join("?" for _ in MESSAGE.split(","))
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        named = "SELECT name, sql FROM sqlite_master WHERE type='index' AND tbl_name='message' AND sql IS NOT NULL"
        indexes = connection.execute(named).fetchall()
        connection.execute("BEGIN")
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        made = (message_row(message) for message in messages(account_sid, sender, rows))
        connection.executemany(f"INSERT INTO message ({MESSAGE}) VALUES ({holes})", made)
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
