"""Accounts and API keys: what they are, and who may act for whom."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cordboard.accounts.ports import AccountStore, AccountUnit, Vault
from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.base.sid import KEY, SidMaker


class AccountStatus(StrEnum):
    """Whether an account may act; closed is final."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class AccountType(StrEnum):
    """Whether an account is on trial."""

    TRIAL = "Trial"
    FULL = "Full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account; a subaccount's owner is another account, its parent."""

    sid: str
    key: int
    owner_sid: str
    friendly_name: str
    status: AccountStatus
    type: AccountType
    auth_token: str
    created_ms: int
    updated_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """An API key. Of its secret only a keyed hash is kept; ``secret`` is set in the answer that creates it."""

    sid: str
    account_sid: str
    friendly_name: str
    created_ms: int
    updated_ms: int
    secret_hash: bytes = b""
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose credential was used."""

    account_sid: str
    credential_sid: str
    is_key: bool


MAX_FRIENDLY_NAME = 64


class Accounts:
    """Finds, checks and changes accounts and keys."""

    def __init__(
        self,
        store: AccountStore,
        vault: Vault,
        sids: SidMaker,
        now_ms: Callable[[], int],
        forget: Callable[[str], None],
    ) -> None:
        """Take the ports; ``forget`` is told of each credential that ends."""
        self._store = store
        self._vault = vault
        self._sids = sids
        self._now_ms = now_ms
        self._forget = forget
        self._by_sid: dict[str, Account] = {}

    async def account(self, sid: str) -> Account | None:
        """Return an account; accounts are few, so they are kept in memory once read."""
        found = self._by_sid.get(sid)
        if found is None:
            found = await self._store.account(sid)
            if found is not None:
                self._by_sid[sid] = found
        return found

    async def caller(self, user: str, password: str) -> Caller | None:
        """Return whose credential that is, or None."""
        if user.startswith(KEY):
            key = await self._store.api_key(user)
            if key is None or not hmac.compare_digest(key.secret_hash, self._vault.digest(password)):
                return None
            return Caller(key.account_sid, key.sid, True)
        account = await self.account(user)
        expected = account.auth_token if account else secrets.token_hex(16)
        right = hmac.compare_digest(_digest(expected), _digest(password))
        return Caller(account.sid, account.sid, False) if account and right else None

    async def acting_for(self, caller_account_sid: str, account_sid: str) -> Account | None:
        """Return the account if the caller's account is it or its parent.

        Raises: Problem 20005 when the caller's account, or the one acted for, is not active.
        """
        own = await self.account(caller_account_sid)
        account = own if caller_account_sid == account_sid else await self.account(account_sid)
        if own is None or account is None or (account is not own and account.owner_sid != own.sid):
            return None
        if own.status is not AccountStatus.ACTIVE or account.status is not AccountStatus.ACTIVE:
            raise Problem(20005)
        return account

    async def create_first(self, sid: str, auth_token: str, friendly_name: str) -> Account:
        """Create the installation's own account, or give the one there is this token."""
        found = await self._store.account(sid)
        if found is not None and found.auth_token == auth_token:
            return found
        now = self._now_ms()
        account = Account(
            sid=sid,
            key=found.key if found else self._sids.key(),
            owner_sid=sid,
            friendly_name=found.friendly_name if found else friendly_name,
            status=AccountStatus.ACTIVE,
            type=AccountType.FULL,
            auth_token=auth_token,
            created_ms=found.created_ms if found else now,
            updated_ms=now,
        )
        unit: AccountUnit = self._store.unit()
        unit.put_account(account)
        await unit.commit()
        return account

    async def visible_to(
        self, account: Account, page: PageRequest, name: str | None, status: str | None
    ) -> Page[Account]:
        """Return the account itself and its subaccounts."""
        return await self._store.accounts(account.sid, page, name, status)

    async def create_key(self, account_sid: str, friendly_name: str) -> ApiKey:
        """Create a key and return it with its secret, for the only time.

        Units: the secret has 32 letters and digits, some 190 bits; what is stored is an HMAC of it.
        """
        secret = "".join(secrets.choice(_ALPHABET) for _ in range(32))
        now = self._now_ms()
        key = ApiKey(
            sid=self._sids.sid(KEY),
            account_sid=account_sid,
            friendly_name=friendly_name,
            created_ms=now,
            updated_ms=now,
            secret_hash=self._vault.digest(secret),
            secret=secret,
        )
        unit = self._store.unit()
        unit.put_api_key(key)
        await unit.commit()
        return key

    async def key(self, account_sid: str, sid: str) -> ApiKey:
        """Return a key. Raises: Problem 20404."""
        found = await self._store.api_key(sid)
        if found is None or found.account_sid != account_sid:
            raise Problem(20404)
        return found

    async def keys(self, account_sid: str, page: PageRequest) -> Page[ApiKey]:
        """Return the keys of an account, newest first."""
        return await self._store.api_keys(account_sid, page)

    async def rename_key(self, account_sid: str, sid: str, friendly_name: str | None) -> ApiKey:
        """Change the name of a key. Raises: Problem 20404."""
        key = await self.key(account_sid, sid)
        if friendly_name is None:
            return key
        renamed = ApiKey(
            sid=key.sid,
            account_sid=key.account_sid,
            friendly_name=friendly_name,
            created_ms=key.created_ms,
            updated_ms=self._now_ms(),
            secret_hash=key.secret_hash,
        )
        unit = self._store.unit()
        unit.put_api_key(renamed)
        await unit.commit()
        return renamed

    async def revoke_key(self, account_sid: str, sid: str) -> None:
        """Delete a key; nothing gets in with it from then on. Raises: Problem 20404."""
        await self.key(account_sid, sid)
        unit = self._store.unit()
        unit.delete_api_key(sid)
        unit.then(lambda: self._forget(sid))
        await unit.commit()


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _digest(text: str) -> bytes:
    # Comparing digests of one length keeps the time from telling how long the right token is.
    return hashlib.sha256(text.encode(errors="surrogateescape")).digest()
