"""What Gather recognizes of an utterance."""

from __future__ import annotations

import pytest

from cordboard.voice.recognizing import recognized

PACE = 15.0  # characters a second


def heard(text: str, max_speech_s: float = 60, filters: bool = True) -> str:
    return recognized(text, max_speech_s=max_speech_s, filters_profanity=filters, characters_per_s=PACE)


def test_speech_that_is_longer_than_the_maximum_is_what_was_said_until_then() -> None:
    # Five characters and a space take 0.4 s: the words begin at 0, 0.4, 0.8 and 1.2 s.
    assert heard("three three three three", max_speech_s=1) == "three three three"
    assert heard("three three three three", max_speech_s=2) == "three three three three"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Oh shit, the fucking printer", "Oh s***, the f****** printer"),
        ("SHIT", "S***"),
        ("Dick lives in Scunthorpe", "Dick lives in Scunthorpe"),
    ],
)
def test_of_a_profane_word_the_first_letter_is_left(said: str, told: str) -> None:
    assert heard(said) == told
    assert heard(said, filters=False) == said
