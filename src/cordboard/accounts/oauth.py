"""OAuth apps: programs with an identity of their own, which get in with tokens that end by themselves.

An app proves itself with its secret and gets a bearer token for its permissions: those that its policy allows, less
those that it denies, less what the token's scope leaves out. Both are read anew at each call, so that a token ends with
its app. Source: RFC 6749 section 4.4 (client credentials), RFC 6750; the published twilio_iam_v1.json.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from cordboard.accounts.bearer import Bearers, Claims
from cordboard.accounts.ports import Vault
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker, is_sid
from cordboard.shelf.shelf import Kept, Kind, Shelf

MOST_PERMISSIONS: Final = 100  # as of restricted keys
DEFAULT_TTL_S: Final = 3600
SHORTEST_TTL_S, LONGEST_TTL_S = 1, 86_400  # Ours: a token that cannot be called back lives a day at most
PREFIX: Final = "OQ"
ANY_ACTION: Final = "/*"


class OauthApp(Kept, frozen=True, kw_only=True):
    """An app. Of its secret only a keyed hash is kept; ``secret`` is set in the answer that makes it."""

    type: str = ""
    friendly_name: str = ""
    description: str = ""
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    access_token_ttl: int = DEFAULT_TTL_S
    created_by: str = ""
    secret_hash: bytes = b""
    secret: str | None = None

    @property
    def policy(self) -> dict[str, list[str]]:
        """Return what the app may do and what not, as the API writes it."""
        return {"allow": list(self.allow), "deny": list(self.deny)}


OAUTH_APP: Final = Kind("oauth_app", PREFIX, OauthApp)


class Issued(NamedTuple):
    """A token, as its app gets it. Units: seconds."""

    access_token: str
    expires_in: int


class Bearer(NamedTuple):
    """Who calls with a token, and what it may do."""

    app: OauthApp
    permissions: frozenset[str]


class OauthApps:
    """Makes and changes apps, gives them tokens, and knows them by these."""

    def __init__(
        self,
        shelf: Shelf,
        vault: Vault,
        sids: SidMaker,
        now_ms: Callable[[], int],
        permissions: Collection[str],
    ) -> None:
        """Take the ports, and every permission that there is."""
        self._shelf = shelf
        self._vault = vault
        self._sids = sids
        self._now_ms = now_ms
        self._single = _single(permissions)
        self._bearers = Bearers(vault.digest("cordboard bearer tokens"))  # a key of their own, of 32 bytes

    async def create(self, account_sid: str, *, allow: Sequence[str], deny: Sequence[str], **values: Any) -> OauthApp:
        """Make an app and return it with its secret, for the only time.

        Units: the secret has 43 characters for 256 random bits. Raises: Problem 70001, 70002.
        """
        secret = secrets.token_urlsafe(32)
        values |= {"allow": self._checked(allow), "deny": self._checked(deny)}
        app = await self._shelf.add(OAUTH_APP, account_sid, secret_hash=self._vault.digest(secret), **values)
        return replace(app, secret=secret)

    async def find(self, sid: str) -> OauthApp | None:
        """Return an app of any account."""
        return await self._shelf.held(OAUTH_APP, sid) if is_sid(sid, PREFIX) else None

    async def change(
        self, app: OauthApp, *, allow: Sequence[str] | None = None, deny: Sequence[str] | None = None, **values: Any
    ) -> OauthApp:
        """Change an app; what it may do changes at once for the tokens that it has. Raises: Problem 70001, 70002."""
        values |= {
            "allow": None if allow is None else self._checked(allow),
            "deny": None if deny is None else self._checked(deny),
        }
        return await self._shelf.change(OAUTH_APP, app, **values)

    async def remove(self, app: OauthApp) -> None:
        """Delete an app; its tokens let nobody in from then on."""
        await self._shelf.remove(app)

    async def issue(self, sid: str, secret: str, scope: Sequence[str] | None) -> Issued:
        """Give a token to the app whose secret this is. Raises: Problem 20003 of another, 70002 of an unknown scope."""
        app = await self.find(sid)
        if app is None or not hmac.compare_digest(app.secret_hash, self._vault.digest(secret)):
            raise Problem(20003, message="Authenticate")
        held = None if scope is None else self._checked(scope)
        now_s = self._now_ms() // 1000
        claims = Claims(subject=app.sid, ends_s=now_s + app.access_token_ttl, scope=held)
        token_id = self._sids.sid("JT")
        token = self._bearers.sign(claims, at_s=now_s, token_id=token_id, account_sid=app.account_sid)
        return Issued(token, app.access_token_ttl)

    async def bearer(self, token: str) -> Bearer | None:
        """Return whose a token is, or None when it is nobody's any more."""
        claims = self._bearers.read(token, at_s=self._now_ms() // 1000)
        app = await self.find(claims.subject) if claims is not None else None
        if claims is None or app is None:
            return None
        allowed = self._spread(app.allow) - self._spread(app.deny)
        return Bearer(app, allowed if claims.scope is None else allowed & self._spread(claims.scope))

    def _spread(self, names: Sequence[str]) -> frozenset[str]:
        """Return single permissions, those for every action taken apart, so that one of them can be denied."""
        return frozenset[str]().union(*(self._single.get(name, ()) for name in names))

    def _checked(self, names: Sequence[str]) -> tuple[str, ...]:
        if len(names) > MOST_PERMISSIONS:
            raise Problem(70001, parameter="policy")
        for name in names:
            if name not in self._single:
                raise Problem(70002, parameter="policy", permission=name)
        return tuple(dict.fromkeys(names))


def _single(permissions: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return each permission with the single ones that it stands for."""
    found: dict[str, set[str]] = {}
    for name in permissions:
        if not name.endswith(ANY_ACTION):
            every = name[: name.rindex("/")] + ANY_ACTION
            found.setdefault(every, set()).add(name)
            found[name] = {name}
    return {name: frozenset(singles) for name, singles in found.items()}
