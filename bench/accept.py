"""How many messages a second are accepted: `POST Messages.json`, answered once the message is on disk."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench import peer
from bench.figure import Better, Check, Figure, Outcome
from bench.plan import CONNECTIONS, Plan
from bench.server import Server, running, serve_command
from bench.statistics import LoadReport, histogram, read_load_report

SCRIPT = Path(__file__).with_name("accept.lua")
FIRST_RECIPIENT, WARM_RECIPIENT = 2_000_000, 9_000_000
WARM_S = 1
TARGET_PER_SECOND, TARGET_P99_MS = 10_000, 25
QUEUED_RATE = (
    "100"  # segments a second: the queue takes ten hours of it, 3,600,000 messages, and sends one in a hundred
)


class MissingToolError(Exception):
    """A tool is not installed; the text says how to get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What wrk saw, the SIDs that it was answered, and the server's processor time a request in microseconds."""

    report: LoadReport
    sids: Sequence[str]
    cpu_us: float


def drive(
    server: Server, path: str, seconds: int, first_recipient: int, folder: Path, authorization: str | None = None
) -> Load:
    """Send messages for so long, with the account's own credential or another. Raises: MissingToolError, ValueError."""
    tool = shutil.which("wrk")
    if tool is None:
        raise MissingToolError("wrk is not installed: `apt-get install wrk`.")
    answered = folder / f"answered-{first_recipient}"
    command = [tool, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), server.url, "--"]
    arguments = [path, authorization or server.authorization, server.number, str(first_recipient), str(answered)]
    used_s = server.cpu_s()
    ended = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
    used_s = server.cpu_s() - used_s
    report = read_load_report(ended.stdout)
    return Load(report=report, sids=answered.read_text().split(), cpu_us=used_s / max(report.requests, 1) * 1e6)


def accept(plan: Plan) -> Outcome:
    """Measure with the simulated network at work beside it: each message is sent, delivered and shown."""
    return _measure(plan)


def accept_queued(plan: Plan) -> Outcome:
    """Measure with messages that wait for their sender's turn, as they do at a real sender's rate."""
    return _measure(plan, sender_rate=QUEUED_RATE)


def accept_peer(plan: Plan) -> Outcome:
    """Measure what a bare ASGI application on the same stack answers, which checks and stores nothing."""
    with running(peer.COMMAND, plan.cores) as server:
        folder = plan.fresh_folder()
        drive(server, "/", WARM_S, WARM_RECIPIENT, folder)
        load = drive(server, "/", plan.seconds, FIRST_RECIPIENT, folder)
    return Outcome(figures=_figures(load, is_ours=False), checks=[_no_errors(load)])


def _measure(plan: Plan, **settings: str) -> Outcome:
    folder = plan.fresh_folder()
    with running(serve_command(folder), plan.cores, **settings) as server:
        path = server.path("/Messages.json")
        warm = drive(server, path, WARM_S, WARM_RECIPIENT, folder)
        load = drive(server, path, plan.seconds, FIRST_RECIPIENT, folder)
    stored = _stored(folder)
    checks = [_no_errors(load), _all_stored([*warm.sids, *load.sids], set(stored))]
    states = ", ".join(f"{count:,} {state}" for state, count in histogram(stored.values()).items())
    shutil.rmtree(folder)
    return Outcome(figures=_figures(load, is_ours=True), checks=checks, notes=[f"messages at the end: {states}"])


def _figures(load: Load, *, is_ours: bool) -> list[Figure]:
    per_second, p99_ms = (TARGET_PER_SECOND, TARGET_P99_MS) if is_ours else (None, None)
    report = load.report
    return [
        Figure(name="answers", value=report.per_second, unit="/s", target=per_second, better=Better.HIGHER),
        Figure(name="p50", value=report.p50_ms, unit="ms"),
        Figure(name="p99", value=report.p99_ms, unit="ms", target=p99_ms),
        Figure(name="server's processor time an answer", value=load.cpu_us, unit="us"),
    ]


def _stored(folder: Path) -> dict[str, str]:
    with closing(sqlite3.connect(folder / "cordboard.db")) as connection:
        return dict(connection.execute("SELECT sid, status FROM message WHERE direction='outbound-api'"))


def _no_errors(load: Load) -> Check:
    count = len(load.sids)
    passed = load.report.errors == 0 and count == load.report.requests
    return Check(name="every answer is a 201", passed=passed, detail=f"{count:,} of {load.report.requests:,}")


def _all_stored(answered: Sequence[str], stored: set[str]) -> Check:
    """Compare SIDs answered with SIDs stored.

    When its time is up wrk hangs up without reading the last answers: in each of its two runs one a connection at
    most.
    """
    missing, unread = set(answered) - stored, len(stored) - len(answered)
    passed = not missing and len(set(answered)) == len(answered) and 0 <= unread <= 2 * CONNECTIONS
    detail = f"{len(answered):,} answered, {len(missing)} of them missing, {unread} stored but hung up on"
    return Check(name="every message answered is stored, once", passed=passed, detail=detail)
