"""How many messages a second live a whole life: accepted, sent, delivered, and each change told to the application.

A plain sender's message has two status callbacks, `sent` and `delivered`; both are signed, made, answered and logged.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bench import receiver
from bench.application import application, ask, await_callbacks, await_no_tasks
from bench.client import Reply, drive
from bench.figure import Better, Check, Figure, Outcome
from bench.plan import CONNECTIONS, Plan
from bench.seed import recipient
from bench.server import Server, running, serve_command
from bench.statistics import histogram, percentile

EXPECTED = ["sent", "delivered"]
WARM_MESSAGES = 500
TARGET_PER_SECOND = 3_000


def lifecycle(plan: Plan) -> Outcome:
    """Measure from the first request to the last callback answered."""
    folder = plan.fresh_folder()
    with application(plan) as port, running(serve_command(folder), plan.cores) as server:
        url = f"http://127.0.0.1:{port}{receiver.PATH}"
        warm = _send(server, url, 0, WARM_MESSAGES)
        await_callbacks(port, len(warm) * len(EXPECTED))
        used_s = server.cpu_s()
        replies = _send(server, url, WARM_MESSAGES, plan.messages)
        ended_s = await_callbacks(port, (len(warm) + len(replies)) * len(EXPECTED))
        used_s = server.cpu_s() - used_s
        tasks = await_no_tasks(folder)
        found = json.loads(ask(port, "/found"))
    first_s, accepted_s = min(reply.sent_s for reply in replies), max(reply.answered_s for reply in replies)
    took_s, count = ended_s - first_s, len(replies)
    figures = [
        Figure(name="lives", value=count / took_s, unit="/s", target=TARGET_PER_SECOND, better=Better.HIGHER),
        Figure(name="accepted meanwhile", value=count / (accepted_s - first_s), unit="/s", better=Better.HIGHER),
        Figure(name="accept p99", value=percentile([reply.took_ms for reply in replies], 0.99), unit="ms"),
        Figure(name="server's processor time a life", value=used_s / count * 1e6, unit="us"),
    ]
    checks = [*_check([*warm, *replies], folder, found, server, url), _none_left(tasks)]
    shutil.rmtree(folder)
    return Outcome(figures=figures, checks=checks)


def _send(server: Server, url: str, first: int, count: int) -> list[Reply]:
    path = server.path("/Messages.json")

    def requests() -> Iterator[bytes]:
        for number in range(first, first + count):
            given = {"To": recipient(number), "From": server.number, "Body": f"Guest {number}", "StatusCallback": url}
            yield server.request("POST", path, urlencode(given).encode())

    return drive(server.address, requests(), CONNECTIONS)


def _check(replies: list[Reply], folder: Path, found: dict[str, Any], server: Server, url: str) -> list[Check]:
    count = sum(reply.status == 201 for reply in replies)
    with closing(sqlite3.connect(folder / "cordboard.db")) as connection:
        states = histogram(row[0] for row in connection.execute("SELECT status FROM message"))
        (shown,) = connection.execute("SELECT count(*) FROM handset_message").fetchone()
    told = [statuses for statuses in found["statuses"].values() if statuses == EXPECTED]
    validator, samples = RequestValidator(server.auth_token), found["samples"]
    valid = [validator.validate(url, each["parameters"], each["signature"]) for each in samples]
    return [
        Check(name="every answer is a 201", passed=count == len(replies), detail=f"{count:,} of {len(replies):,}"),
        Check(name="every message is delivered", passed=states == {"delivered": count}, detail=str(states)),
        Check(name="every handset shows its message", passed=shown == count, detail=f"{shown:,} of {count:,}"),
        Check(
            name="each message told `sent`, then `delivered`, once",
            passed=len(told) == len(found["statuses"]) == count,
            detail=f"{len(told):,} of {count:,}",
        ),
        Check(
            name="the official validator accepts the signatures",
            passed=all(valid) and bool(valid),
            detail=f"{sum(valid):,} of a sample of {len(valid):,}",
        ),
    ]


def _none_left(tasks: int) -> Check:
    return Check(name="nothing is left to do", passed=tasks == 0, detail=f"{tasks} tasks")
