"""Cards and bank accounts: numbers that others published, and how little of them is shown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.voice.card import is_card, is_routing_number, is_valid_until, masked, type_of
from cordboard.voice.wallet import Field, Terms, Wallet

TODAY = date(2026, 11, 25)
# Source: https://docs.stripe.com/testing#cards, https://www.paypalobjects.com/en_AU/vhelp/paypalmanager_help/
# credit_card_numbers.htm: numbers for tests, which belong to nobody.
PUBLISHED = [
    ("4242424242424242", "visa"),
    ("4012888888881881", "visa"),
    ("4222222222222", "visa"),
    ("5555555555554444", "mastercard"),
    ("2223003122003222", "mastercard"),
    ("378282246310005", "amex"),
    ("6011111111111117", "discover"),
    ("30569309025904", "diners-club"),
    ("3566002020360505", "jcb"),
    ("6759649826438453", "maestro"),
]


@pytest.mark.parametrize(("number", "kind"), PUBLISHED)
def test_published_test_numbers_are_cards_of_their_type(number: str, kind: str) -> None:
    found = type_of(number)
    assert found is not None
    assert (is_card(number), found.name) == (True, kind)


@given(st.sampled_from([number for number, _ in PUBLISHED]), st.integers(0, 18), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, at: int, by: int) -> None:
    at %= len(number)
    wrong = f"{number[:at]}{(int(number[at]) + by) % 10}{number[at + 1 :]}"
    assert not is_card(wrong)


@pytest.mark.parametrize(
    ("digits", "is_valid"),
    [
        ("1126", True),
        ("1026", False),
        ("1225", False),
        ("0127", True),
        ("1376", False),
        ("0027", False),
        ("117", False),
    ],
)
def test_a_card_is_valid_to_the_end_of_its_month(digits: str, is_valid: bool) -> None:
    assert is_valid_until(digits, TODAY) is is_valid


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [("110000000", True), ("021000021", True), ("021000022", False), ("000000000", False), ("12345678", False)],
)
def test_routing_numbers_have_a_check_digit(digits: str, is_one: bool) -> None:
    assert is_routing_number(digits) is is_one


@given(st.text("0123456789", min_size=5, max_size=19))
def test_only_the_last_four_digits_are_shown(digits: str) -> None:
    assert masked(digits) == "x" * (len(digits) - 4) + digits[-4:]
    assert masked(digits, 0) == "x" * len(digits)
    assert masked(digits[:4]) == "xxxx"


def wallet(**terms: object) -> Wallet:
    return Wallet(Terms(**terms), lambda: TODAY)  # type: ignore[arg-type]


def test_the_security_code_is_as_long_as_the_type_of_the_card_wants_it() -> None:
    made = wallet()
    assert made.enter(Field.CARD_NUMBER, "378282246310005") is None
    assert made.enter(Field.SECURITY_CODE, "123") == "invalid-security-code"
    assert made.enter(Field.SECURITY_CODE, "1234") is None
    assert made.enter(Field.CARD_NUMBER, "4242424242424242") is None
    assert made.enter(Field.SECURITY_CODE, "1234") == "invalid-security-code"


def test_every_wrong_field_has_its_own_error() -> None:
    made = wallet(card_types=frozenset({"visa"}), shortest_postal_code=5)
    entered = {
        (Field.CARD_NUMBER, ""): "timeout",
        (Field.CARD_NUMBER, "4242424242424241"): "invalid-card-number",
        (Field.CARD_NUMBER, "5555555555554444"): "invalid-card-type",
        (Field.EXPIRATION, "1020"): "invalid-date",
        (Field.SECURITY_CODE, "1"): "invalid-security-code",
        (Field.POSTAL_CODE, "123"): "invalid-postal-code",
        (Field.ROUTING_NUMBER, "123456789"): "invalid-bank-routing-number",
        (Field.ACCOUNT_NUMBER, "1"): "invalid-bank-account-number",
    }
    assert {key: made.enter(*key) for key in entered} == entered
    assert made.required == (Field.CARD_NUMBER, Field.EXPIRATION, Field.SECURITY_CODE, Field.POSTAL_CODE)


def test_a_wallet_shows_nothing_that_could_be_paid_with() -> None:
    made = wallet()
    for field, digits in (
        (Field.CARD_NUMBER, "4242424242424242"),
        (Field.EXPIRATION, "1228"),
        (Field.SECURITY_CODE, "987"),
        (Field.POSTAL_CODE, "94105"),
    ):
        assert made.enter(field, digits) is None
    assert dict(made.shown()) == {
        "PaymentMethod": "credit-card",
        "PaymentCardType": "visa",
        "PaymentCardNumber": "xxxxxxxxxxxx4242",
        "SecurityCode": "xxx",
        "PaymentCardPostalCode": "94105",
        "ExpirationDate": "1228",
    }
    assert "4242" not in repr(made)
    made.forget()
    assert made.shown() == (("PaymentMethod", "credit-card"),)
