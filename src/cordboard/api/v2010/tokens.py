"""Tokens for network traversal: credentials of STUN and TURN servers. Source: reference 05, Tokens."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out
from cordboard.catalogue.describe import Effect, Level, View, described, param
from cordboard.catalogue.wire import Anything, Whole
from cordboard.shelf.shelf import Kept, Kind

DAY_S = 86_400
STUN_PORT = 3478  # RFC 8489 section 18.6, RFC 8656 section 18.7


class Token(Kept, frozen=True, kw_only=True):
    """A token. Units: ``ttl_s`` in seconds."""

    username: str
    password: str
    ttl_s: int
    ice_servers: list[dict[str, str]]


TOKEN = Kind("token", "NT", Token)
SHOWN = View(
    "Token",
    (
        out("account_sid", TEXT),
        *dates(),
        out("ice_servers", Anything()),
        out("password", TEXT),
        out("ttl", Whole(as_text=True), "ttl_s"),
        out("username", TEXT),
    ),
)


@described
class CreateToken:
    """How long the token lasts."""

    ttl: int = param("Ttl", Whole(1, DAY_S), "How long the credentials last, in seconds.", default=DAY_S)


@SURFACE.operation(
    "POST",
    "/Accounts/{AccountSid}/Tokens",
    name="CreateToken",
    area="tokens",
    level=Level.SEND,
    effect=Effect.CHANGES,
    says="made a token for network traversal",
    given=CreateToken,
    view=SHOWN,
    success=201,
)
async def create_token(call: Call, given: CreateToken) -> Token:
    """Create a token that names STUN and TURN servers at this server's host, where none runs (resource only)."""
    username, password = secrets.token_hex(32), secrets.token_urlsafe(32)
    return call.services.shelf.make(
        TOKEN,
        call.account.sid,
        username=username,
        password=password,
        ttl_s=given.ttl,
        ice_servers=_servers(urlsplit(call.services.base_url()).netloc.rpartition(":")[0], username, password),
    )


def _servers(host: str, username: str, password: str) -> list[dict[str, str]]:
    stun, turn = f"stun:{host}:{STUN_PORT}", f"turn:{host}:{STUN_PORT}?transport=udp"
    return [
        {"url": stun, "urls": stun},
        {"url": turn, "urls": turn, "username": username, "credential": password},
    ]
