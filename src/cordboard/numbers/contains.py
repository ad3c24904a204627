"""Patterns of numbers: digits, letters as on the keypad, * for a digit, % for any, + and $ for the ends.

Source: reference 07, Contains; ITU-T E.161 (letters on the keypad).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from cordboard.numbers.digits import ANY_DIGIT, Block

_KEYPAD = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999", strict=True))
_SHAPE = re.compile(r"\+?[0-9A-Za-z*%]+\$?", re.ASCII)
LEAST_CHARACTERS, MOST_CHARACTERS = 2, 16
ANY_RUN = -1
MOST_RUNS = 2  # each multiplies the ways to lay a pattern on a number by its length


@dataclass(frozen=True, slots=True)
class Contains:
    """A pattern that was read: sets of digits and runs, and whether it is tied to the ends of the number."""

    parts: tuple[int, ...]
    is_start: bool
    is_end: bool

    def fits(self, block: Block) -> Iterator[Block]:
        """Return the parts of a block whose numbers have the pattern, each place where it can stand by itself."""
        last = len(block) - sum(part != ANY_RUN for part in self.parts)
        for start in range(1 if self.is_start else last + 1):
            yield from self._from(block, start, self.parts)

    def _from(self, block: Block, at: int, parts: tuple[int, ...]) -> Iterator[Block]:
        """Lay the parts on the block from a place on: those up to the first run, then the others wherever it ends."""
        length = parts.index(ANY_RUN) if ANY_RUN in parts else len(parts)
        laid = [digit & part for digit, part in zip(block[at:], parts[:length], strict=False)]
        if len(laid) < length or not all(laid):
            return
        block, at = (*block[:at], *laid, *block[at + length :]), at + length
        if length < len(parts):
            for end in range(at, len(block) + 1):
                yield from self._from(block, end, parts[length + 1 :])
        elif not self.is_end or at == len(block):
            yield block


def read_contains(text: str) -> Contains | None:
    """Read a pattern of 2 to 16 characters; None when it is none. With wildcards, two characters must be others."""
    if not LEAST_CHARACTERS <= len(text) <= MOST_CHARACTERS or _SHAPE.fullmatch(text) is None:
        return None
    inner = text.removeprefix("+").removesuffix("$")
    plain = [each for each in inner if each not in "*%"]
    if len(plain) < (2 if len(plain) < len(inner) else 1):
        return None
    parts = [_part(each) for each in inner]
    # Runs beside one another say no more than one, and at an open end nothing.
    parts = [part for is_run, group in groupby(parts, ANY_RUN.__eq__) for part in ([ANY_RUN] if is_run else group)]
    is_start, is_end = text[0] == "+", text[-1] == "$"
    if parts[0] == ANY_RUN and not is_start:
        parts = parts[1:]
    if parts[-1] == ANY_RUN and not is_end:
        parts = parts[:-1]
    if parts.count(ANY_RUN) > MOST_RUNS:
        return None
    return Contains(tuple(parts), is_start, is_end)


def _part(character: str) -> int:
    if character == "%":
        return ANY_RUN
    if character == "*":
        return ANY_DIGIT
    return 1 << int(_KEYPAD.get(character.upper(), character))
