"""Payments on a call, in the 2010 API. Source: reference 06, Call sub-resources.

What the payer presses is checked and forgotten; the processor is simulated, and nothing is charged.
"""

from __future__ import annotations

import json
from decimal import Decimal
from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.v2010.call_parameters import CALL_SID
from cordboard.api.v2010.calls import AREA, call_of
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, View, described, param, path
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Amount, Anything, Boolean, OneOf, SidOf, Text, Whole
from cordboard.voice.card import TYPE_NAMES
from cordboard.voice.payment import PAYMENT, Payment
from cordboard.voice.wallet import Terms

MATCHING = frozenset({"payment-card-number", "expiration-date", "security-code", "postal-code"})


class BankAccountType(StrEnum):
    """The kinds of bank accounts."""

    CONSUMER_CHECKING = "consumer-checking"
    CONSUMER_SAVINGS = "consumer-savings"
    COMMERCIAL_CHECKING = "commercial-checking"


class PaymentMethod(StrEnum):
    """What is paid with."""

    CARD = "credit-card"
    ACH = "ach-debit"


class TokenType(StrEnum):
    """The kinds of tokens."""

    ONE_TIME = "one-time"
    REUSABLE = "reusable"
    METHOD = "payment-method"


class Confirmation(StrEnum):
    """Whether the payer confirms."""

    TRUE = "true"
    FALSE = "false"


class Capture(StrEnum):
    """What is asked of the payer next."""

    CARD_NUMBER = "payment-card-number"
    EXPIRATION = "expiration-date"
    SECURITY_CODE = "security-code"
    POSTAL_CODE = "postal-code"
    ROUTING_NUMBER = "bank-routing-number"
    ACCOUNT_NUMBER = "bank-account-number"
    CARD_NUMBER_MATCHER = "payment-card-number-matcher"
    EXPIRATION_MATCHER = "expiration-date-matcher"
    SECURITY_CODE_MATCHER = "security-code-matcher"
    POSTAL_CODE_MATCHER = "postal-code-matcher"


class End(StrEnum):
    """How a payment may end."""

    COMPLETE = "complete"
    CANCEL = "cancel"


VIEW = View(
    "Payments",
    (
        out("account_sid", TEXT),
        out("call_sid", TEXT, "parent_sid"),
        out("sid", TEXT),
        *dates(),
        uri("/Accounts/{account_sid}/Calls/{parent_sid}/Payments/{sid}"),
    ),
)


@described
class CreatePayment:
    """A payment to begin."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    idempotency_key: str = param("IdempotencyKey", Text(255), "Makes it one payment, however often it is asked for.")
    callback: str = param("StatusCallback", Url(), "Told of each field that is entered, and of the end.", invalid=21609)
    bank_account_type: BankAccountType = param(
        "BankAccountType", OneOf(BankAccountType), "Kept.", default=BankAccountType.CONSUMER_CHECKING
    )
    charge_amount: Decimal | None = param("ChargeAmount", Amount(), "How much.", default=None)
    currency: str = param("Currency", Text(3), "Of which currency.", default="USD")
    description: str | None = param("Description", TEXT, "For the processor; in the transcript.", default=None)
    input: str | None = param("Input", TEXT, "Kept.", default=None)
    min_postal_code_length: int | None = param("MinPostalCodeLength", Whole(0, 100), "Kept.", default=None)
    parameter: object = param("Parameter", Anything(), "For the processor; in the transcript.", default=None)
    payment_connector: str = param("PaymentConnector", TEXT, "Kept.", default="Default")
    payment_method: PaymentMethod = param(
        "PaymentMethod", OneOf(PaymentMethod), "With what.", default=PaymentMethod.CARD
    )
    postal_code: bool = param("PostalCode", Boolean(), "Whether it is asked for.", default=True)
    security_code: bool = param("SecurityCode", Boolean(), "Whether it is asked for.", default=True)
    timeout: int = param("Timeout", Whole(1, 600), "How long to wait for a key, in seconds.", default=5)
    token_type: TokenType = param("TokenType", OneOf(TokenType), "Kept.", default=TokenType.REUSABLE)
    valid_card_types: str = param("ValidCardTypes", TEXT, "The types that are taken.", default="visa mastercard amex")
    require_matching_inputs: str | None = param(
        "RequireMatchingInputs", TEXT, "Entered twice, with commas between.", default=None
    )
    confirmation: Confirmation = param(
        "Confirmation", OneOf(Confirmation), "Whether the payer confirms.", default=Confirmation.FALSE
    )


@described
class UpdatePayment:
    """A payment, and what is next."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    sid: str = path("Sid", SidOf(("PK",)), "The payment.")
    idempotency_key: str = param("IdempotencyKey", Text(255), "Makes it one update, however often it is asked for.")
    callback: str = param("StatusCallback", Url(), "Told of what comes of it.", invalid=21609)
    capture: Capture | None = param("Capture", OneOf(Capture), "What is asked of the payer next.", default=None)
    status: End | None = param("Status", OneOf(End), "complete or cancel.", default=None)


PAYMENTS = Resource(SURFACE, "/Accounts/{AccountSid}/Calls/{CallSid}/Payments", view=VIEW, area=AREA)


@PAYMENTS.create("CreatePayments", says="began a payment on call {CallSid}", given=CreatePayment, level=Level.SEND)
async def create_payment(call: Call, given: CreatePayment) -> Payment:
    """Begin a payment on a call that goes on; one field after another is asked for, and nothing is charged."""
    found = await call_of(call, given.call_sid)
    return await call.services.voice.board.payments.begin(
        found.sid,
        _terms(given),
        idempotency_key=given.idempotency_key,
        callback=given.callback,
        method=given.payment_method.value,
        amount=given.charge_amount,
        currency=given.currency,
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )


def _terms(given: CreatePayment) -> Terms:
    """Return what is paid and asked for. Raises: Problem 64020."""
    card_types = frozenset(given.valid_card_types.split())
    if not card_types <= set(TYPE_NAMES):
        raise Problem(64020, parameter="ValidCardTypes")
    matching = frozenset(filter(None, map(str.strip, (given.require_matching_inputs or "").split(","))))
    if not matching <= MATCHING:
        raise Problem(64020, parameter="RequireMatchingInputs")
    return Terms(
        method=given.payment_method.value,
        amount=given.charge_amount,
        currency=given.currency.lower(),
        connector=given.payment_connector,
        token_type=given.token_type.value,
        card_types=card_types,
        takes_security_code=given.security_code,
        takes_postal_code=given.postal_code,
        shortest_postal_code=given.min_postal_code_length or 0,
        bank_account_type=given.bank_account_type.value,
        timeout_s=float(given.timeout),
        description=given.description,
        parameters=_parameters(given.parameter),
        matching=matching,
        confirms=given.confirmation is Confirmation.TRUE,
    )


def _parameters(given: object) -> tuple[tuple[str, str], ...]:
    """Return what is passed on to the processor: an object, or one that is written as JSON."""
    try:
        found = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        return (("Parameter", str(given)),)
    return tuple((str(name), str(value)) for name, value in found.items()) if isinstance(found, dict) else ()


@PAYMENTS.update(
    "UpdatePayments", says="changed payment {Sid} on call {CallSid}", given=UpdatePayment, level=Level.SEND, success=202
)
async def update_payment(call: Call, given: UpdatePayment) -> Payment:
    """Take what the payer enters next, or end a payment."""
    found, shelf = await call_of(call, given.call_sid), call.services.shelf
    payment = await shelf.get(PAYMENT, found.account_sid, given.sid, parent_sid=found.sid)
    return await call.services.voice.board.payments.go_on(
        payment,
        key=given.idempotency_key,
        told=call.told(given.callback, "POST"),
        capture=given.capture.value if given.capture else None,
        status=given.status.value if given.status else None,
    )
