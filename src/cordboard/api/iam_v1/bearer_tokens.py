"""Tokens of OAuth apps, of the IAM API and where older clients ask for them.

Source: the published twilio_iam_v1.json; RFC 6749 section 4.4, whose client credentials are the one grant here.
"""

from __future__ import annotations

from enum import StrEnum

from cordboard.accounts.oauth import OAUTH_APP, Issued
from cordboard.api.call import Call
from cordboard.api.iam_v1.surface import OAUTH, SURFACE
from cordboard.api.v2010.surface import TEXT, out
from cordboard.catalogue.describe import Effect, Level, Property, View, described, param
from cordboard.catalogue.wire import OneOf, SidOf, Text, Whole

UNUSED = Text(4000)
SCOPE = Text(4000)  # fifty permissions of some 80 characters; a header has to hold them
TOKEN = View(
    "Token",
    (
        out("access_token", TEXT),
        Property("refresh_token", TEXT, lambda _: None),  # RFC 6749 section 4.4.3: none with this grant
        Property("id_token", TEXT, lambda _: None),
        Property("token_type", TEXT, lambda _: "bearer"),
        out("expires_in", Whole()),
    ),
)


class Grant(StrEnum):
    """What a token is given for."""

    CLIENT_CREDENTIALS = "client_credentials"


@described
class CreateToken:
    """Who wants a token, and for what."""

    grant_type: Grant = param("grant_type", OneOf(Grant), "For what the token is given.")
    client_id: str = param("client_id", SidOf((OAUTH_APP.prefix,)), "The OAuth app.")
    client_secret: str = param("client_secret", Text(200), "The secret of the app.", default="")
    code: str | None = param("code", UNUSED, "Of another grant; read and not used.", default=None)
    redirect_uri: str | None = param("redirect_uri", UNUSED, "Of another grant; read and not used.", default=None)
    audience: str | None = param("audience", UNUSED, "Read and not used: tokens are for this server.", default=None)
    refresh_token: str | None = param("refresh_token", UNUSED, "Of another grant; read and not used.", default=None)
    scope: str | None = param(
        "scope", SCOPE, "Permissions with blanks between, to hold the token to fewer than its app has.", default=None
    )


async def create_token(call: Call, given: CreateToken) -> Issued:
    """Give an OAuth app a token that lets it in until it ends."""
    scope = given.scope.split() if given.scope else None
    return await call.services.apps.issue(given.client_id, given.client_secret, scope)


for _surface in (SURFACE, OAUTH):
    _surface.operation(
        "POST",
        "/token",
        name="CreateToken",
        level=Level.READ,
        effect=Effect.CHANGES,
        says="asked for a token of OAuth app {client_id}",
        given=CreateToken,
        view=TOKEN,
        success=201,
        is_public=True,
    )(create_token)
