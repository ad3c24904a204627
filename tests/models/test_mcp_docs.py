"""The documentation server, asked by the official SDK's client on the live server, in both eras of the protocol."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp_types import INVALID_PARAMS

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


async def found_by(live: Any, mode: Any, **arguments: Any) -> list[dict[str, Any]]:
    return list((await called(live, mode, "twilio__search", arguments)).structured_content["results"])


async def test_a_product_is_one_of_those_that_are_listed(live: Any, mode: Any) -> None:
    async with Client(f"{live.url}/mcp/docs", mode=mode) as client:
        search = (await client.list_tools()).tools[0]
    products = search.input_schema["properties"]["product"]["enum"]
    assert {"api_v2010", "messaging", "lookups", "iam", "verify", "cordboard"} <= set(products)
    assert await found_by(live, mode, query="start a verification", product="verify", source="api") == []
    refused = await called(live, mode, "twilio__search", {"query": "send a text", "product": "nothing"})
    assert refused.content[0].text.startswith("The argument product is none of accounts")


async def test_the_newest_version_of_an_operation_is_found_unless_another_is_named(live: Any, mode: Any) -> None:
    asked = {"query": "what a call to a number costs FetchVoiceNumber", "product": "pricing", "limit": 10}
    versions = {
        key: {hit["version"] for hit in await found_by(live, mode, **asked, **more) if hit["operation_id"] == NAME}
        for key, more in VERSIONS.items()
    }
    assert versions == {
        "unsaid": {"v2"},
        "v1": {"v1"},
        "older": {"v1"},
        "latest": {"v2"},
        "any": {"v1", "v2"},
        "not latest": {"v1", "v2"},
    }


NAME = "FetchVoiceNumber"
VERSIONS: dict[str, dict[str, Any]] = {
    "unsaid": {},
    "v1": {"version": "v1"},
    "older": {"filter": {"name": "pricing", "version": "v1"}},
    "latest": {"latest_only": True},
    "any": {"version": "any"},
    "not latest": {"latest_only": False},
}


async def test_a_version_alone_is_refused(live: Any, mode: Any) -> None:
    refused = await called(live, mode, "twilio__search", {"query": "send a text", "version": "v1"})
    assert "product" in refused.content[0].text


async def test_topics_limit_documentation_and_sources_take_turns(live: Any, mode: Any) -> None:
    errors = await found_by(live, mode, query="number is not valid", source="docs", topics=["errors"], limit=10)
    assert len(errors) == 10
    assert all(hit["id"].startswith("uri:/cordboard/v1/errors/") for hit in errors)
    verbs = await found_by(live, mode, query="play music to the caller", source="docs", topics=["twiml", "guides"])
    assert {hit["id"].split("/")[1] for hit in verbs} <= {"twiml", "docs"}
    both = [hit["id"][:4] for hit in await found_by(live, mode, query="send a message", limit=10)]
    assert both in (["op::", "uri:"] * 5, ["uri:", "op::"] * 5)


async def test_guides_are_found_and_retrieved_whole(live: Any, mode: Any) -> None:
    (hit, *_) = await found_by(live, mode, query="take a payment by card", source="docs", topics=["guides"])
    read = await called(live, mode, "twilio__retrieve", {"ids": [hit["id"]]})
    assert "```" in read.structured_content["results"][0]["text"]


async def test_an_unknown_tool_is_an_error_of_the_protocol(live: Any, mode: Any) -> None:
    async with Client(f"{live.url}/mcp/docs", mode=mode) as client:
        with pytest.raises(MCPError) as refused:
            await client.call_tool("twilio__write", {})
    assert refused.value.code == INVALID_PARAMS
