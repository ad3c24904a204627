"""Approvals through MCP: a call that is held says so readably, and passes once after a person said yes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from test_mcp_tools import basic, tools_of

CREATE = "TwilioApiV2010--CreateMessage"
NAMES = (f"held-{number}" for number in count())
WAYS = {"all": ("", lambda given: (CREATE, given)), "compact": ("?mode=compact", lambda given: ("call", held(given)))}


def held(given: dict[str, Any]) -> dict[str, Any]:
    return {"name": CREATE, "arguments": given}


class Agent:
    """An agent all of whose messages wait for a person."""

    def __init__(self, live: Any, mode: str) -> None:
        self.live, self.name = live, next(NAMES)
        key = live.control("POST", "agents", {"name": self.name})["api_key"]
        rules = [{"for": "messaging.create", "approve": "always"}]
        live.control("PUT", f"agents/{self.name}/policy", {"areas": {"messaging": "send"}, "rules": rules})
        self._authorization = basic(key["sid"], key["secret"])
        self._query, self._call = WAYS[mode]

    async def send(self, body: str) -> Any:
        given = {"To": f"+1415555{2000 + int(self.name[5:])}", "From": self.live.number, "Body": body}
        async with tools_of(self.live, self._authorization, self._query) as client:
            return await client.call_tool(*self._call(given))

    def decide(self, approval: str, **decision: str) -> None:
        self.live.control("POST", f"approvals/{approval}", decision)


@pytest.fixture(params=sorted(WAYS))
def agent(live: Any, request: pytest.FixtureRequest) -> Agent:
    return Agent(live, request.param)


async def test_a_call_that_is_held_is_a_result_that_says_how_to_go_on(agent: Agent) -> None:
    result = await agent.send("Hello")
    assert result.is_error
    details = result.structured_content["details"]
    assert details["decision"] == "hold"
    assert details["reason_code"] == "approval_required"
    for needed in (details["approval_id"], details["expires_at"][11:19], "identical"):
        assert needed in result.content[0].text


async def test_the_same_call_passes_once_after_a_person_approved(agent: Agent) -> None:
    first = await agent.send("Hello")
    agent.decide(first.structured_content["details"]["approval_id"], decision="approve")
    sent = await agent.send("Hello")
    assert not sent.is_error
    assert sent.structured_content["sid"].startswith("SM")
    again = await agent.send("Hello")
    assert again.is_error
    assert again.structured_content["details"]["approval_id"] != first.structured_content["details"]["approval_id"]


async def test_of_repetitions_at_the_same_moment_one_passes(agent: Agent) -> None:
    first = await agent.send("Hello")
    agent.decide(first.structured_content["details"]["approval_id"], decision="approve")
    results = await asyncio.gather(*(agent.send("Hello") for _ in range(6)))
    assert sum(not result.is_error for result in results) == 1


async def test_an_approval_is_of_no_other_text(agent: Agent) -> None:
    first = await agent.send("Hello")
    agent.decide(first.structured_content["details"]["approval_id"], decision="approve")
    assert (await agent.send("Hello, and more")).is_error


async def test_asking_again_asks_the_same(agent: Agent) -> None:
    first, second = await agent.send("Hello"), await agent.send("Hello")
    ids = {each.structured_content["details"]["approval_id"] for each in (first, second)}
    assert len(ids) == 1


async def test_a_refusal_tells_the_reason_that_was_given(agent: Agent) -> None:
    first = await agent.send("Hello")
    agent.decide(first.structured_content["details"]["approval_id"], decision="refuse", reason="Call them instead")
    refused = await agent.send("Hello")
    assert refused.is_error
    assert refused.structured_content["details"]["decision"] == "deny"
    assert "Call them instead" in refused.content[0].text


async def test_the_agent_asks_by_a_tool_how_its_question_stands(live: Any, eventually: Callable[..., Any]) -> None:
    agent = Agent(live, "all")
    approval = (await agent.send("Hello")).structured_content["details"]["approval_id"]
    async with tools_of(live, agent._authorization) as client:
        listed = {tool.name for tool in (await client.list_tools()).tools}
        told = await client.call_tool("CordboardV1--FetchApproval", {"Id": approval})
        denied = await client.call_tool("CordboardV1--UpdateApproval", {"Id": approval, "decision": "approve"})
    assert "CordboardV1--FetchApproval" in listed
    assert "CordboardV1--UpdateApproval" not in listed
    assert told.structured_content["status"] == "pending"
    assert denied.is_error
