"""The markup of speech, SSML: pieces of text with a speed each, and pauses between them.

Source: https://www.w3.org/TR/speech-synthesis11/, 3.2.3 and 3.2.4, which leave to the synthesizer how long a strength
is and how fast a word is; the pauses here are those of Azure's voices, the speeds of the words are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from cordboard.twiml.reader import Element

PAUSES_S: Final = {"none": 0.0, "x-weak": 0.25, "weak": 0.5, "medium": 0.75, "strong": 1.0, "x-strong": 1.25}
RATES: Final = {"x-slow": 0.5, "slow": 0.64, "medium": 1.0, "default": 1.0, "fast": 1.55, "x-fast": 2.0}
LONGEST_PAUSE_S: Final = 10.0
LEAST_RATE, MOST_RATE = 0.2, 2.0
_TIME: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(ms|s)", re.ASCII)
_PERCENT: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)%", re.ASCII)


class Piece(NamedTuple):
    """A text that is spoken at one speed, of which 1 is the usual; or without a text a pause."""

    text: str
    rate: float = 1.0
    pause_s: float = 0.0


def pieces(element: Element) -> list[Piece]:
    """Return what an element lets hear, in order; texts that follow at one speed are one."""
    found: list[Piece] = []
    for (rate, pause_s), run in groupby(_walk(element, 1.0), lambda each: each[1:]):
        text = " ".join("".join(each.text for each in run).split())
        if text or pause_s:
            found.append(Piece(text, rate, pause_s))
    return found


def _walk(element: Element, rate: float) -> Iterator[Piece]:
    """Yield the texts and pauses of an element and of those inside."""
    yield Piece(element.head, rate)
    for child in element.children:
        if child.name == "sub":
            yield Piece(child.attributes.get("alias", child.text), rate)
        elif child.name == "break":
            yield Piece(" ", rate, _pause_s(child))
        elif child.name == "prosody":
            yield from _walk(child, _rate(child, rate))
        else:
            yield from _walk(child, rate)
        yield Piece(child.tail, rate)


def _pause_s(element: Element) -> float:
    """Return how long a break is: its time, else its strength; what cannot be read is a medium one. Units: seconds."""
    time = _TIME.fullmatch(element.attributes.get("time", ""))
    if time is None:
        return PAUSES_S.get(element.attributes.get("strength", "medium"), PAUSES_S["medium"])
    return min(float(time[1]) / (1000 if time[2] == "ms" else 1), LONGEST_PAUSE_S)


def _rate(element: Element, around: float) -> float:
    """Return how fast what is inside is spoken: a percentage is of the speed around it, a word of the usual one."""
    given = element.attributes.get("rate", "")
    percent = _PERCENT.fullmatch(given)
    rate = around * float(percent[1]) / 100 if percent is not None else RATES.get(given, around)
    return min(max(rate, LEAST_RATE), MOST_RATE)
