"""The judge and those it knows: what it sees of a call, and what it makes of agents that it does not understand."""

from __future__ import annotations

from typing import Any

import pytest

from cordboard.access.agents import Asked
from cordboard.access.decision import Outcome
from cordboard.access.judge import Judge
from cordboard.access.plan import plan_of
from cordboard.access.principal import Principal, Reach
from cordboard.access.refusing import refusal_of
from cordboard.access.resolve import facts_of
from cordboard.access.shapes import shape_of
from cordboard.agents.agent import Agent
from cordboard.api.comms_v1.messages import MessageContent, SendMessages
from cordboard.api.comms_v1.recipients import GivenAddress, GivenRecipient
from cordboard.api.v2010.call_parameters import CreateCall
from cordboard.api.v2010.message_parameters import CreateMessage
from cordboard.communications.ports import Sender
from cordboard.communications.push import Device
from cordboard.communications.words import Channel
from cordboard.communications.words import Reach as Reached
from cordboard.wiring.answers import Answers
from cordboard.wiring.known import OPERATIONS, policy_of
from cordboard.wiring.roster import Roster

HOME = "AC" + "0" * 32


class NoPools:
    """Pools of an account that has none."""

    def found(self, account_sid: str, sid: str) -> None:
        return None


class NoApplications:
    """Applications of an account that has none."""

    def known(self, account_sid: str, sid: str) -> None:
        return None


class NoApprovals:
    """Nobody is ever asked."""


class Nobody:
    """People of an account that knows none."""

    def contact(self, account_sid: str, contact_id: str) -> None:
        return None

    audience = contact


class OneSender:
    """The senders of an account that has one."""

    def of_account(self, account_sid: str) -> list[Sender]:
        return [Sender("comms_sender_1", "+12015550100", Channel.SMS)]


class NoDevices:
    """Devices of an account that notifies none."""

    def devices_of(self, account_sid: str, resource_id: str) -> list[tuple[str, Device]]:
        return []


class Reachable:
    """Whom an account without contacts or devices reaches."""

    people, senders, push = Nobody(), OneSender(), NoDevices()


ANSWERS = Answers(NoPools(), NoApplications(), Reachable(), None, None)  # type: ignore[arg-type]


ASKING = policy_of({"rules": [{"for": "any", "to": {"countries": ["US"]}, "body": {"link_hosts": ["a.example"]}}]})
"""A policy that asks for what takes long to find."""


def facts(operation: str, given: Any, account_sid: str = HOME) -> Any:
    described = OPERATIONS[operation]
    shape = shape_of(described)
    plan = plan_of(ASKING, operation, shape.area, shape.action, is_costly=shape.is_costly)
    return facts_of(described, given, shape, plan, account_sid, HOME, 1_000, ANSWERS)


def agent(policy: dict[str, Any]) -> Agent:
    return Agent(
        sid="AG" + "0" * 32, account_sid=HOME, created_ms=0, updated_ms=0, name="a", key_sid="SK1", policy=policy
    )


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("(415) 555-0100", "+14155550100"),
        ("whatsapp:+1 415 555 0100", "whatsapp:+14155550100"),
        ("89512", "89512"),
        ("nobody at all", "nobody at all"),
    ],
)
def test_rules_see_a_recipient_as_it_will_be_sent_to(written: str, resolved: str) -> None:
    seen = facts("CreateMessage", CreateMessage(to=written, from_="+12015550100", body="Hi"))
    assert [each.address for each in seen.recipients] == [resolved]


def test_every_url_of_a_call_is_seen_and_documents_apart() -> None:
    given = CreateCall(
        to="+14155550100", from_="+12015550100", url="https://a.example/", status_callback="https://b.example/"
    )
    seen = facts("CreateCall", given)
    assert (seen.documents, seen.urls) == (("https://a.example/",), ("https://b.example/",))


def test_links_are_found_with_and_without_their_scheme() -> None:
    body = "See https://a.example/x, b.example/y or www.c.example. Bye"
    seen = facts("CreateMessage", CreateMessage(to="+14155550100", body=body))
    assert seen.links == ("https://a.example/x", "https://b.example", "https://www.c.example")


def test_rules_see_each_of_many_people_and_all_that_may_be_said_to_them() -> None:
    to = [
        GivenRecipient(address="+14155550100", variables={"name": "https://b.example/"}),
        GivenRecipient(addresses=[GivenAddress(address="+14155550101"), GivenAddress(address="+447700900000")]),
        GivenRecipient(address="+14155550102", channel=Reached.WHATSAPP),
        GivenRecipient(audience_id="comms_audience_01k4vge2fxe3ramtcdv1zx1s9s"),
    ]
    seen = facts("SendMessages", SendMessages(to=to, content=MessageContent(text="See {{name}}")))
    assert [each.address for each in seen.recipients] == [
        "+14155550100",
        "+14155550101",
        "+447700900000",
        "whatsapp:+14155550102",
        "comms_audience_01k4vge2fxe3ramtcdv1zx1s9s",  # names nobody, so no rule lets it pass
    ]
    assert [each.country for each in seen.recipients] == ["US", "US", "GB", "US", ""]
    assert (seen.senders, seen.links) == (("+12015550100",), ("https://b.example/",))
    assert seen.people == 4


def test_what_answers_with_a_credential_is_known_by_its_answer() -> None:
    holders = {name for name in OPERATIONS if shape_of(OPERATIONS[name]).gives_credentials}
    assert {"CreateNewKey", "CreateNewSigningKey", "FetchAccount", "CreateAccount", "CreateToken"} <= holders
    assert holders.isdisjoint({"CreateMessage", "ListMessage", "CreateCall", "ListKey"})


def test_a_kept_policy_that_is_not_understood_any_more_allows_nothing() -> None:
    roster = Roster(lambda: 1_000)
    roster.follow(agent({"areas": {"messaging": "send"}, "rules": [{"for": "AnOperationThatWas", "daily": 1}]}))
    known = roster.by_key("SK1")
    assert known is not None
    assert known.policy.level("messaging") == 0


def test_a_key_without_an_agent_may_do_nothing() -> None:
    judge = Judge(Roster(lambda: 1_000), ANSWERS, NoApprovals(), None, lambda: 1_000, lambda prefix: prefix)  # type: ignore[arg-type]
    given = CreateMessage(to="+14155550100", from_="+12015550100", body="Hi")
    ruling = judge.rule(Asked(Principal(HOME, "SK2", Reach.AGENT), HOME, OPERATIONS["CreateMessage"], given))
    assert ruling.decision.outcome is Outcome.DENY
    assert refusal_of(ruling).code == 70051
