"""What accounts need: a place for their rows, and a vault for secrets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from cordboard.base.page import Page, PageRequest

if TYPE_CHECKING:
    from cordboard.accounts.account import Account
    from cordboard.accounts.keys import ApiKey


class Vault(Protocol):
    """Seals what must be readable again, and digests what must not."""

    def seal(self, text: str) -> bytes:
        """Encrypt a secret."""

    def open(self, sealed: bytes) -> str:
        """Decrypt a secret."""

    def digest(self, text: str) -> bytes:
        """Return a keyed hash of a secret."""


class AccountUnit(Protocol):
    """One transaction on accounts."""

    def put_account(self, account: Account) -> None:
        """Write an account."""

    def put_api_key(self, key: ApiKey) -> None:
        """Write a key."""

    def delete_api_key(self, sid: str) -> None:
        """Delete a key."""

    def then(self, call: Callable[[], None]) -> None:
        """Call when the transaction is on disk."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class AccountStore(Protocol):
    """Where accounts and keys are kept."""

    def unit(self) -> AccountUnit:
        """Begin a transaction."""

    async def account(self, sid: str) -> Account | None:
        """Return an account."""

    async def all_accounts(self) -> list[Account]:
        """Return every account of the installation."""

    async def accounts(self, owner_sid: str, page: PageRequest, name: str | None, status: str | None) -> Page[Account]:
        """Return an account and its subaccounts, newest first."""

    async def api_key(self, sid: str) -> ApiKey | None:
        """Return a key."""

    async def api_keys(self, account_sid: str, page: PageRequest) -> Page[ApiKey]:
        """Return the keys of an account, newest first."""
