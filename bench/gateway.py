"""What the gateway adds: messages of an agent are decided and written down here, and carried out by an upstream.

The upstream is the bare stack of `peer`, which does little, on the cores of the load, so that what is measured is the
gateway's. The same messages go in turn to the upstream itself and through the gateway, each over a kept connection;
then as many go through as 64 connections bring. The agent's policy has a rule on recipients and a daily count, and each
decision is on disk before its message goes on.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

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


def gateway(plan: Plan) -> Outcome:
    """Measure what the gateway adds to one message, and how many it carries."""
    folder = plan.fresh_folder()
    beside = Cores(server=plan.cores.load, load=plan.cores.load)
    with running(peer.COMMAND, beside) as upstream, running(serve_command(folder), plan.cores) as server:
        agent, path = _agent(server, upstream.url), server.path("/Messages.json")
        direct, through = _in_turn(upstream, agent, path, plan.reads)
        drive(agent, path, WARM_S, WARM_RECIPIENT, folder)
        load = drive(agent, path, plan.seconds, FIRST_RECIPIENT, folder)
    rows = _decisions(folder)
    shutil.rmtree(folder)
    is_created = load.report.errors == 0 and {each.status for each in (*direct, *through)} == {201}
    checks = [
        Check(name="every answer is a 201", passed=is_created, detail=f"{load.report.errors} are not"),
        Check(name="every decision is on disk", passed=rows >= len(through) + len(load.sids), detail=f"{rows:,} are"),
    ]
    return Outcome(figures=_figures(direct, through, load), checks=checks)


def _figures(direct: Sequence[Reply], through: Sequence[Reply], load: Load) -> list[Figure]:
    report, direct_ms, through_ms = load.report, _p50_ms(direct), _p50_ms(through)
    return [
        Figure(name="answers", value=report.per_second, unit="/s", target=TARGET_PER_SECOND, better=Better.HIGHER),
        Figure(name="added to a message, p50", value=through_ms - direct_ms, unit="ms", target=ADDED_MS),
        Figure(name="a message to the upstream itself, p50", value=direct_ms, unit="ms"),
        Figure(name="a message through the gateway, p50", value=through_ms, unit="ms"),
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


def _in_turn(upstream: Server, agent: Server, path: str, messages: int) -> tuple[list[Reply], list[Reply]]:
    """Send messages to the upstream itself and through the gateway; the first turn of each only warms it."""
    direct: list[Reply] = []
    through: list[Reply] = []
    for turn in range(TURNS + 1):
        for server, found in ((upstream, direct), (agent, through)):
            replies = client.drive(server.address, [server.request("POST", path, FORM)] * (messages // TURNS))
            found += replies if turn else []
    return direct, through


def _decisions(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "cordboard.db")) as connection:
        count = "SELECT count(*) FROM audit WHERE json_extract(body, '$.kind') = 'decision'"
        return int(connection.execute(count).fetchone()[0])
