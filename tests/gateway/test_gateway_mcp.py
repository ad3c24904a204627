"""Tools of an agent whose policy names an upstream act on the account elsewhere, decided here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from elsewhere import STAFF, STRANGER, Pair

CREATE, LIST = "TwilioApiV2010--CreateMessage", "TwilioApiV2010--ListMessage"


def call(pair: Pair, key: tuple[str, str], name: str, arguments: dict[str, Any], *, is_compact: bool) -> dict[str, Any]:
    """Return the result of a tool, called by itself or through the tool `call`."""
    path = "/mcp/tools?mode=compact" if is_compact else "/mcp/tools"
    params = {"name": "call", "arguments": {"name": name, "arguments": arguments}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    message["params"] = params if is_compact else {"name": name, "arguments": arguments}  # type: ignore[assignment]
    body = json.dumps(message).encode()
    status, _, answer = pair.here.raw("POST", path, body, content_type="application/json", auth=key)
    assert status == 200, answer
    return dict(json.loads(answer)["result"])


@pytest.mark.parametrize("is_compact", [False, True])
def test_a_tool_sends_by_the_account_elsewhere_and_lists_what_is_there(pair: Pair, is_compact: bool) -> None:
    key = pair.agent()
    given = {"To": STAFF, "From": pair.there.number, "Body": f"by a tool, {is_compact}"}
    sent = call(pair, key, CREATE, given, is_compact=is_compact)["structuredContent"]
    found = pair.there.client().messages(sent["sid"]).fetch()
    assert (found.body, found.account_sid) == (given["Body"], pair.there.account_sid)
    listed = call(pair, key, LIST, {"To": STAFF, "PageSize": 1}, is_compact=is_compact)["structuredContent"]
    assert [each["sid"] for each in listed["messages"]] == [sent["sid"]]


def test_a_tool_is_refused_here_and_nothing_gets_there(pair: Pair) -> None:
    key = pair.agent(rules=[{"for": "any", "to": {"deny": ["+1900*"]}}])
    given = {"To": STRANGER, "From": pair.there.number, "Body": "never by a tool"}
    refused = call(pair, key, CREATE, given, is_compact=False)
    assert refused["isError"]
    assert refused["structuredContent"]["code"] == 70051
    assert given["Body"] not in pair.bodies_there()


def test_an_error_of_the_account_elsewhere_is_told_readably(pair: Pair) -> None:
    failed = call(pair, pair.agent(), CREATE, {"To": STAFF, "From": "+15005550001", "Body": "x"}, is_compact=False)
    assert failed["isError"]
    assert "(code 21" in failed["content"][0]["text"]


def test_an_upstream_that_is_away_is_told_readably(pair: Pair) -> None:
    away = pair.agent(pair.upstream_to("http://127.0.0.1:9"))
    failed = call(pair, away, CREATE, {"To": STAFF, "From": "+12015550100", "Body": "x"}, is_compact=False)
    assert failed["isError"]
    assert failed["content"][0]["text"]
