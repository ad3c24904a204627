"""What calls are given, and attributes of Dial and Refer, on a clock that stands still until it is moved."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from twilio.base.exceptions import TwilioRestException

CLOCK = {"clock": "test", "clock_start": "2026-01-05T12:00:00Z"}
CALLER, CALLEE = "+14155552081", "+14155552082"
AMY, BOB = "sip:amy@example.com", "sip:bob@example.com"
ANSWER = {"action": "answer"}


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    return start_module(**CLOCK)


def script(live: Any, number: str, *steps: dict[str, Any]) -> None:
    live.control("PUT", f"handsets/%2B{number[1:]}", {"voice_script": steps})


def advance(live: Any, seconds: int) -> None:
    live.control("POST", "clock", {"advance_s": seconds})


def inbound(live: Any, application: Any, document: str) -> str:
    """Let a handset call in; returns the call."""
    application.answers["/in"] = (200, "text/xml", f"<Response>{document}</Response>".encode())
    [number] = live.client().incoming_phone_numbers.list(phone_number=live.number)
    number.update(voice_url=f"{application.url}/in")
    return str(live.control("POST", f"handsets/%2B{CALLER[1:]}/calls", {"to": live.number})["sid"])


# Source: https://www.twilio.com/docs/voice/twiml/dial#answeronbridge
@pytest.mark.parametrize(("attribute", "status"), [("", "in-progress"), ('answerOnBridge="true"', "ringing")])
def test_an_inbound_call_rings_on_where_it_is_answered_when_it_is_connected(
    live: Any, application: Any, attribute: str, status: str
) -> None:
    script(live, CALLER)
    script(live, CALLEE, {"action": "answer", "after_s": 6}, {"action": "hangup", "after_s": 5})
    sid = inbound(live, application, f"<Dial {attribute}>{CALLEE}</Dial>")
    advance(live, 3)
    assert live.client().calls(sid).fetch().status == status
    advance(live, 5)
    assert live.client().calls(sid).fetch().status == "in-progress"
    advance(live, 10)
    ended = live.client().calls(sid).fetch()
    assert (ended.status, ended.duration) == ("completed", "5" if attribute else "11")


def test_an_inbound_call_that_nobody_takes_is_answered_by_what_is_said_then(live: Any, application: Any) -> None:
    script(live, CALLER)
    script(live, CALLEE, {"action": "busy", "after_s": 2})
    document = f'<Dial answerOnBridge="true">{CALLEE}</Dial><Pause length="4"/><Say>Nobody is here</Say>'
    sid = inbound(live, application, document)
    advance(live, 4)
    assert live.client().calls(sid).fetch().status == "ringing"  # a pause answers nothing
    advance(live, 10)
    ended = live.client().calls(sid).fetch()
    assert (ended.status, ended.duration) == ("completed", "1")  # 14 characters, of which 15 are a second


def path_of(address: str) -> str:
    return f"handsets/{quote(address, safe='')}"


def set_script(live: Any, address: str, *steps: dict[str, Any], condition: str = "on") -> None:
    live.control("PUT", path_of(address), {"condition": condition, "voice_script": list(steps)})


def shown(live: Any, address: str) -> dict[str, Any]:
    """Return the latest call on a handset, as it shows it."""
    return dict(live.control("GET", f"{path_of(address)}/calls")["calls"][-1])


def call(live: Any, to: str, twiml: str, **more: Any) -> str:
    sid = live.client().calls.create(to=to, from_=live.number, twiml=f"<Response>{twiml}</Response>", **more).sid
    advance(live, 1)
    return str(sid)


def heard(live: Any, sid: str) -> list[str]:
    return [each["text"] for each in live.control("GET", f"calls/{sid}/transcript")["transcript"]]


def asked(application: Any, path: str) -> dict[str, str]:
    """Return the parameters of the one request for a document."""
    hooks = []
    while not application.arrived.empty():
        hooks.append(application.next())
    [found] = [hook.given for hook in hooks if hook.path == path]
    return found


def test_who_is_called_sees_why_and_a_sip_device_who_we_are_there(live: Any) -> None:
    script(live, CALLEE)
    call(live, CALLEE, "", call_reason="Your delivery")
    assert shown(live, CALLEE)["reason"] == "Your delivery"
    call(live, f"{AMY};transport=tcp?x-ticket=7&subject=no", "", sip_auth_username="us", sip_auth_password="hush-hush")
    seen = shown(live, AMY)
    assert (seen["username"], seen["parameters"]) == ("us", {"x-ticket": "7"})
    assert "hush-hush" not in str(seen)
    with pytest.raises(TwilioRestException) as refused:
        call(live, AMY, "", sip_auth_username="us")
    assert (refused.value.status, refused.value.code) == (400, 21225)


def test_what_dial_says_of_a_call_is_shown_where_it_rings(live: Any) -> None:
    script(live, CALLER, ANSWER)
    call(live, CALLER, f'<Dial callReason="Support"><Number>{CALLEE}</Number></Dial>')
    assert shown(live, CALLEE)["reason"] == "Support"
    client = "<Identity>jenny</Identity><Parameter name='cart' value='12'/>"
    call(live, CALLER, f"<Dial><Client>{client}</Client></Dial>")
    assert shown(live, "client:jenny")["parameters"] == {"cart": "12"}
    call(live, CALLER, f'<Dial callerId="front.desk"><Sip username="us" password="hush">{AMY}?x-a=1</Sip></Dial>')
    seen = shown(live, AMY)
    assert (seen["from"], seen["username"], seen["parameters"]) == ("front.desk", "us", {"x-a": "1"})


@pytest.mark.parametrize(
    ("attributes", "code"),
    [("username='us'", 13249), (f"username='{'u' * 256}' password='p'", 13249)],
    ids=["no password", "too long"],
)
def test_a_login_that_cannot_be_used_is_noted_and_the_device_rings_without_it(
    live: Any, attributes: str, code: int
) -> None:
    script(live, CALLER, ANSWER)
    sid = call(live, CALLER, f"<Dial><Sip {attributes}>{AMY}</Sip></Dial>")
    assert shown(live, AMY)["username"] is None
    assert {each.error_code for each in live.client().calls(sid).notifications.list()} == {str(code)}


# Source: https://www.twilio.com/docs/voice/twiml/refer, the scenarios of action.
@pytest.mark.parametrize(
    ("steps", "condition", "status", "notified"),
    [
        ([ANSWER], "on", "in-progress", "200"),
        ([{"action": "busy"}], "on", "busy", "486"),
        ([], "off", "failed", "404"),
    ],
)
def test_a_sip_device_is_asked_to_call_somebody_else_and_tells_how_that_went(
    live: Any, application: Any, steps: list[dict[str, Any]], condition: str, status: str, notified: str
) -> None:
    set_script(live, AMY, ANSWER)
    set_script(live, BOB, *steps, condition=condition)
    sid = call(live, AMY, f"<Refer action='{application.url}/referred'><Sip>{BOB}?x-a=1</Sip></Refer>")
    told = asked(application, "/referred")
    assert told["ReferCallStatus"] == status
    assert (told["ReferSipResponseCode"], told["NotifySipResponseCode"]) == ("202", notified)
    assert f"[refers to {BOB}?x-a=1]" in heard(live, sid)


def codes(live: Any, sid: str) -> list[tuple[str, str]]:
    found = live.client().calls(sid).notifications.list()
    return [(each.error_code, each.log) for each in found]


BROKEN = "<Say>Hello"
ERROR, WARNING = "0", "1"  # levels of notifications


def test_a_document_that_is_no_xml_is_taken_and_ends_the_call_with_12100(live: Any) -> None:
    script(live, CALLEE, ANSWER)
    sid = call(live, CALLEE, BROKEN)
    assert codes(live, sid) == [("12100", ERROR)]
    assert live.client().calls(sid).fetch().status == "completed"
    sid = call(live, CALLEE, "<Pause length='60'/>")
    assert live.client().calls(sid).update(twiml=f"<Response>{BROKEN}").status == "in-progress"
    advance(live, 1)
    assert codes(live, sid) == [("12100", ERROR)]
    assert live.client().calls(sid).fetch().status == "completed"


def test_a_document_that_is_no_xml_turns_to_the_fallback(live: Any, application: Any) -> None:
    application.answers["/plan-b"] = (200, "text/xml", b"<Response><Say>Plan B</Say></Response>")
    script(live, CALLEE, ANSWER)
    sid = call(live, CALLEE, BROKEN, fallback_url=f"{application.url}/plan-b")
    advance(live, 1)
    assert asked(application, "/plan-b")["ErrorCode"] == "12100"
    assert "Plan B" in heard(live, sid)


@pytest.mark.parametrize("length", [4000, 4001])
def test_a_document_of_a_request_has_four_thousand_characters_at_most(live: Any, length: int) -> None:
    script(live, CALLEE, {"action": "busy"})
    twiml = "<!--" + "x" * (length - len("<!----><Response></Response>")) + "--><Response></Response>"
    assert len(twiml) == length
    live_call = {"to": CALLEE, "from_": live.number, "twiml": twiml}
    if length == 4000:
        assert live.client().calls.create(**live_call).status == "queued"
        return
    with pytest.raises(TwilioRestException) as refused:
        live.client().calls.create(**live_call)
    assert (refused.value.status, refused.value.code) == (400, 32018)


def test_a_url_goes_before_a_document_and_that_is_told(live: Any, application: Any) -> None:
    application.answers["/voice"] = (200, "text/xml", b"<Response><Say>From the URL</Say></Response>")
    script(live, CALLEE, ANSWER)
    sid = call(live, CALLEE, "<Say>From the request</Say>", url=f"{application.url}/voice")
    assert "From the URL" in heard(live, sid)
    assert "From the request" not in heard(live, sid)
    assert codes(live, sid) == [("32019", WARNING)]


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("<Gather action='next' timeout='1' actionOnEmptyResult='true'/>", "15004"),
        ("<Gather timeout='1' actionOnEmptyResult='true'/>", "11100"),
    ],
    ids=["relative", "none"],
)
def test_an_action_of_a_document_from_nowhere_is_a_whole_url(live: Any, verb: str, code: str) -> None:
    script(live, CALLEE, ANSWER)
    sid = call(live, CALLEE, verb)
    advance(live, 5)
    assert codes(live, sid) == [(code, ERROR)]


def test_an_application_says_where_the_document_is_and_who_is_told(live: Any, application: Any) -> None:
    application.answers["/app"] = (200, "text/xml", b"<Response><Say>From the application</Say></Response>")
    made = live.client().applications.create(
        friendly_name="app", voice_url=f"{application.url}/app", status_callback=f"{application.url}/told"
    )
    script(live, CALLEE, ANSWER)
    given = {"application_sid": made.sid, "status_callback": f"{application.url}/ignored", "fallback_method": "GET"}
    sid = live.client().calls.create(to=CALLEE, from_=live.number, **given).sid
    advance(live, 3)
    assert "From the application" in heard(live, sid)
    hooks = [application.next(), application.next()]
    assert [(hook.path, hook.given["ApplicationSid"]) for hook in hooks] == [("/app", made.sid), ("/told", made.sid)]
    with pytest.raises(TwilioRestException) as refused:
        live.client().calls.create(to=CALLEE, from_=live.number, application_sid="AP" + "0" * 32)
    assert refused.value.code == 21218


@pytest.mark.parametrize("looks_up", [True, False])
def test_a_number_that_looks_its_callers_up_tells_what_they_are_called(
    live: Any, application: Any, looks_up: bool
) -> None:
    script(live, CALLER)
    live.control("PUT", f"directory/%2B{CALLER[1:]}", {"caller_name": "ADA LOVELACE"})
    [number] = live.client().incoming_phone_numbers.list(phone_number=live.number)
    number.update(voice_caller_id_lookup=looks_up)
    sid = inbound(live, application, "<Pause length='1'/>")
    advance(live, 3)
    name = "ADA LOVELACE" if looks_up else None
    assert asked(application, "/in").get("CallerName") == name
    assert live.client().calls(sid).fetch().caller_name == name


# Source: reference 10, 21626 and 21262: warnings of calls that are made all the same.
def test_an_event_that_there_is_not_is_noted_and_only_the_others_are_told(live: Any, application: Any) -> None:
    script(live, CALLEE, {"action": "busy"})
    told = {"status_callback": f"{application.url}/told", "status_callback_event": ["ringing,answered", "completed"]}
    sid = call(live, CALLEE, "", **told)
    assert codes(live, sid) == [("21626", WARNING)]
    assert application.next().given["CallStatus"] == "busy"
    assert application.arrived.empty()


def test_detection_that_nobody_is_told_of_is_noted(live: Any) -> None:
    script(live, CALLEE, {"action": "busy"})
    assert codes(live, call(live, CALLEE, "", machine_detection="Enable", async_amd="true")) == [("21262", WARNING)]


def test_no_machine_is_looked_for_where_tones_are_sent(live: Any) -> None:
    script(live, CALLEE, {"action": "answer", "answered_by": "machine_start"})
    sid = call(live, CALLEE, "", send_digits="1", machine_detection="Enable")
    advance(live, 9)
    assert live.client().calls(sid).fetch().answered_by is None


def test_a_threshold_out_of_its_range_is_refused(live: Any) -> None:
    with pytest.raises(TwilioRestException) as refused:
        call(live, CALLEE, "", machine_detection="Enable", machine_detection_speech_threshold=1)
    assert (refused.value.status, refused.value.code) == (400, 21234)
