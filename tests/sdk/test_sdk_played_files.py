"""Files that calls play, in every form that is taken: heard in the recording, or noted and passed over."""

from __future__ import annotations

import io
import math
import struct
from array import array
from typing import Any

import lameenc
import numpy as np
import pytest
import soundfile

from recorded_sound import second, share, sides

NUMBER = "+14155552021"
# A header that tells of a coding, 0x9999, that nobody has registered (RFC 2361).
UNKNOWN_WAV = struct.pack(
    "<4sI4s4sIHHIIHH4sI", b"RIFF", 44, b"WAVE", b"fmt ", 16, 0x9999, 1, 8000, 8000, 1, 8, b"data", 8
) + bytes(8)


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    server = start_module(clock="test", clock_start="2026-01-05T12:00:00Z")
    server.control("PUT", f"handsets/%2B{NUMBER[1:]}", {"voice_script": [{"action": "answer"}]})
    return server


def tone(rate_hz: int, seconds: int = 4) -> list[float]:
    return [0.4 * math.sin(2 * math.pi * 1000 * at / rate_hz) for at in range(rate_hz * seconds)]


def mp3() -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(44_100)
    encoder.set_bit_rate(64)
    samples = array("h", (round(32_767 * level) for level in tone(44_100)))
    return bytes(encoder.encode(samples.tobytes())) + bytes(encoder.flush())


def written(form: str, coding: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.array(tone(8_000)), 8_000, format=form, subtype=coding)
    return file.getvalue()


def recorded(live: Any, twiml: str) -> tuple[Any, Any]:
    call = live.client().calls.create(
        to=NUMBER,
        from_=live.number,
        twiml=f"<Response>{twiml}</Response>",
        record=True,
        recording_channels="dual",
        trim="do-not-trim",
    )
    live.control("POST", "clock", {"advance_s": 1})
    live.control("POST", "clock", {"until": "idle"})
    return call, live.client().recordings.list(call_sid=call.sid)[0]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("audio/mpeg", mp3()),
        ("audio/aiff", written("AIFF", "PCM_16")),
        ("audio/gsm", written("RAW", "GSM610")),
        ("audio/wav; charset=binary", written("WAV", "PCM_24")),
    ],
    ids=["mp3", "aiff", "gsm", "wav of 24 bits"],
)
def test_a_file_is_heard_in_the_recording_from_when_it_is_played(
    live: Any, application: Any, kind: str, data: bytes
) -> None:
    application.answers["/tone"] = (200, kind, data)
    _, made = recorded(live, f'<Pause length="2"/><Play>{application.url}/tone</Play><Pause length="3"/>')
    caller, callee = sides(live, made)
    assert not any(caller)
    assert not any(second(callee, 0.5))
    assert share(second(callee, 2.5), 1000) > 0.98
    assert share(second(callee, 4.5), 1000) > 0.98
    assert not any(second(callee, 7, 1))
    assert int(made.duration) == 9


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("text/html", b"<html>Not found</html>", "12300"),
        ("", b"no type", "12300"),
        ("audio/mpeg", b"<html>Not found</html>", "13420"),
        ("audio/aiff", written("AIFF", "PCM_16")[:30], "13420"),
        ("audio/ogg", written("OGG", "VORBIS"), "13420"),
        ("audio/wav", UNKNOWN_WAV, "13420"),
    ],
    ids=["page", "untyped", "page as mp3", "aiff cut off", "ogg", "wav of an unknown coding"],
)
def test_what_is_no_sound_is_noted_once_however_often_it_repeats_and_the_call_goes_on(
    live: Any, application: Any, kind: str, data: bytes, code: str
) -> None:
    application.answers["/broken"] = (200, kind, data)
    call, made = recorded(live, f"<Play loop='0'>{application.url}/broken</Play><Say>Going on</Say>")
    assert [each.error_code for each in live.client().calls(call.sid).notifications.list()] == [code]
    assert live.client().calls(call.sid).fetch().status == "completed"
    assert any(sides(live, made)[1])


def test_what_is_no_sound_is_passed_over_with_its_repetitions_in_a_gather(live: Any, application: Any) -> None:
    application.answers["/broken"] = (404, "text/plain", b"")
    call, _ = recorded(live, f"<Gather timeout='1'><Play loop='0'>{application.url}/broken</Play></Gather>")
    assert [each.error_code for each in live.client().calls(call.sid).notifications.list()] == ["11200"]
    assert live.client().calls(call.sid).fetch().status == "completed"
