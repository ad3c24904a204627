"""What the operator decides of accounts: trial, hold, and keys that reach as far as the auth token."""

from __future__ import annotations

from cordboard.accounts.account import MAX_FRIENDLY_NAME, Account, AccountStatus, AccountType
from cordboard.accounts.keys import ApiKey, KeyKind
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import INSTANT, SURFACE, TEXT, out
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.wire import Boolean, OneOf, SidOf, Text

INVALID = 90002
ACCOUNT = View(
    "ManagedAccount",
    (
        out("sid", TEXT),
        out("friendly_name", TEXT),
        out("type", OneOf(AccountType)),
        out("status", OneOf(AccountStatus)),
        out("held", Boolean(), "is_held"),
    ),
)
MAIN_KEY = View(
    "MainKey", (out("sid", TEXT), out("account_sid", TEXT), out("secret", TEXT), out("at", INSTANT, "created_ms"))
)


@described
class ManageAccount:
    """An account, and what the operator decides of it."""

    sid: str = path("Sid", SidOf(("AC",)), "The account.")
    type: AccountType | None = param("type", OneOf(AccountType), "Trial or Full.", default=None, invalid=INVALID)
    held: bool | None = param(
        "held", Boolean(), "Whether a subaccount is suspended so that its parent cannot activate it.", default=None
    )


@described
class CreateMainKey:
    """A key that reaches all of an account."""

    account_sid: str = param("account_sid", SidOf(("AC",)), "The account.", missing=INVALID, invalid=INVALID)
    friendly_name: str = param("friendly_name", Text(MAX_FRIENDLY_NAME), "A name.", default="", invalid=INVALID)


def _account(call: Call, sid: str) -> Account:
    account = call.services.accounts.find(sid)
    if account is None or account.sid == call.services.test_account.sid:
        raise Problem(20404)
    return account


@SURFACE.operation(
    "PUT",
    "/accounts/{Sid}",
    name="ManageAccount",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="decided what account {Sid} is",
    given=ManageAccount,
    view=ACCOUNT,
)
async def manage_account(call: Call, given: ManageAccount) -> Account:
    """Put an account on trial or take it off; suspend a subaccount or let it act again."""
    account = _account(call, given.sid)
    if given.held is not None:
        account = await call.services.accounts.hold(account, is_held=given.held)
    if given.type is not None:
        account = await call.services.accounts.set_type(account, given.type)
    return account


@SURFACE.operation(
    "POST",
    "/main_keys",
    name="CreateMainKey",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="made a main API key",
    given=CreateMainKey,
    view=MAIN_KEY,
    success=201,
)
async def create_main_key(call: Call, given: CreateMainKey) -> ApiKey:
    """Make a key that reaches as far as the auth token; its secret is in this answer and in no other."""
    account = _account(call, given.account_sid)
    return await call.services.keys.create(account.sid, given.friendly_name, KeyKind.MAIN)
