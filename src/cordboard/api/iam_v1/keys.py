"""Keys of the IAM API: standard ones, and restricted ones with a policy.

Source: https://www.twilio.com/docs/iam/api-keys/key-resource-v1; 70001 and 70002 as observed there.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from cordboard.accounts.account import MAX_FRIENDLY_NAME, Account
from cordboard.accounts.keys import ApiKey, KeyKind
from cordboard.api.call import Call
from cordboard.api.iam_v1.surface import SURFACE
from cordboard.api.v2010.surface import ACCOUNT_SID, TEXT, dates, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Place, View, described, param, path
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Anything, OneOf, SidOf, Text

NAME, KEY_SID = Text(MAX_FRIENDLY_NAME), SidOf(("SK",))
POLICY = JsonObject(20_000)  # a hundred permissions of at most some 150 characters
_NAMED = (out("sid", TEXT), out("friendly_name", TEXT, "name"), *dates())
KEY = View("Key", (*_NAMED, out("policy", Anything())))
NEW_KEY = View("Key", (*_NAMED, out("secret", TEXT), out("policy", Anything())))
LISTED = View("Key", (*_NAMED, out("flags", Anything())))


class KeyType(StrEnum):
    """What kind of key to make; without it a standard one is made."""

    RESTRICTED = "restricted"


@described
class CreateKey:
    """A key to make."""

    account_sid: str = param("AccountSid", ACCOUNT_SID, "The account, or one of its subaccounts.")
    friendly_name: str = param("FriendlyName", NAME, "A name, at most 64 characters.", default="", invalid=70001)
    key_type: KeyType | None = param("KeyType", OneOf(KeyType), "A standard key if absent.", default=None)
    policy: dict[str, Any] | None = param(
        "Policy", POLICY, 'What a restricted key may do: {"allow": [...]}, at most 100 permissions.', default=None
    )


@described
class ListKeys:
    """Whose keys to list."""

    account_sid: str = param("AccountSid", ACCOUNT_SID, "The account, or one of its subaccounts.", place=Place.QUERY)


@described
class KeyOf:
    """Which key."""

    sid: str = path("Sid", KEY_SID, "The key.")


@described
class UpdateKey:
    """A key, and what to change."""

    sid: str = path("Sid", KEY_SID, "The key.")
    friendly_name: str | None = param(
        "FriendlyName", NAME, "A name, at most 64 characters.", default=None, invalid=70001
    )
    policy: dict[str, Any] | None = param("Policy", POLICY, "What a restricted key may do from now on.", default=None)


def _account(call: Call, account_sid: str) -> Account:
    found = call.services.accounts.acting_for(call.account.sid, account_sid)
    if found is None:
        raise Problem(20003, message="Authenticate")
    return found


async def _key(call: Call, sid: str) -> ApiKey:
    """Return a key of the account or of one of its subaccounts. Raises: Problem 20404."""
    found = await call.services.keys.find(sid)
    if found is None or call.services.accounts.acting_for(call.account.sid, found.account_sid) is None:
        raise Problem(20404)
    return found


def _allowed(policy: dict[str, Any]) -> list[str]:
    allowed = policy.get("allow")
    if (
        policy.keys() != {"allow"}
        or not isinstance(allowed, list)
        or not all(isinstance(each, str) for each in allowed)
    ):
        raise Problem(70001, parameter="Policy")
    return allowed


KEYS = Resource(SURFACE, "/Keys", view=KEY, key="keys")


@KEYS.create("CreateNewKey", says="made an API key", given=CreateKey, view=NEW_KEY)
async def create_key(call: Call, given: CreateKey) -> ApiKey:
    """Create a standard or restricted key; its secret is in this answer and in no other."""
    account = _account(call, given.account_sid)
    if (given.key_type is None) != (given.policy is None):
        raise Problem(70001, parameter="Policy")
    kind = KeyKind.RESTRICTED if given.key_type else KeyKind.STANDARD
    allowed = _allowed(given.policy) if given.policy is not None else ()
    return await call.services.keys.create(account.sid, given.friendly_name, kind, allowed)


@KEYS.list("ListGetKeys", says="listed the API keys", given=ListKeys, view=LISTED)
async def list_keys(call: Call, given: ListKeys) -> Page[ApiKey]:
    """List the keys of an account, newest first."""
    return await call.services.keys.keys(_account(call, given.account_sid).sid, call.page)


@KEYS.fetch("FetchKey", says="looked at API key {Sid}", given=KeyOf)
async def fetch_key(call: Call, given: KeyOf) -> ApiKey:
    """Fetch a key with its policy, without its secret."""
    return await _key(call, given.sid)


@KEYS.update("UpdateKey", says="changed API key {Sid}", given=UpdateKey)
async def update_key(call: Call, given: UpdateKey) -> ApiKey:
    """Rename a key, or change what a restricted one may do, at once."""
    allowed = _allowed(given.policy) if given.policy is not None else None
    return await call.services.keys.change(
        await _key(call, given.sid), friendly_name=given.friendly_name, allowed=allowed
    )


@KEYS.delete("DeleteKey", says="revoked API key {Sid}", given=KeyOf)
async def delete_key(call: Call, given: KeyOf) -> None:
    """Revoke a key; nothing gets in with it any more."""
    await call.services.keys.revoke(await _key(call, given.sid))
