"""Cards and bank accounts, as far as their digits tell: the type, the check digits, the date, and how they are masked.

Source: ISO/IEC 7812-1 (issuer numbers, annex B: Luhn); ABA Routing Number Policy (check digit).
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

SHOWN: Final = 4  # the last digits, which receipts may show (PCI DSS 3.4)
LONGEST_NUMBER: Final = 19  # ISO/IEC 7812-1
EXPIRY_DIGITS, ROUTING_DIGITS = 4, 9
ACCOUNT_DIGITS: Final = range(4, 18)
_ROUTING_WEIGHTS: Final = (3, 7, 1) * 3
# Ours: a card that is valid in two digits of a year may be so for this long, which tells 99 from 1999.
LONGEST_VALID_YEARS: Final = 50


class CardType(NamedTuple):
    """A type of cards: the ranges of its first digits, its lengths, and how long its security code is."""

    name: str
    prefixes: tuple[tuple[str, str], ...]
    lengths: frozenset[int]
    code_digits: int = 3


CARD_TYPES: Final = (
    CardType("amex", (("34", "34"), ("37", "37")), frozenset({15}), 4),
    CardType("visa", (("4", "4"),), frozenset({13, 16, 19})),
    CardType("mastercard", (("51", "55"), ("2221", "2720")), frozenset({16})),
    CardType("discover", (("6011", "6011"), ("644", "649"), ("65", "65")), frozenset({16, 19})),
    CardType("jcb", (("3528", "3589"),), frozenset({16, 19})),
    CardType("diners-club", (("300", "305"), ("36", "36"), ("38", "39")), frozenset({14, 16})),
    CardType("enroute", (("2014", "2014"), ("2149", "2149")), frozenset({15})),
    CardType("maestro", (("50", "50"), ("56", "59"), ("60", "64"), ("66", "69")), frozenset(range(12, 20))),
)
# The numbers of Optima cards are in the range of American Express, and are told as such.
TYPE_NAMES: Final = (*(each.name for each in CARD_TYPES), "optima")
USUAL_DIGITS: Final = 16  # at which the number of a type with several lengths is complete, if its check digit says so


def type_of(number: str) -> CardType | None:
    """Return the type of a card by its first digits; the length is not looked at."""
    for each in CARD_TYPES:
        if any(low <= number[: len(low)] <= high for low, high in each.prefixes):
            return each
    return None


def is_card(number: str) -> bool:
    """Tell whether a number is one of a card: of a known type, of its length, with the right check digit."""
    kind = type_of(number)
    return kind is not None and len(number) in kind.lengths and _luhn(number)


def _luhn(number: str) -> bool:
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_valid_until(digits: str, today: date) -> bool:
    """Tell whether a card that is valid until a month, as MMYY, is so today."""
    if len(digits) != EXPIRY_DIGITS or not 1 <= int(digits[:2]) <= 12:
        return False
    month, year = int(digits[:2]), today.year - today.year % 100 + int(digits[2:])
    return (today.year, today.month) <= (year, month) <= (today.year + LONGEST_VALID_YEARS, 12)


def is_routing_number(digits: str) -> bool:
    """Tell whether digits are the routing number of a bank."""
    if len(digits) != ROUTING_DIGITS or digits == "0" * ROUTING_DIGITS:
        return False
    return sum(int(digit) * weight for digit, weight in zip(digits, _ROUTING_WEIGHTS, strict=True)) % 10 == 0


def masked(digits: str, shown: int = SHOWN, mask: str = "x") -> str:
    """Return digits with all but the last hidden; of few digits every one is hidden."""
    if len(digits) <= shown:
        return mask * len(digits)
    return mask * (len(digits) - shown) + digits[len(digits) - shown :]
