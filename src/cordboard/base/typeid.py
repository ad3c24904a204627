"""Ids of the Communications API: a prefix that says the kind, then a UUIDv7 in base 32.

The UUID holds 48 bits of milliseconds and, as its fixed-length counter, the 16 bits that a SID counts with: so the
first of its bits are a row's integer key, as those of a SID are, and ids rise with time. The other 58 bits are random.

Source: RFC 9562, sections 5.7 and 6.2 (method 1); https://github.com/jetify-com/typeid/tree/main/spec;
https://www.crockford.com/base32.html.
"""

from __future__ import annotations

import re

SUFFIX_LENGTH = 26  # 130 bits for the 128 of a UUID; the first digit is thus below 8
LAST_KEY = (1 << 63) - 1  # Keys are signed integers of 64 bits in the store; clocks get there in the year 6429.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PYTHON = "0123456789abcdefghijklmnopqrstuv"
_TO_PYTHON = str.maketrans(_ALPHABET, _PYTHON)
_DIGITS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
# Ids of other servers, and the session of the brief, are longer or no base 32; they name nothing here.
_SHAPE = re.compile(r"[0-7][0-9a-z]{25,34}", re.ASCII)
_VERSION, _VARIANT = 0x7 << 76, 0x2 << 62
_PAIRS = tuple(range(120, -1, -10))


def type_id(prefix: str, key: int, random_64: int) -> str:
    """Return the id around a key. Units: of ``random_64`` the lowest 58 bits are used."""
    ms, count = key >> 16, key & 0xFFFF
    bits = ms << 80 | _VERSION | (count >> 4) << 64 | _VARIANT | (count & 0xF) << 58 | random_64 & (1 << 58) - 1
    return f"{prefix}_{''.join([_DIGITS[bits >> place & 1023] for place in _PAIRS])}"


def is_type_id(text: str, prefix: str) -> bool:
    """Tell whether a text has the shape of an id of this kind."""
    head, _, suffix = text.rpartition("_")
    return head == prefix and _SHAPE.fullmatch(suffix) is not None


def key_of_type_id(text: str) -> int:
    """Return the key inside an id.

    Raises: ValueError when the text is no id that was made here.
    """
    suffix = text.rpartition("_")[2]
    if len(suffix) != SUFFIX_LENGTH or not suffix.isascii() or suffix[0] not in "01234567":
        raise ValueError("not an id")
    if any(each in suffix for each in "ilou"):
        raise ValueError("not an id")
    bits = int(suffix.translate(_TO_PYTHON), 32)
    key = bits >> 80 << 16 | (bits >> 64 & 0xFFF) << 4 | bits >> 58 & 0xF
    if key > LAST_KEY:
        raise ValueError("not an id")
    return key
