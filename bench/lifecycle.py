"""How many messages a second live a whole life: accepted, sent, delivered, and each change told to the application.

A plain sender's message has two status callbacks, `sent` and `delivered`; both are signed, made, answered and logged.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bench import receiver
from bench.client import Reply, drive
from bench.figure import Better, Check, Figure, Outcome
from bench.plan import CONNECTIONS, Plan
from bench.seed import recipient
from bench.server import Server, running, serve_command
from bench.statistics import histogram, percentile

EXPECTED = ["sent", "delivered"]
WARM_MESSAGES = 500
PATIENCE_S = 10.0  # without any progress; then what is missing is missing
LOOK_S = 0.02
TARGET_PER_SECOND = 3_000


def lifecycle(plan: Plan) -> Outcome:
    """Measure from the first request to the last callback answered."""
    folder = plan.fresh_folder()
    with _application(plan) as port, running(serve_command(folder), plan.cores) as server:
        url = f"http://127.0.0.1:{port}{receiver.PATH}"
        warm = _send(server, url, 0, WARM_MESSAGES)
        _await_callbacks(port, len(warm) * len(EXPECTED))
        used_s = server.cpu_s()
        replies = _send(server, url, WARM_MESSAGES, plan.messages)
        ended_s = _await_callbacks(port, (len(warm) + len(replies)) * len(EXPECTED))
        used_s = server.cpu_s() - used_s
        tasks = _await_no_tasks(folder)
        found = json.loads(_ask(port, "/found"))
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


@contextmanager
def _application(plan: Plan) -> Iterator[int]:
    """Run the application that answers; gives its port."""
    os.sched_setaffinity(0, plan.cores.load)
    process = subprocess.Popen(receiver.COMMAND, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _send(server: Server, url: str, first: int, count: int) -> list[Reply]:
    path = server.path("/Messages.json")

    def requests() -> Iterator[bytes]:
        for number in range(first, first + count):
            given = {"To": recipient(number), "From": server.number, "Body": f"Guest {number}", "StatusCallback": url}
            yield server.request("POST", path, urlencode(given).encode())

    return drive(server.address, requests(), CONNECTIONS)


def _ask(port: int, path: str) -> bytes:
    (reply,) = drive(("127.0.0.1", port), [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()])
    return reply.body


def _await_callbacks(port: int, expected: int) -> float:
    """Wait until so many came, or none comes any more; return when the last was answered."""
    count, moved_s = -1, time.monotonic()
    while True:
        summary = json.loads(_ask(port, "/summary"))
        if summary["count"] != count:
            count, moved_s = summary["count"], time.monotonic()
        if count >= expected or time.monotonic() - moved_s > PATIENCE_S:
            return float(summary["last_s"])
        time.sleep(LOOK_S)


def _await_no_tasks(folder: Path) -> int:
    """Wait until nothing is left to do; return what is left when patience ends."""
    until_s = time.monotonic() + PATIENCE_S
    with closing(sqlite3.connect(f"file:{folder / 'cordboard.db'}?mode=ro", uri=True)) as connection:
        while True:
            (count,) = connection.execute("SELECT count(*) FROM task").fetchone()
            if count == 0 or time.monotonic() > until_s:
                return int(count)
            time.sleep(LOOK_S)


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
