"""Short codes of the 2010 API. Source: reference 05, Short codes. The operator grants them by the control API."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.applications import ApiVersion
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import View, described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Method, OneOf, SidOf, Text
from cordboard.numbers.short_code import ShortCode

AREA = "phone_numbers"
VIEW = View(
    "ShortCode",
    (
        out("account_sid", TEXT),
        out("api_version", TEXT),
        *dates(),
        out("friendly_name", TEXT),
        out("short_code", TEXT),
        out("sid", TEXT),
        out("sms_fallback_method", TEXT),
        out("sms_fallback_url", TEXT),
        out("sms_method", TEXT),
        out("sms_url", TEXT),
        uri("/Accounts/{account_sid}/SMS/ShortCodes/{sid}"),
    ),
)


@described
class ShortCodeOf:
    """Which short code."""

    sid: str = path("Sid", SidOf(("SC",)), "The short code.")


@described
class ListShortCodes:
    """Which short codes to list."""

    friendly_name: str | None = query("FriendlyName", TEXT, "Only short codes of exactly this name.")
    short_code: str | None = query("ShortCode", TEXT, "Only this short code.")


@described
class UpdateShortCode:
    """A short code and what to change; an empty text clears an address."""

    sid: str = path("Sid", SidOf(("SC",)), "The short code.")
    friendly_name: str | None = param(
        "FriendlyName", Text(64), "A name, at most 64 characters.", default=None, invalid=20002
    )
    api_version: ApiVersion | None = param(
        "ApiVersion", OneOf(ApiVersion), "The version of the web hooks; kept.", default=None
    )
    sms_url: str | None = param(
        "SmsUrl", Url(), "Called for a message that comes in.", default=None, invalid=21402, keep_empty=True
    )
    sms_method: str | None = param("SmsMethod", Method(), "GET or POST.", default=None, invalid=21403)
    sms_fallback_url: str | None = param(
        "SmsFallbackUrl", Url(), "Called when SmsUrl fails.", default=None, invalid=21402, keep_empty=True
    )
    sms_fallback_method: str | None = param("SmsFallbackMethod", Method(), "GET or POST.", default=None, invalid=21403)


CHANGES = ("friendly_name", "api_version", "sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method")


SHORT_CODES = Resource(SURFACE, "/Accounts/{AccountSid}/SMS/ShortCodes", view=VIEW, key="short_codes", area=AREA)


@SHORT_CODES.list("ListShortCode", says="listed the short codes", given=ListShortCodes)
async def list_short_codes(call: Call, given: ListShortCodes) -> Page[ShortCode]:
    """List the short codes, newest first."""
    short_codes = call.services.provisioning.short_codes
    return await short_codes.page(call.account.sid, call.page, given.short_code, given.friendly_name)


@SHORT_CODES.fetch("FetchShortCode", says="looked at short code {Sid}", given=ShortCodeOf)
async def fetch_short_code(call: Call, given: ShortCodeOf) -> ShortCode:
    """Fetch a short code."""
    return await call.services.provisioning.short_codes.get(call.account.sid, given.sid)


@SHORT_CODES.update("UpdateShortCode", says="changed where short code {Sid} leads", given=UpdateShortCode)
async def update_short_code(call: Call, given: UpdateShortCode) -> ShortCode:
    """Change where the messages of a short code go."""
    values = {name: getattr(given, name) for name in CHANGES}
    changed = {name: None if value == "" else value for name, value in values.items() if value is not None}
    return await call.services.provisioning.short_codes.update(call.account.sid, given.sid, changed)
