"""Credentials for others' services: AWS access keys and public keys. Resources only; nothing here uses them.

Source: https://www.twilio.com/docs/iam/credentials/api.
"""

from __future__ import annotations

import re

from cordboard.accounts.account import MAX_FRIENDLY_NAME
from cordboard.accounts.credential import AWS, PUBLIC_KEY, Credential
from cordboard.api.accounts_v1.surface import SURFACE, dates, out, url
from cordboard.api.call import Call
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Text
from cordboard.shelf.shelf import Kind

AREA = "accounts"
NAME = Text(MAX_FRIENDLY_NAME)
CREDENTIAL_SID, ACCOUNT_SID = SidOf(("CR",)), SidOf(("AC",))
# 16,384 bits, the longest key of RSA in use, take some 2,800 characters of base64.
MAX_KEY_CHARS = 4096
_AWS = re.compile(r"[^:\s]{1,128}:[^:\s]{1,1024}", re.ASCII)
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s.]+-----END PUBLIC KEY-----\s*", re.ASCII)


def _view(name: str, below: str) -> View:
    return View(
        name,
        (out("sid"), out("account_sid"), out("friendly_name"), *dates(), url(f"/Credentials/{below}/{{sid}}")),
    )


AWS_VIEW, KEY_VIEW = _view("CredentialAws", "AWS"), _view("CredentialPublicKey", "PublicKeys")


@described
class CreateAws:
    """An AWS access key to keep."""

    credentials: str = param("Credentials", Text(2048), "The access key, a colon and its secret.")
    friendly_name: str = param("FriendlyName", NAME, "A name, at most 64 characters.", default="", invalid=70001)
    account_sid: str | None = param("AccountSid", ACCOUNT_SID, "The subaccount it belongs to.", default=None)


@described
class CreatePublicKey:
    """A public key to keep."""

    public_key: str = param("PublicKey", Text(MAX_KEY_CHARS), "The key, in PEM.")
    friendly_name: str = param("FriendlyName", NAME, "A name, at most 64 characters.", default="", invalid=70001)
    account_sid: str | None = param("AccountSid", ACCOUNT_SID, "The subaccount it belongs to.", default=None)


@described
class CredentialOf:
    """Which credential."""

    sid: str = path("Sid", CREDENTIAL_SID, "The credential.")


@described
class UpdateCredential(CredentialOf):
    """A credential and its new name."""

    friendly_name: str | None = param(
        "FriendlyName", NAME, "A name, at most 64 characters.", default=None, invalid=70001
    )


async def _add(call: Call, kind: Kind[Credential], friendly_name: str, account_sid: str | None) -> Credential:
    owner_sid = account_sid or call.account.sid
    if call.services.accounts.acting_for(call.account.sid, owner_sid) is None:
        raise Problem(20001, parameter="AccountSid", value=owner_sid)
    return await call.services.shelf.add(kind, owner_sid, friendly_name=friendly_name)


async def _change(call: Call, kind: Kind[Credential], given: UpdateCredential) -> Credential:
    found = await call.services.shelf.get(kind, call.account.sid, given.sid)
    return await call.services.shelf.change(kind, found, friendly_name=given.friendly_name)


AWS_CREDENTIALS = Resource(SURFACE, "/Credentials/AWS", view=AWS_VIEW, key="credentials", area=AREA)


@AWS_CREDENTIALS.create("CreateCredentialAws", says="kept an AWS credential", given=CreateAws)
async def create_aws(call: Call, given: CreateAws) -> Credential:
    """Keep the name of an AWS credential; its secret is not stored."""
    if _AWS.fullmatch(given.credentials) is None:
        raise Problem(20001, parameter="Credentials")
    return await _add(call, AWS, given.friendly_name, given.account_sid)


@AWS_CREDENTIALS.list("ListCredentialAws", says="listed the AWS credentials")
async def list_aws(call: Call, given: None) -> Page[Credential]:
    """List the AWS credentials, newest first."""
    return await call.services.shelf.page(AWS, call.account.sid, call.page)


@AWS_CREDENTIALS.fetch("FetchCredentialAws", says="looked at AWS credential {Sid}", given=CredentialOf)
async def fetch_aws(call: Call, given: CredentialOf) -> Credential:
    """Fetch an AWS credential, without its secret."""
    return await call.services.shelf.get(AWS, call.account.sid, given.sid)


@AWS_CREDENTIALS.update("UpdateCredentialAws", says="renamed AWS credential {Sid}", given=UpdateCredential)
async def update_aws(call: Call, given: UpdateCredential) -> Credential:
    """Rename an AWS credential."""
    return await _change(call, AWS, given)


@AWS_CREDENTIALS.delete("DeleteCredentialAws", says="deleted AWS credential {Sid}", given=CredentialOf)
async def delete_aws(call: Call, given: CredentialOf) -> None:
    """Delete an AWS credential."""
    await call.services.shelf.remove(await fetch_aws(call, given))


PUBLIC_KEYS = Resource(SURFACE, "/Credentials/PublicKeys", view=KEY_VIEW, key="credentials", area=AREA)


@PUBLIC_KEYS.create("CreateCredentialPublicKey", says="kept a public key", given=CreatePublicKey)
async def create_public_key(call: Call, given: CreatePublicKey) -> Credential:
    """Keep the name of a public key."""
    if _PEM.fullmatch(given.public_key) is None:
        raise Problem(20001, parameter="PublicKey")
    return await _add(call, PUBLIC_KEY, given.friendly_name, given.account_sid)


@PUBLIC_KEYS.list("ListCredentialPublicKey", says="listed the public keys")
async def list_public_keys(call: Call, given: None) -> Page[Credential]:
    """List the public keys, newest first."""
    return await call.services.shelf.page(PUBLIC_KEY, call.account.sid, call.page)


@PUBLIC_KEYS.fetch("FetchCredentialPublicKey", says="looked at public key {Sid}", given=CredentialOf)
async def fetch_public_key(call: Call, given: CredentialOf) -> Credential:
    """Fetch a public key."""
    return await call.services.shelf.get(PUBLIC_KEY, call.account.sid, given.sid)


@PUBLIC_KEYS.update("UpdateCredentialPublicKey", says="renamed public key {Sid}", given=UpdateCredential)
async def update_public_key(call: Call, given: UpdateCredential) -> Credential:
    """Rename a public key."""
    return await _change(call, PUBLIC_KEY, given)


@PUBLIC_KEYS.delete("DeleteCredentialPublicKey", says="deleted public key {Sid}", given=CredentialOf)
async def delete_public_key(call: Call, given: CredentialOf) -> None:
    """Delete a public key."""
    await call.services.shelf.remove(await fetch_public_key(call, given))
