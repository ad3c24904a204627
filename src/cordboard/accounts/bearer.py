"""Bearer tokens: signed statements of who calls, that end by themselves.

Source: RFC 7515 (compact serialization), RFC 7518 section 3.2 (HS256), RFC 7519 (claims).
"""

from __future__ import annotations

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

LONGEST: Final = 8192  # a scope of 4,000 characters becomes some 6,000 in a token
_HEADER: Final = {"alg": "HS256", "typ": "JWT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says: of whom it is, until when, and what it is held to. None is not held to more than the app."""

    subject: str
    ends_s: int
    scope: tuple[str, ...] | None = None


class Bearers:
    """Signs tokens and reads what it signed."""

    def __init__(self, key: bytes) -> None:
        """Take the key, of 32 bytes as RFC 7518 section 3.2 wants it."""
        self._key = key

    def sign(self, claims: Claims, *, at_s: int, token_id: str, account_sid: str) -> str:
        """Return a token. Units: ``at_s`` is now, in seconds since 1970."""
        body = {
            "iss": "cordboard",
            "sub": claims.subject,
            "acc": account_sid,
            "jti": token_id,
            "iat": at_s,
            "exp": claims.ends_s,
        }
        if claims.scope is not None:
            body["scope"] = " ".join(claims.scope)
        signed = f"{_part(_HEADER)}.{_part(body)}"
        return f"{signed}.{_text(self._mac(signed))}"

    def read(self, token: str, *, at_s: int) -> Claims | None:
        """Return what a token of ours says, or None of another, a changed one, or one that has ended."""
        signed, _, signature = token.rpartition(".")
        if len(token) > LONGEST or not token.isascii() or signed.count(".") != 1:
            return None
        if not hmac.compare_digest(signature.encode(), _text(self._mac(signed)).encode()):
            return None
        claims = _claims(signed.partition(".")[2])
        return claims if claims is not None and at_s < claims.ends_s else None

    def _mac(self, signed: str) -> bytes:
        return hmac.digest(self._key, signed.encode(), "sha256")


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _part(value: Mapping[str, object]) -> str:
    return _text(msgspec.json.encode(value))


def _claims(part: str) -> Claims | None:
    """Read what was signed here, maybe by another version of this program."""
    try:
        body = msgspec.json.decode(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        scope = body.get("scope")
        return Claims(
            subject=str(body["sub"]),
            ends_s=int(body["exp"]),
            scope=None if scope is None else tuple(str(scope).split()),
        )
    except (binascii.Error, msgspec.DecodeError, AttributeError, KeyError, TypeError, ValueError):
        return None
