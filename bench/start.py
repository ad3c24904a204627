"""How long a start takes, from exec to the first answered request, and what an idle server holds of memory.

The program's files are in the system's cache, as after an earlier start.
"""

from __future__ import annotations

import time
from pathlib import Path

from bench.client import drive
from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.server import running, serve_command
from bench.statistics import median

IDLE_S = 0.5
TARGET_MS, TARGET_MB = 1000, 120


def start(plan: Plan) -> Outcome:
    """Measure with an empty folder, where everything is made first, and with a large store."""
    empty = [_start(plan, plan.fresh_folder()) for _ in range(plan.starts)]
    large = [_start(plan, plan.large_folder()) for _ in range(plan.starts)]
    is_answered = all(status == 200 for _, _, status in empty + large)
    figures = []
    for name, found in (("empty folder", empty), (f"{plan.rows:,} messages", large)):
        took, held = [each[0] for each in found], [each[1] for each in found]
        figures += [
            Figure(name=f"{name}, median", value=median(took), unit="ms", target=TARGET_MS),
            Figure(name=f"{name}, best", value=min(took), unit="ms"),
            Figure(name=f"{name}, memory idle", value=max(held), unit="MB", target=TARGET_MB),
        ]
    check = Check(name="every answer is a 200", passed=is_answered, detail="")
    return Outcome(figures=figures, checks=[check], is_apart=True)


def _start(plan: Plan, folder: Path) -> tuple[float, float, int]:
    began_s = time.monotonic()
    with running(serve_command(folder), plan.cores) as server:
        (reply,) = drive(server.address, [server.request("GET", server.path(".json"))])
        took_ms = (reply.answered_s - began_s) * 1000
        time.sleep(IDLE_S)
        return took_ms, server.rss_mb(), reply.status
