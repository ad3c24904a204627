"""What streams and recordings have in common: what one plays the other holds, at its time and on its side."""

from __future__ import annotations

import base64
import io
import json
import math
import wave
from array import array
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from cordboard.sound.companding import encoded, linear
from recorded_sound import RATE_HZ, second, share, sides
from stream_application import Ask, Sockets, stream_application

NUMBER = "+14155552031"
DUAL = {"record": True, "recording_channels": "dual", "trim": "do-not-trim"}


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    server = start_module(clock="test", clock_start="2026-01-05T12:00:00Z")
    server.control("PUT", f"handsets/%2B{NUMBER[1:]}", {"voice_script": [{"action": "answer"}]})
    return server


@pytest.fixture
def sockets() -> Iterator[Sockets]:
    with stream_application() as made:
        yield made


def advance(live: Any, seconds: int) -> None:
    live.control("POST", "clock", {"advance_s": seconds})


def called(live: Any, twiml: str, **more: Any) -> Any:
    return live.client().calls.create(to=NUMBER, from_=live.number, twiml=f"<Response>{twiml}</Response>", **more)


def recording(live: Any, call: Any) -> tuple[array[int], array[int]]:
    live.client().calls(call.sid).update(status="completed")
    [made] = live.client().recordings.list(call_sid=call.sid)
    return sides(live, made)


def tone(hertz: int, seconds: float) -> np.ndarray:
    return np.rint(12_000 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)).astype(np.int16)


def wav(samples: np.ndarray) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        writer.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


def payload(hertz: int, seconds: float) -> dict[str, str]:
    return {"payload": base64.b64encode(encoded(tone(hertz, seconds))).decode()}


def begin_of(samples: array[int]) -> float:
    return next(at for at, sample in enumerate(samples) if sample) / RATE_HZ


def test_what_an_application_sends_is_in_the_recording_when_it_plays_and_what_it_clears_is_not(
    live: Any, sockets: Sockets, eventually: Ask
) -> None:
    call = called(live, f"<Connect><Stream url='{sockets.url}'/></Connect>", **DUAL)
    advance(live, 1)
    stream = sockets.next(eventually)
    stream.send("media", media=payload(1000, 2))
    stream.read_all()
    advance(live, 3)
    stream.send("media", media=payload(500, 60))
    stream.read_all()
    advance(live, 1)
    stream.send("clear")
    stream.read_all()
    advance(live, 3)
    caller, callee = recording(live, call)
    assert not any(caller)
    begin = begin_of(callee)
    assert begin == pytest.approx(0.9, abs=0.03)  # the handset rings for a tenth of the first second
    assert share(second(callee, begin + 0.05, 1.9), 1000) > 0.98
    assert not any(second(callee, begin + 2.1, 0.8))
    assert share(second(callee, begin + 3.05, 0.9), 500) > 0.98
    assert not any(second(callee, begin + 4.1, 2.5))


def test_a_paused_recording_takes_nothing_of_what_an_application_sends(
    live: Any, sockets: Sockets, eventually: Ask
) -> None:
    call = called(live, f"<Connect><Stream url='{sockets.url}'/></Connect>", **DUAL)
    advance(live, 1)
    stream = sockets.next(eventually)
    for hertz in (500, 1000, 1500):
        stream.send("media", media=payload(hertz, 2))
    stream.read_all()
    advance(live, 2)
    current = live.client().calls(call.sid).recordings("Twilio.CURRENT")
    current.update(status="paused", pause_behavior="skip")
    advance(live, 2)
    current.update(status="in-progress")
    advance(live, 3)
    _, callee = recording(live, call)
    begin = begin_of(callee)
    assert share(second(callee, begin + 0.05, 1.9), 500) > 0.98
    assert share(second(callee, begin + 2.05, 1.9), 1500) > 0.98
    assert not any(second(callee, begin + 4.1))


@pytest.mark.parametrize(("behavior", "gap_s"), [("skip", 0), ("silence", 4)])
def test_a_file_that_began_before_a_pause_is_heard_before_it_and_behind_it_from_where_it_is_by_then(
    live: Any, application: Any, behavior: str, gap_s: int
) -> None:
    samples = np.concatenate([tone(500, 3), tone(1000, 4), tone(1500, 3)])
    application.answers["/long.wav"] = (200, "audio/wav", wav(samples))
    call = called(live, f'<Play>{application.url}/long.wav</Play><Pause length="9"/>', **DUAL)
    advance(live, 3)
    current = live.client().calls(call.sid).recordings("Twilio.CURRENT")
    current.update(status="paused", pause_behavior=behavior)
    advance(live, 4)
    current.update(status="in-progress")
    advance(live, 5)
    _, callee = recording(live, call)
    assert share(second(callee, 0.1, 2.8), 500) > 0.98
    assert not any(second(callee, 3.1, gap_s - 0.2)) if gap_s else True
    assert share(second(callee, 3.1 + gap_s, 2.7), 1500) > 0.98
    assert not any(second(callee, 6.2 + gap_s))


def test_a_recording_that_begins_while_a_file_plays_holds_the_rest_of_it(live: Any, application: Any) -> None:
    application.answers["/two.wav"] = (200, "audio/wav", wav(np.concatenate([tone(500, 3), tone(1500, 3)])))
    call = called(live, f'<Play>{application.url}/two.wav</Play><Pause length="9"/>')
    advance(live, 3)
    live.client().calls(call.sid).recordings.create(recording_channels="dual", trim="do-not-trim")
    advance(live, 5)
    _, callee = recording(live, call)
    assert share(second(callee, 0.15, 2.7), 1500) > 0.98
    assert not any(second(callee, 3.2))


def test_words_that_are_said_in_a_pause_are_not_in_the_recording(live: Any) -> None:
    words = " ".join(["one"] * 75)  # 300 characters, twenty seconds
    call = called(live, f'<Say>{words}</Say><Pause length="9"/>', **DUAL)
    advance(live, 5)
    current = live.client().calls(call.sid).recordings("Twilio.CURRENT")
    current.update(status="paused", pause_behavior="silence")
    advance(live, 10)
    current.update(status="in-progress")
    advance(live, 9)
    _, callee = recording(live, call)
    assert any(second(callee, 1, 3))
    assert not any(second(callee, 6, 8.5))
    assert any(second(callee, 15.5, 3))
    assert not any(second(callee, 21, 3))


def test_words_that_a_key_broke_off_are_not_in_the_recording(live: Any) -> None:
    words = " ".join(["one"] * 75)
    call = called(live, f'<Gather numDigits="2" timeout="60"><Say>{words}</Say></Gather>', **DUAL)
    advance(live, 5)
    live.control("POST", f"handsets/%2B{NUMBER[1:]}/calls/{call.sid}", {"action": "press", "digits": "1"})
    advance(live, 6)
    _, callee = recording(live, call)
    assert any(second(callee, 1, 3))
    assert not any(second(callee, 5.5, 5))


def test_a_file_that_plays_is_sound_in_the_outbound_track_of_a_stream(
    live: Any, application: Any, sockets: Sockets, eventually: Ask
) -> None:
    application.answers["/tone.wav"] = (200, "audio/wav", wav(tone(1000, 2)))
    twiml = (
        f"<Start><Stream url='{sockets.url}' track='both_tracks'/></Start><Pause length='2'/>"
        f"<Play>{application.url}/tone.wav</Play><Pause length='2'/>"
    )
    call = called(live, twiml)
    advance(live, 1)
    stream = sockets.next(eventually)
    live.control("POST", "clock", {"until": "idle"})
    assert stream.ended.wait(10)
    assert live.client().calls(call.sid).fetch().status == "completed"
    tracks = {
        track: b"".join(base64.b64decode(each["payload"]) for each in stream.of("media") if each["track"] == track)
        for track in ("inbound", "outbound")
    }
    assert set(tracks["inbound"]) == {0xFF}  # silence
    outbound = array("h", np.rint(linear(tracks["outbound"]) * 32_767).astype(np.int16).tobytes())
    assert begin_of(outbound) == pytest.approx(2, abs=0.05)
    assert share(second(outbound, 2.1, 1.8), 1000) > 0.98
    assert not any(second(outbound, 4.1, 1.5))


def test_keys_that_a_document_plays_are_heard_in_the_stream_and_in_the_recording(
    live: Any, sockets: Sockets, eventually: Ask
) -> None:
    twiml = (
        f"<Start><Stream url='{sockets.url}' track='outbound_track'/></Start><Pause length='2'/>"
        "<Play digits='1w#'/><Pause length='2'/>"
    )
    call = called(live, twiml, **DUAL)
    advance(live, 1)
    stream = sockets.next(eventually)
    live.control("POST", "clock", {"until": "idle"})
    assert stream.ended.wait(10)
    payloads = b"".join(base64.b64decode(each["payload"]) for each in stream.of("media"))
    streamed = array("h", np.rint(linear(payloads) * 32_767).astype(np.int16).tobytes())
    [made] = live.client().recordings.list(call_sid=call.sid)
    for heard in (streamed, sides(live, made)[1]):
        begin = next(at for at, sample in enumerate(heard) if abs(sample) > 300) / RATE_HZ
        # A tone of 100 ms and as much behind it, half a second, and the next. Source: ITU-T Q.23
        for at, pair in ((0, (697, 1209)), (0.7, (941, 1477))):
            key = second(heard, begin + at, 0.1)
            assert [share(key, hertz) for hertz in pair] == pytest.approx([0.5, 0.5], abs=0.03)


def test_tokens_of_a_conversation_are_speech_in_the_recording(live: Any, sockets: Sockets) -> None:
    call = called(live, f"<Connect><ConversationRelay url='{sockets.url}'/></Connect>", **DUAL)
    advance(live, 2)
    conversation = sockets.arrived.get(timeout=15)
    token = {"type": "text", "token": "Good evening, this is the switchboard speaking.", "last": True}
    conversation.connection.send(json.dumps(token))
    conversation.read_all()
    advance(live, 6)
    caller, callee = recording(live, call)
    assert not any(caller)
    assert begin_of(callee) == pytest.approx(1.9, abs=0.1)
    spoken = second(callee, 2, 2.5)
    assert math.sqrt(sum(sample**2 for sample in spoken) / len(spoken)) > 500
    assert not any(second(callee, 6, 1.5))
