"""Tools through the gateway: the official SDK's client calls them, and the account elsewhere carries them out."""

from __future__ import annotations

import base64
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from elsewhere import STAFF, STRANGER, Pair, listener
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

RULES = [{"for": "any", "to": {"deny": ["+1900*"]}}]
CREATE, FETCH, LIST = (f"TwilioApiV2010--{name}Message" for name in ("Create", "Fetch", "List"))


@asynccontextmanager
async def tools(pair: Pair, key: tuple[str, str], query: str = "", mode: Any = "auto") -> AsyncIterator[Client]:
    credentials = base64.b64encode(":".join(key).encode()).decode()
    async with httpx2.AsyncClient(headers={"Authorization": f"Basic {credentials}"}, timeout=30) as http:
        transport = streamable_http_client(f"{pair.here.url}/mcp/tools{query}", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


def message(pair: Pair, body: str, to: str = STAFF) -> dict[str, str]:
    return {"To": to, "From": pair.there.number, "Body": body}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_tool_sends_by_the_account_elsewhere(pair: Pair, mode: Any) -> None:
    async with tools(pair, pair.agent(rules=RULES), mode=mode) as client:
        sent = await client.call_tool(CREATE, message(pair, f"by a tool, {mode}"))
        assert not sent.is_error, sent
        fetched = await client.call_tool(FETCH, {"Sid": sent.structured_content["sid"]})
    assert fetched.structured_content["account_sid"] == pair.there.account_sid
    assert f"by a tool, {mode}" in pair.bodies_there()
    rows = pair.here.control("GET", "audit?page_size=10")["audit"]
    assert [row["channel"] for row in rows if row["kind"] == "decision"][:2] == ["mcp", "mcp"]


async def test_a_denial_reaches_the_model_and_nothing_reaches_the_account(pair: Pair) -> None:
    async with tools(pair, pair.agent(rules=RULES)) as client:
        denied = await client.call_tool(CREATE, message(pair, "never", STRANGER))
    assert denied.is_error
    assert denied.structured_content["code"] == 70051
    assert "never" not in pair.bodies_there()


async def test_an_error_of_the_account_reaches_the_model_as_it_is(pair: Pair) -> None:
    async with tools(pair, pair.agent()) as client:
        found = await client.call_tool(CREATE, {**message(pair, "x"), "From": "+15005550009"})
        missing = await client.call_tool(FETCH, {"Sid": "SM" + "0" * 32})
    assert found.is_error
    assert (missing.is_error, missing.structured_content["code"]) == (True, 20404)


async def test_an_answer_that_is_not_as_it_is_here_is_a_success_all_the_same(pair: Pair) -> None:
    """A client that dropped it would have its model send the message once more."""
    body = b'{"sid":"SM1","status":"a-new-word"}'
    answer = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    with listener(lambda connection: connection.sendall(answer)) as (url, _):
        async with tools(pair, pair.agent(pair.upstream_to(url))) as client:
            await client.list_tools()
            sent = await client.call_tool(CREATE, message(pair, "x"))
    assert (sent.is_error, sent.structured_content["status"]) == (False, "a-new-word")


async def test_the_pages_of_a_tool_are_walked_here(pair: Pair) -> None:
    async with tools(pair, pair.agent()) as client:
        made = {
            (await client.call_tool(CREATE, message(pair, f"page {n}"))).structured_content["sid"] for n in range(2)
        }
        page = (await client.call_tool(LIST, {"PageSize": 1})).structured_content
        assert page["next_page_uri"].startswith(f"/2010-04-01/Accounts/{pair.here.account_sid}/")
        token = page["next_page_uri"].partition("PageToken=")[2]
        second = (await client.call_tool(LIST, {"PageSize": 1, "Page": 1, "PageToken": token})).structured_content
    assert {page["messages"][0]["sid"], second["messages"][0]["sid"]} == made


async def test_the_three_tools_go_through_too(pair: Pair) -> None:
    async with tools(pair, pair.agent(), "?mode=compact") as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        call = next(name for name in names if "call" in name)
        sent = await client.call_tool(call, {"name": CREATE, "arguments": message(pair, "by three tools")})
    assert not sent.is_error, sent
    assert "by three tools" in pair.bodies_there()


async def test_an_upstream_that_is_down_is_an_error_that_a_model_can_read(pair: Pair) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    async with tools(pair, pair.agent(pair.upstream_to(url))) as client:
        lost = await client.call_tool(CREATE, message(pair, "x"))
    assert lost.is_error
    assert lost.structured_content["code"] == 90020


async def test_sound_that_no_tool_answers_leaves_no_connection_open(pair: Pair) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: 1000\r\n\r\nRIFF"
    ended: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        connection.settimeout(10)
        ended.append(connection.recv(1))

    with listener(answer) as (url, _):
        key = pair.agent(pair.upstream_to(url), areas={"voice": "full"})
        async with tools(pair, key) as client:
            found = await client.call_tool("TwilioApiV2010--FetchRecording", {"Sid": "RE" + "0" * 32})
    assert found.is_error
    assert ended == [b""]
