"""What an application asks to be told besides: prompts that grow, who is speaking, and what has been played."""

from __future__ import annotations

import json

import pytest
from test_relaying import LONG, act, leave_nothing, of, say, talking
from test_voice_engine import Socket, world

from cordboard.voice.growing import MOST_PARTIAL
from cordboard.voice.handset import Act, Step
from cordboard.voice.relay_messages import prompt_messages


def shown(socket: Socket) -> list[tuple[str, str]]:
    return [(each["name"], each["value"]) for each in of(socket, "info")]


async def test_prompts_grow_word_by_word_where_partial_ones_are_wanted() -> None:
    with world() as made:
        _, socket = await talking(made, "partialPrompts='true'")
        act(made, Step(Act.SPEAK, text="I want a refund"))
        assert [(each["voicePrompt"], each["last"]) for each in of(socket, "prompt")] == [
            ("I", False),
            ("I want", False),
            ("I want a", False),
            ("I want a refund", True),
        ]
        await leave_nothing(made)


@pytest.mark.parametrize(("words", "told"), [(0, 1), (1, 1), (21, 11), (1000, 20)])
def test_a_long_speech_grows_in_twenty_steps_at_most(words: int, told: int) -> None:
    text = " ".join(["word"] * words)
    found = [json.loads(each) for each in prompt_messages(text, "en-US", tells_partial=True)]
    assert len(found) == told <= MOST_PARTIAL + 1
    assert [each["last"] for each in found] == [False] * (told - 1) + [True]
    assert found[-1]["voicePrompt"] == text


async def test_what_is_heard_and_what_is_spoken_have_a_language_each() -> None:
    with world() as made:
        _, socket = await talking(made, "language='en-GB' transcriptionLanguage='sv-SE' ttsLanguage='fr-FR'")
        act(made, Step(Act.SPEAK, text="Hej"))
        say(socket, "language", ttsLanguage="de-DE")
        act(made, Step(Act.SPEAK, text="Hej"))
        say(socket, "language", transcriptionLanguage="de-DE")
        act(made, Step(Act.SPEAK, text="Hallo"))
        assert [each["lang"] for each in of(socket, "prompt")] == ["sv-SE", "sv-SE", "de-DE"]
        await leave_nothing(made)


@pytest.mark.parametrize("attribute", ["debug", "events"])
async def test_who_speaks_and_what_was_played_is_told_to_who_asked(attribute: str) -> None:
    with world() as made:
        _, socket = await talking(made, f"{attribute}='speaker-events tokens-played' welcomeGreeting='Hello'")
        await made.advance(2)
        assert shown(socket) == [("agentSpeaking", "on"), ("tokensPlayed", "Hello"), ("agentSpeaking", "off")]
        act(made, Step(Act.SPEAK, text="Hi"))
        assert shown(socket)[3:] == [("clientSpeaking", "on"), ("clientSpeaking", "off")]
        assert all(isinstance(each["ts"], int) for each in of(socket, "info") if each["name"] != "tokensPlayed")
        await leave_nothing(made)


async def test_of_what_is_interrupted_only_what_was_heard_is_told_as_played() -> None:
    with world() as made:
        _, socket = await talking(made, "events='speaker-events tokens-played'")
        say(socket, "text", token=LONG, last=True)
        await made.advance(2)
        act(made, Step(Act.SPEAK, text="Stop"))
        assert shown(socket) == [
            ("agentSpeaking", "on"),
            ("clientSpeaking", "on"),
            ("tokensPlayed", LONG[:30]),
            ("agentSpeaking", "off"),
            ("clientSpeaking", "off"),
        ]
        await leave_nothing(made)


async def test_who_asked_for_nothing_is_told_nothing_of_it() -> None:
    with world() as made:
        _, socket = await talking(made, "welcomeGreeting='Hello'")
        await made.advance(2)
        act(made, Step(Act.SPEAK, text="Hi there"))
        assert [each["type"] for each in socket.sent] == ["setup", "prompt"]
        await leave_nothing(made)


async def test_a_conversation_that_fails_while_its_application_speaks_sends_nothing_more() -> None:
    with world() as made:
        _, socket = await talking(made, "events='speaker-events tokens-played'")
        say(socket, "text", token=LONG, last=True)
        await made.advance(1)
        for _ in range(10):
            socket.ear.on_text("no JSON")
        assert socket.is_closed
        assert shown(socket) == [("agentSpeaking", "on")]
        await leave_nothing(made)
