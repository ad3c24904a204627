"""Texts: the GSM alphabet by the names of its characters, the sizes of parts, and cuts that lose nothing."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cordboard.base.text import GSM_7_BASIC, GSM_7_EXTENSION, LOOK_ALIKES, Encoding, segment, smart_encode, split

# 3GPP TS 23.038 §6.2.1, read row by row as the standard's table names its characters; 0x1B is the escape.
NOT_ASCII = {
    0x00: "COMMERCIAL AT",
    0x01: "POUND SIGN",
    0x02: "DOLLAR SIGN",
    0x03: "YEN SIGN",
    0x04: "LATIN SMALL LETTER E WITH GRAVE",
    0x05: "LATIN SMALL LETTER E WITH ACUTE",
    0x06: "LATIN SMALL LETTER U WITH GRAVE",
    0x07: "LATIN SMALL LETTER I WITH GRAVE",
    0x08: "LATIN SMALL LETTER O WITH GRAVE",
    0x09: "LATIN CAPITAL LETTER C WITH CEDILLA",
    0x0B: "LATIN CAPITAL LETTER O WITH STROKE",
    0x0C: "LATIN SMALL LETTER O WITH STROKE",
    0x0E: "LATIN CAPITAL LETTER A WITH RING ABOVE",
    0x0F: "LATIN SMALL LETTER A WITH RING ABOVE",
    0x10: "GREEK CAPITAL LETTER DELTA",
    0x11: "LOW LINE",
    0x12: "GREEK CAPITAL LETTER PHI",
    0x13: "GREEK CAPITAL LETTER GAMMA",
    0x14: "GREEK CAPITAL LETTER LAMDA",
    0x15: "GREEK CAPITAL LETTER OMEGA",
    0x16: "GREEK CAPITAL LETTER PI",
    0x17: "GREEK CAPITAL LETTER PSI",
    0x18: "GREEK CAPITAL LETTER SIGMA",
    0x19: "GREEK CAPITAL LETTER THETA",
    0x1A: "GREEK CAPITAL LETTER XI",
    0x1C: "LATIN CAPITAL LETTER AE",
    0x1D: "LATIN SMALL LETTER AE",
    0x1E: "LATIN SMALL LETTER SHARP S",
    0x1F: "LATIN CAPITAL LETTER E WITH ACUTE",
    0x24: "CURRENCY SIGN",
    0x40: "INVERTED EXCLAMATION MARK",
    0x5B: "LATIN CAPITAL LETTER A WITH DIAERESIS",
    0x5C: "LATIN CAPITAL LETTER O WITH DIAERESIS",
    0x5D: "LATIN CAPITAL LETTER N WITH TILDE",
    0x5E: "LATIN CAPITAL LETTER U WITH DIAERESIS",
    0x5F: "SECTION SIGN",
    0x60: "INVERTED QUESTION MARK",
    0x7B: "LATIN SMALL LETTER A WITH DIAERESIS",
    0x7C: "LATIN SMALL LETTER O WITH DIAERESIS",
    0x7D: "LATIN SMALL LETTER N WITH TILDE",
    0x7E: "LATIN SMALL LETTER U WITH DIAERESIS",
    0x7F: "LATIN SMALL LETTER A WITH GRAVE",
}
EXTENSION = {
    0x14: "CIRCUMFLEX ACCENT",
    0x28: "LEFT CURLY BRACKET",
    0x29: "RIGHT CURLY BRACKET",
    0x2F: "REVERSE SOLIDUS",
    0x3C: "LEFT SQUARE BRACKET",
    0x3D: "TILDE",
    0x3E: "RIGHT SQUARE BRACKET",
    0x40: "VERTICAL LINE",
    0x65: "EURO SIGN",
}
BASIC_CHARACTERS = GSM_7_BASIC.replace("\x1b", "")
GSM = BASIC_CHARACTERS + "".join(GSM_7_EXTENSION)
gsm_texts = st.text(alphabet=GSM, max_size=700)
texts = st.one_of(st.text(max_size=400), gsm_texts, st.text(alphabet="a€😀ü日", max_size=400))


def septets(text: str) -> int:
    return sum(2 if character in GSM_7_EXTENSION else 1 for character in text)


def code_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def sizes(text: str) -> tuple[int, int, int]:
    """Return units of the text, and how many a lone message and a part hold, all counted without the code's help."""
    if all(character in GSM for character in text):
        return septets(text), 160, 153
    return code_units(text), 70, 67


def test_the_basic_table_is_that_of_the_standard() -> None:
    expected = {septet: unicodedata.lookup(name) for septet, name in NOT_ASCII.items()}
    expected |= {0x0A: "\n", 0x0D: "\r", 0x1B: "\x1b"}
    # Everything else is where ASCII has it.
    assert list(GSM_7_BASIC) == [expected.get(septet, chr(septet)) for septet in range(128)]


def test_the_extension_table_is_that_of_the_standard() -> None:
    expected = {unicodedata.lookup(name): septet for septet, name in EXTENSION.items()} | {"\f": 0x0A}
    assert expected == GSM_7_EXTENSION


@pytest.mark.parametrize(
    ("text", "encoding", "segments", "units"),
    [
        ("", "GSM-7", 1, 0),
        ("a" * 160, "GSM-7", 1, 160),
        ("a" * 161, "GSM-7", 2, 161),
        ("a" * 306, "GSM-7", 2, 306),
        ("a" * 307, "GSM-7", 3, 307),
        ("à" * 160, "GSM-7", 1, 160),
        ("€" * 80, "GSM-7", 1, 160),
        ("€" * 81, "GSM-7", 2, 162),
        ("€" * 153, "GSM-7", 3, 306),  # 153 is odd: a part holds 76 of them
        ("a" + "€" * 152 + "a", "GSM-7", 2, 306),  # 1 + 76 pairs fill a part, 76 pairs + 1 the next
        ("日" * 70, "UCS-2", 1, 70),
        ("日" * 71, "UCS-2", 2, 71),
        ("日" * 134, "UCS-2", 2, 134),
        ("日" * 135, "UCS-2", 3, 135),
        ("😀" * 35, "UCS-2", 1, 70),
        ("😀" * 36, "UCS-2", 2, 72),
        ("😀" * 67, "UCS-2", 3, 134),  # 67 is odd: a part holds 33 of them
        ("a" * 70 + "ç", "UCS-2", 2, 71),  # one character moves the whole text
        ("a" * 159 + "`", "UCS-2", 3, 160),  # ASCII, but not in the alphabet
        ("\x1b", "UCS-2", 1, 1),  # the escape itself is no character
        ("\t", "UCS-2", 1, 1),
    ],
)
def test_a_text_is_carried_in_the_parts_of_the_standard(text: str, encoding: str, segments: int, units: int) -> None:
    assert segment(text) == (Encoding(encoding), segments, units)


@given(texts)
@example("a" * 152 + "€" + "a" * 10)
@example("日" * 66 + "😀" + "日")
def test_parts_joined_are_the_text_again_and_none_is_too_long(text: str) -> None:
    parts = split(text)
    units, alone, part_size = sizes(text)
    count = septets if alone == 160 else code_units
    assert "".join(parts) == text
    assert max(map(count, parts)) <= (alone if len(parts) == 1 else part_size)
    assert (len(parts) == 1) == (units <= alone)


@given(texts)
def test_each_part_is_as_full_as_it_can_be(text: str) -> None:
    parts = split(text)
    _, alone, part_size = sizes(text)
    count = septets if alone == 160 else code_units
    for part, following in pairwise(parts):
        assert count(part + following[0]) > part_size


@given(texts)
def test_counting_and_cutting_agree(text: str) -> None:
    found = segment(text)
    units, alone, _ = sizes(text)
    assert found == (Encoding.GSM_7 if alone == 160 else Encoding.UCS_2, len(split(text)), units)


@given(st.text(alphabet="😀a日", min_size=71, max_size=300))
def test_a_surrogate_pair_is_never_parted(text: str) -> None:
    for part in split(text):
        assert part.encode("utf-16-le").decode("utf-16-le") == part


@given(st.text(max_size=200))
def test_smart_encoding_twice_is_smart_encoding_once(text: str) -> None:
    once = smart_encode(text)
    assert smart_encode(once) == once


@given(gsm_texts)
def test_smart_encoding_leaves_what_can_be_carried_already(text: str) -> None:
    assert smart_encode(text) == text


@pytest.mark.parametrize(
    ("typed", "carried"),
    [
        ("“Don’t” – it’s…", "\"Don't\" - it's..."),
        ("a\u00a0b\u2009c\u200bd", "a b cd"),
        ("Ａ１！", "A1!"),  # full width
        ("½ — ok", "1/2 - ok"),
    ],
)
def test_typography_becomes_what_a_handset_has(typed: str, carried: str) -> None:
    assert smart_encode(typed) == carried
    assert segment(carried).encoding is Encoding.GSM_7


def test_every_replacement_is_in_the_alphabet_and_no_replaced_character_is() -> None:
    assert set("".join(LOOK_ALIKES.values())) <= set(GSM)
    assert not set(LOOK_ALIKES) & set(GSM)


def test_an_emoji_family_stays_a_family() -> None:
    family = "👩\u200d👩\u200d👧"
    assert smart_encode(family) == family
