"""Payments on a call, as they are kept: what is paid, and how far it has come; never a digit of what was entered."""

from __future__ import annotations

from decimal import Decimal

from cordboard.shelf.shelf import Kept, Kind

IN_PROGRESS, COMPLETE, CANCEL = "in-progress", "complete", "cancel"


class Payment(Kept, frozen=True, kw_only=True):
    """A payment on a call, which is its parent.

    ``agent_sid`` is the agent that named its callback, empty for everybody else, by decision ``decision_id``.
    """

    idempotency_key: str
    callback: str
    method: str
    amount: Decimal | None = None
    currency: str = "USD"
    capture: str | None = None
    status: str = IN_PROGRESS
    agent_sid: str = ""
    decision_id: str = ""


PAYMENT: Kind[Payment] = Kind("payment", "PK", Payment)
