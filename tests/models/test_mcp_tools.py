"""The tools, asked by the official SDK's client on the live server."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import jsonschema
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import INVALID_PARAMS

STRANGER = "+14155550142"
POLICY = {
    "areas": {"messaging": "send", "phone_numbers": "read"},
    "rules": [{"for": "messaging.create", "to": {"deny": ["+1900*"]}}],
}


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


@asynccontextmanager
async def tools_of(live: Any, authorization: str, query: str = "", mode: Any = "auto") -> AsyncIterator[Client]:
    async with httpx2.AsyncClient(headers={"Authorization": authorization}, timeout=30) as http:
        transport = streamable_http_client(f"{live.url}/mcp/tools{query}", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


def owner(live: Any) -> str:
    return basic(live.account_sid, live.auth_token)


@pytest.fixture(scope="module")
def agent(live: Any) -> tuple[str, str]:
    """An agent that may send messages and read numbers; its key's SID and secret."""
    made = live.control("POST", "agents", {"name": "helper"})
    live.control("PUT", "agents/helper/policy", POLICY)
    return made["api_key"]["sid"], made["api_key"]["secret"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_agent_is_shown_only_what_its_policy_allows(live: Any, agent: tuple[str, str], mode: Any) -> None:
    async with tools_of(live, basic(*agent), mode=mode) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
    assert {"TwilioApiV2010--CreateMessage", "TwilioApiV2010--ListIncomingPhoneNumber"} <= names
    assert not {"TwilioApiV2010--DeleteMessage", "TwilioApiV2010--CreateCall", "CordboardV1--CreateAgent"} & names
    assert "TwilioApiV2010--CreateIncomingPhoneNumber" not in names


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_message_is_sent_by_an_agent_whose_key_comes_as_a_bearer_token(
    live: Any, agent: tuple[str, str], mode: Any
) -> None:
    async with tools_of(live, f"Bearer {agent[0]}:{agent[1]}", mode=mode) as client:
        given = {"To": STRANGER, "From": live.number, "Body": "Sent by a tool"}
        sent = await client.call_tool("TwilioApiV2010--CreateMessage", given)
    assert not sent.is_error
    assert sent.structured_content["sid"].startswith("SM")


async def test_a_denial_is_a_result_that_says_why(live: Any, agent: tuple[str, str]) -> None:
    async with tools_of(live, basic(*agent)) as client:
        given = {"To": "+19005551234", "From": live.number, "Body": "x"}
        refused = await client.call_tool("TwilioApiV2010--CreateMessage", given)
    assert refused.is_error
    assert refused.structured_content["code"] == 70051
    assert "helper" in refused.content[0].text
    details = refused.structured_content["details"]
    assert details["decision"] == "deny"
    rows = live.control("GET", f"audit?id={details['decision_id']}")["audit"]
    assert [row["channel"] for row in rows if row["kind"] == "decision"] == ["mcp"]


async def test_refusals_are_as_tools_say_that_they_answer(live: Any, agent: tuple[str, str]) -> None:
    """Some clients look at what is refused, too, and show nothing of what is not as it was described."""
    async with tools_of(live, basic(*agent)) as client:
        described = {tool.name: tool.output_schema for tool in (await client.list_tools()).tools}
        for name, given in (
            ("TwilioApiV2010--CreateMessage", {"To": "+19005551234", "From": live.number, "Body": "x"}),
            ("TwilioApiV2010--CreateMessage", {"To": STRANGER}),
            ("TwilioApiV2010--FetchMessage", {"Nothing": "x"}),
            ("TwilioApiV2010--FetchIncomingPhoneNumber", {"Sid": "PN" + "0" * 32}),
        ):
            refused = await client.call_tool(name, given)
            assert refused.is_error
            jsonschema.validate(refused.structured_content, described[name])
            assert refused.structured_content["message"] in refused.content[0].text


async def test_every_problem_of_a_send_to_many_reaches_the_model(live: Any) -> None:
    async with tools_of(live, owner(live), "?tags=communications") as client:
        refused = await client.call_tool("TwilioCommsV1--SendMessages", {"from": {"address": "nobody"}})
    told = refused.structured_content["errors"]
    assert all(f"{each['message']} (code {each['code']})" in refused.content[0].text for each in told)
    assert told


async def test_a_tool_that_is_not_shown_is_refused_by_the_gate_which_records_it(
    live: Any, agent: tuple[str, str]
) -> None:
    async with tools_of(live, basic(*agent)) as client:
        refused = await client.call_tool("TwilioApiV2010--FetchBalance", {})
    assert refused.is_error
    assert refused.structured_content["code"] == 70051
    decision = refused.structured_content["details"]["decision_id"]
    assert live.control("GET", f"audit?id={decision}")["audit"]


@pytest.mark.parametrize("query", ["", "?mode=compact"])
async def test_an_unknown_tool_is_an_error_of_the_protocol(live: Any, agent: tuple[str, str], query: str) -> None:
    async with tools_of(live, basic(*agent), query) as client:
        with pytest.raises(MCPError) as refused:
            await client.call_tool("TwilioApiV2010--Nothing", {})
    assert refused.value.code == INVALID_PARAMS


async def test_query_parameters_are_sent_and_deleting_is_a_success(live: Any) -> None:
    async with tools_of(live, owner(live), "?services=twilio_api_v2010") as client:
        given = {"To": "+14155550143", "From": live.number, "Body": "To be found"}
        sent = (await client.call_tool("TwilioApiV2010--CreateMessage", given)).structured_content
        asked = {"To": "+14155550143", "DateSentAfter": "2020-01-01", "PageSize": 1}
        found = (await client.call_tool("TwilioApiV2010--ListMessage", asked)).structured_content
        assert [each["sid"] for each in found["messages"]] == [sent["sid"]]
        assert found["page_size"] == 1
        note = await client.call_tool("TwilioApiV2010--CreateQueue", {"FriendlyName": "Short"})
        gone = await client.call_tool("TwilioApiV2010--DeleteQueue", {"Sid": note.structured_content["sid"]})
    assert not gone.is_error
    assert gone.structured_content["status"] == 204


async def test_services_and_tags_choose_tools(live: Any) -> None:
    async with tools_of(live, owner(live), "?services=api_v2010&tags=messaging") as client:
        tools = (await client.list_tools()).tools
    assert tools
    assert all(tool.name.startswith("TwilioApiV2010--") for tool in tools)
    assert "TwilioApiV2010--CreateCall" not in {tool.name for tool in tools}


async def test_three_tools_stand_for_all_in_under_2000_tokens(live: Any, agent: tuple[str, str]) -> None:
    async with tools_of(live, basic(*agent), "?mode=compact") as client:
        tools = (await client.list_tools()).tools
        listed = json.dumps([tool.model_dump(by_alias=True, exclude_none=True) for tool in tools])
        assert [tool.name for tool in tools] == ["search", "describe", "call"]
        assert len(listed.encode()) < 2000 * 2  # no tokenizer takes more than one token for two bytes of English JSON
        found = (await client.call_tool("search", {"query": "send a text"})).structured_content["tools"]
        assert found[0]["name"] == "TwilioApiV2010--CreateMessage"
        told = await client.call_tool("describe", {"names": [found[0]["name"]]})
        assert "Body" in told.structured_content["tools"][0]["arguments"]["properties"]
        given = {"To": STRANGER, "From": live.number, "Body": "Sent through call"}
        sent = await client.call_tool("call", {"name": found[0]["name"], "arguments": given})
    assert sent.structured_content["body"] == "Sent through call"


def test_without_a_key_nothing_is_shown_and_no_oauth_is_begun(live: Any) -> None:
    status, headers, _ = live.raw("POST", "/mcp/tools", b"{}", auth=("AC" + "0" * 32, "wrong"))
    assert status == 401
    assert headers["www-authenticate"].startswith("Basic")
