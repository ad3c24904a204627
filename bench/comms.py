"""Sending to ten thousand people through the Communications API: the 202, until all have it, and pages of a million.

Times are the client's, over one connection. The simulated network answers at once; nobody asks for callbacks.
"""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.client import drive
from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.seed import DAY_MS, DAYS, FIRST_DAY, recipient
from bench.server import Server, running, serve_command
from bench.statistics import percentile
from cordboard.base.typeid import type_id
from cordboard.communications.message import Message, Route, session_id
from cordboard.communications.words import MESSAGE, Channel, Status
from cordboard.store.sqlite.communications_unit import ADD_MESSAGE, message_row

PEOPLE, SENDS = 10_000, 3
PAGE = 1000
ACCEPT_MS, DELIVERED_S, PAGE_MS = 300, 6, 40
PATIENCE_S = 60
MESSAGES = "/comms/v1/Messages"


def comms(plan: Plan) -> Outcome:
    """Measure a send to ten thousand, and pages of a thousand."""
    accepted, delivered, stats = _sends(plan)
    pages, counts = _pages(plan)
    is_whole = all(each["delivered"] == each["total"] == PEOPLE for each in stats)
    figures = [
        Figure(name=f"202 for {PEOPLE:,} recipients", value=min(accepted), unit="ms", target=ACCEPT_MS),
        Figure(name="until all are delivered", value=min(delivered), unit="s", target=DELIVERED_S),
        Figure(name=f"page of {PAGE:,} of {plan.rows:,}, p50", value=percentile(pages, 0.5), unit="ms", target=PAGE_MS),
        Figure(name=f"page of {PAGE:,} of {plan.rows:,}, p99", value=percentile(pages, 0.99), unit="ms"),
    ]
    checks = [
        Check(name="everybody has the message once", passed=is_whole, detail=f"{len(stats)} sends"),
        Check(name="every page is full", passed=counts == {PAGE}, detail=f"{len(pages)} pages"),
    ]
    return Outcome(figures=figures, checks=checks, is_apart=True)


def _sends(plan: Plan) -> tuple[list[float], list[float], list[Any]]:
    people = [{"address": recipient(number), "channel": "phone"} for number in range(PEOPLE)]
    body = json.dumps({"to": people, "content": {"text": "We open at nine."}}).encode()
    accepted, delivered, stats = [], [], []
    with running(serve_command(plan.fresh_folder()), plan.cores, sim_latency_ms="0") as server:
        for _ in range(SENDS):
            begun = time.perf_counter()
            [reply] = drive(server.address, [server.request("POST", MESSAGES, body)])
            accepted.append(reply.took_ms)
            operation = json.loads(reply.body)["operationLocation"].partition("/v1/")[2]
            stats.append(_await_delivered(server, f"/comms/v1/{operation}"))
            delivered.append(time.perf_counter() - begun)
    return accepted, delivered, stats


def _await_delivered(server: Server, path: str) -> Any:
    """Return the figures of an operation once all have the message; asking costs the server a little, too."""
    until = time.perf_counter() + PATIENCE_S
    while True:
        [reply] = drive(server.address, [server.request("GET", path)])
        stats = json.loads(reply.body)["stats"]
        if stats["delivered"] == PEOPLE or time.perf_counter() > until:
            return stats
        time.sleep(0.05)


def _pages(plan: Plan) -> tuple[list[float], set[int]]:
    """Read pages that begin anywhere in the store."""
    folder, chance = plan.fresh_folder(), random.Random(1)
    with running(serve_command(folder), plan.cores) as server:  # makes the schema, the account and the number
        account_sid, number = server.account_sid, server.number
    _seed(folder / "cordboard.db", account_sid, number, plan.rows)
    spare_ms = DAYS * DAY_MS * PAGE * 2 // max(plan.rows, 1)
    with running(serve_command(folder), plan.cores) as server:
        requests = []
        for _ in range(max(plan.reads // 10, 20)):
            at_ms = _first_ms() + chance.randrange(spare_ms, DAYS * DAY_MS)
            end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at_ms / 1000))
            requests.append(server.request("GET", f"{MESSAGES}?page_size={PAGE}&end_date={end}"))
        replies = drive(server.address, requests)
    return [reply.took_ms for reply in replies[2:]], {len(json.loads(reply.body)["messages"]) for reply in replies}


def _first_ms() -> int:
    return int(FIRST_DAY.timestamp() * 1000)


def _messages(account_sid: str, sender: str, rows: int) -> Iterator[Message]:
    """Make messages evenly over a month, oldest first."""
    chance = random.Random(2010)
    for row in range(rows):
        at_ms = _first_ms() + row * DAYS * DAY_MS // rows
        route = Route("comms_sender_1", sender, Channel.SMS, recipient(row % PEOPLE))
        yield Message(
            id=type_id(MESSAGE, at_ms << 16 | row & 0xFFFF, chance.getrandbits(64)),
            account_sid=account_sid,
            status=Status.DELIVERED,
            session_id=session_id(account_sid, *route.ends),
            created_ms=at_ms,
            updated_ms=at_ms,
            routes=(route,),
            operation_id=type_id("comms_operation", 1, 1),
        )


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
        rows_made = (message_row(each) for each in _messages(account_sid, sender, rows))
        connection.executemany(ADD_MESSAGE, rows_made)
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
