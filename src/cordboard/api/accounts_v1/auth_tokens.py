"""The rotation of auth tokens: a second token is made, then it becomes the only one.

Source: https://www.twilio.com/docs/iam/api/authtoken; codes of what cannot be done are ours.
"""

from __future__ import annotations

from cordboard.accounts.account import Account
from cordboard.api.accounts_v1.surface import SURFACE, out, url
from cordboard.api.call import Call
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Effect, Level, View

AREA = "accounts"


# The dates of a token are those of the last change of its account, which it was.
DATES = (out("date_created", Instant(), "updated_ms"), out("date_updated", Instant(), "updated_ms"))
SECONDARY = View(
    "SecondaryAuthToken",
    (
        out("account_sid", attribute="sid"),
        *DATES,
        out("secondary_auth_token", attribute="secondary_token"),
        url("/AuthTokens/Secondary"),
    ),
)
PROMOTED = View(
    "AuthTokenPromotion", (out("account_sid", attribute="sid"), out("auth_token"), *DATES, url("/AuthTokens/Promote"))
)


@SURFACE.operation(
    "POST",
    "/AuthTokens/Secondary",
    name="CreateSecondaryAuthToken",
    area=AREA,
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="made a second auth token",
    view=SECONDARY,
    success=201,
)
async def create_secondary_token(call: Call, given: None) -> Account:
    """Make a second auth token; both let in from then on."""
    return await call.services.accounts.add_secondary_token(call.account)


@SURFACE.operation(
    "DELETE",
    "/AuthTokens/Secondary",
    name="DeleteSecondaryAuthToken",
    area=AREA,
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted the second auth token",
    success=204,
)
async def delete_secondary_token(call: Call, given: None) -> None:
    """Delete the second auth token; nothing gets in with it any more."""
    await call.services.accounts.drop_secondary_token(call.account)


@SURFACE.operation(
    "POST",
    "/AuthTokens/Promote",
    name="UpdateAuthTokenPromotion",
    area=AREA,
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="made the second auth token the only one",
    view=PROMOTED,
)
async def promote_token(call: Call, given: None) -> Account:
    """Make the second auth token the only one; the first lets nobody in any more."""
    return await call.services.accounts.promote_secondary_token(call.account)
