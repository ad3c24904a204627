"""Credentials of a SIP credential list. Source: reference 08, SIP."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Text
from cordboard.sip.resources import (
    CREDENTIAL,
    CREDENTIAL_LIST,
    LONGEST_PASSWORD,
    LONGEST_USERNAME,
    MOST_CREDENTIALS,
    Credential,
    check_password,
    check_room,
)

AREA = "sip"
PASSWORD = Text(LONGEST_PASSWORD)
SHOWN = View(
    "SIPCredential",
    (
        out("sid", TEXT),
        out("account_sid", TEXT),
        out("credential_list_sid", TEXT, "parent_sid"),
        out("username", TEXT),
        *dates(),
        uri("/Accounts/{account_sid}/SIP/CredentialLists/{parent_sid}/Credentials/{sid}"),
    ),
)


@described
class OfList:
    """Which credential list."""

    list_sid: str = path("CredentialListSid", SidOf(("CL",)), "The list.")


@described
class CredentialOf(OfList):
    """Which credential of a list."""

    sid: str = path("Sid", SidOf(("CR",)), "The credential.")


@described
class CreateCredential(OfList):
    """A credential to make."""

    username: str = param("Username", Text(LONGEST_USERNAME), "At most 32 characters.", missing=21243, invalid=21243)
    password: str = param(
        "Password", PASSWORD, "At least 12 characters, with a digit and both cases.", missing=21243, invalid=21243
    )


@described
class UpdateCredential(CredentialOf):
    """A credential and its new password."""

    password: str | None = param(
        "Password", PASSWORD, "At least 12 characters, with a digit and both cases.", default=None, invalid=21243
    )


async def _credential(call: Call, given: CredentialOf) -> Credential:
    return await call.services.shelf.get(CREDENTIAL, call.account.sid, given.sid, parent_sid=given.list_sid)


CREDENTIALS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/SIP/CredentialLists/{CredentialListSid}/Credentials",
    view=SHOWN,
    key="credentials",
    area=AREA,
)


@CREDENTIALS.create("CreateSipCredential", says="made SIP credential {username}", given=CreateCredential)
async def create_credential(call: Call, given: CreateCredential) -> Credential:
    """Create a credential; its password is checked and not kept (resource only: no SIP reaches this server)."""
    shelf, account_sid = call.services.shelf, call.account.sid
    kept = await shelf.get(CREDENTIAL_LIST, account_sid, given.list_sid)
    check_password(given.password)
    await check_room(shelf, CREDENTIAL, account_sid, kept.sid, MOST_CREDENTIALS, 21242)
    if await shelf.find(CREDENTIAL, account_sid, parent_sid=kept.sid, username=given.username) is not None:
        raise Problem(21243, parameter="Username")
    return await shelf.add(CREDENTIAL, account_sid, parent_sid=kept.sid, username=given.username)


@CREDENTIALS.list("ListSipCredential", says="listed the credentials of list {CredentialListSid}", given=OfList)
async def list_credentials(call: Call, given: OfList) -> Page[Credential]:
    """List the credentials of a list, newest first."""
    kept = await call.services.shelf.get(CREDENTIAL_LIST, call.account.sid, given.list_sid)
    return await call.services.shelf.page(CREDENTIAL, call.account.sid, call.page, parent_sid=kept.sid)


@CREDENTIALS.fetch("FetchSipCredential", says="looked at SIP credential {Sid}", given=CredentialOf)
async def fetch_credential(call: Call, given: CredentialOf) -> Credential:
    """Fetch a credential, without its password."""
    return await _credential(call, given)


@CREDENTIALS.update("UpdateSipCredential", says="changed the password of SIP credential {Sid}", given=UpdateCredential)
async def update_credential(call: Call, given: UpdateCredential) -> Credential:
    """Change the password of a credential."""
    credential = await _credential(call, given)
    if given.password is None:
        return credential
    check_password(given.password)
    return await call.services.shelf.change(CREDENTIAL, credential)


@CREDENTIALS.delete("DeleteSipCredential", says="deleted SIP credential {Sid}", given=CredentialOf)
async def delete_credential(call: Call, given: CredentialOf) -> None:
    """Delete a credential."""
    await call.services.shelf.remove(await _credential(call, given))
