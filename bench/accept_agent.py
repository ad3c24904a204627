"""What the gate adds to an accepted message when it comes with an agent's key: it is decided and written down.

One server takes turns: a second of messages with the account's own credential, a second with the key of an agent. So
whatever disturbs the machine disturbs both.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import time
import urllib.request
from typing import Any

from bench.accept import FIRST_RECIPIENT, QUEUED_RATE, WARM_RECIPIENT, WARM_S, Load, drive
from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.server import Server, running, serve_command

TURN_S, RECIPIENTS_A_TURN = 1, 100_000
TARGET_SHARE = 10
SILENCE_S, PAUSE_S = 10, 0.02
POLICY: dict[str, Any] = {
    "areas": {"messaging": "send"},
    "rules": [{"for": "messaging.create", "to": ["+1415*"], "daily": 10**8}],
}


def accept_agent(plan: Plan) -> Outcome:
    """Measure the processor time of an answer, both ways, with messages that wait for their sender's turn."""
    folder = plan.fresh_folder()
    with running(serve_command(folder), plan.cores, sender_rate=QUEUED_RATE) as server:
        path = server.path("/Messages.json")
        callers = {"the account": server.authorization, "an agent": _agent(server)}
        loads: dict[str, list[Load]] = {name: [] for name in callers}
        for authorization in callers.values():
            drive(server, path, WARM_S, WARM_RECIPIENT, folder, authorization)
        for turn in range(2 * plan.seconds):
            name = list(callers)[turn % 2]
            first = FIRST_RECIPIENT + turn * RECIPIENTS_A_TURN
            _wait_for_silence(server)
            loads[name].append(drive(server, path, TURN_S, first, folder, callers[name]))
    took_us = {name: _mean_us(found) for name, found in loads.items()}
    more_us = took_us["an agent"] - took_us["the account"]
    share = Figure(
        name="more for an agent", value=100 * more_us / took_us["the account"], unit="%", target=TARGET_SHARE
    )
    times = [Figure(name=f"processor time an answer, {name}", value=took, unit="us") for name, took in took_us.items()]
    every = [load for found in loads.values() for load in found]
    count = sum(len(load.sids) for load in every)
    answered = Check(
        name="every answer is a 201",
        passed=count == sum(load.report.requests for load in every),
        detail=f"{count:,} answers",
    )
    command = [sys.executable, "-m", "cordboard", "audit", "verify", "--data", str(folder)]
    verified = subprocess.run(command, capture_output=True, text=True)
    holds = Check(name="the chain holds", passed=verified.returncode == 0, detail=verified.stdout.strip()[:80])
    shutil.rmtree(folder)
    return Outcome(figures=[share, *times], checks=[answered, holds])


def _wait_for_silence(server: Server) -> None:
    """Wait until what the turn before hung up on is answered, since it counts against the account's open requests.

    Raises: TimeoutError.
    """
    request = urllib.request.Request(server.url + server.path(".json"), headers={"Authorization": server.authorization})
    ends = time.monotonic() + SILENCE_S
    while time.monotonic() < ends:
        with urllib.request.urlopen(request, timeout=SILENCE_S) as answer:
            if answer.headers["Twilio-Concurrent-Requests"] == "1":
                return
        time.sleep(PAUSE_S)
    raise TimeoutError(f"The server still has open requests after {SILENCE_S} seconds.")


def _mean_us(loads: list[Load]) -> float:
    return sum(load.cpu_us * load.report.requests for load in loads) / sum(load.report.requests for load in loads)


def _agent(server: Server) -> str:
    """Make an agent and return what its calls come with."""
    made = _control(server, "POST", "agents", {"name": "bench"})
    _control(server, "PUT", "agents/bench/policy", POLICY)
    key = made["api_key"]
    return "Basic " + base64.b64encode(f"{key['sid']}:{key['secret']}".encode()).decode()


def _control(server: Server, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{server.url}/cordboard/v1/{path}",
        json.dumps(body).encode(),
        {"Authorization": server.authorization, "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
