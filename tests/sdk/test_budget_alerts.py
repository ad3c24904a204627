"""Alerts of budgets: in the audit, among the events, and by web hook, once for each part of each day."""

from __future__ import annotations

import json
import queue
import urllib.request
from base64 import b64encode
from typing import Any

import pytest
from test_sdk_agents import STAFF, Agent

BUDGET = {"calls_per_day": 4, "alert_at": ["0.5", "1"]}


def alerts(agent: Agent) -> list[dict[str, Any]]:
    rows = agent.live.control("GET", f"audit?agent={agent.name}&page_size=1000")["audit"]
    return [row for row in rows[::-1] if row["kind"] == "alert"]


@pytest.fixture
def agent(live: Any, application: Any) -> Agent:
    budget = BUDGET | {"callback": f"{application.url}/budget"}
    return Agent(live, {"areas": {"messaging": "send"}, "budgets": budget})


def first_event(live: Any) -> dict[str, str]:
    """Return the first alert of the feed."""
    basic = b64encode(f"{live.account_sid}:{live.auth_token}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Last-Event-ID": "0"}
    url = f"{live.url}/cordboard/v1/events?type=agent.budget_alert"
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as stream:
        data = next(line for line in stream if line.startswith(b"data: "))
    return dict(json.loads(data.removeprefix(b"data: ")))


def test_an_alert_is_a_row_an_event_and_a_web_hook(live: Any, agent: Agent, application: Any, eventually: Any) -> None:
    for _ in range(2):
        agent.send()
    assert eventually(lambda: len(alerts(agent)) == 1)
    [row] = alerts(agent)
    assert row["sentence"].startswith(f"{agent.name} has used 2 of the 4 that budgets.calls_per_day gives it for 2")
    assert row["sentence"].endswith(": 50% are reached.")
    decided = live.control("GET", f"audit?id={row['id']}")["audit"]
    assert [each["kind"] for each in decided[::-1]][:1] == ["decision"]
    assert {each["kind"] for each in decided} == {"decision", "alert", "outcome"}
    told = application.next().given
    assert (told["Agent"], told["Setting"], told["Part"]) == (agent.name, "budgets.calls_per_day", "0.5")
    assert (told["Used"], told["Limit"], told["Unit"]) == ("2", "4", "calls")
    assert told["DecisionId"] == row["id"]
    event = first_event(live)
    assert (event["type"], event["sid"]) == ("agent.budget_alert", told["AgentSid"])


def test_each_part_is_told_once_though_calls_give_their_place_back(agent: Agent, application: Any) -> None:
    refused = {"from_": "+12025550199"}  # not the account's: refused after it was counted
    agent.send()
    for _ in range(3):
        agent.refused(lambda: agent.send(**refused), 21606)
    assert application.next().given["Part"] == "0.5"
    for _ in range(3):
        agent.send()
    assert application.next().given["Part"] == "1"
    agent.refused(agent.send)
    with pytest.raises(queue.Empty):
        application.next(timeout_s=0.2)


def test_a_part_that_was_told_is_not_told_again_after_a_restart(launch: Any, tmp_path: Any, eventually: Any) -> None:
    first = launch(tmp_path / "kept")
    agent = Agent(first, {"areas": {"messaging": "send"}, "budgets": BUDGET})
    for _ in range(2):
        agent.send()
    assert eventually(lambda: len(alerts(agent)) == 1)
    first.process.kill()
    first.process.wait(30)
    agent.live = launch(tmp_path / "kept")
    agent.refused(lambda: agent.send(from_="+12025550199"), 21606)
    agent.send(STAFF)
    assert len(alerts(agent)) == 1
    agent.send()
    assert eventually(lambda: len(alerts(agent)) == 2)
