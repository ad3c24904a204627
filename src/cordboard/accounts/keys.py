"""API keys: credentials that can be revoked one by one, and of which some reach less than the account.

Source: reference 05, API keys; https://www.twilio.com/docs/iam/api-keys/restricted-api-keys.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cordboard.accounts.ports import AccountStore, Vault
from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.base.sid import KEY, SidMaker

MOST_PERMISSIONS = 100
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class KeyKind(StrEnum):
    """How far a key reaches."""

    STANDARD = "standard"
    MAIN = "main"
    RESTRICTED = "restricted"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """An API key. Of its secret only a keyed hash is kept; ``secret`` is set in the answer that creates it.

    ``allowed`` are the permissions of a restricted key; no other has any.
    """

    sid: str
    account_sid: str
    friendly_name: str
    created_ms: int
    updated_ms: int
    kind: KeyKind = KeyKind.STANDARD
    allowed: tuple[str, ...] = ()
    secret_hash: bytes = b""
    secret: str | None = None

    @property
    def name(self) -> str | None:
        """Return the name, or None when it was given none."""
        return self.friendly_name or None

    @property
    def policy(self) -> dict[str, list[str]] | None:
        """Return what the key is held to, as the API writes it; None is not held to anything."""
        return {"allow": list(self.allowed)} if self.kind is KeyKind.RESTRICTED else None

    @property
    def flags(self) -> list[str]:
        """Return what the key is for: keys that are held to something sign no access tokens."""
        is_held = self.kind in (KeyKind.RESTRICTED, KeyKind.AGENT)
        return ["rest_api"] if is_held else ["rest_api", "signing"]


class Keys:
    """Makes, finds, checks and revokes keys."""

    def __init__(
        self,
        store: AccountStore,
        vault: Vault,
        sids: SidMaker,
        now_ms: Callable[[], int],
        forget: Callable[[str], None],
        is_permission: Callable[[str], bool],
    ) -> None:
        """Take the ports; ``forget`` is told of each key that ends or reaches another way than before."""
        self._store = store
        self._vault = vault
        self._sids = sids
        self._now_ms = now_ms
        self._forget = forget
        self._is_permission = is_permission

    async def proven(self, sid: str, secret: str) -> ApiKey | None:
        """Return the key whose secret that is, or None."""
        key = await self._store.api_key(sid)
        if key is None or not hmac.compare_digest(key.secret_hash, self._vault.digest(secret)):
            return None
        return key

    async def create(
        self,
        account_sid: str,
        friendly_name: str,
        kind: KeyKind = KeyKind.STANDARD,
        allowed: Sequence[str] = (),
    ) -> ApiKey:
        """Create a key and return it with its secret, for the only time.

        Units: the secret has 32 letters and digits, some 190 bits; what is stored is an HMAC of it.
        Raises: Problem 70001, 70002.
        """
        secret = "".join(secrets.choice(_ALPHABET) for _ in range(32))
        now = self._now_ms()
        key = ApiKey(
            sid=self._sids.sid(KEY),
            account_sid=account_sid,
            friendly_name=friendly_name,
            created_ms=now,
            updated_ms=now,
            kind=kind,
            allowed=self._checked(allowed),
            secret_hash=self._vault.digest(secret),
            secret=secret,
        )
        return await self._put(key)

    async def key(self, account_sid: str, sid: str) -> ApiKey:
        """Return a key of an account. Raises: Problem 20404."""
        found = await self._store.api_key(sid)
        if found is None or found.account_sid != account_sid:
            raise Problem(20404)
        return found

    async def find(self, sid: str) -> ApiKey | None:
        """Return a key of any account."""
        return await self._store.api_key(sid)

    async def keys(self, account_sid: str, page: PageRequest) -> Page[ApiKey]:
        """Return the keys of an account, newest first."""
        return await self._store.api_keys(account_sid, page)

    async def change(
        self, key: ApiKey, *, friendly_name: str | None = None, allowed: Sequence[str] | None = None
    ) -> ApiKey:
        """Change the name or the permissions of a key. Raises: Problem 70001, 70002."""
        if friendly_name is None and allowed is None:
            return key
        if allowed is not None and key.kind is not KeyKind.RESTRICTED:
            raise Problem(70001, parameter="Policy")
        changed = replace(
            key,
            friendly_name=key.friendly_name if friendly_name is None else friendly_name,
            allowed=key.allowed if allowed is None else self._checked(allowed),
            updated_ms=self._now_ms(),
        )
        await self._put(changed)
        self._forget(key.sid)
        return changed

    async def give_to_agent(self, key: ApiKey) -> None:
        """Make a key one of an agent: it reaches as far as the agent's policy does, and signs no tokens."""
        await self._put(replace(key, kind=KeyKind.AGENT, updated_ms=self._now_ms()))
        self._forget(key.sid)

    async def revoke(self, key: ApiKey) -> None:
        """Delete a key; nothing gets in with it from then on."""
        unit = self._store.unit()
        unit.delete_api_key(key.sid)
        unit.then(lambda: self._forget(key.sid))
        await unit.commit()

    def _checked(self, allowed: Sequence[str]) -> tuple[str, ...]:
        if len(allowed) > MOST_PERMISSIONS:
            raise Problem(70001, parameter="Policy")
        for permission in allowed:
            if not self._is_permission(permission):
                raise Problem(70002, parameter="Policy", permission=permission)
        return tuple(dict.fromkeys(allowed))

    async def _put(self, key: ApiKey) -> ApiKey:
        unit = self._store.unit()
        unit.put_api_key(key)
        await unit.commit()
        return key
