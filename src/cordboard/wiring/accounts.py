"""The part of the composition root that puts credentials together, and what follows from the state of accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cordboard.access.permissions import permissions_of
from cordboard.access.principal import Principal, Reach
from cordboard.accounts.account import Account, Accounts, AccountStatus
from cordboard.accounts.keys import KeyKind, Keys
from cordboard.accounts.oauth import OauthApps
from cordboard.accounts.roles import Roles
from cordboard.api.call import Rehearsals
from cordboard.api.surfaces import SURFACES
from cordboard.base.sid import KEY, SidMaker
from cordboard.messaging.dispatch import Dispatcher
from cordboard.messaging.rehearsal import Rehearsal
from cordboard.numbers.number import Numbers
from cordboard.numbers.rehearsal import NumberRehearsal
from cordboard.voice.rehearsal import CallRehearsal
from cordboard.voice.switchboard import Switchboard
from cordboard.wiring.ground import Ground

REACHES: Mapping[KeyKind, Reach] = {
    KeyKind.MAIN: Reach.ALL,
    KeyKind.STANDARD: Reach.STANDARD,
    KeyKind.RESTRICTED: Reach.RESTRICTED,
    KeyKind.AGENT: Reach.AGENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountParts:
    """Accounts and their credentials. ``forgetting`` is told of each credential that ends."""

    accounts: Accounts
    keys: Keys
    apps: OauthApps
    roles: Roles
    forgetting: list[Callable[[str], None]]

    async def token_of(self, account_sid: str) -> str:
        """Return an account's auth token, or nothing where there is no such account."""
        account = self.accounts.find(account_sid)
        return account.auth_token if account else ""


def wire_accounts(ground: Ground) -> AccountParts:
    """Make accounts, keys, and the OAuth apps and roles, which can be allowed whatever keys can."""
    forgetting: list[Callable[[str], None]] = []

    def forget(credential_sid: str) -> None:
        for each in forgetting:
            each(credential_sid)

    permissions = permissions_of(SURFACES)
    store, vault, sids, now_ms = ground.store, ground.vault, ground.sids, ground.now_ms
    most = ground.settings.max_subaccounts
    return AccountParts(
        accounts=Accounts(store, vault, sids, now_ms, forget, most_subaccounts=most),
        keys=Keys(store, vault, sids, now_ms, forget, permissions.__contains__),
        apps=OauthApps(ground.shelf, vault, sids, now_ms, permissions),
        roles=Roles(permissions),
        forgetting=forgetting,
    )


class Directory:
    """The gate's view of accounts."""

    def __init__(self, parts: AccountParts, test: Account) -> None:
        """Take the products, and the account of the test credentials."""
        self._accounts = parts.accounts
        self._apps = parts.apps
        self._keys = parts.keys
        self._test = test

    async def authenticate(self, user: str, password: str) -> Principal | None:
        """Return who that is, or None."""
        if user.startswith(KEY):
            key = await self._keys.proven(user, password)
            return Principal(key.account_sid, key.sid, REACHES[key.kind], frozenset(key.allowed)) if key else None
        account = self._accounts.proven(user, password)
        reach = Reach.TEST if account is self._test else Reach.ALL
        return Principal(account.sid, account.sid, reach) if account else None

    async def bearer(self, token: str) -> Principal | None:
        """Return whose token that is, or None."""
        found = await self._apps.bearer(token)
        if found is None:
            return None
        return Principal(found.app.account_sid, found.app.sid, Reach.RESTRICTED, found.permissions)

    def resolve(self, principal: Principal, account_sid: str, *, is_managing: bool) -> Account | None:
        """Return the account that the principal may act for, or None. Raises: Problem 20005."""
        return self._accounts.acting_for(principal.account_sid, account_sid, is_managing=is_managing)

    def owner(self, account_sid: str) -> Account | None:
        """Return the active account that owns something public, or None."""
        account = self._accounts.find(account_sid)
        return account if account is not None and account.is_active else None


def follow_accounts(accounts: Accounts, dispatcher: Dispatcher, numbers: Numbers) -> None:
    """Let what waits for an account be judged anew when the account changes, and free the numbers of a closed one."""

    async def changed(account: Account) -> None:
        if not account.is_active:
            dispatcher.drain(account.sid)
        if account.status is AccountStatus.CLOSED:
            for number in numbers.of(account.sid):
                await numbers.release(number)

    accounts.followers.append(changed)


def follow_calls(accounts: Accounts, board: Switchboard) -> None:
    """Let the calls of an account end when it may not call any more."""

    async def changed(account: Account) -> None:
        if not account.is_active:
            await board.end_all(account.sid)

    accounts.followers.append(changed)


def wire_rehearsals(sids: SidMaker, now_ms: Callable[[], int]) -> Rehearsals:
    """Make what answers test credentials."""
    return Rehearsals(
        messages=Rehearsal(sids, now_ms), calls=CallRehearsal(sids, now_ms), numbers=NumberRehearsal(sids, now_ms)
    )
