"""The countries that an account may write to. Source: the published twilio_accounts_v1.json."""

from __future__ import annotations

from typing import Any

from cordboard.api.accounts_v1.surface import SURFACE
from cordboard.api.call import Call
from cordboard.catalogue.describe import Property, View, described, param, query
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Anything, Text
from cordboard.numbers.geo import Use, prefixes

AREA = "messaging"
BAD_PERMISSION = 30649
PERMISSION = JsonObject(500)  # the three values of a permission take some 60 characters
PERMISSIONS = View("GeoPermissions", (Property("permissions", Anything(), lambda permissions: permissions),))


@described
class WhichPermissions:
    """Which countries."""

    country_code: str | None = query("CountryCode", Text(2000), "Two letters each, with commas between them.")


@described
class ChangePermissions:
    """What is to change."""

    permissions: list[dict[str, Any]] = param(
        "Permissions", PERMISSION, "JSON objects with country_code, type (country) and enabled.", many=True, most=300
    )


GEO_PERMISSIONS = Resource(SURFACE, "/Messaging/GeoPermissions", view=PERMISSIONS, area=AREA, by="")


@GEO_PERMISSIONS.fetch(
    "FetchMessagingGeopermissions", says="looked at the countries that may be written to", given=WhichPermissions
)
async def fetch_permissions(call: Call, given: WhichPermissions) -> list[dict[str, object]]:
    """Tell of every country, or of those asked for, whether it may be written to."""
    wanted = {code.strip().upper() for code in given.country_code.split(",")} if given.country_code else prefixes()
    off = call.services.geo.off(Use.MESSAGES, call.account.sid)
    return [
        {"country_code": code, "type": "country", "enabled": code not in off, "prefix": prefix, "message": ""}
        for code, prefix in prefixes().items()
        if code in wanted
    ]


@GEO_PERMISSIONS.update(
    "UpdateMessagingGeopermissions",
    says="changed the countries that may be written to",
    given=ChangePermissions,
    method="PATCH",
)
async def update_permissions(call: Call, given: ChangePermissions) -> list[dict[str, object]]:
    """Switch countries on or off; each permission is answered by itself."""
    faults = [_faults(item) for item in given.permissions]
    good = [item for item, found in zip(given.permissions, faults, strict=True) if not found]
    wanted = {item["country_code"].upper(): item["enabled"] for item in good}
    if wanted:
        await call.services.geo.switch(Use.MESSAGES, call.account.sid, wanted)
    return [_told(item, found) for item, found in zip(given.permissions, faults, strict=True)]


def _faults(item: dict[str, Any]) -> list[str]:
    country, kind = item.get("country_code"), item.get("type", "country")
    checks = {
        "country_code": isinstance(country, str) and country.upper() in prefixes(),
        "type": kind == "country",
        "enabled": isinstance(item.get("enabled"), bool),
    }
    return [f"{name} is missing or invalid" for name, is_right in checks.items() if not is_right]


def _told(item: dict[str, Any], faults: list[str]) -> dict[str, object]:
    return {
        "country_code": item.get("country_code"),
        "type": item.get("type", "country"),
        "enabled": item.get("enabled"),
        "error_code": BAD_PERMISSION if faults else 0,
        "error_messages": faults,
    }
