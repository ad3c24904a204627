"""What calls of the API offer to whom they call."""

from __future__ import annotations

from typing import Protocol

from cordboard.base.problem import Problem
from cordboard.twiml.voice.offer import Offer, headers_of

NO_PASSWORD = 21225


class Offering(Protocol):
    """What an operation was given of it."""

    @property
    def to(self) -> str:
        """Whom to call."""

    @property
    def call_reason(self) -> str | None:
        """Why."""

    @property
    def sip_auth_username(self) -> str | None:
        """Who we are there."""

    @property
    def sip_auth_password(self) -> str | None:
        """The proof of it."""


def offer_of(given: Offering) -> Offer:
    """Return what is offered. Raises: Problem 21225 for a user name without a password."""
    if given.sip_auth_username and not given.sip_auth_password:
        raise Problem(NO_PASSWORD, parameter="SipAuthPassword")
    return Offer(
        reason=given.call_reason or "",
        parameters=headers_of(given.to) if given.to.startswith(("sip:", "sips:")) else (),
        username=given.sip_auth_username or "",
        password=given.sip_auth_password or "",
    )
