"""A redirect of HTTP is judged before it is followed, wherever an agent named the URL that is answered with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from test_led_by_agents import AREAS, CALLER, lead, number_path
from test_sdk_agents import STAFF, Agent

from http_server import Handler, serving

Eventually = Callable[[Callable[[], Any]], Any]
LINE = "+14155550177"
PARTS = {
    "recording": "<Start><Recording recordingStatusCallback='/' recordingStatusCallbackEvent='in-progress'/></Start>",
    "words": "<Record maxLength='1' recordingStatusCallback='/' recordingStatusCallbackEvent='in-progress'/>",
    "transcription": "<Start><Transcription statusCallbackUrl='/'/></Start>",
    "siprec": "<Start><Siprec statusCallback='/'/></Start>",
    "conference": "<Dial><Conference statusCallback='/' statusCallbackEvent='join'>redirects</Conference></Dial>",
}
PAGES = {"/page": "<Play>/a.wav</Play>", **{f"/{name}": f"{verb}<Pause/>" for name, verb in PARTS.items()}}


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    live = start_module(sim_speech_rate="100000", sim_latency_ms="1")
    steps = [{"action": "answer"}, {"action": "hangup", "after_s": 3}]
    live.control("PUT", f"handsets/{quote(STAFF)}", {"condition": "on", "voice_script": steps})
    return live


@pytest.fixture
def agent(live: Any) -> Agent:
    return Agent(
        live, {"areas": {**AREAS, "usage": "full"}, "rules": [{"for": "any", "urls": {"hosts": ["localhost"]}}]}
    )


@pytest.fixture
def leading(application: Any) -> Iterator[str]:
    """Run a host that leads to one that is not trusted, but for its documents; gives its URL."""

    class Leading(Handler):
        def do_GET(self) -> None:
            page = f"<Response>{PAGES[self.path]}</Response>".encode() if self.path in PAGES else b""
            self.send_response(200 if page else 302)
            self.send_header("Location", f"{application.url}/there")
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        do_POST = do_GET

    with serving(Leading) as port:
        yield f"http://localhost:{port}/"


def refusal(agent: Agent, eventually: Eventually, application: Any) -> str:
    """Return the sentence of the one refusal; the other host was asked for nothing."""
    [row] = eventually(lambda: agent.live.control("GET", f"audit?agent={agent.name}&decision=deny")["audit"])
    assert (row["kind"], row["reason_code"]) == ("judgement", "url")
    assert application.arrived.empty()
    return str(row["sentence"])


def refusals(agent: Agent) -> list[str]:
    """Return the sentences of all refusals."""
    return [row["sentence"] for row in agent.live.control("GET", f"audit?agent={agent.name}&decision=deny")["audit"]]


def sentence(noun: str, agent: Agent, made: str) -> str:
    return f"{noun} that {agent.name} {made} was not let be redirected to 127.0.0.1:"


def told(live: Any, sid: str) -> list[int]:
    """Return the codes of what went wrong with the web hooks about something."""
    return [hook["error_code"] for hook in live.control("GET", f"webhooks?sid={sid}")["webhooks"]]


def test_of_what_answers_a_text(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    lead(live, agent, number_path(live), SmsUrl=leading)
    received = live.write(CALLER, "Hello")
    assert refusal(agent, eventually, application).startswith(sentence("A web hook", agent, "set"))
    assert eventually(lambda: told(live, received["sid"])) == [70051]


def test_of_what_answers_a_call(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    lead(live, agent, number_path(live), VoiceUrl=leading)
    made = live.control("POST", f"handsets/{quote(CALLER)}/calls", {"to": live.number})
    assert refusal(agent, eventually, application).startswith(sentence("A web hook", agent, "set"))
    assert eventually(lambda: told(live, made["sid"])) == [70051]


def test_of_a_status_callback_of_a_message(
    agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    sent = agent.send(status_callback=leading)
    assert eventually(lambda: told(agent.live, sent.sid) == [70051, 70051])  # of sent and of delivered
    rows = agent.live.control("GET", f"audit?agent={agent.name}&decision=deny")["audit"]
    assert all(row["sentence"].startswith(sentence("A web hook", agent, "set")) for row in rows)
    assert application.arrived.empty()


def test_of_a_status_callback_of_a_call(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    agent.client.calls.create(to=STAFF, from_=live.number, twiml="<Response/>", status_callback=leading)
    assert refusal(agent, eventually, application).startswith(sentence("A web hook", agent, "set"))


def test_of_the_media_of_a_message(agent: Agent, eventually: Eventually, application: Any, leading: str) -> None:
    sent = agent.send(media_url=[f"{leading}a.png"])
    assert refusal(agent, eventually, application).startswith(sentence("A file", agent, "named"))
    owner = agent.live.client()
    assert eventually(lambda: owner.messages(sent.sid).fetch().status == "failed")
    assert owner.messages(sent.sid).fetch().error_code == 70051


def test_of_a_file_that_a_call_plays(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    agent.client.calls.create(to=STAFF, from_=live.number, url=f"{leading}page")
    assert refusal(agent, eventually, application).startswith(sentence("A file", agent, "named"))


def test_what_others_name_is_led_where_it_leads(
    live: Any, eventually: Eventually, application: Any, leading: str
) -> None:
    lead(live, None, number_path(live), SmsUrl=leading)
    live.write(CALLER, "Hello")
    assert application.next().path == "/there"


def lifted(live: Any) -> None:
    steps = [{"action": "answer"}, {"action": "hangup", "after_s": 2}]
    live.control("PUT", f"handsets/{quote(LINE)}", {"condition": "on", "voice_script": steps})


@pytest.mark.parametrize("part", PARTS)
def test_of_what_tells_of_a_part_of_a_call(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str, part: str
) -> None:
    lifted(live)
    call = agent.client.calls.create(to=LINE, from_=live.number, url=f"{leading}{part}")
    assert eventually(lambda: refusals(agent))
    assert all(row.startswith(sentence("A web hook", agent, "set")) for row in refusals(agent))
    assert application.arrived.empty()
    live.client().calls(call.sid).update(status="completed")


def of_the_owner(live: Any, eventually: Eventually) -> tuple[Any, Any]:
    """Return the client of the owner, and a call of theirs that goes on."""
    lifted(live)
    owner = live.client()
    call = owner.calls.create(to=LINE, from_=live.number, twiml="<Response><Pause length='60'/></Response>")
    assert eventually(lambda: owner.calls(call.sid).fetch().status == "in-progress")
    return owner, call


def test_of_what_an_agent_is_told_of_the_call_of_another(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    owner, call = of_the_owner(live, eventually)
    agent.client.calls(call.sid).recordings.create(
        recording_status_callback=leading, recording_status_callback_event=["in-progress"]
    )
    agent.client.calls(call.sid).payments.create(idempotency_key="once", status_callback=leading)
    agent.client.calls(call.sid).update(status_callback=leading)
    owner.calls(call.sid).update(status="completed")
    assert eventually(lambda: len(refusals(agent)) >= 3)
    assert all(row.startswith(sentence("A web hook", agent, "set")) for row in refusals(agent))
    assert application.arrived.empty()


def test_of_what_a_user_in_a_call_says_to_who_subscribed(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    owner, call = of_the_owner(live, eventually)
    agent.client.calls(call.sid).user_defined_message_subscriptions.create(callback=leading)
    live.control("POST", f"handsets/{quote(LINE)}/calls/{call.sid}/messages", {"content": "{}"})
    assert refusal(agent, eventually, application).startswith(sentence("A web hook", agent, "set"))
    assert eventually(lambda: told(live, call.sid)) == [70051]
    owner.calls(call.sid).update(status="completed")


def test_of_what_a_usage_trigger_calls(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    made = agent.client.usage.triggers.create(callback_url=leading, trigger_value="0", usage_category="sms")
    assert refusal(agent, eventually, application).startswith(sentence("A web hook", agent, "set"))
    assert eventually(lambda: told(live, made.sid)) == [70051]


def test_a_usage_trigger_is_of_who_named_its_callback_last(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    owners = live.client().usage.triggers
    given = {"callback_url": leading, "trigger_value": "+1", "usage_category": "sms", "trigger_by": "count"}
    led, taken_over = owners.create(**given), agent.client.usage.triggers.create(**given)
    agent.client.usage.triggers(led.sid).update(callback_url=leading)
    owners(led.sid).update(friendly_name="still the agent's")
    owners(taken_over.sid).update(callback_url=leading)
    live.write(CALLER, "Hello")
    assert eventually(lambda: told(live, led.sid)) == [70051]
    assert application.next().path == "/there"
    assert eventually(lambda: told(live, taken_over.sid)) == [None]


def test_of_what_tells_that_a_caller_id_was_verified(
    live: Any, agent: Agent, eventually: Eventually, application: Any, leading: str
) -> None:
    asked = agent.client.validation_requests.create(phone_number=LINE, status_callback=leading)
    live.control("POST", f"handsets/{quote(LINE)}/verifications", {"code": asked.validation_code})
    assert refusal(agent, eventually, application).startswith(sentence("A web hook", agent, "set"))
    assert eventually(lambda: told(live, asked.call_sid)) == [70051]


def test_where_a_usage_trigger_leads_is_judged_by_the_access_to_usage(
    live: Any, eventually: Eventually, application: Any, leading: str
) -> None:
    agent = Agent(live, {"areas": {"usage": "full"}})
    agent.client.usage.triggers.create(callback_url=leading, trigger_value="0", usage_category="sms")
    assert application.next().path == "/there"
    rows = live.control("GET", f"audit?agent={agent.name}")["audit"]
    [row] = [each for each in rows if each["kind"] == "judgement"]
    assert (row["operation"], row["decision"]) == ("CreateUsageTrigger", "allow")
