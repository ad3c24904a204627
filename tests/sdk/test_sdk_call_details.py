"""Details of calls, with the official client: tones, limits, echoes, detection in a dial, a caller who hangs up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.twiml.voice_response import Dial, VoiceResponse

Ask = Callable[[Callable[[], Any]], Any]
ANSWER = {"action": "answer"}

DIGITS = "wwW1234567890"


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    return start_module(clock="test")


def script(live: Any, number: str, *steps: dict[str, Any]) -> str:
    live.control("PUT", f"handsets/%2B{number[1:]}", {"condition": "on", "voice_script": list(steps)})
    return number


def call(live: Any, to: str, twiml: object = "<Response/>", **more: Any) -> Any:
    return live.client().calls.create(to=to, from_=live.number, twiml=str(twiml), **more)


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        ({"send_digits": "xyz"}, 21206, "SendDigits xyz is not valid"),
        ({"send_digits": "1" * 33}, 21206, f"SendDigits {'1' * 33} is not valid"),
        ({"time_limit": -1}, 21208, "Timeout -1 is not valid"),
        ({"timeout": 601}, 21208, "Timeout 601 is not valid"),
    ],
)
def test_what_is_wrong_is_told_with_its_value(live: Any, given: dict[str, Any], code: int, says: str) -> None:
    with pytest.raises(TwilioRestException) as refused:
        call(live, "+14155551801", **given)
    assert (refused.value.code, refused.value.msg.rpartition(": ")[2]) == (code, says)


def test_every_tone_may_be_sent(live: Any) -> None:
    assert call(live, "+14155551802", send_digits="0123456789*#ABCDabcdwW").status == "queued"


def test_an_echo_gives_back_what_is_said_until_the_call_ends(live: Any) -> None:
    steps = [ANSWER, {"action": "speak", "text": "is it me"}, {"action": "hangup", "after_s": 5}]
    response = VoiceResponse()
    response.append(VoiceResponse.echo(response))
    sid = call(live, script(live, "+14155551803", *steps), response).sid
    live.control("POST", "clock", {"until": "idle"})
    told = live.control("GET", f"calls/{sid}/transcript")["transcript"]
    assert [(each["who"], each["text"]) for each in told if each["what"] == "speech"] == [
        ("caller", "is it me"),
        ("callee", "is it me"),
    ]
    assert (live.client().calls(sid).fetch().status, live.client().calls(sid).notifications.list()) == ("completed", [])


@pytest.mark.parametrize(("by", "told"), [("human", ("human", "900")), ("machine_start", ("machine_start", "1500"))])
def test_a_dial_detects_with_thresholds_of_its_own(live: Any, application: Any, by: str, told: tuple[str, str]) -> None:
    script(live, "+14155551804", ANSWER, {"action": "hangup", "after_s": 20})
    called = script(live, "+14155551805", {"action": "answer", "answered_by": by}, {"action": "hangup", "after_s": 9})
    response, dial = VoiceResponse(), Dial()
    dial.number(
        called,
        machine_detection="Enable",
        machine_detection_speech_threshold=1500,
        machine_detection_speech_end_threshold=900,
        amd_status_callback=f"{application.url}/amd",
    )
    response.append(dial)
    call(live, "+14155551804", response)
    live.control("POST", "clock", {"until": "idle"})
    given = application.next().given
    assert (given["AnsweredBy"], given["MachineDetectionDuration"]) == told


def test_a_caller_who_hangs_up_while_being_recorded_is_told_to_the_action_of_the_record(
    live: Any, application: Any
) -> None:
    application.answers["/recorded"] = (200, "text/xml", b"<Response/>")
    steps = [
        ANSWER,
        {"action": "speak", "text": "Please call me back", "after_s": 2},
        {"action": "hangup", "after_s": 3},
    ]
    response = VoiceResponse()
    response.record(action=f"{application.url}/recorded", method="GET", timeout=10)
    sid = call(live, script(live, "+14155551806", *steps), response).sid
    live.control("POST", "clock", {"until": "idle"})
    hook = application.next()
    assert (hook.method, hook.path, hook.given["CallSid"], hook.given["Digits"]) == ("GET", "/recorded", sid, "hangup")
    [made] = live.client().recordings.list(call_sid=sid)
    assert hook.given["RecordingSid"] == made.sid


def test_tones_take_their_time_before_the_document_begins(live: Any) -> None:
    sid = call(
        live, script(live, "+14155551821", ANSWER), "<Response><Say>hello</Say></Response>", send_digits=DIGITS
    ).sid
    live.control("POST", "clock", {"until": "idle"})
    told = live.control("GET", f"calls/{sid}/transcript")["transcript"]
    assert [(each["who"], each["text"]) for each in told if each["who"] == "callee"] == [
        ("callee", f"[tones {DIGITS}]"),
        ("callee", "hello"),
    ]
    began, said = (datetime.fromisoformat(each["at"]) for each in told if each["who"] == "callee")
    assert said - began == timedelta(seconds=2 * 0.5 + 1 + 10 * 0.2)


def test_who_is_dialed_hears_the_tones_and_its_document_which_dials_nobody(live: Any, application: Any) -> None:
    application.answers["/whisper"] = (
        200,
        "text/xml",
        b"<Response><Dial>+14155551899</Dial><Say>psst</Say></Response>",
    )
    response = VoiceResponse()
    dial = Dial()
    dial.number(
        script(live, "+14155551822", ANSWER, {"action": "hangup", "after_s": 9}), send_digits="1", url="/whisper"
    )
    response.append(dial)
    application.answers["/dials"] = (200, "text/xml", str(response).encode())
    caller = script(live, "+14155551823", ANSWER)
    sid = live.client().calls.create(to=caller, from_=live.number, url=f"{application.url}/dials").sid
    live.control("POST", "clock", {"until": "idle"})
    [child] = live.client().calls.list(parent_call_sid=sid)
    assert child.status == "completed"
    told = live.control("GET", f"calls/{child.sid}/transcript")["transcript"]
    assert [each["text"] for each in told if each["who"] == "callee"][:2] == ["[tones 1]", "psst"]
    assert [each.error_code for each in live.client().calls(child.sid).notifications.list()] == ["13201"]


# Source: https://www.twilio.com/docs/voice/twiml/dial/application
@pytest.mark.parametrize("copies", [False, True])
def test_an_application_is_dialed_and_told_what_comes_along(live: Any, application: Any, copies: bool) -> None:
    application.answers["/app"] = (200, "text/xml", b"<Response><Say>From the application</Say></Response>")
    made = live.client().applications.create(friendly_name="app", voice_url=f"{application.url}/app")
    response, dial = VoiceResponse(), Dial()
    noun = dial.application(customer_id="we", copy_parent_to=copies)
    noun.application_sid(made.sid)
    noun.parameter(name="cart", value="12")
    response.append(dial)
    to = script(live, "+14155551811", ANSWER)
    sid = call(live, to, response).sid
    live.control("POST", "clock", {"until": "idle"})
    told = application.next().given
    assert (told["Param_cart"], told["CustomerId"], told["ApplicationSid"]) == ("12", "we", made.sid)
    assert (told["To"], told["From"], told["Direction"]) == (to if copies else made.sid, live.number, "inbound")
    heard = live.control("GET", f"calls/{sid}/transcript")["transcript"]
    assert "From the application" in [each["text"] for each in heard]


@pytest.mark.parametrize(("is_open", "codes"), [(True, []), (False, ["13224"])])
def test_an_application_of_another_account_is_connected_with_where_it_is_open_to_all(
    live: Any, application: Any, is_open: bool, codes: list[str]
) -> None:
    other = live.client().api.accounts.create(friendly_name="other")
    made = live.client(account=other.sid).applications.create(
        friendly_name="app", voice_url=f"{application.url}/app", public_application_connect_enabled=is_open
    )
    twiml = f"<Response><Dial><Application>{made.sid}</Application></Dial></Response>"
    sid = call(live, script(live, "+14155551812", ANSWER), twiml).sid
    live.control("POST", "clock", {"until": "idle"})
    assert [each.error_code for each in live.client().calls(sid).notifications.list()] == codes
    assert application.arrived.empty() is not is_open
