"""Clients of each revision of the protocol negotiate, list and call: by hand over HTTP, and the SDK over a bridge."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

# All that were published with a handshake. Source: https://modelcontextprotocol.io/specification/versioning.
REVISIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
WITH_BATCHES = "2025-03-26"


class ByHand:
    """A client that writes its messages itself."""

    def __init__(self, live: Any, path: str, revision: str) -> None:
        self._live, self._path, self.revision = live, path, revision
        self._headers: dict[str, str] = {}

    def post(self, message: object) -> tuple[int, Any]:
        body = json.dumps(message).encode()
        status, _, answer = self._live.raw(
            "POST", self._path, body, content_type="application/json", headers=self._headers
        )
        return status, json.loads(answer) if answer else None

    def ask(self, method: str, **params: Any) -> Any:
        status, answer = self.post({"jsonrpc": "2.0", "id": "a", "method": method, "params": params})
        assert (status, answer["id"]) == (200, "a")
        return answer["result"]

    def begin(self) -> Any:
        about = {
            "protocolVersion": self.revision,
            "capabilities": {},
            "clientInfo": {"name": "by hand", "version": "1"},
        }
        negotiated = self.ask("initialize", **about)
        self._headers = {"MCP-Protocol-Version": negotiated["protocolVersion"]}
        assert self.post({"jsonrpc": "2.0", "method": "notifications/initialized"}) == (202, None)
        return negotiated


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revision_is_negotiated_and_tools_are_listed_and_called(live: Any, revision: str) -> None:
    client = ByHand(live, "/mcp/tools?services=api_v2010&tags=messaging", revision)
    negotiated = client.begin()
    assert negotiated["protocolVersion"] == revision
    assert "tools" in negotiated["capabilities"]
    names = {tool["name"] for tool in client.ask("tools/list")["tools"]}
    assert "TwilioApiV2010--CreateMessage" in names
    given = {"To": "+14155550142", "From": live.number, "Body": revision}
    sent = client.ask("tools/call", name="TwilioApiV2010--CreateMessage", arguments=given)
    assert not sent["isError"]
    assert json.loads(sent["content"][0]["text"])["body"] == revision


def test_a_revision_that_nobody_knows_is_answered_with_one_that_is_served(live: Any) -> None:
    assert ByHand(live, "/mcp/docs", "1999-01-01").begin()["protocolVersion"] in REVISIONS


@pytest.mark.parametrize("revision", REVISIONS[1:])
def test_a_batch_is_answered_in_the_one_revision_that_has_them(live: Any, revision: str) -> None:
    client = ByHand(live, "/mcp/docs", revision)
    client.begin()
    ping = {"jsonrpc": "2.0", "method": "ping"}
    status, answer = client.post(
        [{**ping, "id": 1}, {"jsonrpc": "2.0", "method": "notifications/x"}, {**ping, "id": 2}]
    )
    if revision == WITH_BATCHES:
        assert (status, [each["id"] for each in answer]) == (200, [1, 2])
    else:
        assert (status, answer["error"]["code"]) == (400, -32600)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_official_client_lists_and_calls_through_the_bridge(live: Any, mode: Any) -> None:
    arguments = ["-m", "cordboard", "mcp", "--data", str(live.data), "--query", "mode=compact"]
    async with Client(StdioServerParameters(command=sys.executable, args=arguments), mode=mode) as client:
        assert [tool.name for tool in (await client.list_tools()).tools] == ["search", "describe", "call"]
        found = await client.call_tool("search", {"query": "how much money is left"})
        assert found.structured_content["tools"][0]["name"] == "TwilioApiV2010--FetchBalance"
        balance = await client.call_tool("call", {"name": "TwilioApiV2010--FetchBalance"})
    assert balance.structured_content["currency"] == "USD"
