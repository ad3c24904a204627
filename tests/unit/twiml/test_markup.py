"""What the markup of speech makes of a text."""

from __future__ import annotations

import pytest

from cordboard.twiml.reader import Document, read
from cordboard.twiml.voice.effects import Say
from cordboard.twiml.voice.markup import Piece, pieces
from cordboard.voice.speaking import length_s


def spoken(inside: str) -> list[Piece]:
    found = read(f"<Response><Say>{inside}</Say></Response>".encode())
    assert isinstance(found, Document)
    return pieces(found.verbs[0])


@pytest.mark.parametrize(
    ("given", "pause_s"),
    [
        ("time='2s'", 2.0),
        ("time='250ms'", 0.25),
        ("time='99s'", 10.0),
        ("", 0.75),
        ("strength='x-strong'", 1.25),
        ("strength='strong' time='3s'", 3.0),
        ("time='-1s'", 0.75),
    ],
)
def test_a_break_is_a_pause_of_its_time_or_else_of_its_strength(given: str, pause_s: float) -> None:
    assert spoken(f"One<break {given}/>two") == [Piece("One"), Piece("", pause_s=pause_s), Piece("two")]


def test_a_break_without_strength_is_no_pause() -> None:
    assert spoken("One<break strength='none'/>two") == [Piece("One two")]


@pytest.mark.parametrize(
    ("given", "rate"), [("slow", 0.64), ("x-fast", 2.0), ("50%", 0.5), ("900%", 2.0), ("0%", 0.2), ("quick", 1.0)]
)
def test_the_rate_of_prosody_is_a_word_or_a_percentage_from_20_to_200(given: str, rate: float) -> None:
    assert spoken(f"<prosody rate='{given}'>One</prosody>") == [Piece("One", rate)]


def test_a_percentage_is_of_the_speed_around_it() -> None:
    inside = "One <prosody rate='50%'>two <prosody rate='50%'>three</prosody></prosody> four"
    assert spoken(inside) == [Piece("One"), Piece("two", 0.5), Piece("three", 0.25), Piece("four")]


def test_at_half_the_speed_a_text_takes_twice_as_long() -> None:
    assert length_s(Say("a" * 30, "man", "en-US", 0.5), 15.0) == 4.0
    assert length_s(Say("a" * 30, "man", "en-US"), 15.0) == 2.0
