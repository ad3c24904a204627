"""Pay and Prompt: the digits of a card or a bank account. Source: https://www.twilio.com/docs/voice/twiml/pay."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal, InvalidOperation
from typing import Any

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import (
    Attribute,
    Read,
    boolean,
    method,
    one_of,
    resolve,
    seconds,
    some_of,
    text,
    whole,
)
from cordboard.twiml.voice.effects import Effect, Note, Pairs, Prompt
from cordboard.twiml.voice.pay_effect import Pay, PayPrompt
from cordboard.twiml.voice.speech import prompts_of
from cordboard.twiml.voice.step import Run, Scene, action, noted, only, verb

NO_CHARGE, NO_NAME, NO_BANK_ACCOUNT, BAD_VALUE = 64003, 64014, 64017, 64020
CARD, ACH = "credit-card", "ach-debit"
DEFAULT_TIMEOUT_S = 5.0
LARGEST_AMOUNT = 1_000_000  # as the connectors take it; what is beyond is a mistake in the document
_CARD_FIELDS = ("payment-card-number", "expiration-date", "security-code", "postal-code")
_BANK_FIELDS = ("bank-routing-number", "bank-account-number")
_MATCHERS = tuple(f"{field}-matcher" for field in (*_CARD_FIELDS, *_BANK_FIELDS))
FIELDS = (*_CARD_FIELDS, *_BANK_FIELDS, *_MATCHERS, "payment-processing")
ERRORS = (
    "timeout",
    "invalid-card-number",
    "invalid-card-type",
    "invalid-date",
    "invalid-security-code",
    "invalid-postal-code",
    "invalid-bank-routing-number",
    "invalid-bank-account-number",
    "internal-error",
    "input-matching-failed",
)
_CARD_TYPES = some_of("visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute")
_ACCOUNT_TYPES = one_of("consumer-checking", "consumer-savings", "commercial-checking", "commercial-savings")


def amount(value: str) -> Decimal:
    """Read an amount of money. Raises: ValueError."""
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise ValueError from None
    if not found.is_finite() or not 0 <= found <= LARGEST_AMOUNT or len(value) > 20:
        raise ValueError
    return found


def postal_code(value: str) -> str | bool:
    """Read whether a postal code is asked for, or the code itself. Raises: ValueError."""
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not value or len(value) > 20:
        raise ValueError
    return value


def matching(value: str) -> frozenset[str]:
    """Read which fields are entered twice, with commas or spaces between them. Raises: ValueError."""
    found: frozenset[str] = some_of(*_CARD_FIELDS, *_BANK_FIELDS)(value.replace(",", " "))
    return found


def attempts(value: str) -> frozenset[int]:
    """Read which attempts. Raises: ValueError."""
    return frozenset(whole(1, 10)(each) for each in value.split())


PAY = (
    Attribute("action", text, None, 64016),
    Attribute("method", method, "POST", BAD_VALUE),
    Attribute("statusCallback", text, None, BAD_VALUE),
    Attribute("statusCallbackMethod", method, "POST", BAD_VALUE),
    Attribute("paymentConnector", text, "Default", 64004),
    Attribute("tokenType", one_of("one-time", "reusable", "payment-method"), "reusable", 64006),
    Attribute("chargeAmount", amount, None, NO_CHARGE),
    Attribute("currency", text, "usd", 64011),
    Attribute("description", text, None, BAD_VALUE),
    Attribute("input", one_of("dtmf"), "dtmf", BAD_VALUE),
    Attribute("paymentMethod", one_of(CARD, ACH), CARD, 64013),
    Attribute("bankAccountType", _ACCOUNT_TYPES, None, BAD_VALUE),
    Attribute("postalCode", postal_code, True, BAD_VALUE),
    Attribute("minPostalCodeLength", whole(0, 20), 0, BAD_VALUE),
    Attribute("securityCode", boolean, True, BAD_VALUE),
    Attribute("validCardTypes", _CARD_TYPES, frozenset({"visa", "mastercard", "amex"}), BAD_VALUE),
    Attribute("timeout", seconds(1, 600), DEFAULT_TIMEOUT_S, BAD_VALUE),
    Attribute("maxAttempts", whole(1, 10), 2, BAD_VALUE),
    Attribute("language", text, "en-US", BAD_VALUE),
    Attribute("requireMatchingInputs", matching, frozenset(), BAD_VALUE),
    Attribute("confirmation", boolean, False, BAD_VALUE),
)
PROMPT = (
    Attribute("for", some_of(*FIELDS), frozenset(), BAD_VALUE),
    Attribute("errorType", some_of(*ERRORS), frozenset(), BAD_VALUE),
    Attribute("cardType", _CARD_TYPES, frozenset(), BAD_VALUE),
    Attribute("attempt", attempts, frozenset(), BAD_VALUE),
    Attribute("requireMatchingInputs", boolean, False, BAD_VALUE),
)


@verb("Pay")
def pay(element: Element, scene: Scene) -> Run:
    """Ask for what is needed, pay, and tell the action how it went."""
    given = yield from noted(element, PAY)
    children = yield from only(element, "Prompt", "Parameter")
    parameters = tuple(_parameter(child) for child in children if child.name == "Parameter")
    prompts = []
    for child in children:
        if child.name == "Prompt":
            prompts.append((yield from _prompt(child, scene)))
    fault = _fault(element, given, parameters)
    if fault is not None:
        yield fault
        failed = (("Result", "validation-error"), ("PaymentError", fault.sentence), ("PayErrorCode", str(fault.code)))
        return (yield from action(element, scene, given, failed, default_is_self=False))
    paid: Pairs = yield _effect(given, scene, parameters, tuple(prompts))
    return (yield from action(element, scene, given, paid or (), default_is_self=False))


def _fault(element: Element, given: Read, parameters: Pairs) -> Note | None:
    """Return why nothing can be asked for; where the amount is unreadable, nobody is to pay another one."""
    if "chargeAmount" in element.attributes and given["chargeAmount"] is None:
        return Note(NO_CHARGE, "The chargeAmount is no amount of money.", element.line, False)
    if given["paymentMethod"] == ACH and "AVSName" not in dict(parameters):
        return Note(NO_NAME, "A payment by ach-debit needs the Parameter AVSName.", element.line, False)
    if given["paymentMethod"] == CARD and given["bankAccountType"] is not None:
        return Note(NO_BANK_ACCOUNT, "A credit card has no bankAccountType.", element.line, False)
    return None


def _effect(given: Read, scene: Scene, parameters: Pairs, prompts: tuple[PayPrompt, ...]) -> Pay:
    code = given["postalCode"]
    return Pay(
        method=given["paymentMethod"],
        amount=given["chargeAmount"],
        currency=given["currency"].lower(),
        connector=given["paymentConnector"],
        token_type=given["tokenType"],
        card_types=given["validCardTypes"],
        takes_security_code=given["securityCode"],
        takes_postal_code=code is not False,
        postal_code=code if isinstance(code, str) else None,
        shortest_postal_code=given["minPostalCodeLength"],
        bank_account_type=given["bankAccountType"] or "consumer-checking",
        description=given["description"],
        timeout_s=given["timeout"] if given["timeout"] is not None else DEFAULT_TIMEOUT_S,
        most_attempts=given["maxAttempts"],
        language=given["language"],
        callback=resolve(scene.url, given["statusCallback"]),
        callback_method=given["statusCallbackMethod"],
        action=resolve(scene.url, given["action"]),
        action_method=given["method"],
        parameters=parameters,
        matching=given["requireMatchingInputs"],
        confirms=given["confirmation"],
        prompts=prompts,
    )


def _parameter(child: Element) -> tuple[str, str]:
    return child.attributes.get("name", ""), child.attributes.get("value", "")


def _prompt(element: Element, scene: Scene) -> Generator[Effect, Any, PayPrompt]:
    given = yield from noted(element, PROMPT)
    found: list[Prompt] = []
    for child in (yield from only(element, "Say", "Play", "Pause")):
        found += yield from prompts_of(child, scene)
    return PayPrompt(
        given["for"],
        given["errorType"],
        given["cardType"],
        given["attempt"],
        given["requireMatchingInputs"],
        tuple(found),
    )
