"""Rows of a form: whatever is told of a call, they are what the structs of rows are, byte for byte."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.access.agents import Agent
from cordboard.access.audit import GENESIS, chained
from cordboard.access.audit_forms import MOST_FORMS, FormedDecision, formed_decision, formed_outcome
from cordboard.access.audit_rows import decision_row, outcome_row
from cordboard.access.counts import Tally
from cordboard.access.decision import Decision, Outcome
from cordboard.access.policy import Policy
from cordboard.api.v2010.message_parameters import CreateMessage
from cordboard.catalogue.request import Channel, Request
from cordboard.wiring.known import OPERATIONS

HOME, KEY = "AC" + "0" * 32, "SK" + "0" * 32
TOLD = {"CreateMessage": 1, "FetchMessage": 1, "ListMessage": 0, "UpdateParticipant": 2}
"""Operations, and how many facts their sentences tell."""
FACTS = st.sampled_from(["+14155550100", "+4930", "sip:a@b.example", "SM" + "a" * 32, "", "4155550100", "Zoë 5550100"])
TEXTS = st.one_of(
    FACTS, st.text(max_size=20), st.sampled_from(["\ud800", 'a "word"', "https://a.example/x?y", "https://[", "+"])
)


def agent() -> Agent:
    return Agent("AG" + "0" * 32, 'A "bot" ✓', HOME, Policy(), 3, Tally())


def decision(operation: str, told: tuple[str, ...], **more: Any) -> Decision:
    described = OPERATIONS[operation]
    values: dict[str, Any] = {
        "id": "DE" + "1" * 32,
        "at_ms": 1_760_000_000_000,
        "agent": agent().name,
        "agent_sid": agent().sid,
        "key_sid": KEY,
        "account_sid": HOME,
        "operation": operation,
        "area": described.area,
        "outcome": Outcome.ALLOW,
        "reason_code": "level",
        "why": "its access to messaging is send",
        "rule": "areas.messaging",
        "policy_version": 3,
        "policy_hash": "b" * 64,
        "args_sha256": "a" * 64,
        "cost_micros": 7900,
        "says": described.says,
        "told": told,
    }
    return Decision(**values | more)


def request(path: str = "/2010-04-01/Accounts/x/Messages.json", client: str = "curl") -> Request:
    return Request("POST", path, "", {"user-agent": client}, peer="127.0.0.1", channel=Channel.MCP)


@pytest.mark.parametrize("is_masked", [True, False])
@given(
    operation=st.sampled_from(list(TOLD)),
    facts=st.lists(TEXTS, min_size=2, max_size=2),
    given_=st.builds(CreateMessage, to=TEXTS, from_=TEXTS, body=TEXTS, media_url=st.none() | st.lists(TEXTS)),
    path=TEXTS,
    status=st.sampled_from([200, 201, 204, 400, 404, 500]),
)
def test_a_formed_row_is_the_row(
    is_masked: bool, operation: str, facts: list[str], given_: CreateMessage, path: str, status: int
) -> None:
    made = decision(operation, tuple(facts[: TOLD[operation]]))
    described, asked = OPERATIONS["CreateMessage"], request(path, client=facts[0])
    ended: dict[str, Any] = {"at_ms": 5, "request_sid": "RQ" + "2" * 32, "status": status, "code": 0, "duration_us": 9}
    ended["sid"] = facts[1]
    whole = decision_row(made, asked, described, given_, is_masked=is_masked)
    rows = [whole, outcome_row(whole, made, **ended)]
    formed = formed_decision(agent(), made, asked, described, given_, is_masked=is_masked)
    assert formed is not None
    assert chained([formed, formed_outcome(formed, made, **ended)], 6, GENESIS) == chained(rows, 6, GENESIS)


@pytest.mark.parametrize("more", [{"outcome": Outcome.WOULD_DENY}, {"outcome": Outcome.DENY}, {"reason_code": "rate"}])
def test_what_is_not_allowed_by_its_level_has_no_form(more: dict[str, Any]) -> None:
    made = decision("CreateMessage", ("+14155550100",), **more)
    assert formed_decision(agent(), made, request(), OPERATIONS["CreateMessage"], None, is_masked=True) is None


def test_a_caller_with_ever_new_names_does_not_fill_the_memory() -> None:
    caller = agent()
    for number in range(3 * MOST_FORMS):
        made = decision("CreateMessage", ("+14155550100",))
        row = formed_decision(
            caller, made, request(client=str(number)), OPERATIONS["CreateMessage"], None, is_masked=True
        )
        assert isinstance(row, FormedDecision)
        ((_, body, _, _),) = chained([row], 0, GENESIS)
        assert msgspec.json.decode(body)["client"] == str(number)
    assert len(caller.forms) <= MOST_FORMS
