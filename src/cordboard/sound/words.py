"""From text to the words that a reader would say: numbers, signs, initials and foreign letters become words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import Final

from cordboard.base.numerals import DIGITS, cardinal
from cordboard.sound.irregular_words import INITIALS, SIGNS
from cordboard.sound.readings import read_out

COMMA, STOP, QUESTION = ",", ".", "?"
PAUSES: Final = frozenset({COMMA, STOP, QUESTION})
GAP: Final = " "  # a breath between numbers in a row, which run together otherwise; the melody goes on over it
MAX_WORD_LETTERS = 24  # what is longer is no word; it is said in pieces, so that no rule meets an endless one
# As a telephone number is read: from five digits on, or behind a leading zero, each digit by itself.
MAX_COUNTED_DIGITS = 4

_PIECE = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?|\d+|[^\W\d_]|[^\w\s]|_")
# What is left of times, and of versions: hours are apart from minutes, and each point is said.
_IN_NUMBERS = ((re.compile(r"(?<=\d):(?=\d)"), " "), (re.compile(r"(?<=\d)\.(?=\d)"), " point "))
_BREAKS = {",": COMMA, ";": COMMA, ":": COMMA, ".": STOP, "!": STOP, "?": QUESTION, "…": STOP}
_SYLLABLE_BEGINS, _SYLLABLE_ENDS = "bdfghklmnprstvwz", ("a", "ee", "oo", "an", "ar", "en", "ing", "oy")


def words_of(text: str) -> Iterator[str]:
    """Yield words in lower case, initials in upper case (one letter each), signs of pauses, and gaps."""
    plain = read_out(unicodedata.normalize("NFKD", text).replace("’", "'"))
    for pattern, said in _IN_NUMBERS:
        plain = pattern.sub(said, plain)
    pieces = [piece[0] for piece in _PIECE.finditer(_recomposed(plain))]
    for before, piece, behind in zip(("", *pieces), pieces, (*pieces[1:], ""), strict=False):
        if piece.isdigit() and before.isdigit():
            yield GAP
        if _is_letter(piece) and (_is_letter(before) or _is_letter(behind)):
            yield piece.upper()
        else:
            yield from _said(piece)


def _is_letter(piece: str) -> bool:
    """Tell whether it is a letter that stands alone; beside another one it is said by its name, A and I too."""
    return len(piece) == 1 and piece.isascii() and piece.isupper()


def _recomposed(text: str) -> str:
    """Drop accents, which the rules do not know, but keep syllables of Hangul whole."""
    return unicodedata.normalize("NFC", "".join(char for char in text if not unicodedata.combining(char)))


def _said(piece: str) -> Iterator[str]:
    if piece.isdigit():
        yield from _digits(piece)
    elif piece in _BREAKS:
        yield _BREAKS[piece]
    elif piece in SIGNS:
        yield SIGNS[piece]
    elif piece.isascii() and piece[0].isalpha():
        yield from _latin(piece)
    elif piece.isalnum():
        yield _foreign(piece)
    elif unicodedata.category(piece) == "So":
        yield from re.findall("[a-z]+", unicodedata.name(piece, "").lower())


def _latin(piece: str) -> Iterator[str]:
    is_short = piece.isupper() and 1 < len(piece) <= 4
    is_initials = piece in INITIALS or (is_short and not re.search("[AEIOUY]", piece))
    if is_initials or (len(piece) == 1 and piece.upper() not in "AI"):
        yield from piece.upper()
        return
    word = piece.lower()
    for at in range(0, len(word), MAX_WORD_LETTERS):
        yield word[at : at + MAX_WORD_LETTERS]


def _foreign(letter: str) -> str:
    """Return what a letter of another script is called; an ideograph becomes a syllable of its own.

    Names of letters end with their sound (CYRILLIC SMALL LETTER ZHE, HANGUL SYLLABLE HAN).
    """
    name = unicodedata.name(letter, "").rpartition(" ")[2]
    if name.isascii() and name.isalpha():
        return name.lower()[:MAX_WORD_LETTERS]
    code = ord(letter)
    begin = _SYLLABLE_BEGINS[code % len(_SYLLABLE_BEGINS)]
    return begin + _SYLLABLE_ENDS[code // len(_SYLLABLE_BEGINS) % len(_SYLLABLE_ENDS)]


def _digits(piece: str) -> Iterator[str]:
    values = [unicodedata.digit(char) for char in piece]
    if len(values) > MAX_COUNTED_DIGITS or (values[0] == 0 and len(values) > 1):
        yield from list(chain.from_iterable((GAP, DIGITS[value]) for value in values))[1:]
    else:
        yield from cardinal(int("".join(map(str, values))))
