"""Payments and messages on a call, as they are kept. There is no card processor and no client library behind them."""

from __future__ import annotations

from decimal import Decimal

from cordboard.shelf.shelf import Kept, Kind


class Payment(Kept, frozen=True, kw_only=True):
    """A payment on a call, which is its parent."""

    idempotency_key: str
    callback: str
    method: str
    amount: Decimal | None = None
    currency: str = "USD"
    capture: str | None = None
    status: str = "in-progress"


class UserMessage(Kept, frozen=True, kw_only=True):
    """A message to the client at the other end of a call, which is its parent."""

    content: str
    idempotency_key: str | None = None


class Subscription(Kept, frozen=True, kw_only=True):
    """Who is told of messages of the client at the other end of a call, which is its parent."""

    callback: str
    method: str = "POST"
    idempotency_key: str | None = None


PAYMENT: Kind[Payment] = Kind("payment", "PK", Payment)
USER_MESSAGE: Kind[UserMessage] = Kind("user_message", "KX", UserMessage)
SUBSCRIPTION: Kind[Subscription] = Kind("user_message_subscription", "ZY", Subscription)
