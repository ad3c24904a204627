"""Texts as a handset network carries them: alphabets, parts and look-alikes.

Pure arithmetic on characters. Bits, headers and data coding schemes belong to the carriers.

Source: 3GPP TS 23.038 §6.2.1 (alphabets), 3GPP TS 23.040 §9.2.3.24 (concatenation).
"""

import re
from bisect import bisect_left
from enum import StrEnum
from typing import Final, NamedTuple

ESCAPE: Final = "\x1b"

# The position in this string is the septet. ESCAPE leads to the extension table and is no character of a text.
GSM_7_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)

# The septet which follows ESCAPE, so each of these characters takes two.
GSM_7_EXTENSION: Final = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}

# Looks alike, so a reader loses nothing when it is sent instead. Every replacement is GSM-7.
# The zero-width joiner is not here: an emoji family without it becomes a row of people.
LOOK_ALIKES: Final = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›`´′", "'"),
    **dict.fromkeys("‐‑‒–—―", "-"),
    **dict.fromkeys("⁄∕", "/"),
    "…": "...",
    "•": "*",
    "‼": "!!",
    "¼": "1/4",
    "½": "1/2",
    "¾": "3/4",
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),  # en quad to hair space
    **dict.fromkeys("\u00a0\u202f\u205f\u3000", " "),  # no-break, mathematical and ideographic spaces
    **dict.fromkeys("\u200b\u200c\u2060\ufeff", ""),  # zero-width spaces, word joiner, byte order mark
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF40},  # full width ! to ~
    "\uff40": "'",  # The full-width grave accent: its narrow twin is not GSM-7 either.
}


class Encoding(StrEnum):
    """Which alphabet carries a text; the values are the names customers know."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


class Segmentation(NamedTuple):
    """How a text is carried.

    Units: `units` counts septets in GSM-7 and UTF-16 code units in UCS-2, without headers.
    """

    encoding: Encoding
    segments: int
    units: int


class _Alphabet(NamedTuple):
    encoding: Encoding
    pair: re.Pattern[str]  # a character which takes two units, never parted
    alone: int  # units of a message that needs no header
    part: int  # units of each part of a longer one


# A message carries 140 octets: 160 septets or 70 code units. The header of a part takes 6 of them (length, element
# identifier, element length, reference, total, number); 134 are left: 1072 bits, so 153 septets or 67 code units.
_GSM_7 = _Alphabet(Encoding.GSM_7, re.compile(f"[{re.escape(''.join(GSM_7_EXTENSION))}]"), 160, 153)
_UCS_2 = _Alphabet(Encoding.UCS_2, re.compile("[\U00010000-\U0010ffff]"), 70, 67)

_BASIC = GSM_7_BASIC.replace(ESCAPE, "")
_NOT_GSM_7 = re.compile(f"[^{re.escape(_BASIC + ''.join(GSM_7_EXTENSION))}]")

# For the common text, short and plain: deleting known bytes is twice as fast as a pattern, and the answers are few.
_BASIC_ASCII = bytes(ord(character) for character in _BASIC if character.isascii())
_ALONE_IN_GSM_7 = tuple(Segmentation(Encoding.GSM_7, 1, units) for units in range(_GSM_7.alone + 1))

_LOOK_ALIKES = str.maketrans(LOOK_ALIKES)


def segment(text: str) -> Segmentation:
    """Count the parts a text is carried in; an empty text is carried in one.

    Units: GSM-7 sizes in septets (160 alone, 153 a part), UCS-2 in UTF-16 code units (70, 67).
    Source: 3GPP TS 23.038 §6.2.1, TS 23.040 §9.2.3.24.1.
    """
    if len(text) <= _GSM_7.alone and text.isascii() and not text.encode().translate(None, _BASIC_ASCII):
        return _ALONE_IN_GSM_7[len(text)]
    alphabet = _alphabet_of(text)
    pairs = _pair_middles(text, alphabet)
    return Segmentation(alphabet.encoding, len(_part_ends(text, alphabet, pairs)), len(text) + len(pairs))


def split(text: str) -> list[str]:
    """Cut a text into the parts a carrier sends; joined they are the text again.

    Source: 3GPP TS 23.040 §9.2.3.24.1: neither an escape sequence nor a surrogate pair is parted.
    """
    alphabet = _alphabet_of(text)
    ends = _part_ends(text, alphabet, _pair_middles(text, alphabet))
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def smart_encode(text: str) -> str:
    """Replace typographic look-alikes by GSM-7 characters; others stay as they are."""
    return text.translate(_LOOK_ALIKES)


def _alphabet_of(text: str) -> _Alphabet:
    """One character outside GSM-7 moves the whole text to UCS-2."""
    return _UCS_2 if _NOT_GSM_7.search(text) else _GSM_7


def _pair_middles(text: str, alphabet: _Alphabet) -> list[int]:
    """Unit offsets at which no part may end, ascending: the second unit of each two-unit character."""
    return [found.start() + nth for nth, found in enumerate(alphabet.pair.finditer(text), start=1)]


def _part_ends(text: str, alphabet: _Alphabet, pair_middles: list[int]) -> list[int]:
    """Character offsets at which the parts end, each part as full as it can be."""
    units = len(text) + len(pair_middles)
    if units <= alphabet.alone:
        return [len(text)]
    ends = []
    reached = 0
    while reached < units:
        reached = min(reached + alphabet.part, units)
        pairs_before = bisect_left(pair_middles, reached)
        if pair_middles[pairs_before : pairs_before + 1] == [reached]:
            reached -= 1
        ends.append(reached - pairs_before)
    return ends
