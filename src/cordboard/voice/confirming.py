"""The last question before a payment: the payer hears how the number ends, and confirms it or not.

Source: https://www.twilio.com/docs/voice/api/payment-resource, Confirmation: 1 confirms, 2 cancels. The words are ours.
"""

from __future__ import annotations

from cordboard.voice.wallet import Wallet

CONFIRM, REFUSE = "1", "2"
# Ours, the documents name none for it; among the results that official samples know.
REFUSED = "transaction-cancelled"
MOST_QUESTIONS = 3  # ours: who answers none of them is not there


def question(wallet: Wallet) -> str:
    """Return what the payer is asked."""
    ending = " ".join(wallet.ending)
    return f"The number that you entered ends with {ending}. Press 1 to confirm, or 2 to cancel."
