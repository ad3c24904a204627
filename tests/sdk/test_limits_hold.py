"""Limits hold: against calls at the same moment, against clocks that are moved, and never against the owner."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from test_sdk_agents import STAFF, STRANGER, Agent

QUIET = "<Response><Hangup/></Response>"


def statuses(agent: Agent, ask: Callable[[int], tuple[str, dict[str, str]]], count: int = 100) -> Counter[int]:
    """Make calls at the same moment; returns how many were answered how."""

    def attempt(place: int) -> int:
        path, given = ask(place)
        body = urlencode({"From": agent.live.number, "To": STAFF, **given}).encode()
        where = f"/2010-04-01/Accounts/{agent.live.account_sid}/{path}.json"
        return int(agent.live.raw("POST", where, body, auth=agent.key)[0])

    with ThreadPoolExecutor(20) as pool:
        return Counter(pool.map(attempt, range(count)))


def message(_: int) -> tuple[str, dict[str, str]]:
    return "Messages", {"Body": "Hi"}


@pytest.mark.parametrize(
    ("limits", "refused"),
    [
        ({"rules": [{"for": "messaging.create", "daily": 10}]}, 403),
        ({"rules": [{"for": "messaging.create", "spend": {"per_day": "0.079"}}]}, 403),
        ({"rules": [{"for": "messaging.create", "rate": "10/hour"}]}, 429),
        ({"budgets": {"calls_per_month": 10}}, 403),
    ],
)
def test_of_a_hundred_messages_at_once_ten_pass_a_limit_of_ten(live: Any, limits: dict[str, Any], refused: int) -> None:
    agent = Agent(live, {"areas": {"messaging": "send"}, **limits})
    assert statuses(agent, message) == {201: 10, refused: 90}


def test_messages_and_calls_at_once_share_a_budget(live: Any) -> None:
    agent = Agent(live, {"areas": {"messaging": "send", "voice": "send"}, "budgets": {"calls_per_day": 10}})
    found = statuses(agent, lambda place: message(place) if place % 2 else ("Calls", {"Twiml": QUIET}))
    assert found == {201: 10, 403: 90}


def test_of_twenty_retries_at_once_an_approval_lets_one_pass(live: Any) -> None:
    agent = Agent(live, {"areas": {"messaging": "send"}, "rules": [{"for": "any", "approve": "always"}]})
    held = agent.refused(lambda: agent.send(body="Hi"))
    live.control("POST", f"approvals/{held.details['approval_id']}", {"decision": "approve"})
    assert statuses(agent, message, 20) == {201: 1, 403: 19}


def test_refused_calls_at_once_leave_all_places_free(live: Any) -> None:
    agent = Agent(live, {"areas": {"messaging": "send"}, "budgets": {"calls_per_day": 10}})
    theirs = {"Body": "Hi", "From": "+12025550199"}  # the account does not own it: refused once it was counted
    assert set(statuses(agent, lambda _: ("Messages", theirs))) <= {400, 403}
    assert statuses(agent, message, 20) == {201: 10, 403: 10}


# Clocks


def verified(folder: Path) -> bool:
    command = [sys.executable, "-m", "cordboard", "audit", "verify", "--data", str(folder)]
    return subprocess.run(command, capture_output=True, timeout=30).returncode == 0


def test_a_clock_that_goes_back_frees_no_place_and_breaks_no_chain(launch: Any, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    live = launch(folder, clock="test", clock_start="2026-11-26T00:30:00Z", sim_latency_ms="1")
    rule = {"for": "messaging.create", "daily": 2, "hours": {"tz": "UTC", "between": "00:00-24:00"}}
    agent = Agent(live, {"areas": {"messaging": "send"}, "rules": [rule]})
    asking = Agent(live, {"areas": {"messaging": "send"}, "rules": [{"for": "any", "approve": {"ttl": "15m"}}]})
    approval = asking.refused(asking.send).details["approval_id"]
    agent.send()
    live.process.kill()
    live.process.wait(30)
    live = agent.live = asking.live = launch(folder, clock="test", clock_start="2026-11-25T23:30:00Z")
    agent.send()  # still one of the two of the later day
    assert "used up" in agent.refused(agent.send).msg
    assert asking.refused(asking.send).details["approval_id"] == approval
    live.control("POST", "clock", {"advance_s": 2 * 3600})
    assert "used up" in agent.refused(agent.send).msg
    assert asking.refused(asking.send).details["approval_id"] != approval  # its fifteen minutes are over at last
    live.control("POST", "clock", {"to": "2026-11-27T00:00:00Z"})
    agent.send()
    assert verified(folder)


def test_hours_and_expiry_follow_a_clock_that_jumps(launch: Any) -> None:
    live = launch(clock="test", clock_start="2026-11-25T12:00:00Z", sim_latency_ms="1")
    hours = {"tz": "America/New_York", "days": "mon-fri", "between": "08:00-20:00"}
    policy = {"areas": {"messaging": "send"}, "rules": [{"for": "any", "hours": hours}]}
    agent = Agent(live, {**policy, "expires": "2026-11-27T15:00:00Z"})
    expected = {
        "2026-11-25T12:59:00Z": "hours",  # 07:59 in New York
        "2026-11-25T13:00:00Z": "",
        "2026-11-26T00:59:00Z": "",
        "2026-11-26T01:00:00Z": "hours",
        "2026-11-27T14:59:00Z": "",
        "2026-11-27T15:00:00Z": "expired",
    }
    for at, reason in expected.items():
        live.control("POST", "clock", {"to": at})
        if reason:
            assert (at, agent.refused(agent.send).details["reason_code"]) == (at, reason)
        else:
            assert agent.send().sid


# The owner


def put(live: Any, path: str, body: dict[str, Any]) -> int:
    found = live.raw("PUT", f"/cordboard/v1/{path}", json.dumps(body).encode(), content_type="application/json")
    return int(found[0])


def test_no_policy_shuts_the_owner_out(launch: Any, tmp_path: Path, eventually: Any) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("agents: {}\n")
    live = launch(policy=str(file), sim_latency_ms="1")
    owner = live.client()
    plain = owner.new_keys.create()
    allow = {"allow": ["/twilio/messaging/messages/read"]}
    restricted = owner.iam.v1.new_api_key.create(account_sid=live.account_sid, key_type="restricted", policy=allow)
    standard = live.client(plain.sid, plain.secret)

    def is_in() -> bool:
        sent = [each.messages.create(to=STRANGER, from_=live.number, body="Hi").sid for each in (owner, standard)]
        keys = owner.api.v2010.accounts(live.account_sid).keys.list()
        return len(sent) == 2 and bool(keys) and "switches" in live.control("GET", "agent_switches")

    nothing = {
        "areas": {},
        "rules": [{"for": "any", "to": {"deny": ["+1*"]}, "daily": 1}],
        "accounts": [live.account_sid],
    }
    for name in (live.account_sid, plain.sid, "owner"):  # a name is a name
        live.control("POST", "agents", {"name": name})
        for key in (live.account_sid, live.auth_token, restricted.sid):  # a policy takes standard keys alone
            assert put(live, f"agents/{name}/policy", {"keys": [key]}) == 400
        assert put(live, f"agents/{name}/policy", nothing) == 200
        assert is_in()
    for area in ("all", "accounts", "api_keys", "messaging"):
        live.control("PUT", f"agent_switches/{area}", {"stopped": True, "reason": "All of it"})
        assert is_in()
    for area in ("cordboard", "owner", live.account_sid):
        assert put(live, f"agent_switches/{area}", {"stopped": True}) == 400
    for text in ("agents:\n  owner:\n    areas: {}\n", "mode: enforce\nagents: {}\n", "agents: ["):
        file.write_text(text)
        live.control("POST", "policy_file/reload")
        assert is_in()
