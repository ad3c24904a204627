"""The official Node library sees a refusal as its own exception, with the code, the sentence and details."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from test_sdk_agents import STAFF, STRANGER, Agent, send_only

NODE = Path(__file__).parents[1] / "node"


def sent(agent: Agent, to: str) -> dict[str, Any]:
    key, secret = agent.key
    environment = {"PATH": os.environ["PATH"], "AGENT_KEY": key, "AGENT_SECRET": secret}
    command = ["node", str(NODE / "refused.js"), agent.live.url, agent.live.account_sid, agent.live.number, to]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_refusal_is_an_exception_of_the_library(live: Any) -> None:
    agent = Agent(live, send_only(to={"allow": [STAFF]}))
    assert sent(agent, STAFF)["sid"].startswith("SM")
    told = sent(agent, STRANGER)
    assert (told["isTheirs"], told["status"], told["code"]) == (True, 403, 70051)
    assert told["message"] == (
        f"{agent.name} may not do this: +1 900 ••• 0199 is not among the recipients it may reach."
    )
    assert told["details"]["rule"] == "rules[0].to.allow"
    assert told["details"]["decision_id"].startswith("DE")


def test_a_call_that_is_held_carries_its_approval(live: Any) -> None:
    agent = Agent(live, send_only(approve="always"))
    told = sent(agent, STAFF)
    assert (told["code"], told["details"]["reason_code"]) == (70051, "approval_required")
    live.control("POST", f"approvals/{told['details']['approval_id']}", {"decision": "approve"})
    assert sent(agent, STAFF)["sid"].startswith("SM")
    assert sent(agent, STAFF)["code"] == 70051
