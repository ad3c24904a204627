"""What the gateway adds: calls of an agent are decided and written down here, and carried out by an upstream.

The upstream is the bare stack of `peer`, which does little, on the cores of the load, so that what is measured is the
gateway's. The same calls go in turn to the upstream itself and through the gateway, each over a kept connection;
then as many messages go through as 64 connections bring. The agent's policy has a rule on recipients and a daily count.
Each decision is on disk before its message goes on, and before what was read is told; a read takes the upstream 10 ms.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from bench import client, peer
from bench.accept import FIRST_RECIPIENT, WARM_RECIPIENT, WARM_S, Load, drive
from bench.client import Reply
from bench.figure import Better, Check, Figure, Outcome
from bench.plan import CONNECTIONS, Plan
from bench.server import Cores, Server, running, serve_command
from bench.statistics import percentile

ADDED_MS, TARGET_PER_SECOND = 2.0, 1_500
TURNS = 10  # short enough that what disturbs one side disturbs the other, too
UPSTREAM = {"name": "elsewhere", "account_sid": "AC" + "0" * 32, "auth_token": "none"}
POLICY: dict[str, Any] = {
    "upstream": "elsewhere",
    "areas": {"messaging": "send"},
    "rules": [{"for": "messaging.create", "to": ["+1415*"], "daily": 10**8}],
}
FORM = b"To=%2B14155550123&From=%2B12015550100&Body=Your+table+is+ready"


class Turns(NamedTuple):
    """Answers to the same requests, by the upstream itself and through the gateway."""

    direct: list[Reply]
    through: list[Reply]

    @property
    def added_ms(self) -> float:
        """How much longer the usual answer takes through the gateway."""
        return _p50_ms(self.through) - _p50_ms(self.direct)

    def statuses(self) -> set[int]:
        """Return which statuses were answered."""
        return {each.status for each in (*self.direct, *self.through)}


def gateway(plan: Plan) -> Outcome:
    """Measure what the gateway adds to one message and to one read, and how many messages it carries."""
    folder = plan.fresh_folder()
    beside = Cores(server=plan.cores.load, load=plan.cores.load)
    with running(peer.COMMAND, beside) as upstream, running(serve_command(folder), plan.cores) as server:
        agent, path = _agent(server, upstream.url), server.path("/Messages.json")
        sent = _in_turn(upstream, agent, plan.reads, "POST", path, FORM)
        read = _in_turn(upstream, agent, plan.reads, "GET", path)
        drive(agent, path, WARM_S, WARM_RECIPIENT, folder)
        load = drive(agent, path, plan.seconds, FIRST_RECIPIENT, folder)
    rows, calls = _decisions(folder), len(sent.through) + len(read.through) + len(load.sids)
    shutil.rmtree(folder)
    is_right = load.report.errors == 0 and sent.statuses() == {201} and read.statuses() == {200}
    checks = [
        Check(name="every message is a 201, every read a 200", passed=is_right, detail=f"{load.report.errors} are not"),
        Check(name="every decision is on disk", passed=rows >= calls, detail=f"{rows:,} are"),
    ]
    return Outcome(figures=_figures(sent, read, load), checks=checks)


def _figures(sent: Turns, read: Turns, load: Load) -> list[Figure]:
    report = load.report
    return [
        Figure(name="answers", value=report.per_second, unit="/s", target=TARGET_PER_SECOND, better=Better.HIGHER),
        Figure(name="added to a message, p50", value=sent.added_ms, unit="ms", target=ADDED_MS),
        Figure(name="added to a read, p50", value=read.added_ms, unit="ms", target=ADDED_MS),
        Figure(name="a message to the upstream itself, p50", value=_p50_ms(sent.direct), unit="ms"),
        Figure(name="a message through the gateway, p50", value=_p50_ms(sent.through), unit="ms"),
        Figure(name=f"p50 over {CONNECTIONS} connections", value=report.p50_ms, unit="ms"),
        Figure(name=f"p99 over {CONNECTIONS} connections", value=report.p99_ms, unit="ms"),
        Figure(name="gateway's processor time an answer", value=load.cpu_us, unit="us"),
        Figure(name="answers that fill a core", value=1e6 / load.cpu_us, unit="/s", better=Better.HIGHER),
    ]


def _p50_ms(found: Sequence[Reply]) -> float:
    return percentile([reply.took_ms for reply in found], 0.5)


def _agent(server: Server, upstream_url: str) -> Server:
    """Make an agent whose calls are carried out elsewhere; return the server as it is to the agent."""
    _control(server, "POST", "upstreams", {**UPSTREAM, "base_url": upstream_url})
    key = _control(server, "POST", "agents", {"name": "bench"})["api_key"]
    _control(server, "PUT", "agents/bench/policy", POLICY)
    return replace(server, account_sid=key["sid"], auth_token=key["secret"])


def _control(server: Server, method: str, path: str, given: object) -> Any:
    """Ask the control API. Raises: RuntimeError for an answer that is an error."""
    body = json.dumps(given).encode()
    request = server.request(method, f"/cordboard/v1/{path}", body)
    request = request.replace(b"application/x-www-form-urlencoded", b"application/json", 1)
    (reply,) = client.drive(server.address, [request])
    if reply.status >= 300:
        raise RuntimeError(f"{path}: {reply.status} {reply.body!r}")
    return json.loads(reply.body)


def _in_turn(upstream: Server, agent: Server, calls: int, method: str, path: str, body: bytes = b"") -> Turns:
    """Send requests to the upstream itself and through the gateway; the first turn of each only warms it."""
    found = Turns([], [])
    for turn in range(TURNS + 1):
        for server, replies in zip((upstream, agent), found, strict=True):
            answered = client.drive(server.address, [server.request(method, path, body)] * (calls // TURNS))
            replies += answered if turn else []
    return found


def _decisions(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "cordboard.db")) as connection:
        count = "SELECT count(*) FROM audit WHERE json_extract(body, '$.kind') = 'decision'"
        return int(connection.execute(count).fetchone()[0])
