"""What ten thousand calls leave behind: file descriptors, threads, tasks in the store, and memory.

The calls are those of `calls`, in two rounds. The first one fills caches and pools (SQLite's pages, 16 MiB for each of
two connections, and ten thousand happenings of the feed), so the server is measured after it and after the other, each
time when nothing is left to do and idle connections have been given up.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from bench import receiver
from bench.application import application, await_callbacks, await_no_tasks
from bench.calls import EXPECTED, SCRIPT, place, write_scripts
from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.server import Server, running, serve_command

ROUNDS, CALLS_A_ROUND = 2, 10_000
SETTLED_S = 16.0  # longer than an idle connection to an application is kept (15 s)
MOST_GROWTH_MB = 4.0  # 400 bytes a call: less than the smallest object that is made for one, were it kept


def calls_left(plan: Plan) -> Outcome:
    """Measure what the server holds after the first round, and after the last."""
    folder = plan.fresh_folder()
    with application(plan) as port, running(serve_command(folder), plan.cores) as server:
        write_scripts(server, SCRIPT)
        held = [_after_round(server, port, folder, number) for number in range(1, ROUNDS + 1)]
    shutil.rmtree(folder)
    (first_mb, first_open, first_threads), (last_mb, last_open, last_threads) = held[0], held[-1]
    growth_mb, calls = last_mb - first_mb, CALLS_A_ROUND * (ROUNDS - 1)
    figures = [
        Figure(name=f"memory that {calls:,} more calls leave", value=growth_mb, unit="MB", target=MOST_GROWTH_MB),
        Figure(name="memory after the first round", value=first_mb, unit="MB"),
    ]
    opened = f"{first_open} after the first round, {last_open} after the last"
    threads = f"{first_threads} after the first round, {last_threads} after the last"
    return Outcome(
        figures=figures,
        checks=[
            Check(name="no file or socket is left open", passed=last_open <= first_open, detail=opened),
            Check(name="no thread is left", passed=last_threads <= first_threads, detail=threads),
        ],
    )


def _after_round(server: Server, port: int, folder: Path, number: int) -> tuple[float, int, int]:
    """Place the calls of a round, wait until nothing is left to do, and return megabytes, open files and threads."""
    replies = place(server, port, receiver.MENU, CALLS_A_ROUND)
    if any(reply.status != 201 for reply in replies):
        raise RuntimeError("a call was not accepted")
    await_callbacks(port, number * CALLS_A_ROUND * len(EXPECTED))
    if tasks := await_no_tasks(folder):
        raise RuntimeError(f"{tasks} tasks are left")
    time.sleep(SETTLED_S)
    process = Path(f"/proc/{server.process.pid}")
    return server.rss_mb(), len(list((process / "fd").iterdir())), len(list((process / "task").iterdir()))
