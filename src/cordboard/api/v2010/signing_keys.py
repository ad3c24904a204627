"""Signing keys of the 2010 API: the same keys as `keys`, under the name that they had before.

Source: reference 05, API keys (and signing keys).
"""

from __future__ import annotations

from cordboard.accounts.keys import ApiKey
from cordboard.api.call import Call
from cordboard.api.v2010 import keys as plain
from cordboard.api.v2010.keys import AREA, CreateKey, KeyOf, UpdateKey
from cordboard.api.v2010.surface import SURFACE
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, Level, Listing, View

KEY = View("SigningKey", plain.KEY.properties)
NEW_KEY = View("SigningKey", plain.NEW_KEY.properties)


@SURFACE.operation(
    "POST",
    "/Accounts/{AccountSid}/SigningKeys",
    name="CreateNewSigningKey",
    area=AREA,
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="made a signing key",
    given=CreateKey,
    view=NEW_KEY,
    success=201,
)
async def create_signing_key(call: Call, given: CreateKey) -> ApiKey:
    """Create a key; its secret is in this answer and in no other."""
    return await call.services.keys.create(call.account.sid, given.friendly_name)


@SURFACE.operation(
    "GET",
    "/Accounts/{AccountSid}/SigningKeys",
    name="ListSigningKey",
    area=AREA,
    level=Level.READ,
    says="listed the signing keys",
    view=KEY,
    listing=Listing("signing_keys"),
)
async def list_signing_keys(call: Call, given: None) -> Page[ApiKey]:
    """List the keys, newest first."""
    return await call.services.keys.keys(call.account.sid, call.page)


@SURFACE.operation(
    "GET",
    "/Accounts/{AccountSid}/SigningKeys/{Sid}",
    name="FetchSigningKey",
    area=AREA,
    level=Level.READ,
    says="looked at signing key {Sid}",
    given=KeyOf,
    view=KEY,
)
async def fetch_signing_key(call: Call, given: KeyOf) -> ApiKey:
    """Fetch a key, without its secret."""
    return await call.services.keys.key(call.account.sid, given.sid)


@SURFACE.operation(
    "POST",
    "/Accounts/{AccountSid}/SigningKeys/{Sid}",
    name="UpdateSigningKey",
    area=AREA,
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="renamed signing key {Sid}",
    given=UpdateKey,
    view=KEY,
)
async def update_signing_key(call: Call, given: UpdateKey) -> ApiKey:
    """Rename a key."""
    keys = call.services.keys
    return await keys.change(await keys.key(call.account.sid, given.sid), friendly_name=given.friendly_name)


@SURFACE.operation(
    "DELETE",
    "/Accounts/{AccountSid}/SigningKeys/{Sid}",
    name="DeleteSigningKey",
    area=AREA,
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="revoked signing key {Sid}",
    given=KeyOf,
    success=204,
)
async def delete_signing_key(call: Call, given: KeyOf) -> None:
    """Revoke a key; nothing gets in with it any more."""
    keys = call.services.keys
    await keys.revoke(await keys.key(call.account.sid, given.sid))
