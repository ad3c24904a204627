"""The simulated payment processor behind Pay and Payments: it declines one card, and takes every other.

Nothing is charged and no digit is kept: a token is random. Source: https://www.twilio.com/docs/voice/twiml/pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cordboard.voice.ports import Heard
from cordboard.voice.wallet import Pairs, Terms, Wallet

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg

DECLINED = 64012
SUCCESS, DECLINED_RESULT = "success", "payment-connector-error"
# What a processor gives: for money a code, for a card that is kept a token, and the customer whose card it is.
CHARGED, KEPT = (("PaymentConfirmationCode", "ch"),), (("PaymentToken", "tok"), ("ProfileId", "cus"))
LONGEST_RECEIPT = 4_000  # characters; descriptions and parameters come from outside


class Outcome(NamedTuple):
    """What became of a payment: the word, its parameters, and the code of what went wrong."""

    result: str
    parameters: Pairs
    fault: int | None = None


def charge(leg: Leg, terms: Terms, wallet: Wallet) -> Outcome:
    """Charge what was entered, or keep it for later; the digits are forgotten whatever comes of it."""
    shown, is_declined = wallet.shown(), wallet.is_declined
    wallet.forget()
    board = leg.board
    now = board.clock.now_ms()
    board.write(heard=Heard(leg.call.sid, now, "network", "payment", _received(terms, shown)))
    parameters = [("Result", DECLINED_RESULT if is_declined else SUCCESS), *shown]
    if is_declined:
        parameters += [("PaymentError", "The processor declined the card."), ("PayErrorCode", str(DECLINED))]
        return Outcome(DECLINED_RESULT, tuple(parameters), DECLINED)
    words = CHARGED if terms.charges else KEPT
    parameters += [(word, f"{prefix}_{board.hooks.random_hex()}") for word, prefix in words]
    return Outcome(SUCCESS, tuple(parameters))


def _received(terms: Terms, shown: Pairs) -> str:
    """Return what the processor got, as the transcript shows it: nothing that could be paid with."""
    what = f"charges {terms.amount} {terms.currency}" if terms.charges else f"keeps a {terms.token_type} token"
    described = [("description", terms.description)] if terms.description else []
    facts = ", ".join(f"{name}={value}" for name, value in (*shown, *described, *terms.parameters))
    return f"{terms.connector} {what}: {facts}"[:LONGEST_RECEIPT]


def unpaid(result: str, wallet: Wallet, error: str | None = None) -> Outcome:
    """End a payment before it was made, perhaps because of an error."""
    shown = wallet.shown()
    wallet.forget()
    why = (("PaymentError", error),) if error is not None else ()
    return Outcome(result, (("Result", result), *shown, *why))
