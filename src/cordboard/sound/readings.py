"""How what is written short is read: amounts, telephone numbers, times, places in a row, and abbreviations.

Each pattern turns what it finds into words and digits that ``words`` reads one by one. What it would take too long to
look for is bounded: no pattern goes back over more than a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from cordboard.base.numerals import MOST, cardinal, ordinal

Match = re.Match[str]
CURRENCIES: Final = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
}
ABBREVIATIONS: Final = {
    "mr": "mister",
    "mrs": "missus",
    "ms": "miz",
    "dr": "doctor",
    "st": "street",
    "ave": "avenue",
    "blvd": "boulevard",
    "rd": "road",
    "apt": "apartment",
    "ext": "extension",
    "no": "number",
    "etc": "et cetera",
    "e.g": "for example",
    "i.e": "that is",
    "vs": "versus",
    "approx": "approximately",
    "jr": "junior",
    "sr": "senior",
    "inc": "incorporated",
    "dept": "department",
}
# These are words of their own, too: they are short for something where a number follows.
_BEFORE_NUMBERS: Final = frozenset({"no", "ext", "apt"})
_HALF: Final = r"([ap])(?:m\b|\.\s?m\b\.?)"  # of the day
_NUMBER: Final = r"\d{1,3}(?:,\d{3}){1,4}|\d{1,15}"


def _money(found: Match) -> str:
    one, many, cent, cents = CURRENCIES[found[1]]
    whole, part = int(found[2].replace(",", "")), int(found[3] or 0)
    said = f"{_cardinal(whole)} {one if whole == 1 else many}"
    return f"{said} and {_cardinal(part)} {cent if part == 1 else cents}" if part else said


def _grouped(found: Match) -> str:
    return _cardinal(int(found[0].replace(",", "")))


def _cardinal(number: int) -> str:
    return " ".join(cardinal(number)) if number < MOST else str(number)


def _telephone(found: Match) -> str:
    """Read the digits one by one, with a breath between groups."""
    plus = "plus " if found[0].startswith("+") else ""
    return plus + ", ".join(" ".join(group) for group in re.findall(r"\d+", found[0]))


def _time(found: Match) -> str:
    hour, minute, half = _cardinal(int(found[1])), found[2], found[3]
    if minute == "00":
        said = hour if half else f"{hour} o'clock"
    else:
        said = f"{hour} {'oh ' if minute[0] == '0' else ''}{_cardinal(int(minute))}"
    return f"{said} {half.upper()} M" if half else said


def _hour(found: Match) -> str:
    return f"{found[1]} {found[2].upper()} M"


def _initials(found: Match) -> str:
    return " ".join(found[0].replace(".", ""))


def _place(found: Match) -> str:
    return " ".join(ordinal(int(found[1])))


def _decimal(found: Match) -> str:
    return f" point {' '.join(found[1])}"


def _abbreviation(found: Match) -> str:
    return ABBREVIATIONS[found[1].lower()]


def _alternatives(names: frozenset[str] | set[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


# In this order: what an earlier one has read, a later one does not see.
READINGS: Final[tuple[tuple[re.Pattern[str], Callable[[Match], str]], ...]] = (
    (re.compile(rf"([$£€])\s?({_NUMBER})(?:\.(\d\d))?(?![\d.,]*\d)"), _money),
    (
        re.compile(
            r"(?<![\w.,])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\) ?|\d{2,4}[ .-])?\d{3}[.-]\d{4}(?![\w-])"
            r"|\+\d{1,3} \(?\d{2,4}\)?(?: \d{2,4}){1,4}(?!\w)"
        ),
        _telephone,
    ),
    (re.compile(rf"(?<![\w:])(\d{{1,2}}):([0-5]\d)(?:\s?{_HALF})?(?![\d:])", re.IGNORECASE), _time),
    (re.compile(rf"(\d)\s?{_HALF}", re.IGNORECASE), _hour),
    (re.compile(r"\b(?:[A-Z]\.){2,8}"), _initials),
    (re.compile(r"\b(\d{1,14})(?:st|nd|rd|th)\b", re.IGNORECASE), _place),
    (re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3}){1,4}(?![\d,])"), _grouped),
    (re.compile(r"(?<=\d)\.(\d{1,15})"), _decimal),
    (re.compile(r"(?<![\w)/-])-(?=\d)"), lambda _: "minus "),
    (re.compile(rf"\b({_alternatives(_BEFORE_NUMBERS)})\.(?=\s?\d)", re.IGNORECASE), _abbreviation),
    (re.compile(rf"\b({_alternatives(set(ABBREVIATIONS) - _BEFORE_NUMBERS)})\.", re.IGNORECASE), _abbreviation),
)


def read_out(text: str) -> str:
    """Return a text in which what is written short is written out."""
    for pattern, read in READINGS:
        text = pattern.sub(read, text)
    return text
