"""How many calls a second live a whole life, what a call costs that waits in a Gather, and what a verb costs.

A life: created by REST, answered by a handset's script, a menu fetched over HTTP, a prompt heard, a key pressed, the
action fetched, a sentence heard, hung up; `initiated`, `ringing`, `answered` and `completed` told to the application.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bench import receiver
from bench.application import LOOK_S, PATIENCE_S, application, ask, await_callbacks, await_no_tasks
from bench.client import Reply, drive
from bench.figure import Better, Check, Figure, Outcome
from bench.plan import CONNECTIONS, Plan
from bench.seed import recipient
from bench.server import Server, running, serve_command
from bench.statistics import histogram, percentile

EVENTS = ("initiated", "ringing", "answered", "completed")
EXPECTED = ["initiated", "ringing", "in-progress", "completed"]
HANDSETS = 64
SCRIPT = (
    {"action": "answer"},
    {"action": "wait_for", "text": "press one"},
    {"action": "press", "digits": "1"},
)
WARM_CALLS = 200
HELD_CALLS = 5_000
TARGET_PER_SECOND, TARGET_HELD_MB = 300, 400


def calls(plan: Plan) -> Outcome:
    """Measure from the first request to the last callback answered."""
    folder = plan.fresh_folder()
    with application(plan) as port, running(serve_command(folder), plan.cores) as server:
        write_scripts(server, SCRIPT)
        warm = place(server, port, receiver.MENU, WARM_CALLS)
        await_callbacks(port, len(warm) * len(EXPECTED))
        used_s = server.cpu_s()
        replies = place(server, port, receiver.MENU, plan.calls)
        ended_s = await_callbacks(port, (len(warm) + len(replies)) * len(EXPECTED))
        used_s = server.cpu_s() - used_s
        tasks = await_no_tasks(folder)
        found = json.loads(ask(port, "/found"))
    first_s, count = min(reply.sent_s for reply in replies), len(replies)
    figures = [
        Figure(
            name="calls", value=count / (ended_s - first_s), unit="/s", target=TARGET_PER_SECOND, better=Better.HIGHER
        ),
        Figure(name="accept p99", value=percentile([reply.took_ms for reply in replies], 0.99), unit="ms"),
        Figure(name="server's processor time a call", value=used_s / count * 1e6, unit="us"),
    ]
    none_left = Check(name="nothing is left to do", passed=tasks == 0, detail=f"{tasks} tasks")
    checks = [*_check([*warm, *replies], folder, found, server, port), none_left]
    shutil.rmtree(folder)
    return Outcome(figures=figures, checks=checks)


def calls_held(plan: Plan) -> Outcome:
    """Measure the memory of calls that all wait for a key at once."""
    folder = plan.fresh_folder()
    with application(plan) as port, running(serve_command(folder), plan.cores) as server:
        idle_mb, used_s = server.rss_mb(), server.cpu_s()
        write_scripts(server, SCRIPT[:1])
        replies = place(server, port, receiver.HELD, HELD_CALLS)
        held = _await_talking(folder, len(replies))
        used_s, held_mb = server.cpu_s() - used_s, server.rss_mb()
    shutil.rmtree(folder)
    figures = [
        Figure(name=f"memory with {held:,} calls in a Gather", value=held_mb, unit="MB", target=TARGET_HELD_MB),
        Figure(name="memory idle", value=idle_mb, unit="MB"),
        Figure(name="server's processor time to hold a call", value=used_s / len(replies) * 1e6, unit="us"),
    ]
    every = Check(name="every call is in progress", passed=held == HELD_CALLS, detail=f"{held:,} of {HELD_CALLS:,}")
    return Outcome(figures=figures, checks=[every])


def write_scripts(server: Server, script: tuple[dict[str, str], ...]) -> None:
    """Give each handset its script. Raises: RuntimeError."""
    body = json.dumps({"voice_script": script}).encode()
    head = f"Host: 127.0.0.1\r\nAuthorization: {server.authorization}\r\nContent-Type: application/json\r\n"
    requests = [
        f"PUT /cordboard/v1/handsets/{recipient(number)} HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
        + body
        for number in range(HANDSETS)
    ]
    if any(reply.status != 200 for reply in drive(server.address, requests)):
        raise RuntimeError("a handset did not take its script")


def place(server: Server, port: int, document: str, count: int) -> list[Reply]:
    """Place calls from many connections."""
    path, application_url = server.path("/Calls.json"), f"http://127.0.0.1:{port}"

    def requests() -> Iterator[bytes]:
        for number in range(count):
            given = [
                ("To", recipient(number % HANDSETS)),
                ("From", server.number),
                ("Url", application_url + document),
                ("StatusCallback", application_url + receiver.PATH),
                *(("StatusCallbackEvent", event) for event in EVENTS),
            ]
            yield server.request("POST", path, urlencode(given).encode())

    return drive(server.address, requests(), CONNECTIONS)


def _await_talking(folder: Path, expected: int) -> int:
    """Wait until so many calls are in progress, or no more become so; return how many are."""
    found, moved_s = -1, time.monotonic()
    with closing(sqlite3.connect(f"file:{folder / 'cordboard.db'}?mode=ro", uri=True)) as connection:
        while True:
            (count,) = connection.execute("SELECT count(*) FROM call WHERE status='in-progress'").fetchone()
            if count != found:
                found, moved_s = count, time.monotonic()
            if found >= expected or time.monotonic() - moved_s > PATIENCE_S:
                return found
            time.sleep(LOOK_S)


def _check(replies: list[Reply], folder: Path, found: dict[str, Any], server: Server, port: int) -> list[Check]:
    count = sum(reply.status == 201 for reply in replies)
    with closing(sqlite3.connect(folder / "cordboard.db")) as connection:
        states = histogram(row[0] for row in connection.execute("SELECT status FROM call"))
        (heard,) = connection.execute("SELECT count(*) FROM heard WHERE text='Thank you'").fetchone()
    told = [statuses for statuses in found["statuses"].values() if statuses == EXPECTED]
    validator, samples = RequestValidator(server.auth_token), found["samples"]
    url = f"http://127.0.0.1:{port}{receiver.PATH}"
    valid = [validator.validate(url, each["parameters"], each["signature"]) for each in samples]
    return [
        Check(name="every answer is a 201", passed=count == len(replies), detail=f"{count:,} of {len(replies):,}"),
        Check(name="every call is completed", passed=states == {"completed": count}, detail=str(states)),
        Check(name="every caller heard the last sentence", passed=heard == count, detail=f"{heard:,} of {count:,}"),
        Check(
            name="each call told its four states in order, once",
            passed=len(told) == len(found["statuses"]) == count,
            detail=f"{len(told):,} of {count:,}",
        ),
        Check(
            name="the official validator accepts the signatures",
            passed=all(valid) and bool(valid),
            detail=f"{sum(valid):,} of a sample of {len(valid):,}",
        ),
    ]
