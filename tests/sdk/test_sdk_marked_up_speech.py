"""Marked-up speech and the limits of recognition, through a call: what is heard when, and what the application is told.

Source: https://www.w3.org/TR/speech-synthesis11/#S3.2.3 and #S3.2.4; https://www.twilio.com/docs/voice/twiml/gather.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from twilio.twiml.voice_response import Gather, Say, VoiceResponse

from recorded_sound import second, sides

CALLER = "+14155554701"
CHARACTERS_A_SECOND = 15  # CORDBOARD_SIM_SPEECH_RATE, as it is unless it is set
SENTENCE = "It was said at a usual speed."  # 29 characters


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    return start_module(clock="test", clock_start="2026-01-05T12:00:00Z")


def called(live: Any, response: VoiceResponse, *steps: dict[str, Any]) -> Any:
    """Call somebody who does these steps once they answered, and wait until the call is over."""
    live.control("PUT", f"handsets/%2B{CALLER[1:]}", {"voice_script": [{"action": "answer"}, *steps]})
    made = live.client().calls.create(
        to=CALLER, from_=live.number, twiml=str(response), record=True, recording_channels="dual"
    )
    live.control("POST", "clock", {"until": "idle"})
    return made


def test_a_break_and_a_rate_are_heard_in_the_call_and_the_break_in_its_recording(live: Any) -> None:
    said = Say()
    said.append("One")
    said.break_(time="4s")
    said.append("two")
    said.prosody(SENTENCE, rate="50%")
    response = VoiceResponse()
    response.append(said)
    response.say("Done")
    sid = called(live, response).sid
    told = [each for each in live.control("GET", f"calls/{sid}/transcript")["transcript"] if each["who"] == "callee"]
    assert [each["text"] for each in told] == ["One", "two", SENTENCE, "Done"]
    one, two, slow, done = (datetime.fromisoformat(each["at"]) for each in told)
    assert 4 <= (two - one).total_seconds() <= 5
    at_half_the_speed_s = 2 * len(SENTENCE) / CHARACTERS_A_SECOND
    assert (done - slow).total_seconds() == pytest.approx(at_half_the_speed_s, abs=1)  # times are whole seconds
    [recording] = live.client().recordings.list(call_sid=sid)
    heard = sides(live, recording)[1]
    assert any(second(heard, 0, 0.5))
    assert not any(second(heard, 1.5, 2.5))


def test_a_voice_its_language_and_its_manner_are_heard_and_told_and_what_there_is_not_is_noted(live: Any) -> None:
    response = VoiceResponse()
    response.say("Good evening", voice="Polly.Vicki")
    response.say("Good evening", voice="Polly.Nobody", language="en-GB")
    slow = Say(voice="woman")
    slow.prosody("It is said slowly, with time for each of the words", rate="-50%")
    response.append(slow)
    sid = called(live, response).sid
    told = [each for each in live.control("GET", f"calls/{sid}/transcript")["transcript"] if each["who"] == "callee"]
    assert [(each["voice"], each["language"]) for each in told] == [
        *(("Polly.Vicki", "de-DE"), ("man", "en-GB"), ("woman", "en-US"))
    ]
    assert [each.error_code for each in live.client().calls(sid).notifications.list()] == ["13511"]
    [recording] = live.client().recordings.list(call_sid=sid)
    heard = sides(live, recording)[1]
    begin_s = 2 * len("Good evening") / CHARACTERS_A_SECOND
    lasts_s = 2 * len("It is said slowly, with time for each of the words") / CHARACTERS_A_SECOND
    assert any(second(heard, begin_s + lasts_s - 0.7, 0.6))
    assert not any(second(heard, begin_s + lasts_s + 0.3))


@pytest.mark.parametrize(
    ("more", "result"),
    [
        ({}, "That s*** is all I have to say about it and no more than that"),
        ({"profanity_filter": False}, "That shit is all I have to say about it and no more than that"),
        ({"max_speech_time": 1}, "That s*** is all"),
    ],
    ids=["starred", "as it was said", "cut after a second"],
)
def test_what_is_recognized_is_starred_and_cut_as_the_document_says(
    live: Any, application: Any, more: dict[str, Any], result: str
) -> None:
    response = VoiceResponse()
    response.append(Gather(input="speech", action=f"{application.url}/said", **more))
    application.answers["/said"] = (200, "text/xml", b"<Response/>")
    words = "That shit is all I have to say about it and no more than that"
    called(live, response, {"action": "speak", "text": words})
    assert application.next().given["SpeechResult"] == result


@pytest.mark.parametrize(
    ("more", "result"),
    [
        ({}, "I would like"),
        ({"speech_timeout": "3"}, "I would like two pizzas"),
        ({"speech_timeout": "1"}, "I would like"),
    ],
    ids=["no pause", "a pause that is longer", "a pause that is shorter"],
)
def test_what_is_said_within_the_pause_of_speech_belongs_to_the_same_result(
    live: Any, application: Any, more: dict[str, Any], result: str
) -> None:
    response = VoiceResponse()
    response.append(Gather(input="dtmf speech", num_digits=1, action=f"{application.url}/said", **more))
    application.answers["/said"] = (200, "text/xml", b"<Response/>")
    first = {"action": "speak", "text": "I would like", "after_s": 1}
    second_half = {"action": "speak", "text": "two pizzas", "after_s": 2}
    called(live, response, first, second_half, {"action": "press", "digits": "1", "after_s": 1})
    assert application.next().given["SpeechResult"] == result
