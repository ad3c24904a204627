"""The code of an approval is for a person's telephone: no reader of the account's messages can answer with it."""

from __future__ import annotations

import json
import queue
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

import pytest
from test_sdk_agents import STAFF, Agent

OWNER, STRANGER = "+14155550177", "+14155550178"
CODE = re.compile(r"\b\d{6}\b")
AREAS = dict.fromkeys(("messaging", "events", "phone_numbers"), "full")
ASKING = {"areas": AREAS, "rules": [{"for": "messaging.create", "approve": {"when": "always", "by": [OWNER]}}]}


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    return start_module(sim_latency_ms="1")


@pytest.fixture
def asked(live: Any, eventually: Any) -> Iterator[tuple[Agent, str]]:
    """Return an agent that may read everything and waits for an approval, and the code that its owner was told."""
    agent = Agent(live, ASKING)
    before = len(live.inbox(OWNER))
    agent.refused(agent.send)
    assert eventually(lambda: len(live.inbox(OWNER)) > before)
    found = CODE.search(live.inbox(OWNER)[-1]["body"].partition(" Reply ")[2])
    assert found is not None
    yield agent, found[0]
    live.control("DELETE", f"agents/{agent.name}")


def test_the_owner_reads_it_on_the_telephone(live: Any, asked: tuple[Agent, str]) -> None:
    assert f"YES {asked[1]}" in live.inbox(OWNER)[-1]["body"]


@pytest.mark.parametrize("form", ["json", "xml", "csv"])
def test_no_list_and_no_single_message_tells_it(live: Any, asked: tuple[Agent, str], form: str) -> None:
    agent, code = asked
    sent = agent.client.messages.list(to=OWNER, limit=1)[0]
    assert sent.body.startswith("•••")
    for path in (f"Messages.{form}?To=%2B{OWNER[1:]}", f"Messages/{sent.sid}.{form}"):
        for auth in (agent.key, None):
            status, _, body = live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/{path}", auth=auth)
            assert (status, code in body.decode()) == (200, False)


def test_the_communications_api_does_not_tell_it(live: Any, asked: tuple[Agent, str]) -> None:
    status, _, body = live.raw("GET", "/comms/v1/Messages?page_size=100")
    assert (status, asked[1] in body.decode()) == (200, False)


def test_no_event_tells_the_question_or_the_answer(
    live: Any, eventually: Any, asked: tuple[Agent, str], application: Any
) -> None:
    agent, code = asked
    owner = live.client()
    sink = owner.events.v1.sinks.create(
        description="all", sink_type="webhook", sink_configuration={"destination": application.url, "method": "GET"}
    )
    types = [{"type": f"com.twilio.messaging.{name}"} for name in ("message.delivered", "inbound-message.received")]
    followed = owner.events.v1.subscriptions.create(description="all", sink_sid=sink.sid, types=types)
    live.write(STRANGER, f"YES {code}")  # an owner who has two telephones
    agent.refused(lambda: agent.send(body="Another"))
    told = ""
    while told.count(OWNER) < 1 or STRANGER not in told:
        told += unquote_plus(application.next().url)
    owner.events.v1.subscriptions(followed.sid).delete()
    codes = set(CODE.findall(" ".join(each["body"] for each in live.inbox(OWNER))))
    assert not codes & set(CODE.findall(told))


def test_no_web_hook_tells_the_answer_while_it_counts(live: Any, asked: tuple[Agent, str], application: Any) -> None:
    agent, code = asked
    owner = live.client()
    number = owner.incoming_phone_numbers.list(phone_number=live.number)[0]
    number.update(sms_url=f"{application.url}/sms")
    written = live.write(STRANGER, f"YES {code}")
    assert application.next().given["Body"].startswith("•••")
    number.update(sms_url="")
    assert agent.client.messages(written["sid"]).fetch().body.startswith("•••")
    with pytest.raises(queue.Empty):
        application.next(timeout_s=0.1)


def test_what_is_no_answer_is_told_as_it_is(live: Any, asked: tuple[Agent, str]) -> None:
    written = live.write(STRANGER, "YES we can")
    assert asked[0].client.messages(written["sid"]).fetch().body == "YES we can"


def test_no_row_of_the_audit_or_of_requests_has_it(live: Any, asked: tuple[Agent, str]) -> None:
    for path in ("audit?page_size=1000", "requests?page_size=1000", "webhooks?page_size=1000"):
        assert asked[1] not in json.dumps(live.control("GET", path))


def test_the_code_still_works(live: Any, eventually: Any, asked: tuple[Agent, str]) -> None:
    live.write(OWNER, f"YES {asked[1]}")
    assert eventually(lambda: "approved" in [each["status"] for each in live.control("GET", "approvals")["approvals"]])
    assert asked[0].send(STAFF).sid.startswith("SM")
