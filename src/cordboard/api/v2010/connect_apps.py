"""Connect apps of the 2010 API, and those that an account has let in. Source: reference 07, Connect apps.

They are kept and admit nobody. The operator makes and authorizes them by the control API.
"""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, out, uri
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path, values_of
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Anything, Method, OneOf, SidOf, Text
from cordboard.numbers.connect_app import APP, AUTHORIZATION, Authorization, ConnectApp, Permission

AREA = "accounts"
PLACE, AUTHORIZED = "/Accounts/{AccountSid}/ConnectApps", "/Accounts/{AccountSid}/AuthorizedConnectApps"
APP_SID = SidOf(("CN",))
APP_VIEW = View(
    "ConnectApp",
    (
        out("account_sid", TEXT),
        out("authorize_redirect_url", TEXT),
        out("company_name", TEXT),
        out("deauthorize_callback_method", TEXT),
        out("deauthorize_callback_url", TEXT),
        out("description", TEXT),
        out("friendly_name", TEXT),
        out("homepage_url", TEXT),
        out("permissions", Anything()),
        out("sid", TEXT),
        uri("/Accounts/{account_sid}/ConnectApps/{sid}"),
    ),
)
AUTHORIZED_VIEW = View(
    "AuthorizedConnectApp",
    (
        out("account_sid", TEXT),
        out("connect_app_company_name", TEXT, "company_name"),
        out("connect_app_description", TEXT, "description"),
        out("connect_app_friendly_name", TEXT, "friendly_name"),
        out("connect_app_homepage_url", TEXT, "homepage_url"),
        out("connect_app_sid", TEXT),
        out("permissions", Anything()),
        uri("/Accounts/{account_sid}/AuthorizedConnectApps/{connect_app_sid}"),
    ),
)


@described
class AppOf:
    """Which app."""

    sid: str = path("Sid", APP_SID, "The app.")


@described
class AuthorizedAppOf:
    """Which app."""

    connect_app_sid: str = path("ConnectAppSid", APP_SID, "The app.")


@described
class UpdateApp:
    """An app and what to change; an empty text clears a value."""

    sid: str = path("Sid", APP_SID, "The app.")
    authorize_redirect_url: str | None = param(
        "AuthorizeRedirectUrl", Url(), "Where users go who let it in.", default=None, invalid=21402, keep_empty=True
    )
    company_name: str | None = param("CompanyName", Text(200), "Who made it.", default=None, keep_empty=True)
    deauthorize_callback_method: str | None = param(
        "DeauthorizeCallbackMethod", Method(), "GET or POST.", default=None, invalid=21403
    )
    deauthorize_callback_url: str | None = param(
        "DeauthorizeCallbackUrl",
        Url(),
        "Called when it is let in no more; kept.",
        default=None,
        invalid=21402,
        keep_empty=True,
    )
    description: str | None = param("Description", Text(1000), "What it is for.", default=None, keep_empty=True)
    friendly_name: str | None = param(
        "FriendlyName", Text(64), "A name, at most 64 characters.", default=None, invalid=20002
    )
    homepage_url: str | None = param("HomepageUrl", Url(), "Its page.", default=None, invalid=21402, keep_empty=True)
    permissions: list[Permission] | None = param(
        "Permissions", OneOf(Permission), "What it asks to be allowed.", default=None, many=True
    )


CONNECT_APPS = Resource(SURFACE, "/Accounts/{AccountSid}/ConnectApps", view=APP_VIEW, key="connect_apps", area=AREA)


@CONNECT_APPS.list("ListConnectApp", says="listed the connect apps")
async def list_apps(call: Call, given: None) -> Page[ConnectApp]:
    """List the connect apps of the account, newest first."""
    return await call.services.shelf.page(APP, call.account.sid, call.page)


@CONNECT_APPS.fetch("FetchConnectApp", says="looked at connect app {Sid}", given=AppOf)
async def fetch_app(call: Call, given: AppOf) -> ConnectApp:
    """Fetch a connect app."""
    return await call.services.shelf.get(APP, call.account.sid, given.sid)


@CONNECT_APPS.update("UpdateConnectApp", says="changed connect app {Sid}", given=UpdateApp)
async def update_app(call: Call, given: UpdateApp) -> ConnectApp:
    """Change a connect app; nobody is called for it."""
    values = values_of(given, without=("sid",))
    changed = {name: None if value == "" else value for name, value in values.items() if value is not None}
    if given.permissions is not None:
        changed["permissions"] = tuple(given.permissions)
    shelf = call.services.shelf
    app = await shelf.get(APP, call.account.sid, given.sid)
    return await shelf.replace(APP, app, **changed)


@CONNECT_APPS.delete("DeleteConnectApp", says="deleted connect app {Sid}", given=AppOf)
async def delete_app(call: Call, given: AppOf) -> None:
    """Delete a connect app, and that it was let in."""
    app = await call.services.shelf.get(APP, call.account.sid, given.sid)
    await call.services.shelf.remove(app)


AUTHORIZED_CONNECT_APPS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/AuthorizedConnectApps",
    view=AUTHORIZED_VIEW,
    key="authorized_connect_apps",
    area=AREA,
    by="ConnectAppSid",
)


@AUTHORIZED_CONNECT_APPS.list("ListAuthorizedConnectApp", says="listed the connect apps that are let in")
async def list_authorized(call: Call, given: None) -> Page[Authorization]:
    """List the connect apps that the account has let in, newest first."""
    return await call.services.shelf.page(AUTHORIZATION, call.account.sid, call.page)


@AUTHORIZED_CONNECT_APPS.fetch(
    "FetchAuthorizedConnectApp", says="looked at the connect app {ConnectAppSid} that is let in", given=AuthorizedAppOf
)
async def fetch_authorized(call: Call, given: AuthorizedAppOf) -> Authorization:
    """Fetch a connect app that the account has let in."""
    found = await call.services.shelf.find(AUTHORIZATION, call.account.sid, connect_app_sid=given.connect_app_sid)
    if found is None:
        raise Problem(20404)
    return found
