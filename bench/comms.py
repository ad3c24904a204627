"""Sending to ten thousand people through the Communications API: the 202, and until all have it.

Times are the client's, over one connection. The simulated network answers at once; nobody asks for callbacks.
"""

from __future__ import annotations

import json
import time
from typing import Any

from bench.client import drive
from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.seed import recipient
from bench.server import Server, running, serve_command

PEOPLE, SENDS = 10_000, 3
ACCEPT_MS, DELIVERED_S = 300, 6
PATIENCE_S = 60
MESSAGES = "/comms/v1/Messages"


def comms(plan: Plan) -> Outcome:
    """Measure a send to ten thousand."""
    accepted, delivered, used_s, stats = _sends(plan)
    is_whole = all(each["delivered"] == each["total"] == PEOPLE for each in stats)
    figures = [
        Figure(name=f"202 for {PEOPLE:,} recipients", value=min(accepted), unit="ms", target=ACCEPT_MS),
        Figure(name="until all are delivered", value=min(delivered), unit="s", target=DELIVERED_S),
        Figure(name="server's processor time for all of it", value=used_s, unit="s"),
    ]
    check = Check(name="everybody has the message once", passed=is_whole, detail=f"{len(stats)} sends")
    return Outcome(figures=figures, checks=[check], is_apart=True)


def _sends(plan: Plan) -> tuple[list[float], list[float], float, list[Any]]:
    people = [{"address": recipient(number), "channel": "phone"} for number in range(PEOPLE)]
    body = json.dumps({"to": people, "content": {"text": "We open at nine."}}).encode()
    accepted, delivered, stats = [], [], []
    with running(serve_command(plan.fresh_folder()), plan.cores, sim_latency_ms="0") as server:
        used_s = server.cpu_s()
        for _ in range(SENDS):
            begun = time.perf_counter()
            [reply] = drive(server.address, [server.request("POST", MESSAGES, body)])
            accepted.append(reply.took_ms)
            operation = json.loads(reply.body)["operationLocation"].partition("/v1/")[2]
            stats.append(_await_delivered(server, f"/comms/v1/{operation}"))
            delivered.append(time.perf_counter() - begun)
        used_s = (server.cpu_s() - used_s) / SENDS
    return accepted, delivered, used_s, stats


def _await_delivered(server: Server, path: str) -> Any:
    """Return the figures of an operation once all have the message; asking costs the server a little, too."""
    until = time.perf_counter() + PATIENCE_S
    while True:
        [reply] = drive(server.address, [server.request("GET", path)])
        stats = json.loads(reply.body)["stats"]
        if stats["delivered"] == PEOPLE or time.perf_counter() > until:
            return stats
        time.sleep(0.05)
