"""Media streams on a clock that stands still: which frames are sent when, and what is heard of those that come back."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_voice_engine import OTHER, Socket, World, world

from cordboard.voice.frames import FRAME_BYTES, MOST_MARKS, Playback, Track
from cordboard.voice.handset import Act, Step
from cordboard.voice.stream_messages import Bad, Identity, Outgoing, read

SILENT = base64.b64encode(b"\xff" * 160).decode()
URL = "wss://example.com/stream"
START = f"<Start><Stream url='{URL}' track='both_tracks' name='mine'><Parameter name='a' value='b'/></Stream></Start>"
CONNECT = f"<Connect><Stream url='{URL}'/></Connect><Say>After</Say>"


async def talking(made: World, twiml: str) -> tuple[str, Socket]:
    """Call a handset that answers, with a document; returns the call and the web socket of its stream."""
    made.phones.load({OTHER: (Step(Act.ANSWER),)})
    sid = await made.call(OTHER, twiml)
    await made.advance(0.2)
    [socket] = made.sockets.opened
    return sid, socket


async def heard(made: World, sid: str) -> list[str]:
    await made.board.write()
    return [line.text for line in await made.calls.heard(sid) if line.who == "callee"]


async def warned(made: World, sid: str) -> list[str]:
    await made.board.write()
    return [line.text[:5] for line in await made.calls.heard(sid) if line.who == "network"]


def hang_up(made: World) -> None:
    made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))


def sound(length_ms: int) -> dict[str, str]:
    return {"payload": base64.b64encode(b"\x10" * (length_ms * 8)).decode()}


async def test_a_stream_begins_with_connected_and_start_in_the_published_form() -> None:
    with world() as made:
        sid, socket = await talking(made, START + "<Pause length='1'/>")
        connected, start = socket.sent[:2]
        assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
        stream_sid = start["streamSid"]
        assert stream_sid.startswith("MZ")
        assert start == {
            "event": "start",
            "sequenceNumber": "1",
            "streamSid": stream_sid,
            "start": {
                "accountSid": "AC" + "1" * 32,
                "streamSid": stream_sid,
                "callSid": sid,
                "tracks": ["inbound", "outbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": {"a": "b"},
            },
        }
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_each_track_has_fifty_frames_a_second_numbered_in_one_row() -> None:
    with world() as made:
        _, socket = await talking(made, START + "<Pause length='9'/>")
        before = len(socket.events("media"))
        await made.advance(1)
        media = socket.events("media")
        assert len(media) - before == 100
        assert [each["media"]["chunk"] for each in media] == [str(at + 1) for at in range(len(media))]
        assert [each["sequenceNumber"] for each in media] == [str(at + 2) for at in range(len(media))]
        assert [each["media"]["timestamp"] for each in media] == [str(at // 2 * 20) for at in range(len(media))]
        assert {each["media"]["payload"] for each in media} == {SILENT}
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_what_each_side_says_is_sound_in_its_own_track() -> None:
    with world() as made:
        _, socket = await talking(made, START + "<Say>callee</Say><Pause length='9'/>")
        made.phones.calls(OTHER)[-1].act(Step(Act.SPEAK, text="caller"))
        await made.advance(2)
        for track, text in (("inbound", b"caller"), ("outbound", b"callee")):
            frames = [each["media"] for each in socket.events("media") if each["media"]["track"] == track]
            said = b"".join(base64.b64decode(each["payload"]) for each in frames)
            assert said.strip(b"\xff") == text * 40
            assert all(len(base64.b64decode(each["payload"])) == FRAME_BYTES for each in frames)
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_a_prompt_that_is_broken_off_is_heard_no_further() -> None:
    with world() as made:
        long = "word " * 100
        _, socket = await talking(made, START + f"<Gather numDigits='2'><Say>{long}</Say></Gather>")
        await made.advance(0.2)
        assert socket.events("media")[-1]["media"]["payload"] != SILENT
        made.phones.calls(OTHER)[-1].act(Step(Act.PRESS, digits="1"))
        await made.advance(0.1)
        assert socket.events("media")[-1]["media"]["payload"] == SILENT
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_the_end_of_the_call_is_told_with_stop_and_the_web_socket_closed() -> None:
    with world() as made:
        sid, socket = await talking(made, START + "<Pause length='9'/>")
        hang_up(made)
        stop = socket.sent[-1]
        assert stop["event"] == "stop"
        assert stop["stop"] == {"accountSid": "AC" + "1" * 32, "callSid": sid}
        assert stop["sequenceNumber"] == str(len(socket.sent) - 1)
        assert socket.is_closed
        await made.assert_nothing_is_left()


async def test_sound_that_comes_back_is_heard_and_its_marks_are_echoed_when_it_was() -> None:
    with world() as made:
        sid, socket = await talking(made, CONNECT)
        socket.say("media", media=sound(250))
        socket.say("mark", mark={"name": "first"})
        socket.say("media", media=sound(250))
        socket.say("mark", mark={"name": "second"})
        await made.advance(0.22)
        assert socket.events("mark") == []
        await made.advance(0.06)
        assert [each["mark"]["name"] for each in socket.events("mark")] == ["first"]
        await made.advance(1)
        assert [each["mark"]["name"] for each in socket.events("mark")] == ["first", "second"]
        assert "[audio 500 ms]" in await heard(made, sid)
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_clear_empties_what_waits_and_echoes_its_marks_at_once() -> None:
    with world() as made:
        sid, socket = await talking(made, CONNECT)
        socket.say("media", media=sound(5000))
        socket.say("mark", mark={"name": "end"})
        await made.advance(1)
        socket.say("clear")
        assert [each["mark"]["name"] for each in socket.events("mark")] == ["end"]
        await made.advance(1)
        assert "[audio 1000 ms]" in await heard(made, sid)
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_a_mark_behind_nothing_is_echoed_at_once() -> None:
    with world() as made:
        _, socket = await talking(made, CONNECT)
        socket.say("mark", mark={"name": "now"})
        assert [each["mark"]["name"] for each in socket.events("mark")] == ["now"]
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_what_a_connected_stream_lets_be_heard_is_in_the_outbound_track_of_another() -> None:
    with world() as made:
        made.phones.load({OTHER: (Step(Act.ANSWER),)})
        await made.call(OTHER, START + CONNECT)
        await made.advance(0.2)
        beside, connected = made.sockets.opened
        connected.say("media", media=sound(100))
        await made.advance(0.5)
        outbound = [each["media"] for each in beside.events("media") if each["media"]["track"] == "outbound"]
        assert b"".join(base64.b64decode(each["payload"]) for each in outbound).strip(b"\xff") == b"\x10" * 800
        assert {each["media"]["track"] for each in connected.events("media")} == {"inbound"}
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_keys_are_told_to_a_connected_stream_one_by_one() -> None:
    with world() as made:
        _, socket = await talking(made, CONNECT)
        made.phones.calls(OTHER)[-1].act(Step(Act.PRESS, digits="1#"))
        told = [each["dtmf"] for each in socket.events("dtmf")]
        assert told == [{"track": "inbound_track", "digit": "1"}, {"track": "inbound_track", "digit": "#"}]
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_the_document_goes_on_when_the_application_closes_a_connected_stream() -> None:
    with world() as made:
        sid, socket = await talking(made, CONNECT)
        socket.is_closed = True
        socket.ear.on_end(31921, "It was closed.")
        await made.advance(1)
        assert "After" in await heard(made, sid)
        assert await warned(made, sid) == ["31921"]
        await made.advance(10)
        await made.assert_nothing_is_left()


@pytest.mark.parametrize("twiml", [START, CONNECT], ids=["start", "connect"])
async def test_a_stream_that_cannot_be_opened_is_noted_and_the_document_goes_on(twiml: str) -> None:
    with world() as made:
        made.sockets.refusal = 31902
        sid, _ = await talking(made, twiml + "<Say>On we go</Say>")
        await made.advance(5)
        assert "On we go" in await heard(made, sid)
        assert await warned(made, sid) == ["31902"]
        await made.assert_nothing_is_left()


async def test_nonsense_is_warned_of_twenty_times_and_changes_nothing() -> None:
    with world() as made:
        sid, socket = await talking(made, CONNECT)
        for _ in range(30):
            socket.ear.on_text("{")
        socket.ear.on_text(None)
        await made.advance(1)
        assert await warned(made, sid) == ["31950"] * 20
        assert len(socket.events("media")) > 50
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_what_an_application_does_not_read_is_warned_of() -> None:
    with world() as made:
        sid, socket = await talking(made, CONNECT)
        socket.is_full = True
        await made.advance(0.02)
        assert await warned(made, sid) == ["31931"]
        hang_up(made)
        await made.assert_nothing_is_left()


async def test_a_reset_closes_web_sockets_without_a_word() -> None:
    with world() as made:
        _, socket = await talking(made, CONNECT)
        told = len(made.told)
        made.board.clear()
        assert socket.is_closed
        assert socket.events("stop") == []
        assert len(made.told) == told


async def test_a_connected_stream_has_no_outbound_track() -> None:
    with world() as made:
        made.phones.load({OTHER: (Step(Act.ANSWER),)})
        sid = await made.call(OTHER, f"<Connect><Stream url='{URL}' track='both_tracks'/></Connect><Say>On</Say>")
        await made.advance(5)
        assert made.sockets.opened == []
        assert await warned(made, sid) == ["31941"]
        await made.assert_nothing_is_left()


MZ = "MZ" + "2" * 32


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", 31950),
        ("{", 31950),
        ('{"event":"clear","more":' + "[" * 100_000, 31950),
        ("[]", 31951),
        ("null", 31951),
        ({"event": "media", "media": {"payload": ""}}, 31951),
        ({"event": "media", "streamSid": "MZ" + "3" * 32, "media": {"payload": ""}}, 31951),
        ({"event": "media", "streamSid": MZ}, 31951),
        ({"event": "media", "streamSid": MZ, "media": {"payload": "====="}}, 31951),
        ({"event": "media", "streamSid": MZ, "media": {"payload": "ä"}}, 31951),
        ({"event": "media", "streamSid": MZ, "media": {"payload": 7}}, 31951),
        ({"event": "mark", "streamSid": MZ, "mark": {}}, 31951),
        ({"event": "dance", "streamSid": MZ}, 31951),
    ],
)
def test_a_message_that_is_none_is_named(message: Any, code: int) -> None:
    found = read(message if isinstance(message, str) else json.dumps(message), MZ)
    assert isinstance(found, Bad)
    assert found.code == code


def test_a_frame_is_telephone_sound_in_base64() -> None:
    made = Outgoing(Identity("AC1", "CA1", MZ))
    assert json.loads(made.media("inbound", 40, b"\xff" * 160)) == {
        "event": "media",
        "sequenceNumber": "1",
        "media": {"track": "inbound", "chunk": "1", "timestamp": "40", "payload": SILENT},
        "streamSid": MZ,
    }


@given(st.lists(st.one_of(st.binary(max_size=500), st.text(max_size=3)), max_size=30))
def test_all_that_is_added_is_heard_in_order_and_each_mark_behind_its_sound(items: list[bytes | str]) -> None:
    playback, added, expected = Playback(), b"", []
    for item in items:
        if isinstance(item, bytes):
            assert playback.add(item)
            added += item
        else:
            assert playback.mark(item)
            expected.append((item, len(added)))
    heard_sound, reached = b"", []
    for _ in range(len(added) // FRAME_BYTES + 2):
        sound, marks = playback.take()
        heard_sound += sound
        reached += [(name, len(heard_sound)) for name in marks]
    assert heard_sound == added
    assert [name for name, _ in reached] == [name for name, _ in expected]
    assert all(0 <= when - due < FRAME_BYTES for (_, when), (_, due) in zip(reached, expected, strict=True))


def test_sound_and_marks_that_wait_have_an_end() -> None:
    playback, track = Playback(), Track()
    minute = b"\x10" * 480_000
    assert [playback.add(minute) for _ in range(11)] == [True] * 10 + [False]
    assert [playback.mark("m") for _ in range(MOST_MARKS + 1)] == [True] * MOST_MARKS + [False]
    for _ in range(11):
        track.add(minute)
    frames = [track.take() for _ in range(30_001)]
    assert frames[-2] == b"\x10" * 160
    assert frames[-1] == b"\xff" * 160
