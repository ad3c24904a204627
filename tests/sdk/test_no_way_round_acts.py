"""One act, many doors: a rule for one is a rule for all, and whoever speaks into a call reaches who is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from test_sdk_agents import STAFF, STRANGER, Agent

QUIET = "<Response><Say>Hello</Say></Response>"
ALL = dict.fromkeys(("messaging", "voice", "communications", "phone_numbers"), "full")
ONLY_STAFF = {"to": {"allow": [STAFF]}}
Eventually = Callable[[Callable[[], Any]], Any]


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    live = start_module(sim_speech_rate="100000", sim_latency_ms="1")
    for number in (STAFF, STRANGER):
        steps = [{"action": "answer"}, {"action": "hangup", "after_s": 60}]
        live.control("PUT", f"handsets/{quote(number)}", {"condition": "on", "voice_script": steps})
    return live


def ruled(live: Any, scope: str, **rule: Any) -> Agent:
    return Agent(live, {"areas": ALL, "rules": [{"for": scope, **rule}]})


def post(live: Any, agent: Agent, path: str, **given: str) -> int:
    path = path if path[0] == "/" else f"/2010-04-01/Accounts/{live.account_sid}/{path}"
    return int(live.raw("POST", path, urlencode(given).encode(), auth=agent.key)[0])


def send_to_many(live: Any, agent: Agent, to: str) -> int:
    body = json.dumps({"to": [{"address": to}], "content": {"text": "Hi"}}).encode()
    return int(live.raw("POST", "/comms/v1/Messages", body, content_type="application/json", auth=agent.key)[0])


# One rule for all doors


@pytest.mark.parametrize("scope", ["CreateCall", "CreateParticipant", "voice.create", "voice"])
def test_a_rule_for_calling_is_for_each_way_to_call(live: Any, scope: str) -> None:
    agent = ruled(live, scope, **ONLY_STAFF)
    for path, wire in (
        ("Calls.json", "To"),
        ("Conferences/room/Participants.json", "To"),
        ("OutgoingCallerIds.json", "PhoneNumber"),
    ):
        more = {"From": live.number, "Twiml": QUIET} if wire == "To" else {}
        assert post(live, agent, path, **{wire: STRANGER}, **more) == 403


@pytest.mark.parametrize("scope", ["CreateMessage", "SendMessages", "messaging.create", "messaging"])
def test_a_rule_for_texts_is_for_each_way_to_text(live: Any, scope: str) -> None:
    agent = ruled(live, scope, **ONLY_STAFF)
    assert post(live, agent, "Messages.json", To=STRANGER, From=live.number, Body="x") == 403
    assert send_to_many(live, agent, STRANGER) == 403
    theirs = live.write(STRANGER, "Hi")["sid"]
    assert post(live, agent, "/messaging/v2/Indicators/Typing.json", messageId=theirs, channel="whatsapp") == 403
    assert live.inbox(STRANGER) == [each for each in live.inbox(STRANGER) if each["direction"] == "outbound"]


def test_whom_a_message_came_from_may_be_somebody_who_is_never_to_be_reached(live: Any) -> None:
    agent = ruled(live, "messaging", to={"deny": [STRANGER]})
    theirs = live.write(STRANGER, "Hi")["sid"]
    assert post(live, agent, "/messaging/v2/Indicators/Typing.json", messageId=theirs, channel="whatsapp") == 403


def test_texts_to_one_and_to_many_take_places_in_one_count(live: Any) -> None:
    agent = ruled(live, "messaging.create", daily=2)
    assert send_to_many(live, agent, STAFF) == 202
    assert post(live, agent, "Messages.json", To=STAFF, From=live.number, Body="x") == 201
    assert send_to_many(live, agent, STAFF) == 403


def test_numbers_of_all_types_are_bought_out_of_one_count(live: Any) -> None:
    agent = ruled(live, "CreateIncomingPhoneNumber", daily=0)
    for path in ("", "/Local", "/Mobile", "/TollFree"):
        assert post(live, agent, f"IncomingPhoneNumbers{path}.json", AreaCode="415", PhoneNumber="+14155550188") == 403


def test_a_switch_of_messaging_stops_texts_to_many_too(live: Any) -> None:
    agent = Agent(live, {"areas": ALL})
    live.control("PUT", "agent_switches/messaging", {"stopped": True, "reason": "Spam"})
    try:
        assert send_to_many(live, agent, STAFF) == 403
    finally:
        live.control("PUT", "agent_switches/messaging", {"stopped": False})
    assert send_to_many(live, agent, STAFF) == 202


def test_an_agent_with_a_budget_ends_the_calls_that_it_placed(live: Any) -> None:
    agent = Agent(live, {"areas": ALL, "budgets": {"usd_per_month": "5"}})
    made = agent.client.calls.create(to=STAFF, from_=live.number, twiml="<Response><Pause length='50'/></Response>")
    assert agent.client.calls(made.sid).update(status="completed").sid == made.sid


# Who is on the line already


class Line:
    """A call of the owner's to somebody whom an agent may not reach, that waits somewhere."""

    def __init__(self, live: Any, eventually: Eventually, verb: str, heard: str = "music") -> None:
        self.live, self.owner = live, live.client()
        made = self.owner.calls.create(to=STRANGER, from_=live.number, twiml=f"<Response>{verb}</Response>")
        self.sid = made.sid
        told = f"calls/{self.sid}/transcript"
        assert eventually(lambda: any(heard in each["text"] for each in live.control("GET", told)["transcript"]))

    def heard(self) -> list[str]:
        told = self.live.control("GET", f"calls/{self.sid}/transcript")["transcript"]
        return [each["text"] for each in told if each["what"] == "speech"]

    def end(self) -> None:
        self.owner.calls(self.sid).update(status="completed")


@pytest.fixture
def trusting(live: Any) -> Agent:
    return ruled(live, "voice", **ONLY_STAFF, urls={"documents": "any"})


def test_nobody_is_spoken_to_who_is_in_a_call_already(
    live: Any, eventually: Eventually, trusting: Agent, application: Any
) -> None:
    line = Line(live, eventually, "<Say>Please wait</Say><Pause length='50'/>", "Please wait")
    for given in ({"Twiml": QUIET}, {"Url": f"{application.url}/x"}, {"FallbackUrl": f"{application.url}/x"}):
        assert post(live, trusting, f"Calls/{line.sid}.json", **given) == 403
    assert line.heard() == ["Please wait"]
    assert post(live, trusting, f"Calls/{line.sid}.json", Status="completed") == 200


def test_nobody_is_spoken_to_who_is_in_a_conference(
    live: Any, eventually: Eventually, trusting: Agent, application: Any
) -> None:
    name = f"room-{trusting.name}"
    line = Line(live, eventually, f'<Dial><Conference participantLabel="guest">{name}</Conference></Dial>')
    room = line.owner.conferences.list(friendly_name=name, status="init")[0]
    url = f"{application.url}/x"
    for who in (line.sid, "guest"):
        for given in ({"AnnounceUrl": url}, {"Hold": "true", "HoldUrl": url}, {"WaitUrl": url}):
            assert post(live, trusting, f"Conferences/{room.sid}/Participants/{who}.json", **given) == 403
    assert post(live, trusting, f"Conferences/{room.sid}.json", AnnounceUrl=url) == 403
    line.end()


def test_nobody_is_spoken_to_who_waits_in_a_queue(
    live: Any, eventually: Eventually, trusting: Agent, application: Any
) -> None:
    line = Line(live, eventually, f"<Enqueue>line-{trusting.name}</Enqueue>")
    [queue] = [each for each in line.owner.queues.list() if each.current_size]
    for who in (line.sid, "Front"):
        assert post(live, trusting, f"Queues/{queue.sid}/Members/{who}.json", Url=f"{application.url}/x") == 403
    line.end()


def test_an_agent_speaks_into_the_calls_with_those_it_may_reach(live: Any, eventually: Eventually) -> None:
    agent = ruled(live, "voice", **ONLY_STAFF)
    pause = "<Response><Pause length='50'/></Response>"
    made = live.client().calls.create(to=STAFF, from_=live.number, twiml=pause)
    assert eventually(lambda: live.client().calls(made.sid).fetch().status == "in-progress")
    assert post(live, agent, f"Calls/{made.sid}.json", Twiml=QUIET) == 200
