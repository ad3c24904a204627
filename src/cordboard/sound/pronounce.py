"""From a written word to its phonemes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from cordboard.sound.irregular_words import IRREGULAR, LETTER_NAMES
from cordboard.sound.letter_rules import RULES

_CONTEXTS: Final = {
    "_": r"(?:_)",
    "#": "[AEIOUY]+",
    ":": "[BCDFGHJKLMNPQRSTVWXZ]*",
    "^": "[BCDFGHJKLMNPQRSTVWXZ]",
    ".": "[BDVGJLMNRWZ]",
    "&": "(?:CH|SH|[SCGZXJ])",
    "@": "(?:TH|CH|SH|[TSRDLZNJ])",
    "+": "[EIY]",
    "%": "(?:ER|E|ES|ED|ING|ELY)(?:_|S_)",
}


class _Rule(NamedTuple):
    left: re.Pattern[str]
    letters: str
    right: re.Pattern[str]
    phonemes: tuple[str, ...]


def _pattern(context: str, template: str) -> re.Pattern[str]:
    return re.compile(template.format("".join(_CONTEXTS.get(char, char) for char in context)))


def _read_rule(text: str) -> _Rule:
    context, _, phonemes = text.rpartition("=")
    left, _, rest = context.partition("[")
    letters, _, right = rest.partition("]")
    said = tuple(phonemes.split("-")) if phonemes else ()
    return _Rule(_pattern(left, "{}$"), letters, _pattern(right, "{}"), said)


_READ: Final = {letter: tuple(_read_rule(text) for text in rules.split()) for letter, rules in RULES.items()}


@lru_cache(maxsize=4096)
def phonemes_of(word: str) -> tuple[str, ...]:
    """Return the phonemes of a word; a single capital is said by its name. Unknown characters are not said."""
    if word in LETTER_NAMES:
        return tuple(LETTER_NAMES[word].split("-"))
    known = IRREGULAR.get(word)
    return tuple(known.split("-")) if known else _by_rule(f"_{word.upper()}_")


def _by_rule(word: str) -> tuple[str, ...]:
    found: list[str] = []
    at = 1
    while at < len(word) - 1:
        rule = _fitting(word, at)
        found += rule.phonemes if rule else ()
        at += len(rule.letters) if rule else 1
    return tuple(found)


def _fitting(word: str, at: int) -> _Rule | None:
    for rule in _READ.get(word[at], ()):
        end = at + len(rule.letters)
        if word.startswith(rule.letters, at) and rule.right.match(word, end) and rule.left.search(word[:at]):
            return rule
    return None
