"""Who calls, and what the gate needs to know of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller that proved who it is.

    ``account_sid`` is the account whose credential it used, ``credential_sid`` the SID it signed in with.
    """

    account_sid: str
    credential_sid: str
    is_key: bool = False


class Directory(Protocol):
    """What the gate asks about credentials and accounts."""

    async def authenticate(self, user: str, password: str) -> Principal | None:
        """Return who that is, or None."""

    async def resolve(self, principal: Principal, account_sid: str) -> object | None:
        """Return the account that the principal may act for, or None. Raises: Problem 20005 when it is not active."""

    async def owner(self, account_sid: str) -> object | None:
        """Return the active account that owns something public, or None."""
