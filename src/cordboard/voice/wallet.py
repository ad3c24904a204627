"""What a payer has entered for a payment: each field checked, kept in memory alone, and shown masked.

Source: https://www.twilio.com/docs/voice/twiml/pay (fields, error types, parameters of the action).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from cordboard.voice.card import (
    ACCOUNT_DIGITS,
    EXPIRY_DIGITS,
    LONGEST_NUMBER,
    ROUTING_DIGITS,
    USUAL_DIGITS,
    is_card,
    is_routing_number,
    is_valid_until,
    masked,
    type_of,
)

Pairs = tuple[tuple[str, str], ...]
MATCHER: Final = "-matcher"
LONGEST_ENTRY: Final = 20  # keys; a card number, the longest field, has 19
DECLINED_CARD: Final = "4000000000000002"  # Source: https://docs.stripe.com/testing: the card that is always declined


class Field(StrEnum):
    """What is asked of a payer; the values are the wire words."""

    CARD_NUMBER = "payment-card-number"
    EXPIRATION = "expiration-date"
    SECURITY_CODE = "security-code"
    POSTAL_CODE = "postal-code"
    ROUTING_NUMBER = "bank-routing-number"
    ACCOUNT_NUMBER = "bank-account-number"


class Terms(NamedTuple):
    """What is paid, and what is asked for. No amount, or one of zero, keeps the card without charging it.

    What is ``matching`` is entered twice.
    """

    method: str = "credit-card"
    amount: Decimal | None = None
    currency: str = "usd"
    connector: str = "Default"
    token_type: str = "reusable"  # noqa: S105 - a wire word
    card_types: frozenset[str] = frozenset({"visa", "mastercard", "amex"})
    takes_security_code: bool = True
    takes_postal_code: bool = True
    shortest_postal_code: int = 0
    postal_code: str | None = None
    bank_account_type: str = "consumer-checking"
    timeout_s: float = 5.0
    description: str | None = None
    parameters: Pairs = ()
    matching: frozenset[str] = frozenset()
    confirms: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return what is asked for, in order."""
        if self.method == "ach-debit":
            return (Field.ROUTING_NUMBER, Field.ACCOUNT_NUMBER)
        asked = [Field.CARD_NUMBER, Field.EXPIRATION]
        if self.takes_security_code:
            asked.append(Field.SECURITY_CODE)
        if self.takes_postal_code and self.postal_code is None:
            asked.append(Field.POSTAL_CODE)
        return tuple(asked)

    @property
    def charges(self) -> bool:
        """Tell whether money is to move."""
        return bool(self.amount)


class Wallet:
    """What has been entered. Its digits leave it masked only."""

    def __init__(self, terms: Terms, today: Callable[[], date], code_mask: str = "x") -> None:
        """Take what is asked for, and the sign that stands for each digit of a security code."""
        self._terms = terms
        self._code_mask = code_mask
        self._today = today
        self._entered: dict[Field, str] = {}
        self._repeated: set[Field] = set()
        self._checks: dict[Field, Callable[[str], str | None]] = {
            Field.CARD_NUMBER: self._card_number,
            Field.EXPIRATION: lambda digits: None if is_valid_until(digits, today()) else "invalid-date",
            Field.SECURITY_CODE: self._security_code,
            Field.POSTAL_CODE: self._postal_code,
            Field.ROUTING_NUMBER: lambda digits: None if is_routing_number(digits) else "invalid-bank-routing-number",
            Field.ACCOUNT_NUMBER: self._account_number,
        }

    def __repr__(self) -> str:
        """Show what was entered, not its digits."""
        return f"Wallet({', '.join(self._entered)})"

    def is_whole(self, field: Field, digits: str) -> bool:
        """Tell whether no further key can belong to a field."""
        if field is Field.CARD_NUMBER and len(digits) == USUAL_DIGITS and is_card(digits):
            return True
        return len(digits) >= self._longest(field, digits)

    def _longest(self, field: Field, digits: str) -> int:
        if field is Field.CARD_NUMBER:
            kind = type_of(digits) if len(digits) >= EXPIRY_DIGITS else None
            # Where there are several lengths the timeout, or #, tells a short number from the begin of a long one.
            return LONGEST_NUMBER if kind is None or len(kind.lengths) > 1 else max(kind.lengths)
        lengths = {
            Field.EXPIRATION: EXPIRY_DIGITS,
            Field.SECURITY_CODE: self._code_digits,
            Field.ROUTING_NUMBER: ROUTING_DIGITS,
        }
        return lengths.get(field, LONGEST_ENTRY)

    def enter(self, field: Field, digits: str) -> str | None:
        """Keep a field, or return the type of error; nothing at all is a timeout."""
        if not digits:
            return "timeout"
        error = self._checks[field](digits)
        self._repeated.discard(field)
        if error is None:
            self._entered[field] = digits
        else:
            self._entered.pop(field, None)
        return error

    def repeat(self, field: Field, digits: str) -> str | None:
        """Compare a field that is entered for a second time, or return the type of error."""
        if not digits:
            return "timeout"
        if self._entered.get(field) != digits:
            return "input-matching-failed"
        self._repeated.add(field)
        return None

    def forget(self) -> None:
        """Forget every digit."""
        self._entered.clear()
        self._repeated.clear()

    @property
    def required(self) -> tuple[str, ...]:
        """Return what is still to be entered, for the first time or the second."""
        terms, wanted = self._terms, []
        for field in terms.fields:
            wanted += [field.value] if field not in self._entered else []
            wanted += [f"{field}{MATCHER}"] if field in terms.matching and field not in self._repeated else []
        return tuple(wanted)

    @property
    def ending(self) -> str:
        """Return the last four digits of the card or the account, which may be said."""
        number = self._entered.get(Field.CARD_NUMBER) or self._entered.get(Field.ACCOUNT_NUMBER, "")
        return number[-4:]

    @property
    def card_type(self) -> str | None:
        """Return the type of the card, once its number is known."""
        kind = type_of(self._entered.get(Field.CARD_NUMBER, ""))
        return kind.name if kind is not None else None

    @property
    def is_declined(self) -> bool:
        """Tell whether the simulated processor declines: it does so with one card."""
        return self._entered.get(Field.CARD_NUMBER) == DECLINED_CARD

    @property
    def _code_digits(self) -> int:
        kind = type_of(self._entered.get(Field.CARD_NUMBER, ""))
        return kind.code_digits if kind is not None else EXPIRY_DIGITS

    def _card_number(self, digits: str) -> str | None:
        kind = type_of(digits)
        if not is_card(digits):
            return "invalid-card-number"
        return None if kind is not None and kind.name in self._terms.card_types else "invalid-card-type"

    def _security_code(self, digits: str) -> str | None:
        lengths = {self._code_digits} if Field.CARD_NUMBER in self._entered else {3, 4}
        return None if len(digits) in lengths else "invalid-security-code"

    def _postal_code(self, digits: str) -> str | None:
        return None if len(digits) >= self._terms.shortest_postal_code else "invalid-postal-code"

    @staticmethod
    def _account_number(digits: str) -> str | None:
        return None if len(digits) in ACCOUNT_DIGITS else "invalid-bank-account-number"

    def shown(self) -> Pairs:
        """Return what was entered as a callback may tell it."""
        entered, terms = self._entered, self._terms
        found = [("PaymentMethod", terms.method)]
        if terms.method == "ach-debit":
            found.append(("BankAccountType", terms.bank_account_type))
        elif self.card_type is not None:
            found.append(("PaymentCardType", self.card_type))
        found += [self._shown(field, digits) for field, digits in entered.items() if field is not Field.POSTAL_CODE]
        postal_code = terms.postal_code or entered.get(Field.POSTAL_CODE)
        if postal_code is not None:
            found.append((_PLAIN[Field.POSTAL_CODE], postal_code))
        return tuple(found)

    def shown_part(self, field: Field, digits: str) -> tuple[str, str]:
        """Return what has been pressed of a field so far, with everything hidden that will be."""
        return self._shown(field, digits, is_whole=False)

    def _shown(self, field: Field, digits: str, *, is_whole: bool = True) -> tuple[str, str]:
        if field in _PLAIN:
            return _PLAIN[field], digits
        hidden = _HIDDEN[field]
        mask = hidden.mask or self._code_mask
        return hidden.name, masked(digits, hidden.shown if is_whole else 0, mask)


class _Hidden(NamedTuple):
    """How a field is told: by which name, with how many of its last digits, behind which sign."""

    name: str
    shown: int
    mask: str = "x"


# Source: https://www.twilio.com/docs/voice/twiml/pay#statuscallback,
# https://www.twilio.com/docs/voice/api/payment-resource#statuscallback-update.
_HIDDEN: Final = {
    Field.CARD_NUMBER: _Hidden("PaymentCardNumber", 4),
    Field.SECURITY_CODE: _Hidden("SecurityCode", 0, ""),
    Field.ACCOUNT_NUMBER: _Hidden("BankAccountNumber", 2, "*"),
}
_PLAIN: Final = {
    Field.EXPIRATION: "ExpirationDate",
    Field.POSTAL_CODE: "PaymentCardPostalCode",
    Field.ROUTING_NUMBER: "BankRoutingNumber",
}
