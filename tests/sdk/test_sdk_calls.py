"""Calls through the official client, on the simulated network, with documents of a real application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

Ask = Callable[[Callable[[], Any]], Any]
FAST = {"sim_speech_rate": "100000"}


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    return start_module(**FAST)


@pytest.fixture(autouse=True)
def document(application: Any) -> Callable[..., str]:
    """Let the application answer a path with a document; returns its URL."""

    def answer(path: str, response: Any, content_type: str = "text/xml") -> str:
        application.answers[path] = (200, content_type, str(response).encode())
        return f"{application.url}{path}"

    return answer


def script(live: Any, number: str, *steps: dict[str, Any]) -> None:
    live.control("PUT", f"handsets/{number.replace('+', '%2B')}", {"condition": "on", "voice_script": list(steps)})


def call(live: Any, to: str, **more: Any) -> Any:
    return live.client().calls.create(to=to, from_=live.number, **more)


def ended(live: Any, eventually: Ask, sid: str) -> Any:
    final = {"completed", "busy", "failed", "no-answer", "canceled"}
    assert eventually(lambda: live.client().calls(sid).fetch().status in final)
    return live.client().calls(sid).fetch()


def transcript(live: Any, sid: str) -> list[tuple[str, str, str]]:
    found = live.control("GET", f"calls/{sid}/transcript")["transcript"]
    return [(each["who"], each["what"], each["text"]) for each in found]


ANSWER = {"action": "answer"}


def test_a_call_is_answered_runs_its_document_and_ends(
    live: Any, eventually: Ask, application: Any, document: Callable[..., str]
) -> None:
    response = VoiceResponse()
    response.say("Welcome to Cordboard")
    to = "+14155551001"
    script(live, to, ANSWER)
    made = call(
        live,
        to,
        url=document("/voice", response),
        status_callback=f"{application.url}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    assert (made.status, made.direction, made.duration, made.price) == ("queued", "outbound-api", None, None)
    assert made.to_formatted == "(415) 555-1001"
    found = ended(live, eventually, made.sid)
    assert found.status == "completed"
    assert found.price == "-0.01400"
    assert found.start_time is not None
    assert ("callee", "speech", "Welcome to Cordboard") in transcript(live, made.sid)
    hooks = [application.next() for _ in range(5)]
    status = [hook for hook in hooks if hook.path == "/status"]
    assert [hook.given["CallStatus"] for hook in status] == ["initiated", "ringing", "in-progress", "completed"]
    assert [hook.given["SequenceNumber"] for hook in status] == ["0", "1", "2", "3"]
    assert status[3].given["CallDuration"] == found.duration
    [voice] = [hook for hook in hooks if hook.path == "/voice"]
    assert voice.given["CallStatus"] == "in-progress"
    assert (voice.given["From"], voice.given["To"], voice.given["Direction"]) == (live.number, to, "outbound-api")
    validator = RequestValidator(live.auth_token)
    for hook in hooks:
        assert validator.validate(hook.url, hook.given, hook.headers["x-twilio-signature"])


@pytest.mark.parametrize(
    ("step", "status"),
    [({"action": "busy"}, "busy"), ({"action": "decline"}, "busy"), ({"action": "noanswer"}, "no-answer")],
)
def test_a_handset_that_refuses_decides_the_status(
    live: Any, eventually: Ask, step: dict[str, str], status: str
) -> None:
    script(live, "+14155551002", step)
    found = ended(live, eventually, call(live, "+14155551002", twiml="<Response/>").sid)
    assert (found.status, found.price, found.duration) == (status, None, "0")


def test_a_handset_that_is_off_fails_the_call(live: Any, eventually: Ask) -> None:
    live.control("PUT", "handsets/%2B14155551003", {"condition": "off"})
    assert ended(live, eventually, call(live, "+14155551003", twiml="<Response/>").sid).status == "failed"


def test_a_ringing_call_is_canceled_and_a_going_one_completed(live: Any, eventually: Ask) -> None:
    client, to = live.client(), "+14155551004"
    ringing = call(live, to, twiml="<Response><Pause length='60'/></Response>")
    assert eventually(lambda: client.calls(ringing.sid).fetch().status == "ringing")
    assert client.calls(ringing.sid).update(status="canceled").status == "canceled"
    script(live, to, ANSWER)
    going = call(live, to, twiml="<Response><Pause length='60'/></Response>")
    assert eventually(lambda: client.calls(going.sid).fetch().status == "in-progress")
    assert client.calls(going.sid).update(status="completed").status == "completed"
    with pytest.raises(TwilioRestException) as refused:
        client.calls(going.sid).update(status="completed")
    assert (refused.value.status, refused.value.code) == (400, 21220)


def test_what_is_pressed_and_said_leads_through_a_menu(
    live: Any, eventually: Ask, application: Any, document: Callable[..., str]
) -> None:
    menu = VoiceResponse()
    gather = Gather(num_digits=1, action="/chosen")
    gather.say("Press one for an agent")
    menu.append(gather)
    menu.say("You pressed nothing")
    chosen = VoiceResponse()
    speech = Gather(input="speech", action="/said", timeout=5)
    speech.say("Say what you want")
    chosen.append(speech)
    said = VoiceResponse()
    said.say("Goodbye")
    document("/chosen", chosen)
    document("/said", said)
    to = "+14155551005"
    script(
        live,
        to,
        ANSWER,
        {"action": "wait_for", "text": "press one"},
        {"action": "press", "digits": "1"},
        {"action": "wait_for", "text": "say what"},
        {"action": "speak", "text": "an agent please"},
    )
    sid = call(live, to, url=document("/menu", menu)).sid
    assert ended(live, eventually, sid).status == "completed"
    hooks = [application.next() for _ in range(3)]
    assert [hook.path for hook in hooks] == ["/menu", "/chosen", "/said"]
    assert hooks[1].given["Digits"] == "1"
    assert (hooks[2].given["SpeechResult"], float(hooks[2].given["Confidence"])) == ("an agent please", 0.9)
    spoken = [text for who, what, text in transcript(live, sid) if what == "speech"]
    assert spoken == ["Press one for an agent", "Say what you want", "an agent please", "Goodbye"]


def test_what_is_said_is_told_as_it_grows(live: Any, eventually: Ask, application: Any) -> None:
    wanted = VoiceResponse()
    wanted.append(Gather(input="speech", partial_result_callback=f"{application.url}/partial", timeout=5))
    to = "+14155551046"
    script(live, to, ANSWER, {"action": "speak", "text": "an agent please"})
    sid = call(live, to, twiml=str(wanted)).sid
    assert ended(live, eventually, sid).status == "completed"
    hooks = sorted((application.next() for _ in range(3)), key=lambda hook: int(hook.given["SequenceNumber"]))
    assert {(hook.path, hook.given["CallSid"]) for hook in hooks} == {("/partial", sid)}
    assert [hook.given["UnstableSpeechResult"] for hook in hooks] == ["an", "an agent", "an agent please"]
    assert {(hook.given["StableSpeechResult"], hook.given["Stability"]) for hook in hooks} == {("", "0.9")}


def test_a_live_call_is_redirected_at_once(live: Any, eventually: Ask, document: Callable[..., str]) -> None:
    client, to = live.client(), "+14155551006"
    script(live, to, ANSWER)
    sid = call(live, to, twiml="<Response><Gather timeout='60'/></Response>").sid
    assert eventually(lambda: client.calls(sid).fetch().status == "in-progress")
    response = VoiceResponse()
    response.say("You were redirected")
    client.calls(sid).update(url=document("/elsewhere", response))
    assert ended(live, eventually, sid).status == "completed"
    assert ("callee", "speech", "You were redirected") in transcript(live, sid)


def test_an_inbound_call_runs_the_numbers_document_and_may_be_rejected(
    live: Any, eventually: Ask, application: Any, document: Callable[..., str]
) -> None:
    response = VoiceResponse()
    response.say("Thank you for calling")
    number = live.client().incoming_phone_numbers.list(phone_number=live.number)[0]
    number.update(voice_url=document("/inbound", response))
    made = live.control("POST", "handsets/%2B14155551007/calls", {"to": live.number})
    assert ended(live, eventually, made["sid"]).direction == "inbound"
    hook = application.next()
    assert (hook.given["CallStatus"], hook.given["Direction"], hook.given["From"]) == (
        "ringing",
        "inbound",
        "+14155551007",
    )
    document("/inbound", "<Response><Reject reason='busy'/></Response>")
    made = live.control("POST", "handsets/%2B14155551007/calls", {"to": live.number})
    assert ended(live, eventually, made["sid"]).status == "busy"


def test_a_dial_connects_two_handsets_and_tells_how_it_went(
    live: Any, eventually: Ask, application: Any, document: Callable[..., str]
) -> None:
    response = VoiceResponse()
    dial = Dial(action="/after", timeout=10)
    dial.number("+14155551009", status_callback="/leg", status_callback_event="answered completed")
    response.append(dial)
    document("/after", "<Response/>")
    script(live, "+14155551008", ANSWER)
    script(
        live,
        "+14155551009",
        ANSWER,
        {"action": "speak", "text": "hello there", "after_s": 0.05},
        {"action": "hangup", "after_s": 0.05},
    )
    sid = call(live, "+14155551008", url=document("/dial", response)).sid
    assert ended(live, eventually, sid).status == "completed"
    [child] = live.client().calls.list(parent_call_sid=sid)
    assert (child.direction, child.status, child.to) == ("outbound-dial", "completed", "+14155551009")
    assert ("callee", "speech", "hello there") in transcript(live, sid)
    hooks = {hook.path: hook for hook in [application.next() for _ in range(4)]}
    after = hooks["/after"].given
    assert (after["DialCallStatus"], after["DialCallSid"], after["DialBridged"]) == ("completed", child.sid, "true")


@pytest.mark.parametrize(
    ("noun", "script_of_callee", "status"),
    [
        ("<Number>+14155551021</Number>", [], "canceled"),
        ("<Number>+14155551021</Number>", [ANSWER], "completed"),
        ("<Conference>room of one</Conference>", [], "answered"),
        ("<Queue>queue of nobody</Queue>", [], "no-answer"),
    ],
    ids=["ringing", "connected", "conference", "queue"],
)
def test_the_action_of_a_dial_is_told_that_the_caller_hung_up(
    live: Any, eventually: Ask, application: Any, noun: str, script_of_callee: list[dict[str, Any]], status: str
) -> None:
    if not live.client().queues.list():
        live.client().queues.create(friendly_name="queue of nobody")
    script(live, "+14155551021", *script_of_callee)
    script(live, "+14155551020", ANSWER, {"action": "hangup", "after_s": 0.3})
    twiml = f"<Response><Dial action='{application.url}/after'>{noun}</Dial><Say>Never said</Say></Response>"
    sid = call(live, "+14155551020", twiml=twiml).sid
    assert ended(live, eventually, sid).status == "completed"
    told = application.next()
    assert (told.path, told.given["DialCallStatus"], told.given["CallStatus"]) == ("/after", status, "completed")
    assert [child.status for child in live.client().calls.list(parent_call_sid=sid)] in ([], [status])


def test_a_dialed_leg_that_is_redirected_goes_on_alone_and_the_dial_has_ended(
    live: Any, eventually: Ask, application: Any
) -> None:
    script(live, "+14155551022", ANSWER)
    script(live, "+14155551023", ANSWER)
    twiml = f"<Response><Dial action='{application.url}/after'>+14155551023</Dial></Response>"
    sid = call(live, "+14155551022", twiml=twiml).sid
    legs = live.client().calls
    [child] = eventually(lambda: legs.list(parent_call_sid=sid, status="in-progress"))
    legs(child.sid).update(twiml="<Response><Say>You are alone</Say><Pause length='60'/></Response>")
    after = application.next().given
    assert (after["DialCallStatus"], after["DialCallSid"], after["CallStatus"]) == (
        "completed",
        child.sid,
        "in-progress",
    )
    assert "DialCallDuration" not in after  # https://www.twilio.com/docs/voice/twiml/dial#action
    assert ended(live, eventually, sid).status == "completed"
    assert legs(child.sid).fetch().status == "in-progress"
    assert ("callee", "speech", "You are alone") in transcript(live, child.sid)
    legs(child.sid).update(status="completed")


def test_a_failing_application_turns_to_the_fallback(
    live: Any, eventually: Ask, application: Any, document: Callable[..., str]
) -> None:
    application.answers["/broken"] = (500, "text/plain", b"down")
    response = VoiceResponse()
    response.say("This is the fallback")
    to = "+14155551010"
    script(live, to, ANSWER)
    sid = call(live, to, url=f"{application.url}/broken", fallback_url=document("/plan-b", response)).sid
    assert ended(live, eventually, sid).status == "completed"
    assert application.next().path == "/broken"
    hook = application.next()
    assert (hook.path, hook.given["ErrorCode"], hook.given["ErrorUrl"]) == (
        "/plan-b",
        "11200",
        f"{application.url}/broken",
    )
    assert ("callee", "speech", "This is the fallback") in transcript(live, sid)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"to": "nonsense", "twiml": "<Response/>"}, 21211),
        ({"to": "+14155551011", "from_": "+14155559999", "twiml": "<Response/>"}, 21210),
        ({"to": "+14155551011"}, 21205),
        ({"to": "+14155551011", "url": "nonsense"}, 21205),
        ({"to": "+14155551011", "twiml": "x" * 4001}, 32018),
        ({"to": "+14155551011", "twiml": "<Response/>", "timeout": 601}, 21208),
        ({"to": "+14155551011", "twiml": "<Response/>", "method": "PUT"}, 21209),
    ],
)
def test_a_call_that_cannot_be_made_is_refused_with_its_code(live: Any, given: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        live.client().calls.create(**{"from_": live.number, **given})
    assert (refused.value.status, refused.value.code) == (400, code)


def test_calls_are_listed_by_their_filters_and_deleted_when_over(live: Any, eventually: Ask) -> None:
    client, to = live.client(), "+14155551012"
    script(live, to, ANSWER)
    sids = [call(live, to, twiml="<Response/>").sid for _ in range(3)]
    for sid in sids:
        ended(live, eventually, sid)
    assert [each.sid for each in client.calls.list(to=to)] == sids[::-1]
    assert [each.sid for each in client.calls.list(to=to, status="completed", limit=2)] == sids[:0:-1]
    assert client.calls.list(to=to, status="busy") == []
    assert client.calls(sids[0]).delete()
    assert [each.sid for each in client.calls.list(to=to)] == sids[:0:-1]


def test_a_verified_caller_id_may_be_shown(live: Any, eventually: Ask) -> None:
    client, mine, to = live.client(), "+14155551020", "+14155551021"
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(to=to, from_=mine, twiml="<Response/>")
    assert refused.value.code == 21210
    asked = client.validation_requests.create(phone_number=mine)
    live.control("POST", f"handsets/%2B{mine[1:]}/verifications", {"code": asked.validation_code})
    script(live, to, ANSWER)
    sid = client.calls.create(to=to, from_=mine, twiml="<Response/>").sid
    ended(live, eventually, sid)
    assert [each.sid for each in client.calls.list(from_=mine)] == [sid]
