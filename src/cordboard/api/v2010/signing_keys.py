"""Signing keys of the 2010 API: the same keys as `keys`, under the name that they had before.

Source: reference 05, API keys (and signing keys).
"""

from __future__ import annotations

from cordboard.api.v2010 import keys
from cordboard.api.v2010.keys import AREA, CreateKey, KeyOf, UpdateKey
from cordboard.api.v2010.surface import SURFACE
from cordboard.catalogue.describe import View
from cordboard.catalogue.resource import Resource

KEY = View("SigningKey", keys.KEY.properties)
NEW_KEY = View("SigningKey", keys.NEW_KEY.properties)
SIGNING_KEYS = Resource(SURFACE, "/Accounts/{AccountSid}/SigningKeys", view=KEY, key="signing_keys", area=AREA)
SIGNING_KEYS.create("CreateNewSigningKey", says="made a signing key", given=CreateKey, view=NEW_KEY)(keys.create_key)
SIGNING_KEYS.list("ListSigningKey", says="listed the signing keys")(keys.list_keys)
SIGNING_KEYS.fetch("FetchSigningKey", says="looked at signing key {Sid}", given=KeyOf)(keys.fetch_key)
SIGNING_KEYS.update("UpdateSigningKey", says="renamed signing key {Sid}", given=UpdateKey)(keys.update_key)
SIGNING_KEYS.delete("DeleteSigningKey", says="revoked signing key {Sid}", given=KeyOf)(keys.delete_key)
