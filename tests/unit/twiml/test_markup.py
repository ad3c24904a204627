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
    return pieces(found.verbs[0])[0]


def noted(inside: str) -> list[int]:
    found = read(f"<Response><Say>{inside}</Say></Response>".encode())
    assert isinstance(found, Document)
    return [note.code for note in pieces(found.verbs[0])[1]]


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
    ("given", "rate"),
    [
        *(("x-slow", 0.5), ("slow", 0.64), ("medium", 1.0), ("fast", 1.55), ("x-fast", 2.0)),
        *(("50%", 0.5), ("110%", 1.1), ("900%", 2.0), ("0%", 0.2), ("+10%", 1.1), ("-20%", 0.8), ("+0%", 1.0)),
    ],
)
def test_the_rate_of_prosody_is_a_word_or_a_percentage_from_20_to_200(given: str, rate: float) -> None:
    [piece] = spoken(f"<prosody rate='{given}'>One</prosody>")
    assert piece == Piece("One", pytest.approx(rate))
    assert not noted(f"<prosody rate='{given}'>One</prosody>")


@pytest.mark.parametrize("given", ["quick", "", "%", "10", "++10%", "10 %", "1e3%", "+10st"])
def test_a_rate_that_cannot_be_read_is_noted_as_13513_and_changes_nothing(given: str) -> None:
    assert spoken(f"<prosody rate='{given}'>One</prosody>") == [Piece("One")]
    assert noted(f"<prosody rate='{given}'>One</prosody>") == [13513]


@pytest.mark.parametrize(
    ("given", "pitch"),
    [("x-low", 0.7), ("high", 1.2), ("+20%", 1.2), ("-50%", 0.5), ("-90%", 0.5), ("+12st", 2.0), ("-2st", 0.891)],
)
def test_the_pitch_of_prosody_is_a_word_or_a_difference_within_an_octave(given: str, pitch: float) -> None:
    [piece] = spoken(f"<prosody pitch='{given}'>One</prosody>")
    assert piece == Piece("One", pitch=pytest.approx(pitch, abs=0.001))


@pytest.mark.parametrize(
    ("given", "volume_db"), [("silent", -96), ("soft", -6), ("x-loud", 8), ("+6dB", 6), ("-6dB", -6), ("+99dB", 12)]
)
def test_the_volume_of_prosody_is_a_word_or_decibels(given: str, volume_db: float) -> None:
    assert spoken(f"<prosody volume='{given}'>One</prosody>") == [Piece("One", volume_db=volume_db)]


def test_differences_are_of_what_is_around() -> None:
    inside = "<prosody rate='50%' volume='-6dB'>One <prosody rate='+50%' volume='-6dB'>two</prosody></prosody>"
    assert spoken(inside) == [Piece("One", 0.5, volume_db=-6), Piece("two", 0.75, volume_db=-12)]


def test_what_is_emphasized_is_slower_higher_and_louder_and_what_is_reduced_is_not() -> None:
    strong, usual, reduced = (
        spoken(f"<emphasis level='{level}'>One</emphasis>")[0] for level in ("strong", "none", "reduced")
    )
    assert usual == Piece("One")
    assert strong.rate < usual.rate < reduced.rate
    assert strong.pitch > usual.pitch > reduced.pitch
    assert strong.volume_db > usual.volume_db > reduced.volume_db


def test_paragraphs_and_sentences_end_with_a_pause_and_another_language_is_told() -> None:
    inside = "<p><s>One.</s><s>Two.</s></p><lang xml:lang='fr-FR'>Trois</lang>"
    assert [(piece.text, piece.pause_s, piece.language) for piece in spoken(inside)] == [
        *(("One.", 0, ""), ("", 0.5, ""), ("Two.", 0, ""), ("", 0.5, ""), ("", 1.25, "")),
        ("Trois", 0, "fr-FR"),
    ]


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<voice name='Joanna'>One</voice>", 12200),
        ("<prosody><mark name='here'/></prosody>", 12200),
        ("<prosody contour='(0%,+20Hz)'>One</prosody>", 12200),
        ("<emphasis level='huge'>One</emphasis>", 12200),
        ("<prosody pitch='dark'>One</prosody>", 12200),
        ("<prosody volume='6'>One</prosody>", 12200),
        ("<break time='-1s'/>", 12200),
        ("<say-as interpret-as='poem'>One</say-as>", 12200),
        ("<phoneme alphabet='morse' ph='.-'>One</phoneme>", 12200),
        ("<prosody rate='quick'>One</prosody>", 13513),
    ],
)
def test_markup_that_is_not_known_is_noted_at_any_depth(inside: str, code: int) -> None:
    assert noted(f"Say <s>{inside}</s>") == [code]


def test_a_pronunciation_goes_with_the_text_that_it_is_of() -> None:
    inside = "A <phoneme alphabet='ipa' ph='pɪˈkɑːn'>pecan</phoneme> and <phoneme>that</phoneme>"
    assert spoken(inside) == [Piece("A"), Piece("pecan", pronounced="ipa:pɪˈkɑːn"), Piece("and that")]


def test_of_an_element_that_is_not_known_the_text_is_said() -> None:
    assert spoken("One <voice name='Joanna'>two</voice> three") == [Piece("One two three")]


def test_a_percentage_is_of_the_speed_around_it() -> None:
    inside = "One <prosody rate='50%'>two <prosody rate='50%'>three</prosody></prosody> four"
    assert spoken(inside) == [Piece("One"), Piece("two", 0.5), Piece("three", 0.25), Piece("four")]


def test_at_half_the_speed_a_text_takes_twice_as_long() -> None:
    assert length_s(Say("a" * 30, "man", "en-US", 0.5), 15.0) == 4.0
    assert length_s(Say("a" * 30, "man", "en-US"), 15.0) == 2.0
