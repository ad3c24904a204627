"""Attributes of Dial through calls: when an inbound call is answered, and what its caller hears meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from recorded_sound import second, share, sides

CLOCK = {"clock": "test", "clock_start": "2026-01-05T12:00:00Z"}
CALLER, CALLEE = "+14155552081", "+14155552082"


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


def test_the_recording_of_a_dial_has_the_ringing_of_the_country_that_is_asked_for(live: Any) -> None:
    script(live, CALLER, {"action": "answer"})
    script(live, CALLEE, {"action": "answer", "after_s": 4}, {"action": "hangup", "after_s": 2})
    twiml = f'<Response><Dial record="record-from-ringing-dual" ringTone="uk">{CALLEE}</Dial></Response>'
    call = live.client().calls.create(to=CALLER, from_=live.number, twiml=twiml)
    advance(live, 20)
    [made] = live.client().recordings.list(call_sid=call.sid)
    _, callee = sides(live, made)
    ring = second(callee, 0.1, 0.2)
    assert share(ring, 400) + share(ring, 450) > 0.9  # E.180 supplement 2: 400 and 450 Hz, for 0.4, 0.2, 0.4 and 2 s
    assert not any(second(callee, 0.45, 0.1))
    assert any(second(callee, 0.7, 0.2))
    assert not any(second(callee, 1.1, 1.8))


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
