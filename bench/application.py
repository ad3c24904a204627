"""The application of the benchmarks, as a process of its own, and what is asked of it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench import receiver
from bench.client import drive
from bench.plan import Plan

PATIENCE_S = 10.0  # without any progress; then what is missing is missing
DAY_S = 24 * 3600
LOOK_S = 0.02


@contextmanager
def application(plan: Plan) -> Iterator[int]:
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


def ask(port: int, path: str) -> bytes:
    """Return what the application remembers."""
    (reply,) = drive(("127.0.0.1", port), [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()])
    return reply.body


def await_callbacks(port: int, expected: int) -> float:
    """Wait until so many came, or none comes any more; return when the last was answered."""
    count, moved_s = -1, time.monotonic()
    while True:
        summary = json.loads(ask(port, "/summary"))
        if summary["count"] != count:
            count, moved_s = summary["count"], time.monotonic()
        if count >= expected or time.monotonic() - moved_s > PATIENCE_S:
            return float(summary["last_s"])
        time.sleep(LOOK_S)


def await_no_tasks(folder: Path) -> int:
    """Wait until nothing is left to do; return what is left when patience ends."""
    until_s = time.monotonic() + PATIENCE_S
    with closing(sqlite3.connect(f"file:{folder / 'cordboard.db'}?mode=ro", uri=True)) as connection:
        while True:
            # The monthly charge of a number is due in a month, and is nothing that was left.
            soon_ms = (time.time() + DAY_S) * 1000
            (count,) = connection.execute("SELECT count(*) FROM task WHERE due_ms < ?", (soon_ms,)).fetchone()
            if count == 0 or time.monotonic() > until_s:
                return int(count)
            time.sleep(LOOK_S)
