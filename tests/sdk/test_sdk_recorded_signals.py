"""What is heard and not said, in recordings: keys, ringing before an answer, and music, each on its side."""

from __future__ import annotations

import io
import math
import wave
from array import array
from typing import Any

import pytest

from recorded_sound import RATE_HZ, channels_of, second, share, sides

CLOCK = {"clock": "test", "clock_start": "2026-01-05T12:00:00Z"}
CALLER, CALLEE = "+14155552011", "+14155552012"


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    server = start_module(**CLOCK)
    script(server, CALLER, {"action": "answer"})
    return server


def script(live: Any, number: str, *steps: dict[str, Any]) -> None:
    live.control("PUT", f"handsets/%2B{number[1:]}", {"voice_script": steps})


def advance(live: Any, seconds: int) -> None:
    live.control("POST", "clock", {"advance_s": seconds})


@pytest.mark.parametrize(
    ("record", "rings", "channels"),
    [
        ("record-from-ringing-dual", True, 2),
        ("record-from-ringing", True, 1),
        ("record-from-answer-dual", False, 2),
        ("record-from-answer", False, 1),
    ],
)
def test_a_dial_is_recorded_from_ringing_or_from_the_answer(live: Any, record: str, rings: bool, channels: int) -> None:
    script(live, CALLEE, {"action": "answer", "after_s": 8}, {"action": "hangup", "after_s": 10})
    twiml = f'<Response><Dial record="{record}">{CALLEE}</Dial></Response>'
    call = live.client().calls.create(to=CALLER, from_=live.number, twiml=twiml)
    advance(live, 30)
    [made] = live.client().recordings.list(call_sid=call.sid)
    assert (made.source, made.channels, made.status) == ("DialVerb", channels, "completed")
    assert int(made.duration) == (18 if rings else 10)
    if record == "record-from-ringing-dual":
        caller, callee = sides(live, made)
        assert not any(second(caller, 0, 8))
        assert share(second(callee, 0.5), 440) + share(second(callee, 0.5), 480) > 0.9
        assert not any(second(callee, 3))  # two seconds of six
        assert not any(second(callee, 9, 8))  # it was answered


def test_the_recording_of_a_dial_has_the_ringing_of_the_country_that_is_asked_for(live: Any) -> None:
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


def test_ringing_that_nobody_answers_is_kept(live: Any) -> None:
    script(live, CALLEE, {"action": "noanswer", "after_s": 5})
    twiml = f'<Response><Dial record="record-from-ringing">{CALLEE}</Dial><Pause length="1"/></Response>'
    call = live.client().calls.create(to=CALLER, from_=live.number, twiml=twiml)
    advance(live, 30)
    [made] = live.client().recordings.list(call_sid=call.sid)
    assert int(made.duration) == 5


def test_a_key_is_on_the_callers_side_at_its_time(live: Any) -> None:
    twiml = '<Response><Pause length="30"/></Response>'
    call = live.client().calls.create(
        to=CALLER, from_=live.number, twiml=twiml, record=True, recording_channels="dual", trim="do-not-trim"
    )
    advance(live, 3)
    live.control("POST", f"handsets/%2B{CALLER[1:]}/calls/{call.sid}", {"action": "press", "digits": "4"})
    advance(live, 3)
    live.client().calls(call.sid).update(status="completed")
    [made] = live.client().recordings.list(call_sid=call.sid)
    caller, callee = sides(live, made)
    begins = next(at for at, sample in enumerate(caller) if sample)
    assert 2.5 < begins / RATE_HZ < 3.1
    key = caller[begins : begins + 800]
    assert share(key, 770) == pytest.approx(0.5, abs=0.1)  # ITU-T Q.23: 4 is 770 and 1209 Hz
    assert share(key, 1209) == pytest.approx(0.5, abs=0.1)
    assert not any(callee)


def test_who_waits_for_a_conference_is_recorded_with_music_on_the_other_side(live: Any) -> None:
    twiml = "<Response><Dial><Conference>waiting</Conference></Dial></Response>"
    call = live.client().calls.create(
        to=CALLER, from_=live.number, twiml=twiml, record=True, recording_channels="dual", trim="do-not-trim"
    )
    advance(live, 10)
    live.client().calls(call.sid).update(status="completed")
    [made] = live.client().recordings.list(call_sid=call.sid)
    caller, callee = sides(live, made)
    assert not any(caller)
    assert all(any(second(callee, number)) for number in range(1, 9))


@pytest.mark.parametrize(("track", "heard"), [("inbound", "caller"), ("outbound", "callee")])
def test_a_track_alone_holds_its_side_alone(live: Any, track: str, heard: str) -> None:
    twiml = '<Response><Say>Welcome to the switchboard</Say><Pause length="30"/></Response>'
    call = live.client().calls.create(
        to=CALLER,
        from_=live.number,
        twiml=twiml,
        record=True,
        recording_channels="dual",
        recording_track=track,
        trim="do-not-trim",
    )
    advance(live, 5)
    live.control("POST", f"handsets/%2B{CALLER[1:]}/calls/{call.sid}", {"action": "speak", "text": "Good evening"})
    advance(live, 5)
    live.client().calls(call.sid).update(status="completed")
    [made] = live.client().recordings.list(call_sid=call.sid)
    [side] = channels_of(live, made)
    # The document speaks in the first seconds, the telephone from the fifth on.
    assert (any(second(side, 0, 4)), any(second(side, 4.5, 4))) == (heard == "callee", heard == "caller")


def test_a_wav_that_is_played_is_in_the_recording_until_it_is_broken_off_and_gone_when_that_is_deleted(
    live: Any, application: Any
) -> None:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        tone = (round(12_000 * math.sin(2 * math.pi * 1000 * at / 16_000)) for at in range(16_000 * 5))
        file.writeframes(array("h", tone).tobytes())
    application.answers["/hold.wav"] = (200, "audio/wav", sound.getvalue())
    twiml = f'<Response><Pause length="2"/><Play>{application.url}/hold.wav</Play><Pause length="5"/></Response>'
    call = live.client().calls.create(
        to=CALLER, from_=live.number, twiml=twiml, record=True, recording_channels="dual", trim="do-not-trim"
    )
    advance(live, 1)
    live.control("POST", "clock", {"until": "idle"})
    [made] = live.client().recordings.list(call_sid=call.sid)
    caller, callee = sides(live, made)
    assert not any(caller)
    assert not any(second(callee, 0.5))
    assert share(second(callee, 3), 1000) > 0.98
    assert share(second(callee, 5), 1000) > 0.98
    assert not any(second(callee, 8))
    assert live.client().recordings(made.sid).delete()


def test_silence_before_and_after_is_trimmed_unless_it_is_to_stay(live: Any) -> None:
    twiml = '<Response><Pause length="5"/><Say>Welcome</Say><Pause length="5"/></Response>'
    lengths = {}
    for trim in ("trim-silence", "do-not-trim"):
        call = live.client().calls.create(to=CALLER, from_=live.number, twiml=twiml, record=True, trim=trim)
        advance(live, 30)
        [made] = live.client().recordings.list(call_sid=call.sid)
        lengths[trim] = int(made.duration)
    assert lengths == {"trim-silence": 1, "do-not-trim": 10}
