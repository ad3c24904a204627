"""HTTP Basic credentials with a cache of those that were found right, and bearer tokens, which end by the clock."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import OrderedDict

from cordboard.access.principal import Directory, Principal
from cordboard.base.problem import Problem

CACHED = 10_000  # credentials; at some 300 bytes each the cache stays under 3 MB
MAX_HEADER_LENGTH = 1024
BEARER = "bearer "
NO_CREDENTIALS = "Authentication Error - No credentials provided"
INVALID_USER = "Authentication Error - invalid username"
WRONG = "Authenticate"


class Authenticator:
    """Turns an Authorization header into a principal. Source: RFC 7617, RFC 6750; reference 01, section 2."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._known: OrderedDict[bytes, Principal] = OrderedDict()

    def known(self, header: str) -> Principal | None:
        """Return who calls, if these credentials were found right before."""
        return self._known.get(_digest(header))

    async def authenticate(self, header: str) -> Principal:
        """Return who calls.

        Raises: Problem 20003.
        """
        if header[: len(BEARER)].lower() == BEARER:
            return await self._bearer(header[len(BEARER) :].strip())
        user, password = _basic(header)
        principal = await self._directory.authenticate(user, password)
        if principal is None:
            raise Problem(20003, message=WRONG if user[:2] in ("AC", "SK") else INVALID_USER)
        self._known[_digest(header)] = principal
        if len(self._known) > CACHED:
            self._known.popitem(last=False)
        return principal

    async def _bearer(self, token: str) -> Principal:
        """Return whose token that is; it is judged anew each time, because it ends by the clock."""
        principal = await self._directory.bearer(token)
        if principal is None:
            raise Problem(20003, message=WRONG)
        return principal

    def forget(self, credential_sid: str) -> None:
        """Stop knowing a credential, at once; called when a key is revoked or a token changes."""
        for digest in [digest for digest, each in self._known.items() if each.credential_sid == credential_sid]:
            del self._known[digest]


def _digest(header: str) -> bytes:
    """Return what stands for a header in the cache, which holds no secrets."""
    return hashlib.sha256(header.encode(errors="surrogateescape")).digest()


def _basic(header: str) -> tuple[str, str]:
    scheme, _, value = header.partition(" ")
    if not header or len(header) > MAX_HEADER_LENGTH or scheme.lower() != "basic":
        raise Problem(20003, message=NO_CREDENTIALS)
    try:
        user, colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as fault:
        raise Problem(20003, message=INVALID_USER) from fault
    if not colon or not user:
        raise Problem(20003, message=INVALID_USER)
    return user, password
