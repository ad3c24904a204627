"""API keys of the 2010 API. Source: reference 05, API keys."""

from __future__ import annotations

from cordboard.accounts.account import MAX_FRIENDLY_NAME
from cordboard.accounts.keys import ApiKey
from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out
from cordboard.base.page import Page
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Text

AREA = "api_keys"
KEY = View("Key", (out("sid", TEXT), out("friendly_name", TEXT, "name"), *dates()))
NEW_KEY = View("Key", (*KEY.properties, out("secret", TEXT)))
NAME = Text(MAX_FRIENDLY_NAME)


@described
class CreateKey:
    """A key to make."""

    friendly_name: str = param("FriendlyName", NAME, "A name, at most 64 characters.", default="", invalid=20002)


@described
class KeyOf:
    """Which key."""

    sid: str = path("Sid", SidOf(("SK",)), "The key.")


@described
class UpdateKey(KeyOf):
    """A key and its new name."""

    friendly_name: str | None = param(
        "FriendlyName", NAME, "A name, at most 64 characters.", default=None, invalid=20002
    )


KEYS = Resource(SURFACE, "/Accounts/{AccountSid}/Keys", view=KEY, key="keys", area=AREA)


@KEYS.create("CreateNewKey", says="made an API key", given=CreateKey, view=NEW_KEY)
async def create_key(call: Call, given: CreateKey) -> ApiKey:
    """Create a key; its secret is in this answer and in no other."""
    return await call.services.keys.create(call.account.sid, given.friendly_name)


@KEYS.list("ListKey", says="listed the API keys")
async def list_keys(call: Call, given: None) -> Page[ApiKey]:
    """List the keys, newest first."""
    return await call.services.keys.keys(call.account.sid, call.page)


@KEYS.fetch("FetchKey", says="looked at API key {Sid}", given=KeyOf)
async def fetch_key(call: Call, given: KeyOf) -> ApiKey:
    """Fetch a key, without its secret."""
    return await call.services.keys.key(call.account.sid, given.sid)


@KEYS.update("UpdateKey", says="renamed API key {Sid}", given=UpdateKey)
async def update_key(call: Call, given: UpdateKey) -> ApiKey:
    """Rename a key."""
    keys = call.services.keys
    return await keys.change(await keys.key(call.account.sid, given.sid), friendly_name=given.friendly_name)


@KEYS.delete("DeleteKey", says="revoked API key {Sid}", given=KeyOf)
async def delete_key(call: Call, given: KeyOf) -> None:
    """Revoke a key; nothing gets in with it any more."""
    keys = call.services.keys
    await keys.revoke(await keys.key(call.account.sid, given.sid))
