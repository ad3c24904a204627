"""What the operator gives to accounts by hand: short codes, connect apps, and the code of a verifying handset."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import SURFACE, TEXT, out
from cordboard.base.phone import AddressKind, parse_e164, parse_recipient
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.links import Url
from cordboard.catalogue.wire import SidOf, Text
from cordboard.numbers.caller_id import CallerId
from cordboard.numbers.connect_app import APP, AUTHORIZATION, Authorization, ConnectApp, Permission
from cordboard.numbers.short_code import ShortCode

INVALID = 90002
ACCOUNT, APP_SID, NAME = SidOf(("AC",)), SidOf(("CN",)), Text(64)
SHORT_CODE = View(
    "ShortCode", (out("sid", TEXT), out("account_sid", TEXT), out("short_code", TEXT), out("friendly_name", TEXT))
)
VERIFICATION = View("Verification", (out("sid", TEXT), out("account_sid", TEXT), out("phone_number", TEXT)))
CONNECT_APP = View("ConnectApp", (out("sid", TEXT), out("account_sid", TEXT), out("friendly_name", TEXT)))
AUTHORIZED = View("Authorization", (out("connect_app_sid", TEXT), out("account_sid", TEXT), out("friendly_name", TEXT)))


@described
class GrantShortCode:
    """A short code and who gets it."""

    account_sid: str = param("account_sid", ACCOUNT, "The account.", missing=INVALID, invalid=INVALID)
    short_code: str = param("short_code", TEXT, "Three to eight digits.", missing=INVALID, invalid=INVALID)
    friendly_name: str | None = param(
        "friendly_name", NAME, "A name; otherwise the code is the name.", default=None, invalid=INVALID
    )


@described
class MakeApp:
    """A connect app and whose it is."""

    account_sid: str = param("account_sid", ACCOUNT, "The account.", missing=INVALID, invalid=INVALID)
    friendly_name: str = param("friendly_name", NAME, "Its name.", missing=INVALID, invalid=INVALID)
    company_name: str | None = param("company_name", Text(200), "Who made it.", default=None, invalid=INVALID)
    description: str | None = param("description", Text(1000), "What it is for.", default=None, invalid=INVALID)
    homepage_url: str | None = param("homepage_url", Url(), "Its page.", default=None, invalid=INVALID)


@described
class Authorize:
    """An app and the account that lets it in."""

    sid: str = path("Sid", APP_SID, "The app.")
    account_sid: str = param("account_sid", ACCOUNT, "The account.", missing=INVALID, invalid=INVALID)


@described
class TypeCode:
    """A handset and the code that it types in."""

    number: str = path("Number", TEXT, "The handset's number.")
    code: str = param("code", Text(20), "The code that the validation request answered.", missing=INVALID)


def _account_sid(call: Call, sid: str) -> str:
    if call.services.accounts.find(sid) is None:
        raise Problem(INVALID, parameter="account_sid", reason="there is no such account")
    return sid


@SURFACE.operation(
    "POST",
    "/short_codes",
    name="CreateShortCode",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="granted short code {short_code}",
    given=GrantShortCode,
    view=SHORT_CODE,
    success=201,
)
async def create_short_code(call: Call, given: GrantShortCode) -> ShortCode:
    """Grant a short code to an account, which can send and take messages with it at once."""
    address = parse_recipient(given.short_code)
    if address is None or address.kind is not AddressKind.SHORT_CODE:
        raise Problem(INVALID, parameter="short_code", reason="it has three to eight digits")
    account_sid = _account_sid(call, given.account_sid)
    return await call.services.provisioning.short_codes.grant(account_sid, address.value, given.friendly_name)


@SURFACE.operation(
    "POST",
    "/handsets/{Number}/verifications",
    name="CreateHandsetVerification",
    level=Level.SEND,
    effect=Effect.CHANGES,
    says="typed a verification code at handset {Number}",
    given=TypeCode,
    view=VERIFICATION,
    success=201,
)
async def create_verification(call: Call, given: TypeCode) -> CallerId:
    """Type the code of a validation request in at the handset that is called; a wrong code ends the call too."""
    number = parse_e164(given.number)
    if number is None:
        raise Problem(90011, number=given.number[:40])
    verified = await call.services.provisioning.caller_ids.type_in(number, given.code)
    if verified is None:
        raise Problem(INVALID, parameter="code", reason="it is not the code of the validation request")
    return verified


@SURFACE.operation(
    "POST",
    "/connect_apps",
    name="CreateConnectApp",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="made connect app {friendly_name}",
    given=MakeApp,
    view=CONNECT_APP,
    success=201,
)
async def create_app(call: Call, given: MakeApp) -> ConnectApp:
    """Make a connect app, which the core API cannot."""
    return await call.services.shelf.add(
        APP,
        _account_sid(call, given.account_sid),
        friendly_name=given.friendly_name,
        company_name=given.company_name,
        description=given.description,
        homepage_url=given.homepage_url,
        permissions=(Permission.GET_ALL,),
    )


@SURFACE.operation(
    "POST",
    "/connect_apps/{Sid}/authorizations",
    name="CreateConnectAppAuthorization",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="let connect app {Sid} in",
    given=Authorize,
    view=AUTHORIZED,
    success=201,
)
async def create_authorization(call: Call, given: Authorize) -> Authorization:
    """Let a connect app act for an account, as far as the account's list of such apps tells."""
    shelf = call.services.shelf
    app = await shelf.find(APP, None, sid=given.sid)
    if app is None:
        raise Problem(20404)
    account_sid = _account_sid(call, given.account_sid)
    known = await shelf.find(AUTHORIZATION, account_sid, connect_app_sid=app.sid)
    if known is not None:
        return known
    return await shelf.add(
        AUTHORIZATION,
        account_sid,
        parent_sid=app.sid,
        connect_app_sid=app.sid,
        friendly_name=app.friendly_name,
        company_name=app.company_name,
        description=app.description,
        homepage_url=app.homepage_url,
        permissions=app.permissions,
    )
