"""Upstreams: accounts elsewhere on which decided calls of agents are carried out, with credentials no agent sees."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cordboard.accounts.ports import Vault
from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.shelf.shelf import Kept, Kind, Shelf

INVALID, TAKEN, MISSING, UNKNOWN = 90002, 20409, 20404, 90024
MOST_UPSTREAMS = 100  # all are in memory
TIMEOUT_S, MOST_TIMEOUT_S = 30, 120
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9a-f:]+", re.ASCII)


class Upstream(Kept, frozen=True, kw_only=True):
    """An upstream. ``account_sid`` owns it here, ``their_sid`` is the account there, whose token is ``sealed``."""

    name: str
    their_sid: str
    base_url: str
    sealed: str
    timeout_s: int = TIMEOUT_S


UPSTREAM = Kind("upstream", "UP", Upstream)


class Upstreams:
    """Makes, finds and forgets upstreams. All are kept in memory, because every call that goes on asks for one."""

    def __init__(self, shelf: Shelf, vault: Vault) -> None:
        self._shelf = shelf
        self._vault = vault
        self._by_name: dict[str, Upstream] = {}

    async def load(self) -> None:
        """Read all, at the start."""
        self._by_name = {each.name: each for each in await self._shelf.all(UPSTREAM, None)}

    async def create(
        self, account_sid: str, *, name: str, their_sid: str, auth_token: str, base_url: str, timeout_s: int
    ) -> Upstream:
        """Make an upstream. Raises: Problem 90002, 20409."""
        if not NAME.fullmatch(name):
            raise Problem(INVALID, parameter="name", reason="a name has 1 to 64 letters, digits, - and _")
        if not ACCOUNT.fullmatch(their_sid):
            raise Problem(INVALID, parameter="account_sid", reason="it is not the SID of an account")
        base = _base(base_url)
        if name in self._by_name or len(self._by_name) >= MOST_UPSTREAMS:
            full = f"There are {MOST_UPSTREAMS} upstreams, and there may not be more."
            raise Problem(TAKEN, message=f"There is an upstream {name} already." if name in self._by_name else full)
        sealed = self._vault.seal(auth_token).hex()
        made = self._shelf.make(
            UPSTREAM, account_sid, name=name, their_sid=their_sid, base_url=base, sealed=sealed, timeout_s=timeout_s
        )
        self._by_name[name] = made  # before anything is written, so that of two at the same moment one is refused
        try:
            await self._shelf.put(UPSTREAM, made)
        except BaseException:
            del self._by_name[name]
            raise
        return made

    def find(self, name: str, missing: int = MISSING) -> Upstream:
        """Return an upstream. Raises: Problem with the code given."""
        found = self._by_name.get(name)
        if found is None:
            raise Problem(missing, name=name)
        return found

    def has(self, name: str) -> bool:
        """Tell whether there is an upstream."""
        return name in self._by_name

    def warnings(self, policy: Mapping[str, Any]) -> list[str]:
        """Return what of a policy that can be read will not work as things are, in sentences."""
        name = policy.get("upstream")
        if not name or name in self._by_name:
            return []
        return [f"There is no upstream {name}: every call is refused (90024) until there is one."]

    def token(self, upstream: Upstream) -> str:
        """Return the auth token, to be sent there and nowhere else."""
        return self._vault.open(bytes.fromhex(upstream.sealed))

    async def page(self, account_sid: str, page: PageRequest) -> Page[Upstream]:
        """Return a page of upstreams, newest first."""
        return await self._shelf.page(UPSTREAM, account_sid, page)

    async def remove(self, name: str) -> None:
        """Forget an upstream; agents that name it are refused from then on. Raises: Problem 20404."""
        found = self.find(name)
        await self._shelf.remove(found)
        self._by_name.pop(name, None)


def _base(url: str) -> str:
    """Return a base URL without the slash at its end: https, or http on this machine. Raises: Problem 90002."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    is_plain = not (parts.query or parts.fragment or parts.username is not None or parts.path.strip("/"))
    if not (is_plain and host and _HOST.fullmatch(host) and url.isascii() and port != 0):
        raise Problem(
            INVALID, parameter="base_url", reason="it is not the URL of a host, such as https://api.twilio.com"
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(host)):
        raise Problem(INVALID, parameter="base_url", reason="it must be https, or http on this machine")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
