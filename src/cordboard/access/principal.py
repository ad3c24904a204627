"""Who calls, and what the gate needs to know of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Reach(StrEnum):
    """How far a credential reaches within its account. Source: reference 01, section 2."""

    ALL = "all"
    STANDARD = "standard"
    RESTRICTED = "restricted"
    AGENT = "agent"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller that proved who it is.

    ``account_sid`` is the account whose credential it used, ``credential_sid`` the SID it signed in with;
    ``permissions`` are those of a restricted key or an OAuth app.
    """

    account_sid: str
    credential_sid: str
    reach: Reach = Reach.ALL
    permissions: frozenset[str] = frozenset()


class Directory(Protocol):
    """What the gate asks about credentials and accounts."""

    async def authenticate(self, user: str, password: str) -> Principal | None:
        """Return who that is, or None."""

    async def bearer(self, token: str) -> Principal | None:
        """Return whose token that is, or None when it lets nobody in."""

    def resolve(self, principal: Principal, account_sid: str, *, is_managing: bool) -> object | None:
        """Return the account that the principal may act for, or None.

        Whoever is managing accounts reaches also subaccounts that are not active. Raises: Problem 20005.
        """

    def owner(self, account_sid: str) -> object | None:
        """Return the active account that owns something public, or None."""
