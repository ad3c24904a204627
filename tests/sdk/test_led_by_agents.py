"""What comes in and runs a document that an agent had set is the agent's: whom it dials and writes to is judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from test_sdk_agents import STAFF, STRANGER, Agent

CALLER = "+14155550133"
Eventually = Callable[[Callable[[], Any]], Any]
RULE = {"to": {"allow": [STAFF]}, "urls": {"hosts": ["127.0.0.1"]}}
AREAS = dict.fromkeys(("messaging", "voice", "phone_numbers"), "full")


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    live = start_module(sim_speech_rate="100000", sim_latency_ms="1")
    for number in (STAFF, STRANGER):
        steps = [{"action": "answer"}, {"action": "hangup"}]
        live.control("PUT", f"handsets/{quote(number)}", {"condition": "on", "voice_script": steps})
    return live


@pytest.fixture
def agent(live: Any) -> Agent:
    return Agent(live, {"areas": AREAS, "rules": [{"for": "any", **RULE}]})


def number_path(live: Any) -> str:
    sid = live.client().incoming_phone_numbers.list(phone_number=live.number)[0].sid
    return f"/2010-04-01/Accounts/{live.account_sid}/IncomingPhoneNumbers/{sid}.json"


def lead(live: Any, agent: Agent | None, path: str, **given: str) -> dict[str, Any]:
    status, _, body = live.raw("POST", path, urlencode(given).encode(), auth=agent.key if agent else None)
    assert status in (200, 201), body
    return dict(json.loads(body))


def dialed(live: Any, eventually: Eventually) -> dict[str, str]:
    """Call the number, and return whom that dialed with what came of it."""
    made = live.control("POST", f"handsets/{quote(CALLER)}/calls", {"to": live.number})["sid"]
    owner = live.client()
    assert eventually(lambda: owner.calls(made).fetch().status in ("completed", "failed"))
    return {each.to: each.status for each in owner.calls.list(parent_call_sid=made)}


def test_whom_an_answer_dials_is_judged_by_who_set_it(
    live: Any, agent: Agent, eventually: Eventually, application: Any
) -> None:
    document = f"<Response><Dial>{STRANGER}</Dial><Dial>{STAFF}</Dial></Response>".encode()
    application.answers["/answer"] = (200, "text/xml", document)
    url = f"{application.url}/answer"
    lead(live, agent, number_path(live), VoiceUrl=url)
    assert dialed(live, eventually) == {STRANGER: "failed", STAFF: "completed"}
    [row] = live.control("GET", f"audit?agent={agent.name}&decision=deny")["audit"]
    assert (row["kind"], row["reason_code"]) == ("judgement", "recipient")
    assert row["sentence"].startswith(f"A document that {agent.name} set was not let dial on to +1 900 ••• 0199:")
    lead(live, None, number_path(live), VoiceUrl=url)  # the owner takes it over
    assert dialed(live, eventually) == {STRANGER: "completed", STAFF: "completed"}


def test_an_application_that_an_agent_led_is_the_agents(
    live: Any, agent: Agent, eventually: Eventually, application: Any
) -> None:
    application.answers["/app"] = (200, "text/xml", f"<Response><Dial>{STRANGER}</Dial></Response>".encode())
    path = f"/2010-04-01/Accounts/{live.account_sid}/Applications.json"
    made = lead(live, agent, path, FriendlyName="theirs", VoiceUrl=f"{application.url}/app")
    lead(live, None, number_path(live), VoiceApplicationSid=made["sid"])
    assert dialed(live, eventually) == {STRANGER: "failed"}
    lead(live, None, number_path(live), VoiceApplicationSid="")


def test_whom_the_answer_to_a_text_writes_to_is_judged_by_who_set_it(
    live: Any, agent: Agent, eventually: Eventually, application: Any
) -> None:
    document = f'<Response><Message to="{STRANGER}">x</Message><Message to="{STAFF}">y</Message></Response>'
    application.answers["/text"] = (200, "text/xml", document.encode())
    url = f"{application.url}/text"
    lead(live, agent, number_path(live), SmsUrl=url)
    live.write(CALLER, "Hello")
    assert eventually(lambda: [each["body"] for each in live.inbox(STAFF) if each["direction"] == "inbound"])
    assert [each for each in live.inbox(STRANGER) if each["direction"] == "inbound"] == []
    refused, allowed = live.control("GET", f"audit?agent={agent.name}")["audit"][1::-1]
    assert [row["decision"] for row in (refused, allowed)] == ["deny", "allow"]
    assert refused["sentence"] == (
        f"A document that {agent.name} set was not let send a message to +1 900 ••• 0199:"
        " +1 900 ••• 0199 is not among the recipients it may reach."
    )
    lead(live, None, number_path(live), SmsUrl=url)  # the owner takes it over
    live.write(CALLER, "Hello")
    assert eventually(lambda: [each for each in live.inbox(STRANGER) if each["direction"] == "inbound"])


def test_the_answer_to_a_text_leads_to_no_other_host(
    live: Any, agent: Agent, eventually: Eventually, application: Any
) -> None:
    service = live.client().messaging.v1.services.create(friendly_name="led")
    number = live.client().incoming_phone_numbers.list(phone_number=live.number)[0]
    service.phone_numbers.create(phone_number_sid=number.sid)
    leads = b"<Response><Redirect>http://localhost:9/x</Redirect></Response>"
    application.answers["/leads"] = (200, "text/xml", leads)
    path = f"/messaging/v1/Services/{service.sid}"
    lead(live, agent, path, InboundRequestUrl=f"{application.url}/leads")
    live.write(CALLER, "Hello")
    [row] = eventually(lambda: live.control("GET", f"audit?agent={agent.name}&decision=deny")["audit"])
    assert (row["kind"], row["reason_code"]) == ("judgement", "url")
    assert "localhost" in row["sentence"]
    service.delete()


def test_a_short_code_that_an_agent_led_is_the_agents(
    live: Any, agent: Agent, eventually: Eventually, application: Any
) -> None:
    document = f'<Response><Message to="{STRANGER}">x</Message></Response>'
    application.answers["/short"] = (200, "text/xml", document.encode())
    granted = live.control("POST", "short_codes", {"account_sid": live.account_sid, "short_code": "89897"})
    path = f"/2010-04-01/Accounts/{live.account_sid}/SMS/ShortCodes/{granted['sid']}.json"
    lead(live, agent, path, SmsUrl=f"{application.url}/short")
    live.control("POST", f"handsets/{quote(CALLER)}/messages", {"to": "89897", "body": "Hello"})
    [row] = eventually(lambda: live.control("GET", f"audit?agent={agent.name}&decision=deny")["audit"])
    assert (row["kind"], row["reason_code"]) == ("judgement", "recipient")
