"""Numbers as English words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS: Final = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
GROUPS: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
MOST: Final = 10**15  # below it, every number has a name
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def cardinal(number: int) -> Iterator[str]:
    """Yield the words of a number from zero on, below ``MOST``."""
    for size, name in GROUPS:
        if number >= size:
            yield from cardinal(number // size)
            yield name
            number %= size
            if not number:
                return
    if number >= 20:
        yield TENS[number // 10]
        if number % 10:
            yield DIGITS[number % 10]
    else:
        yield (DIGITS + TEENS)[number]


def ordinal(number: int) -> Iterator[str]:
    """Yield the words of a place in a row: the first, the twenty second."""
    *begin, last = cardinal(number)
    yield from begin
    plain = f"{last.removesuffix('y')}ieth" if last.endswith("y") else f"{last}th"
    yield _ORDINALS.get(last, plain)


def year(number: int) -> Iterator[str]:
    """Yield the words of a year: nineteen eighty four, twenty twenty six, two thousand nine."""
    century, rest = divmod(number, 100)
    if number < 1000 or number > 9999 or (century % 10 == 0 and rest < 10):
        yield from cardinal(number)
        return
    yield from cardinal(century)
    if not rest:
        yield "hundred"
    elif rest < 10:
        yield "oh"
        yield DIGITS[rest]
    else:
        yield from cardinal(rest)
