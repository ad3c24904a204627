"""The documentation server, asked by the official SDK's client on the live server, in both eras of the protocol."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mcp import Client

pytestmark = pytest.mark.parametrize("mode", ["auto", "legacy"])


async def called(live: Any, mode: Any, name: str, arguments: dict[str, Any]) -> Any:
    async with Client(f"{live.url}/mcp/docs", mode=mode) as client:
        return await client.call_tool(name, arguments)


async def test_both_tools_are_listed_as_read_only(live: Any, mode: Any) -> None:
    async with Client(f"{live.url}/mcp/docs", mode=mode) as client:
        tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == ["twilio__search", "twilio__retrieve"]
    assert all(tool.annotations.read_only_hint and not tool.annotations.destructive_hint for tool in tools)


async def test_a_search_finds_the_operation_and_its_id_retrieves_it(live: Any, mode: Any) -> None:
    found = await called(live, mode, "twilio__search", {"query": "send a text message", "product": "api_v2010"})
    hits = found.structured_content["results"]
    assert hits[0]["id"] == "op::twilio_api_v2010::CreateMessage"
    assert json.loads(found.content[0].text) == found.structured_content
    read = await called(live, mode, "twilio__retrieve", {"ids": [hits[0]["id"]], "fields": ["request_body"]})
    (operation,) = read.structured_content["results"]
    assert operation["method"] == "POST"
    assert "To" in operation["request_body"]["properties"]
    assert "response_fields" not in operation


async def test_an_unknown_id_is_told_beside_those_that_are_found(live: Any, mode: Any) -> None:
    ids = ["uri:/cordboard/v1/errors/21211", "op::twilio_api_v2010::Nothing", "x"]
    read = await called(live, mode, "twilio__retrieve", {"ids": ids})
    error, unknown, wrong = read.structured_content["results"]
    assert error["code"] == 21211
    assert "error" in unknown
    assert "op::" in wrong["error"]


@pytest.mark.parametrize("arguments", [{"query": "ab"}, {"query": "x" * 201}, {"query": "abc", "limit": 11}, {}])
async def test_a_search_beyond_its_limits_is_refused_readably(live: Any, mode: Any, arguments: dict[str, Any]) -> None:
    refused = await called(live, mode, "twilio__search", arguments)
    assert refused.is_error
    assert refused.content[0].text.startswith("The argument")
