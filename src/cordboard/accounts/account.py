"""Accounts and subaccounts: what they are, who may act for whom, and how their state and their tokens change.

Source: reference 05, Accounts; reference 01, section 2.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from cordboard.accounts.ports import AccountStore, AccountUnit, Vault
from cordboard.base.clock import to_datetime
from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.base.sid import ACCOUNT, SidMaker

MAX_FRIENDLY_NAME = 64
MOST_SUBACCOUNTS = 1000  # The original's default. Source: https://www.twilio.com/docs/iam/api/subaccounts


class AccountStatus(StrEnum):
    """Whether an account may act; closed is final."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


ACTIVE = AccountStatus.ACTIVE  # every call asks for it, and a member of an enumeration takes as long as a call


class AccountType(StrEnum):
    """Whether an account is on trial."""

    TRIAL = "Trial"
    FULL = "Full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account; a subaccount's owner is another account, its parent.

    ``is_held`` says that the operator suspended it, so that its parent cannot activate it.
    """

    sid: str
    key: int
    owner_sid: str
    friendly_name: str
    status: AccountStatus
    type: AccountType
    auth_token: str
    created_ms: int
    updated_ms: int
    secondary_token: str | None = None
    is_held: bool = False

    @property
    def is_active(self) -> bool:
        """Tell whether the account may act."""
        return self.status is ACTIVE


class Accounts:
    """Finds, checks and changes accounts. They are few, so all are kept in memory: every request asks for one."""

    def __init__(
        self,
        store: AccountStore,
        vault: Vault,
        sids: SidMaker,
        now_ms: Callable[[], int],
        forget: Callable[[str], None],
        *,
        most_subaccounts: int = MOST_SUBACCOUNTS,
    ) -> None:
        """Take the ports; ``forget`` is told whose tokens have changed."""
        self._store = store
        self._vault = vault
        self._sids = sids
        self._now_ms = now_ms
        self._forget = forget
        self._most_subaccounts = most_subaccounts
        self._by_sid: dict[str, Account] = {}
        self.followers: list[Callable[[Account], Awaitable[None]]] = []
        """Who is told of an account whose state or tokens have changed, once that is on disk."""

    async def load(self) -> None:
        """Read all accounts, at the start."""
        self._by_sid |= {account.sid: account for account in await self._store.all_accounts()}

    def find(self, sid: str) -> Account | None:
        """Return an account, of whatever state."""
        return self._by_sid.get(sid)

    def is_active(self, sid: str) -> bool:
        """Tell whether there is such an account and it may act."""
        account = self._by_sid.get(sid)
        return account is not None and account.status is ACTIVE

    def proven(self, sid: str, token: str) -> Account | None:
        """Return the account whose primary or secondary token that is, or None."""
        account = self._by_sid.get(sid)
        expected = account.auth_token if account else secrets.token_hex(16)
        second = (account.secondary_token if account else None) or expected
        given = _digest(token)
        # Both are always compared, so that the time does not tell which of them there is.
        is_right = hmac.compare_digest(_digest(expected), given) | hmac.compare_digest(_digest(second), given)
        return account if is_right else None

    def acting_for(self, caller_sid: str, account_sid: str, *, is_managing: bool = False) -> Account | None:
        """Return the account if the caller's account is it or its parent.

        A parent that is ``is_managing`` reaches subaccounts in every state, else it could not look at them or activate
        them. Raises: Problem 20005 when the caller's account, or the one acted for, is not active.
        """
        own = self._by_sid.get(caller_sid)
        account = own if caller_sid == account_sid else self._by_sid.get(account_sid)
        if own is None or account is None or (account is not own and account.owner_sid != caller_sid):
            return None
        may_act = account.status is ACTIVE or (is_managing and account is not own)
        if own.status is not ACTIVE or not may_act:
            raise Problem(20005)
        return account

    async def visible_to(
        self, account: Account, page: PageRequest, name: str | None, status: str | None
    ) -> Page[Account]:
        """Return the account itself and its subaccounts."""
        return await self._store.accounts(account.sid, page, name, status)

    async def create_first(self, sid: str, auth_token: str, friendly_name: str) -> Account:
        """Create the installation's own account, or give the one there is this token."""
        found = self._by_sid.get(sid)
        if found is None:
            found = self._made(sid, self._sids.key(), sid, friendly_name, AccountType.FULL, auth_token)
        elif found.auth_token == auth_token:
            return found
        return await self._put(replace(found, auth_token=auth_token, status=AccountStatus.ACTIVE))

    async def create(self, parent: Account, friendly_name: str | None) -> Account:
        """Create a subaccount. Raises: Problem 21101 below a subaccount, 21480 beyond the most there may be."""
        if parent.owner_sid != parent.sid:
            raise Problem(21101)
        count = sum(each.owner_sid == parent.sid and each.status is not AccountStatus.CLOSED for each in self._all())
        if count - 1 >= self._most_subaccounts:  # the parent owns itself
            raise Problem(21480)
        key = self._sids.key()
        name = friendly_name or f"SubAccount Created at {_minute(self._now_ms())}"
        sid = self._sids.sid(ACCOUNT, key)
        return await self._put(self._made(sid, key, parent.sid, name, parent.type, secrets.token_hex(16)))

    async def rename(self, account: Account, friendly_name: str) -> Account:
        """Give an account another name."""
        return await self._put(replace(self._by_sid[account.sid], friendly_name=friendly_name))

    async def set_status(self, caller_sid: str, account: Account, status: AccountStatus) -> Account:
        """Suspend, activate or close a subaccount.

        Raises: Problem 21477 for the caller's own account or a parent, 21479 for one that was closed, 21478 for one
        that the operator suspended.
        """
        account = self._by_sid[account.sid]
        if account.owner_sid == account.sid or account.sid == caller_sid:
            raise Problem(21477)
        if account.status is AccountStatus.CLOSED:
            raise Problem(21479)
        if account.is_held and status is ACTIVE:
            raise Problem(21478)
        return await self._put(replace(account, status=status))

    async def hold(self, account: Account, *, is_held: bool) -> Account:
        """Suspend a subaccount in the operator's name, or let it act again. Raises: Problem 21477, 21479."""
        account = self._by_sid[account.sid]
        if account.owner_sid == account.sid:
            raise Problem(21477)
        if account.status is AccountStatus.CLOSED:
            raise Problem(21479)
        status = AccountStatus.SUSPENDED if is_held else AccountStatus.ACTIVE
        return await self._put(replace(account, status=status, is_held=is_held))

    async def set_type(self, account: Account, kind: AccountType) -> Account:
        """Put an account on trial, or take it off."""
        return await self._put(replace(self._by_sid[account.sid], type=kind))

    async def add_secondary_token(self, account: Account) -> Account:
        """Make a second token, which lets in beside the first. Raises: Problem 20409 when there is one."""
        account = self._by_sid[account.sid]
        if account.secondary_token is not None:
            raise Problem(20409)
        return await self._put(replace(account, secondary_token=secrets.token_hex(16)))

    async def drop_secondary_token(self, account: Account) -> None:
        """Delete the second token; nothing gets in with it from then on. Raises: Problem 20404 when there is none."""
        account = self._by_sid[account.sid]
        if account.secondary_token is None:
            raise Problem(20404)
        await self._put(replace(account, secondary_token=None))

    async def promote_secondary_token(self, account: Account) -> Account:
        """Make the second token the only one. Raises: Problem 20404 when there is none."""
        account = self._by_sid[account.sid]
        if account.secondary_token is None:
            raise Problem(20404)
        return await self._put(replace(account, auth_token=account.secondary_token, secondary_token=None))

    def test_account(self, owner: Account) -> Account:
        """Return the account of an owner's test credentials: it is derived from the owner, and kept nowhere else.

        Units: 128 bits each for its SID and its token, of one keyed hash.
        """
        digest = self._vault.digest(f"test credentials of {owner.sid}").hex()
        test = replace(owner, sid=ACCOUNT + digest[:32], owner_sid=ACCOUNT + digest[:32], auth_token=digest[32:])
        test = replace(test, friendly_name="Test account", secondary_token=None, type=AccountType.FULL)
        self._by_sid[test.sid] = test
        return test

    def _all(self) -> list[Account]:
        return list(self._by_sid.values())

    def _made(self, sid: str, key: int, owner_sid: str, name: str, kind: AccountType, token: str) -> Account:
        now = self._now_ms()
        return Account(
            sid=sid,
            key=key,
            owner_sid=owner_sid,
            friendly_name=name,
            status=AccountStatus.ACTIVE,
            type=kind,
            auth_token=token,
            created_ms=now,
            updated_ms=now,
        )

    async def _put(self, account: Account) -> Account:
        """Keep an account. Memory goes before the disk: of two changes at once, the second finds what the first did."""
        account = replace(account, updated_ms=self._now_ms())
        known = self._by_sid.get(account.sid)
        self._by_sid[account.sid] = account
        if known is not None and _tokens(known) != _tokens(account):
            self._forget(account.sid)
        unit: AccountUnit = self._store.unit()
        unit.put_account(account)
        try:
            await unit.commit()
        except Exception:
            await self._read_again(account.sid)
            raise
        for tell in self.followers:
            await tell(account)
        return account

    async def _read_again(self, sid: str) -> None:
        found = await self._store.account(sid)
        self._forget(sid)
        if found is None:
            self._by_sid.pop(sid, None)
        else:
            self._by_sid[sid] = found


def _tokens(account: Account) -> tuple[str, str | None]:
    return account.auth_token, account.secondary_token


def _minute(at_ms: int) -> str:
    """Write an instant as ``2026-01-31 04:05 pm``, in UTC."""
    return f"{to_datetime(at_ms):%Y-%m-%d %I:%M %p}".lower()


def _digest(text: str) -> bytes:
    # Comparing digests of one length keeps the time from telling how long the right token is.
    return hashlib.sha256(text.encode(errors="surrogateescape")).digest()
