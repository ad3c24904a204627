"""Conversations on a clock that stands still: what the application is told, what is said, and what breaks it off."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_voice_engine import OTHER, SENDER, Socket, World, world

from cordboard.voice.handset import Act, Step
from cordboard.voice.relay_messages import Bad, Token, read

URL, ACTION = "wss://example.com/relay", "https://example.com/after"
LONG = "word " * 60  # twenty seconds


async def talking(made: World, attributes: str = "", inner: str = "") -> tuple[str, Socket]:
    """Call a handset that answers, and converse; returns the call and the application's web socket."""
    made.phones.load({OTHER: (Step(Act.ANSWER),)})
    relay = f"<ConversationRelay url='{URL}' {attributes}>{inner}</ConversationRelay>"
    sid = await made.call(OTHER, f"<Connect action='{ACTION}'>{relay}</Connect><Say>After</Say>")
    await made.advance(0.2)
    [socket] = made.sockets.opened
    return sid, socket


def say(socket: Socket, kind: str, **fields: object) -> None:
    socket.ear.on_text(json.dumps({"type": kind, **fields}))


def act(made: World, step: Step) -> None:
    made.phones.calls(OTHER)[-1].act(step)


def of(socket: Socket, kind: str) -> list[dict[str, Any]]:
    return [each for each in socket.sent if each["type"] == kind]


async def heard(made: World, sid: str, who: str = "callee") -> list[str]:
    await made.board.write()
    return [line.text for line in await made.calls.heard(sid) if line.who == who]


def result(made: World) -> dict[str, str]:
    [found] = [dict(each.parameters) for each in made.asked if each.url == ACTION]
    return found


async def leave_nothing(made: World) -> None:
    if made.board.legs:
        act(made, Step(Act.HANG_UP))
    await made.advance(1)
    await made.assert_nothing_is_left()


async def test_a_conversation_begins_with_setup_in_the_published_form() -> None:
    with world() as made:
        sid, socket = await talking(made, inner="<Parameter name='a' value='b'/>")
        [setup] = socket.sent
        assert setup.pop("sessionId").startswith("VX")
        assert setup == {
            "type": "setup",
            "accountSid": "AC" + "1" * 32,
            "parentCallSid": "",
            "callSid": sid,
            "from": SENDER,
            "to": OTHER,
            "forwardedFrom": "",
            "callType": "PSTN",
            "callerName": "",
            "direction": "outbound-api",
            "callStatus": "IN-PROGRESS",
            "customParameters": {"a": "b"},
        }
        await leave_nothing(made)


async def test_what_the_caller_says_is_a_prompt_and_tokens_are_said() -> None:
    with world() as made:
        sid, socket = await talking(made, "welcomeGreeting='Hi there' language='en-GB'")
        await made.advance(2)
        act(made, Step(Act.SPEAK, text="What is the time?"))
        assert of(socket, "prompt") == [
            {"type": "prompt", "voicePrompt": "What is the time?", "lang": "en-GB", "last": True}
        ]
        for token, is_last in (("It is ", False), ("noon", False), (".", True)):
            say(socket, "text", token=token, last=is_last)
        await made.advance(2)
        assert await heard(made, sid) == ["Hi there", "It is noon."]
        assert of(socket, "interrupt") == []
        await leave_nothing(made)


async def test_tokens_without_a_last_one_are_said_after_a_silence() -> None:
    with world() as made:
        sid, socket = await talking(made)
        say(socket, "text", token="Not ")
        await made.advance(0.4)
        say(socket, "text", token="yet")
        await made.advance(0.4)
        assert await heard(made, sid) == []
        await made.advance(0.2)
        assert await heard(made, sid) == ["Not yet"]
        await leave_nothing(made)


async def test_speech_interrupts_and_the_application_learns_how_far_it_came() -> None:
    with world() as made:
        _, socket = await talking(made)
        say(socket, "text", token=LONG, last=True)
        say(socket, "text", token="never heard", last=True)
        await made.advance(2)
        act(made, Step(Act.SPEAK, text="Stop"))
        assert [each["type"] for each in socket.sent[1:]] == ["interrupt", "prompt"]
        assert of(socket, "interrupt") == [
            {"type": "interrupt", "utteranceUntilInterrupt": LONG[:30], "durationUntilInterruptMs": 2000}
        ]
        await leave_nothing(made)


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ("interruptible='none'", []),
        ("interruptible='false' reportInputDuringAgentSpeech='any'", ["prompt", "dtmf"]),
        ("interruptible='dtmf'", ["interrupt", "dtmf"]),
        ("interruptible='speech' reportInputDuringAgentSpeech='dtmf'", ["interrupt", "prompt", "dtmf"]),
    ],
)
async def test_what_interrupts_and_what_is_told_meanwhile_is_as_the_document_says(
    attributes: str, told: list[str]
) -> None:
    with world() as made:
        _, socket = await talking(made, f"dtmfDetection='true' {attributes}")
        say(socket, "text", token=LONG, last=True)
        await made.advance(1)
        act(made, Step(Act.SPEAK, text="Stop"))
        act(made, Step(Act.PRESS, digits="5"))
        assert [each["type"] for each in socket.sent[1:]] == told
        await leave_nothing(made)


async def test_keys_are_told_where_they_are_wanted() -> None:
    with world() as made:
        _, socket = await talking(made, "dtmfDetection='true'")
        act(made, Step(Act.PRESS, digits="1#"))
        assert of(socket, "dtmf") == [{"type": "dtmf", "digit": "1"}, {"type": "dtmf", "digit": "#"}]
        await leave_nothing(made)
    with world() as made:
        _, socket = await talking(made)
        act(made, Step(Act.PRESS, digits="1"))
        assert of(socket, "dtmf") == []
        await leave_nothing(made)


async def test_files_tones_and_another_language_take_their_turn() -> None:
    with world() as made:
        sid, socket = await talking(made)
        say(socket, "play", source="https://example.com/a.wav", loop=2)
        say(socket, "sendDigits", digits="1w2")
        say(socket, "language", ttsLanguage="de-DE", transcriptionLanguage="de-DE")
        await made.advance(10)
        assert await heard(made, sid) == ["[plays https://example.com/a.wav]"] * 2 + ["[tones 1w2]"]
        act(made, Step(Act.SPEAK, text="Guten Tag"))
        assert of(socket, "prompt")[0]["lang"] == "de-DE"
        await leave_nothing(made)


async def test_what_is_preemptible_gives_way_to_what_comes_next() -> None:
    with world() as made:
        sid, socket = await talking(made)
        say(socket, "text", token=LONG, last=True, preemptible=True)
        say(socket, "text", token="waits, and is left out", last=True, preemptible=True)
        await made.advance(1)
        say(socket, "text", token="Next", last=True)
        await made.advance(1)
        assert (await heard(made, sid))[-1] == "Next"
        await leave_nothing(made)


async def test_the_application_ends_it_and_hands_off_to_the_action() -> None:
    with world() as made:
        sid, socket = await talking(made)
        await made.advance(4.8)
        say(socket, "end", handoffData='{"reason":"live agent"}')
        await made.advance(3)
        found = result(made)
        assert (found["SessionStatus"], found["SessionDuration"]) == ("ended", "4")
        assert found["HandoffData"] == '{"reason":"live agent"}'
        assert found["SessionId"] == socket.sent[0]["sessionId"]
        assert socket.is_closed
        assert "Please wait" in await heard(made, sid)
        await leave_nothing(made)


async def test_hanging_up_completes_it_and_is_told_to_the_action() -> None:
    with world() as made:
        _, socket = await talking(made)
        act(made, Step(Act.HANG_UP))
        await made.advance(1)
        assert result(made)["SessionStatus"] == "completed"
        assert socket.is_closed
        await leave_nothing(made)


async def test_an_application_that_goes_away_fails_the_conversation() -> None:
    with world() as made:
        sid, socket = await talking(made)
        socket.is_closed = True
        socket.ear.on_end(31921, "It was closed.")
        await made.advance(1)
        assert (result(made)["SessionStatus"], result(made)["ErrorCode"]) == ("failed", "64105")
        assert [each[:5] for each in await heard(made, sid, "network")] == ["64105"]
        await leave_nothing(made)


async def test_an_application_that_is_not_there_has_a_code_of_its_own() -> None:
    with world() as made:
        made.sockets.refusal = 31902
        await talking(made)
        await made.advance(1)
        assert (result(made)["SessionStatus"], result(made)["ErrorCode"]) == ("failed", "64102")
        await leave_nothing(made)


async def test_invalid_messages_are_told_and_ten_in_a_row_are_too_many() -> None:
    with world() as made:
        sid, socket = await talking(made)
        for _ in range(9):
            socket.ear.on_text("no JSON")
        say(socket, "text", token="Still here", last=True)
        for _ in range(9):
            say(socket, "dance")
        assert len(of(socket, "error")) == 18
        assert not socket.is_closed
        socket.ear.on_text(None)
        assert (socket.is_closed, socket.close_code) == (True, 1007)
        await made.advance(1)
        codes = [each[:5] for each in await heard(made, sid, "network")]
        assert (codes.count("64107"), codes.count("64105")) == (19, 1)
        assert result(made)["ErrorCode"] == "64105"
        await leave_nothing(made)


async def test_a_url_that_is_no_web_socket_is_noted_and_the_action_told() -> None:
    with world() as made:
        made.phones.load({OTHER: (Step(Act.ANSWER),)})
        relay = "<ConversationRelay url='https://example.com'/>"
        sid = await made.call(OTHER, f"<Connect action='{ACTION}'>{relay}</Connect>")
        await made.advance(1)
        assert result(made)["ErrorCode"] == "64102"
        assert [each[:5] for each in await heard(made, sid, "network")] == ["64102"]
        await leave_nothing(made)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.dictionaries(
            st.sampled_from(["type", "token", "last", "source", "loop", "digits", "interruptible"]), inner, max_size=5
        ),
    )
)
def test_whatever_an_application_sends_is_read_or_refused(value: object) -> None:
    assert isinstance(read(json.dumps(value)), tuple)


def test_messages_are_read_as_they_are_published() -> None:
    assert read('{"type":"text","token":"Hi","last":true,"lang":"en-US","interruptible":false}') == Token(
        "Hi", True, "en-US", "none", None
    )
    for bad in ('{"type":"text"}', '{"type":"play","source":"file:///etc/passwd"}', '{"type":"sendDigits"}', "[]"):
        assert isinstance(read(bad), Bad)


async def test_a_language_is_spoken_by_its_voice_and_the_others_by_that_of_the_conversation_or_its_provider() -> None:
    with world() as made:
        german = "<Language code='de-DE' ttsProvider='Amazon' voice='Vicki-Neural'/><Language code='fr-FR'/>"
        sid, socket = await talking(made, "ttsProvider='google' voice='en-US-Journey-D'", german)
        for language in ("en-US", "de-DE", "fr-FR"):
            say(socket, "language", ttsLanguage=language)
            say(socket, "text", token="Good evening", last=True)
            await made.advance(2)
        await made.board.write()
        said = [(line.voice, line.language) for line in await made.calls.heard(sid) if line.what == "speech"]
        assert said == [("en-US-Journey-D", "en-US"), ("Vicki-Neural", "de-DE"), ("en-US-Journey-O", "fr-FR")]
        await leave_nothing(made)
