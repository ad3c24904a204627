"""The page tokens of the Communications API: opaque, signed, short of life; each carries the filters of its list.

A token is the URL-safe base 64 of JSON with half a SHA-256 behind it. What is signed is also the account and the list,
which the token does not tell: it opens nothing elsewhere.
Source: the brief, "API mechanics", pagination; RFC 2104, section 5 (half of a hash is enough).
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import NamedTuple
from urllib.parse import parse_qsl

import msgspec

from cordboard.base.problem import Problem
from cordboard.catalogue.seal import Seal

PARAMETER, INVALID = "page_token", 20001
MAX_TOKEN_CHARS = 8192  # ten tags of 386 characters, all of them escaped in JSON, in base 64
LIFE_S = 86_400  # A job of the night may stop and read on; a log that tells tokens is stale the day after.
SIGNATURE_BYTES = 16
FIRST_KEY = (1 << 63) - 1  # above every key: the page that begins with the newest row
_encode = msgspec.json.Encoder().encode
FOREIGN = "The page token is none of this list and account, or it was cut or changed."
EXPIRED = "The page token has expired: begin again without one."
MIXED = "The filters beside the page token are not those that it was made with."


class Token(NamedTuple):
    """What a token carries: the filters of its list, and the key of the row after which its page begins."""

    filters: list[tuple[str, str]]
    key: int


def write_token(token: Token, place: str, seal: Seal) -> str:
    """Return a token as text; ``place`` tells the account and the list that it is for."""
    data = _encode((token.filters, str(token.key), seal.now_ms() // 1000 + LIFE_S))
    return urlsafe_b64encode(data + _signature(data, place, seal)).rstrip(b"=").decode()


def read_token(text: str, place: str, seal: Seal) -> Token:
    """Return what a token carries. Raises: Problem 20001."""
    data = _signed(_bare(text), place, seal)
    filters, key, ends_s = msgspec.json.decode(data, type=tuple[list[tuple[str, str]], str, int])
    if seal.now_ms() // 1000 >= ends_s:
        raise refused(EXPIRED)
    return Token(filters, int(key))


def refused(why: str) -> Problem:
    """Return the problem of a token that cannot be used."""
    return Problem(INVALID, parameter=PARAMETER, message=why)


def _bare(text: str) -> str:
    """Return the token, also where the whole of ``pagination.self`` was given."""
    if "?" not in text:
        return text
    given = dict(parse_qsl(text.partition("?")[2][:MAX_TOKEN_CHARS]))
    return given.get("page_token") or given.get("pageToken") or ""


def _signed(text: str, place: str, seal: Seal) -> bytes:
    if len(text) > MAX_TOKEN_CHARS or not text.isascii():
        raise refused(FOREIGN)
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, NotBase64) as fault:
        raise refused(FOREIGN) from fault
    data, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(data, place, seal)):
        raise refused(FOREIGN)
    return data


def _signature(data: bytes, place: str, seal: Seal) -> bytes:
    return seal.sign(f"page {place} {data.decode(errors='surrogateescape')}")[:SIGNATURE_BYTES]
