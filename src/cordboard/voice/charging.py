"""The simulated payment processor behind Pay and Payments: it declines one card, and takes every other.

Nothing is charged and no digit is kept: a token is random. Source: https://www.twilio.com/docs/voice/twiml/pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cordboard.voice.wallet import Pairs, Terms, Wallet

if TYPE_CHECKING:
    from cordboard.voice.switchboard import Switchboard

DECLINED = 64012
SUCCESS, DECLINED_RESULT = "success", "payment-connector-error"


class Outcome(NamedTuple):
    """What became of a payment: the word, its parameters, and the code of what went wrong."""

    result: str
    parameters: Pairs
    fault: int | None = None


def charge(board: Switchboard, terms: Terms, wallet: Wallet) -> Outcome:
    """Charge what was entered, or keep it for later; the digits are forgotten whatever comes of it."""
    shown, is_declined = wallet.shown(), wallet.is_declined
    wallet.forget()
    parameters = [("Result", DECLINED_RESULT if is_declined else SUCCESS), ("Connector", terms.connector), *shown]
    if is_declined:
        parameters += [("PaymentError", "The processor declined the card."), ("PayErrorCode", str(DECLINED))]
        return Outcome(DECLINED_RESULT, tuple(parameters), DECLINED)
    word = "PaymentConfirmationCode" if terms.charges else "PaymentToken"
    parameters.append((word, f"{'ch' if terms.charges else 'tok'}_{board.hooks.random_hex()}"))
    return Outcome(SUCCESS, tuple(parameters))


def unpaid(result: str, wallet: Wallet) -> Outcome:
    """End a payment before it was made."""
    shown = wallet.shown()
    wallet.forget()
    return Outcome(result, (("Result", result), *shown))
