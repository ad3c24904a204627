"""The inspector's command line lists and calls tools, over HTTP and over standard input and output."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

from mcp_suite import run

IS_ERROR = 5  # how the inspector ends when a tool has answered with an error


async def inspected(home: Path, *arguments: str, ends_with: int = 0) -> Any:
    code, out, err = await run("mcp-inspector", "--cli", "--connect-timeout", "60000", *arguments, home=home)
    assert code == ends_with, err
    return json.loads(out)


def over_http(live: Any, path: str) -> tuple[str, ...]:
    authorization = base64.b64encode(f"{live.account_sid}:{live.auth_token}".encode()).decode()
    return f"{live.url}{path}", "--transport", "http", "--header", f"Authorization: Basic {authorization}"


async def test_the_docs_are_searched(live: Any, tmp_path: Path) -> None:
    tools = await inspected(tmp_path, *over_http(live, "/mcp/docs"), "--method", "tools/list")
    assert [tool["name"] for tool in tools["tools"]] == ["twilio__search", "twilio__retrieve"]
    asked = ("--method", "tools/call", "--tool-name", "twilio__search", "--tool-arg", "query=send a text")
    found = await inspected(tmp_path, *over_http(live, "/mcp/docs"), *asked)
    assert "op::twilio_api_v2010::CreateMessage" in found["content"][0]["text"]


async def test_every_tool_is_listed_without_complaints_and_one_is_called(live: Any, tmp_path: Path) -> None:
    there = over_http(live, "/mcp/tools")
    tools = await inspected(tmp_path, *there, "--method", "tools/list", "--strict")
    assert len(tools["tools"]) > 300
    name = "TwilioApiV2010--CreateMessage"
    given = ("To=+14155550142", f"From={live.number}", "Body=Sent by the inspector")
    sent = await inspected(
        tmp_path, *there, "--method", "tools/call", "--tool-name", name, *(w for g in given for w in ("--tool-arg", g))
    )
    assert sent["structuredContent"]["body"] == "Sent by the inspector"
    call = ("--method", "tools/call", "--tool-name", "TwilioApiV2010--FetchMessage", "--tool-arg", f"Sid=SM{'0' * 32}")
    refused = await inspected(
        tmp_path, *there, *call, ends_with=IS_ERROR
    )  # which it holds to what the tool says that it answers
    assert (refused["isError"], refused["structuredContent"]["code"]) == (True, 20404)


async def test_the_bridge_is_started_and_asked(live: Any, tmp_path: Path) -> None:
    bridge = (sys.executable, "-m", "cordboard", "mcp", "--docs", "--data", str(live.data))
    tools = await inspected(tmp_path, *bridge, "--method", "tools/list")
    assert [tool["name"] for tool in tools["tools"]] == ["twilio__search", "twilio__retrieve"]
