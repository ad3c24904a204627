"""Which voice speaks in which language, and what is noted where a document asks for what there is not."""

from __future__ import annotations

import pytest

from cordboard.base.voices import Build, voice_of
from cordboard.twiml.voice.voices import choose


@pytest.mark.parametrize(
    ("voice", "language", "spoken"),
    [
        (None, None, ("man", "en-US")),
        (None, "da-DK", ("man", "da-DK")),
        ("woman", None, ("woman", "en-US")),
        ("woman", "fr", ("woman", "fr")),
        ("alice", "zh-TW", ("alice", "zh-TW")),
        ("Polly.Joanna", None, ("Polly.Joanna", "en-US")),
        ("Polly.Vicki-Neural", None, ("Polly.Vicki-Neural", "de-DE")),
        ("Polly.Aditi", "hi-IN", ("Polly.Aditi", "hi-IN")),
        ("Polly.Rémi-Generative", "fr-FR", ("Polly.Rémi-Generative", "fr-FR")),
        ("Google.es-US-Wavenet-B", None, ("Google.es-US-Wavenet-B", "es-US")),
        ("Google.en-GB-Chirp3-HD-Kore", "en-GB", ("Google.en-GB-Chirp3-HD-Kore", "en-GB")),
    ],
)
def test_a_voice_speaks_its_own_language_or_the_one_that_is_asked_for(
    voice: str | None, language: str | None, spoken: tuple[str, str]
) -> None:
    assert choose(voice, language) == (*spoken, None)


@pytest.mark.parametrize(
    ("voice", "language", "spoken", "code"),
    [
        ("Polly.Nobody", None, ("man", "en-US"), 13511),
        ("robot", "de-DE", ("man", "de-DE"), 13511),
        ("Google.xx-XX-Wavenet-A", None, ("man", "en-US"), 13511),
        ("", None, ("man", "en-US"), 13511),
        ("man", "ja-JP", ("man", "en-US"), 13512),
        ("alice", "he-IL", ("alice", "en-US"), 13512),
        ("Polly.Hans", "en-US", ("Polly.Hans", "de-DE"), 13512),
        (None, "klingon", ("man", "en-US"), 13512),
    ],
)
def test_what_there_is_not_is_noted_and_something_else_speaks(
    voice: str | None, language: str | None, spoken: tuple[str, str], code: int
) -> None:
    chosen = choose(voice, language)
    assert (chosen.voice, chosen.language) == spoken
    assert chosen.fault is not None
    assert chosen.fault[0] == code


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("man", Build.MAN),
        ("alice", Build.WOMAN),
        ("Polly.Matthew", Build.MAN),
        ("polly.joanna-neural", Build.WOMAN),
        ("Polly.Ivy", Build.CHILD),
        ("Google.en-US-Chirp3-HD-Charon", Build.MAN),
        ("Google.en-US-Chirp3-HD-Aoede", Build.WOMAN),
    ],
)
def test_voices_are_of_men_women_and_children(name: str, build: Build) -> None:
    voice = voice_of(name)
    assert voice is not None
    assert voice.build is build
