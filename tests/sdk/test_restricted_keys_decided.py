"""Restricted keys are decided as agents are: explained, in a matrix, in the audit, and told with the same code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

STAFF = "+14155550100"


@pytest.fixture(scope="module")
def key(live: Any) -> Any:
    """Return a key that may send messages, and nothing else."""
    make = live.client().iam.v1.new_api_key.create
    policy = {"allow": ["/twilio/messaging/messages/create"]}
    return make(account_sid=live.account_sid, friendly_name="sender", key_type="restricted", policy=policy)


def asked(live: Any, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    found = live.raw("POST", f"/cordboard/v1/{path}", json.dumps(body).encode(), content_type="application/json")
    return found[0], json.loads(found[2])


def test_calls_of_a_restricted_key_are_linked_rows_of_the_audit(live: Any, key: Any) -> None:
    client = live.client(key.sid, key.secret)
    sent = client.messages.create(to=STAFF, from_=live.number, body="Hi")
    with pytest.raises(TwilioRestException) as refused:
        client.messages(sent.sid).fetch()
    denied, allowed = live.control("GET", f"audit?key={key.sid}")["audit"]
    assert (allowed["decision"], allowed["operation"]) == ("allow", "CreateMessage")
    assert (denied["decision"], denied["rule"], denied["reason_code"]) == ("deny", "policy.allow", "permission")
    assert refused.value.code == 70051
    assert refused.value.details["decision_id"] == denied["id"]
    told = live.control("GET", f"audit?id={allowed['id']}")["audit"]
    assert [(row["kind"], row["sid"]) for row in told] == [("outcome", sent.sid), ("decision", None)]
    assert "required permission twilio/messaging/messages/read is missing" in denied["sentence"]


def test_a_call_of_a_restricted_key_is_explained_before_it_is_made(live: Any, key: Any) -> None:
    may = asked(live, "explain", {"key": key.sid, "operation": "CreateMessage"})[1]
    assert (may["decision"], may["rule"]) == ("allow", "policy.allow")
    may_not = asked(live, "explain", {"key": key.sid, "operation": "CreateCall"})[1]
    assert (may_not["decision"], may_not["reason_code"]) == ("deny", "permission")
    assert may_not["checks"][0]["fix"] == "Add /twilio/voice/calls/create to allow."


def test_a_matrix_tells_all_that_a_restricted_key_can_do(live: Any, key: Any) -> None:
    matrix = live.control("GET", f"keys/{key.sid}/matrix")
    assert [row["operation"] for row in matrix["operations"] if row["decision"] == "allow"] == ["CreateMessage"]


def test_what_is_neither_an_agent_nor_a_restricted_key_is_not_explained(live: Any, key: Any) -> None:
    plain = live.client().new_keys.create()
    call = {"operation": "CreateMessage"}
    assert asked(live, "explain", call)[0] == 400
    assert asked(live, "explain", {**call, "agent": "nobody"})[0] == 404
    assert asked(live, "explain", {**call, "agent": "nobody", "key": key.sid})[0] == 400
    assert asked(live, "explain", {**call, "key": plain.sid})[0] == 400
    assert asked(live, "explain", {**call, "key": "SK" + "0" * 32})[0] == 404
