"""What ``say-as`` makes of a text: the words that a reader says for digits, dates, places in a row and the like.

Source: https://www.w3.org/TR/ssml-sayas/; the kinds and formats of
https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html#say-as-tag and of the classes of the official clients.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from cordboard.base.numerals import MOST, cardinal, ordinal, year

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
BLEEP: Final = "bleep"  # in the place of what is not said
PARTS: Final = {"y": "year", "m": "month", "d": "day"}
DEFAULT_DATE: Final = "mdy"
_DIGITS: Final = re.compile(r"\d+", re.ASCII)
_COMPACT_DATE: Final = re.compile(r"(\d{4}|\?{4})(\d\d|\?\?)(\d\d|\?\?)", re.ASCII)
_FRACTION: Final = re.compile(r"(?:(\d{1,9})\s*\+\s*)?(\d{1,9})/(\d{1,9})", re.ASCII)
_MINUTES: Final = re.compile(r"(\d{1,4})'\s*(?:(\d{1,2})(?:\"|''))?", re.ASCII)


def said_as(text: str, kind: str, form: str = "") -> str:
    """Return how a text is said; one that is not of its kind, or of no kind, is said as it stands."""
    say = _SAYERS.get(kind)
    return text if say is None else say(text.strip(), form.strip())


def _spelled(text: str, form: str) -> str:
    return " ".join(text.replace(" ", "").upper())


def _digits(text: str, form: str) -> str:
    return _DIGITS.sub(lambda found: " ".join(found[0]), text)


def _telephone(text: str, form: str) -> str:
    """Say digits one by one, with a breath between groups; what stands between these is not said."""
    groups = _DIGITS.findall(text)
    said = ", ".join(" ".join(group) for group in groups)
    return f"plus {said}" if text.startswith("+") and groups else said or text


def _number(text: str, form: str) -> str:
    plain = text.replace(",", "")
    sign = "minus " if plain.startswith("-") else ""
    plain = plain.lstrip("+-")
    return sign + _words(cardinal, plain, text) if _is_number(plain) else text


def _ordinal(text: str, form: str) -> str:
    return _words(ordinal, text.rstrip("stndrhSTNDRH."), text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len(str(MOST))


def _words(name: Callable[[int], Iterable[str]], text: str, otherwise: str) -> str:
    return " ".join(name(int(text))) if _is_number(text) else otherwise


def _fraction(text: str, form: str) -> str:
    found = _FRACTION.fullmatch(text)
    if found is None:
        return text
    whole, above, below = found.groups()
    one, many = _share(int(below))
    said = f"{' '.join(cardinal(int(above)))} {one if int(above) == 1 else many}"
    return said if whole is None else f"{' '.join(cardinal(int(whole)))} and {said}"


def _share(below: int) -> tuple[str, str]:
    """Return what one part, and several parts, of so many are called."""
    if below == 2:
        return "half", "halves"
    name = " ".join(ordinal(below))
    return name, f"{name}s"


def _date(text: str, form: str) -> str:
    """Say a date by the order of its parts; where they do not fit, it is said as it stands."""
    compact = _COMPACT_DATE.fullmatch(text)
    order = "ymd" if compact is not None else form or DEFAULT_DATE
    parts = list(compact.groups()) if compact is not None else re.split(r"[-/. ]+", text)
    if len(parts) != len(order) or not set(order) <= set(PARTS):
        return text
    given = {part: int(value) for part, value in zip(order, parts, strict=True) if _is_number(value)}
    if not 1 <= given.get("m", 1) <= 12 or not 1 <= given.get("d", 1) <= 31:
        return text
    said = [
        MONTHS[given["m"] - 1] if "m" in given else "",
        " ".join(ordinal(given["d"])) if "d" in given else "",
        " ".join(year(given["y"])) if "y" in given else "",
    ]
    return " ".join(filter(None, said)) or text


def _time(text: str, form: str) -> str:
    found = _MINUTES.fullmatch(text)
    if found is None:
        return text
    said = _count(int(found[1]), "minute")
    return said if found[2] is None else f"{said} {_count(int(found[2]), 'second')}"


def _count(number: int, name: str) -> str:
    return f"{' '.join(cardinal(number))} {name}{'' if number == 1 else 's'}"


def _bleep(text: str, form: str) -> str:
    return BLEEP


_SAYERS: Final[dict[str, Callable[[str, str], str]]] = {
    "characters": _spelled,
    "spell-out": _spelled,
    "verbatim": _spelled,
    "cardinal": _number,
    "number": _number,
    "ordinal": _ordinal,
    "digits": _digits,
    "fraction": _fraction,
    "date": _date,
    "time": _time,
    "telephone": _telephone,
    "expletive": _bleep,
    "bleep": _bleep,
}
KINDS: Final = (*_SAYERS, "unit", "address", "currency", "interjection")  # a reader says the last as they stand
