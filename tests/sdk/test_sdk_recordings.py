"""Recordings through the official client: of calls, by documents and by the API, their sound, and their end."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.twiml.voice_response import Start, Stop, VoiceResponse

Ask = Callable[[Callable[[], Any]], Any]
START = "2026-01-05T12:00:00Z"
CALLEE = "+14155552001"


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    """Run a server whose clock stands still until it is moved, so that lengths are exact."""
    server = start_module(clock="test", clock_start=START, allow_reset="true")
    server.control("PUT", f"handsets/{CALLEE.replace('+', '%2B')}", {"voice_script": [{"action": "answer"}]})
    return server


def advance(live: Any, seconds: int) -> None:
    live.control("POST", "clock", {"advance_s": seconds})


def going(live: Any, twiml: str, to: str = CALLEE, **more: Any) -> Any:
    made = live.client().calls.create(to=to, from_=live.number, twiml=twiml, **more)
    advance(live, 1)
    assert live.client().calls(made.sid).fetch().status == "in-progress"
    return live.client().calls(made.sid)


def speak(live: Any, sid: str, text: str) -> None:
    live.control("POST", f"handsets/{CALLEE.replace('+', '%2B')}/calls/{sid}", {"action": "speak", "text": text})


def media(live: Any, recording: Any, ending: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    path = f"/2010-04-01/Accounts/{live.account_sid}/Recordings/{recording.sid}{ending}"
    return live.raw("GET", path, headers=headers)


WAITING = "<Response><Pause length='600'/></Response>"


def test_a_recording_is_started_paused_resumed_and_stopped_on_a_live_call(live: Any, application: Any) -> None:
    call = going(live, WAITING)
    made = call.recordings.create(
        recording_status_callback=f"{application.url}/recorded",
        recording_status_callback_event=["in-progress", "completed"],
    )
    assert (made.status, made.source, made.channels, made.track) == ("in-progress", "StartCallRecordingAPI", 1, "both")
    assert (made.duration, made.price) == (None, None)
    advance(live, 10)
    assert call.recordings("Twilio.CURRENT").update(status="paused", pause_behavior="skip").status == "paused"
    advance(live, 30)
    assert call.recordings(made.sid).update(status="in-progress").status == "in-progress"
    speak(live, call._solution["sid"], "Good morning to you all")
    advance(live, 5)
    assert call.recordings("Twilio.CURRENT").update(status="stopped").status == "stopped"
    found = call.recordings(made.sid).fetch()
    assert (found.status, found.duration, found.price) == ("completed", "15", -0.0025)
    first, second = application.next().given, application.next().given
    assert (first["RecordingStatus"], second["RecordingStatus"]) == ("in-progress", "completed")
    assert second["RecordingDuration"] == "15"
    assert second["RecordingUrl"] == live.client().recordings(made.sid).fetch().media_url
    assert set(second) == {
        "AccountSid",
        "CallSid",
        "RecordingSid",
        "RecordingUrl",
        "RecordingStatus",
        "RecordingDuration",
        "RecordingChannels",
        "RecordingStartTime",
        "RecordingSource",
        "RecordingTrack",
        "ErrorCode",
    }
    with pytest.raises(TwilioRestException) as refused:
        call.recordings(made.sid).update(status="paused")
    assert (refused.value.status, refused.value.code) == (400, 21220)
    call.update(status="completed")
    assert call.recordings(made.sid).delete()
    assert call.recordings.list() == []


def test_a_pause_with_silence_stays_in_the_recording(live: Any) -> None:
    call = going(live, WAITING)
    made = call.recordings.create()
    call.recordings(made.sid).update(status="paused")
    advance(live, 20)
    call.recordings(made.sid).update(status="stopped")
    assert call.recordings(made.sid).fetch().duration == "20"
    call.update(status="completed")


def test_current_needs_exactly_one_recording(live: Any) -> None:
    call = going(live, WAITING)
    for count in (0, 2):
        for _ in range(count):
            call.recordings.create()
        with pytest.raises(TwilioRestException) as refused:
            call.recordings("Twilio.CURRENT").update(status="stopped")
        assert refused.value.code == 21220
    call.update(status="completed")
    assert {each.status for each in call.recordings.list()} == {"completed"}
    with pytest.raises(TwilioRestException) as ended:
        call.recordings.create()
    assert (ended.value.status, ended.value.code) == (400, 21220)


def test_a_recorded_call_in_two_channels_can_be_heard_as_wav_and_mp3(live: Any) -> None:
    response = VoiceResponse()
    response.say("Welcome to the switchboard")
    response.pause(length=600)
    call = going(live, str(response), record=True, recording_channels="dual", trim="do-not-trim")
    speak(live, call._solution["sid"], "Thank you very much")
    advance(live, 9)
    call.update(status="completed")
    [made] = live.client().recordings.list(call_sid=call._solution["sid"])
    assert (made.status, made.source, made.channels) == ("completed", "OutboundAPI", 2)
    status, headers, data = media(live, made, ".wav")
    assert (status, headers["content-type"]) == (200, "audio/x-wav")
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        assert round(file.getnframes() / 8000) == int(made.duration)
        frames = file.readframes(file.getnframes())
    left, right = frames[0::4], frames[2::4]
    assert any(left)
    assert any(right)
    assert media(live, made, "")[2] == data
    status, headers, mono = media(live, made, ".wav?RequestedChannels=1")
    with wave.open(io.BytesIO(mono)) as file:
        assert file.getnchannels() == 1
    status, headers, mp3 = media(live, made, ".mp3")
    assert (status, headers["content-type"]) == (200, "audio/mpeg")
    assert mp3[0] == 0xFF  # the sync word of an MPEG frame
    assert mp3[1] & 0xE0 == 0xE0
    status, headers, part = media(live, made, ".wav", Range="bytes=0-43")
    assert (status, headers["content-range"], part) == (206, f"bytes 0-43/{len(data)}", data[:44])
    assert media(live, made, ".wav", Range=f"bytes={len(data)}-")[0] == 416


def test_the_last_callback_of_a_call_tells_of_its_recording(live: Any, application: Any) -> None:
    call = going(live, WAITING, record=True, status_callback=f"{application.url}/status")
    speak(live, call._solution["sid"], "one two three four five")  # 23 characters: 1.5 seconds
    advance(live, 60)
    call.update(status="completed")
    told = application.next().given
    [made] = call.recordings.list()
    assert (told["CallStatus"], told["CallDuration"], told["RecordingSid"]) == ("completed", "61", made.sid)
    assert (told["RecordingDuration"], made.duration) == ("2", "2")  # the silence around what was said is cut off


def test_a_document_waits_until_it_is_known_who_answered(live: Any, application: Any) -> None:
    made = live.client().calls.create(
        to=CALLEE, from_=live.number, url=f"{application.url}/voice", machine_detection="Enable"
    )
    advance(live, 1)
    assert live.client().calls(made.sid).fetch().status == "in-progress"
    assert application.arrived.empty()
    advance(live, 1)
    assert application.next().given["AnsweredBy"] == "human"


def test_a_mono_recording_is_not_had_in_two_channels_and_one_under_way_not_at_all(live: Any) -> None:
    call = going(live, WAITING)
    made = call.recordings.create()
    assert media(live, made, ".wav")[0] == 404
    with pytest.raises(TwilioRestException) as refused:
        live.client().recordings(made.sid).delete()
    assert (refused.value.status, refused.value.code) == (409, 20009)
    advance(live, 3)
    call.update(status="completed")
    status, _, body = media(live, made, ".wav?RequestedChannels=2")
    assert status == 400
    assert b"16113" in body


def test_a_deleted_recording_is_shown_for_forty_days_to_who_asks_and_then_gone(live: Any) -> None:
    client, call = live.client(), going(live, WAITING, record=True)
    call.update(status="completed")
    [made] = client.recordings.list(call_sid=call._solution["sid"])
    assert client.recordings(made.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        client.recordings(made.sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert client.recordings.list(call_sid=made.call_sid) == []
    assert media(live, made, ".wav")[0] == 404
    advance(live, 40 * 86_400 - 1)
    [shown] = client.recordings.list(call_sid=made.call_sid, include_soft_deleted=True)
    assert (shown.sid, shown.status) == (made.sid, "deleted")
    assert client.recordings(made.sid).fetch(include_soft_deleted=True).status == "deleted"
    advance(live, 1)
    assert client.recordings.list(call_sid=made.call_sid, include_soft_deleted=True) == []
    with pytest.raises(TwilioRestException):
        client.recordings(made.sid).fetch(include_soft_deleted=True)


def test_recordings_are_listed_by_the_day_they_were_made(live: Any) -> None:
    client, call = live.client(), going(live, WAITING)
    sids = []
    for _ in range(3):
        made = call.recordings.create()
        call.recordings(made.sid).update(status="stopped")
        sids.append(made.sid)
        advance(live, 100)
    call_sid = call._solution["sid"]
    first = client.recordings(sids[0]).fetch().date_created
    found = client.recordings.list(call_sid=call_sid, date_created_before=first)
    assert [each.sid for each in found] == [sids[0]]
    found = client.recordings.list(call_sid=call_sid, date_created_after=first + timedelta(seconds=1))
    assert [each.sid for each in found] == [sids[2], sids[1]]
    assert client.recordings.list(date_created=datetime(2020, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize("is_below", [False, True])
def test_a_dictation_is_trimmed_transcribed_and_told(live: Any, application: Any, is_below: bool) -> None:
    response = VoiceResponse()
    response.record(
        action=f"{application.url}/recorded",
        timeout=5,
        transcribe=True,
        transcribe_callback=f"{application.url}/transcribed",
    )
    call = going(live, str(response))
    speak(live, call._solution["sid"], "Please call me back tomorrow")  # 28 characters: 1.87 seconds at 15 a second
    advance(live, 20)
    hooks = {hook.path: hook.given for hook in (application.next(), application.next())}
    recorded, transcribed = hooks["/recorded"], hooks["/transcribed"]
    assert recorded["RecordingDuration"] == "2"
    assert transcribed["TranscriptionText"] == "Please call me back tomorrow"
    assert (transcribed["TranscriptionStatus"], transcribed["TranscriptionType"]) == ("completed", "fast")
    client = live.client()
    [found] = client.recordings(recorded["RecordingSid"]).transcriptions.list()
    assert found.sid == transcribed["TranscriptionSid"]
    above = client.recordings(recorded["RecordingSid"]) if is_below else client
    assert above.transcriptions(found.sid).fetch().transcription_text == "Please call me back tomorrow"
    assert above.transcriptions(found.sid).delete()
    assert client.recordings(recorded["RecordingSid"]).transcriptions.list() == []


def test_silence_is_absent_and_the_document_goes_on(live: Any, application: Any) -> None:
    response = VoiceResponse()
    response.record(action=f"{application.url}/recorded", timeout=3)
    response.say("You said nothing")
    call = going(live, str(response))
    advance(live, 30)
    [made] = call.recordings.list()
    assert made.status == "absent"
    texts = [each["text"] for each in live.control("GET", f"calls/{made.call_sid}/transcript")["transcript"]]
    assert "You said nothing" in texts
    assert application.arrived.empty()


def test_what_is_said_is_told_while_it_is_said(live: Any, application: Any) -> None:
    call = going(live, WAITING)
    made = call.transcriptions.create(
        status_callback_url=f"{application.url}/said", track="both_tracks", language_code="de-DE"
    )
    speak(live, call._solution["sid"], "Guten Morgen")
    advance(live, 1)
    call.update(status="completed")
    hooks = [application.next().given for _ in range(3)]
    assert [each["TranscriptionEvent"] for each in hooks] == [
        "transcription-started",
        "transcription-content",
        "transcription-stopped",
    ]
    assert hooks[1]["TranscriptionData"] == '{"transcript": "Guten Morgen", "confidence": 0.9}'
    assert {each["TranscriptionSid"] for each in hooks} == {made.sid}
    assert call.transcriptions(made.sid).update(status="stopped").status == "stopped"


def test_a_document_starts_and_stops_what_runs_beside_it(live: Any, application: Any) -> None:
    response = VoiceResponse()
    start = Start()
    start.recording(
        recording_status_callback=f"{application.url}/recorded", recording_status_callback_event="in-progress completed"
    )
    start.transcription(name="notes", status_callback_url=f"{application.url}/said", track="outbound_track")
    response.append(start)
    response.say("One")
    stop = Stop()
    stop.transcription(name="notes")
    response.append(stop)
    response.say("Two")
    response.pause(length=5)
    call = going(live, str(response))
    advance(live, 10)
    [made] = call.recordings.list()
    assert made.status == "completed"
    hooks = [application.next() for _ in range(5)]
    said = [hook.given["TranscriptionEvent"] for hook in hooks if hook.path == "/said"]
    assert said == ["transcription-started", "transcription-content", "transcription-stopped"]
    recorded = [hook.given["RecordingStatus"] for hook in hooks if hook.path == "/recorded"]
    assert recorded == ["in-progress", "completed"]


def test_the_events_of_a_call_are_its_requests(live: Any, application: Any) -> None:
    application.answers["/voice"] = (200, "text/xml", WAITING.encode())
    made = live.client().calls.create(to=CALLEE, from_=live.number, url=f"{application.url}/voice")
    advance(live, 1)
    [event] = live.client().calls(made.sid).events.list()
    assert (event.request["url"], event.response["response_code"]) == (f"{application.url}/voice", 200)
    live.client().calls(made.sid).update(status="completed")
