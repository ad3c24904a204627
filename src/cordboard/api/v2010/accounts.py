"""Accounts of the 2010 API. Source: reference 05, Accounts."""

from __future__ import annotations

from cordboard.accounts.account import MAX_FRIENDLY_NAME, Account, AccountStatus, AccountType
from cordboard.api.call import Call
from cordboard.api.v2010.surface import ACCOUNT_SID, SURFACE, TEXT, dates, out, subresource_uris, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import View, described, param, path, query
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, Text

BELOW = {
    "addresses": "/Addresses",
    "conferences": "/Conferences",
    "signing_keys": "/SigningKeys",
    "transcriptions": "/Transcriptions",
    "connect_apps": "/ConnectApps",
    "sip": "/SIP",
    "authorized_connect_apps": "/AuthorizedConnectApps",
    "usage": "/Usage",
    "keys": "/Keys",
    "applications": "/Applications",
    "recordings": "/Recordings",
    "short_codes": "/SMS/ShortCodes",
    "calls": "/Calls",
    "notifications": "/Notifications",
    "incoming_phone_numbers": "/IncomingPhoneNumbers",
    "queues": "/Queues",
    "messages": "/Messages",
    "outgoing_caller_ids": "/OutgoingCallerIds",
    "available_phone_numbers": "/AvailablePhoneNumbers",
    "balance": "/Balance",
}
ACCOUNT = View(
    "Account",
    (
        out("auth_token", TEXT),
        *dates(),
        out("friendly_name", TEXT),
        out("owner_account_sid", TEXT, "owner_sid"),
        out("sid", TEXT),
        out("status", OneOf(AccountStatus)),
        subresource_uris("/Accounts/{sid}", BELOW),
        out("type", OneOf(AccountType)),
        uri("/Accounts/{sid}"),
    ),
)
NAME = Text(MAX_FRIENDLY_NAME)


@described
class CreateAccount:
    """A subaccount to make."""

    friendly_name: str | None = param(
        "FriendlyName", NAME, "A name, at most 64 characters; one with the date if absent.", default=None, invalid=20002
    )


@described
class UpdateAccount:
    """An account, and what to change."""

    sid: str = path("AccountSid", ACCOUNT_SID, "The account.")
    friendly_name: str | None = param(
        "FriendlyName", NAME, "A name, at most 64 characters.", default=None, invalid=20002
    )
    status: AccountStatus | None = param(
        "Status", OneOf(AccountStatus), "Of a subaccount; closed is final.", default=None, invalid=21475
    )


@described
class ListAccounts:
    """Which accounts to list."""

    friendly_name: str | None = query("FriendlyName", TEXT, "Only accounts of exactly this name.")
    status: AccountStatus | None = query("Status", OneOf(AccountStatus), "Only accounts in this state.")


@described
class FetchAccount:
    """Which account to fetch."""

    sid: str = path("AccountSid", ACCOUNT_SID, "The account.")


ACCOUNTS = Resource(SURFACE, "/Accounts", view=ACCOUNT, key="accounts", area="accounts", by="AccountSid")


@ACCOUNTS.create("CreateAccount", says="made a subaccount", given=CreateAccount)
async def create_account(call: Call, given: CreateAccount) -> Account:
    """Create a subaccount."""
    return await call.services.accounts.create(call.account, given.friendly_name)


@ACCOUNTS.list("ListAccount", says="listed the accounts", given=ListAccounts)
async def list_accounts(call: Call, given: ListAccounts) -> Page[Account]:
    """List the account and its subaccounts."""
    status = given.status.value if given.status else None
    return await call.services.accounts.visible_to(call.account, call.page, given.friendly_name, status)


@ACCOUNTS.fetch("FetchAccount", says="looked at account {AccountSid}", given=FetchAccount)
async def fetch_account(call: Call, given: FetchAccount) -> Account:
    """Fetch an account."""
    return call.account


@ACCOUNTS.update("UpdateAccount", says="changed account {AccountSid}", given=UpdateAccount)
async def update_account(call: Call, given: UpdateAccount) -> Account:
    """Rename an account; suspend, activate or close a subaccount."""
    accounts, account = call.services.accounts, call.account
    if given.status is not None:
        account = await accounts.set_status(call.caller_sid, account, given.status)
    if given.friendly_name is not None:
        account = await accounts.rename(account, given.friendly_name)
    return account
