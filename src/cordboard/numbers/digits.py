"""Blocks of numbers: a set of digits for each place, so that a block is counted, and its n-th number known, at once.

A set of digits is an integer whose bit d stands for digit d. The patterns of libphonenumber are expressions of digits
alone, and each is a union of blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from math import prod

Block = tuple[int, ...]
ANY_DIGIT = 0b11_1111_1111
_TOKEN = re.compile(r"\\d|\[[^\]]+\]|\(\?:|\)|\||\{\d+(?:,\d+)?\}|\?|\d")
_DIGITS_OF = tuple("".join(str(digit) for digit in range(10) if mask >> digit & 1) for mask in range(ANY_DIGIT + 1))


def mask_of(digits: str) -> int:
    """Return the set of these digits."""
    return sum(1 << int(digit) for digit in set(digits))


def fixed(digits: str) -> Block:
    """Return the block of one number."""
    return tuple(1 << int(digit) for digit in digits)


def size_of(block: Block) -> int:
    """Return how many numbers a block has."""
    return prod(mask.bit_count() for mask in block)


def number_at(block: Block, rank: int) -> str:
    """Return the number at a rank, from 0 to the size of the block."""
    number = ""
    for choices in _endings(block):
        rank, index = divmod(rank, len(choices))
        number = choices[index] + number
    return number


@lru_cache(maxsize=4096)
def _endings(block: Block) -> tuple[Sequence[str], ...]:
    """Return what a block's numbers end with, three places at a time, the last ones first."""
    return tuple(_choices(block[max(end - 3, 0) : end]) for end in range(len(block), 0, -3))


@lru_cache(maxsize=256)  # of up to a thousand texts, which are 60 kB
def _choices(places: Block) -> Sequence[str]:
    return tuple(map("".join, product(*(_DIGITS_OF[mask] for mask in places))))


def blocks_of(pattern: str, length: int) -> list[Block]:
    """Return the blocks of a pattern whose numbers have this length.

    Raises: ValueError for an expression that has more than digits, sets, groups, choices and counts.
    """
    tokens = _TOKEN.findall(pattern)
    if "".join(tokens) != pattern:
        raise ValueError(pattern)
    blocks, at = _choice(tokens, 0, length)
    if at != len(tokens):
        raise ValueError(pattern)
    return [block for block in dict.fromkeys(blocks) if len(block) == length]


def _choice(tokens: list[str], at: int, length: int) -> tuple[list[Block], int]:
    blocks, at = _sequence(tokens, at, length)
    while at < len(tokens) and tokens[at] == "|":
        more, at = _sequence(tokens, at + 1, length)
        blocks += more
    return blocks, at


def _sequence(tokens: list[str], at: int, length: int) -> tuple[list[Block], int]:
    blocks: list[Block] = [()]
    while at < len(tokens) and tokens[at] not in "|)":
        item, at = _item(tokens, at, length)
        blocks = [head + tail for head in blocks for tail in item if len(head) + len(tail) <= length]
    return blocks, at


def _item(tokens: list[str], at: int, length: int) -> tuple[list[Block], int]:
    piece = tokens[at]
    if piece == "(?:":
        blocks, at = _choice(tokens, at + 1, length)
        at += 1  # the bracket that closes
    else:
        blocks, at = [(_set(piece),)], at + 1
    if at < len(tokens) and tokens[at][0] in "{?":
        return _repeated(blocks, tokens[at], length), at + 1
    return blocks, at


def _repeated(blocks: list[Block], count: str, length: int) -> list[Block]:
    least, _, most = ("0", ",", "1") if count == "?" else count[1:-1].partition(",")
    found: list[Block] = []
    grown: list[Block] = [()]
    for times in range(int(most or least) + 1):
        if times >= int(least):
            found += grown
        grown = [head + tail for head in grown for tail in blocks if len(head) + len(tail) <= length]
    return found


def _set(piece: str) -> int:
    if piece == r"\d":
        return ANY_DIGIT
    if piece[0] != "[":
        return mask_of(piece)
    inner = re.sub(r"(\d)-(\d)", lambda found: "".join(map(str, range(int(found[1]), int(found[2]) + 1))), piece[1:-1])
    return mask_of(inner.replace(r"\d", "0123456789"))
