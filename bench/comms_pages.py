"""Pages of a thousand of a million messages of the Communications API, by every filter and by several together.

Times are the client's, over one connection, from pages that begin anywhere in the store; the processor time is the
server's, which a busy machine disturbs less.
"""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from bench.client import Reply, drive
from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.seed import DAY_MS, DAYS, FIRST_DAY, recipient
from bench.server import Server, running, serve_command
from bench.statistics import percentile
from cordboard.base.typeid import type_id
from cordboard.communications.message import Message, Route, session_id
from cordboard.communications.words import MESSAGE, OPERATION, Channel, Status
from cordboard.store.sqlite.comms_lists import tag_of
from cordboard.store.sqlite.communications_unit import ADD_MESSAGE, message_row

PEOPLE = 10_000  # of an operation
PAGE, PAGE_MS, WARM_READS = 1000, 40, 2
MESSAGES = "/comms/v1/Messages"
OPERATION_ID = type_id(OPERATION, 1, 1)
CASES: Mapping[str, str] = {
    "any": "",
    "status, most have it": "&status=delivered",
    "status, one in a hundred": "&status=failed",
    "channel, most have it": "&channel=sms",
    "channel, one in a hundred": "&channel=whatsapp",
    "channel of a handset": "&channel=phone",
    "tag, one in ten": "&tags=plan:gold",
    "tag, one in a hundred thousand": "&tags=plan:lost",
    "operation": f"&operation_id={OPERATION_ID}",
    "two tags": "&tags=plan:gold;town:Bonn",
    "tag and status": "&tags=plan:gold&status=failed",
    "channel and status, both rare": "&channel=whatsapp&status=failed",
    "operation, status and channel": f"&operation_id={OPERATION_ID}&status=failed&channel=sms",
}
FULL = frozenset(list(CASES)[:7])
"""Of these every page is full."""


def comms_pages(plan: Plan) -> Outcome:
    """Measure pages by each filter."""
    folder, figures, short = plan.fresh_folder(), list[Figure](), list[str]()
    with running(serve_command(folder), plan.cores) as server:  # makes the schema, the account and the number
        account_sid, number = server.account_sid, server.number
    _seed(folder / "cordboard.db", account_sid, number, plan.rows)
    with running(serve_command(folder), plan.cores) as server:
        for name, query in CASES.items():
            replies, used_ms = _read(server, query, max(plan.reads // 10, 20))
            took = [reply.took_ms for reply in replies]
            figures += [
                Figure(name=f"{name}, p50", value=percentile(took, 0.5), unit="ms", target=PAGE_MS),
                Figure(name=f"{name}, p99", value=percentile(took, 0.99), unit="ms"),
                Figure(name=f"{name}, server's processor time", value=used_ms, unit="ms", target=PAGE_MS),
            ]
            short += [name for reply in replies if name in FULL and len(json.loads(reply.body)["messages"]) < PAGE]
    check = Check(name=f"pages of {plan.rows:,} are full", passed=not short, detail=", ".join(sorted(set(short))))
    return Outcome(figures=figures, checks=[check], is_apart=True)


def _read(server: Server, query: str, reads: int) -> tuple[list[Reply], float]:
    """Read pages that begin anywhere in the newer half; return them, and the processor time of each."""
    chance, requests = random.Random(1), []
    for _ in range(reads):
        at_ms = _first_ms() + chance.randrange(DAYS * DAY_MS // 2, DAYS * DAY_MS)
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at_ms / 1000))
        requests.append(server.request("GET", f"{MESSAGES}?page_size={PAGE}&end_date={end}{query}"))
    drive(server.address, requests[:WARM_READS])
    used_s = server.cpu_s()
    replies = drive(server.address, requests)
    return replies, (server.cpu_s() - used_s) * 1000 / len(replies)


def _first_ms() -> int:
    return int(FIRST_DAY.timestamp() * 1000)


def _messages(account_sid: str, sender: str, rows: int) -> Iterator[Message]:
    """Make messages evenly over a month, oldest first."""
    chance = random.Random(2010)
    for row in range(rows):
        at_ms = _first_ms() + row * DAYS * DAY_MS // rows
        channel = Channel.WHATSAPP if row % 100 == 1 else Channel.SMS
        route = Route("comms_sender_1", sender, channel, recipient(row % PEOPLE))
        yield Message(
            id=type_id(MESSAGE, at_ms << 16 | row & 0xFFFF, chance.getrandbits(64)),
            account_sid=account_sid,
            status=Status.FAILED if chance.random() < 0.01 else Status.DELIVERED,
            session_id=session_id(account_sid, *route.ends),
            created_ms=at_ms,
            updated_ms=at_ms,
            routes=(route,),
            operation_id=OPERATION_ID if row // PEOPLE == 2 else type_id(OPERATION, 2 + row // PEOPLE, 1),
            tags=_tags(row),
        )


def _tags(row: int) -> dict[str, str]:
    if row % 100_000 == 0:
        return {"plan": "lost"}
    return {"plan": "gold", "town": "Bonn" if row % 1000 == 9 else "Rome"} if row % 10 == 9 else {}


def _seed(database: Path, account_sid: str, sender: str, rows: int) -> None:
    """Write messages, and make the indexes afterwards, which takes a fraction of the time.

    Durability is off while it runs, as what is half written is thrown away with the folder.
    """
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        named = "SELECT name, sql FROM sqlite_master WHERE type='index' AND tbl_name='comms_message'"
        indexes = connection.execute(named).fetchall()
        connection.execute("BEGIN")
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        tags: list[tuple[str, str, int]] = []
        connection.executemany(ADD_MESSAGE, _rows(account_sid, sender, rows, tags))
        connection.executemany("INSERT INTO comms_tag VALUES (?,?,?)", sorted(tags))
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rows(account_sid: str, sender: str, rows: int, tags: list[tuple[str, str, int]]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of messages, and gather their tags."""
    for message in _messages(account_sid, sender, rows):
        tags += [(account_sid, tag_of(name, value), message.key) for name, value in message.tags.items()]
        yield message_row(message)
