"""Addresses of the 2010 API. Source: reference 07, Addresses."""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.v2010.incoming_phone_numbers import NUMBER
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import (
    Level,
    Listing,
    View,
    described,
    param,
    parameters_of,
    path,
    query,
    values_of,
)
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, SidOf, Text
from cordboard.numbers.address import KIND, Address
from cordboard.numbers.number import PhoneNumber

AREA = "phone_numbers"
LINE = Text(200)
VIEW = View(
    "Address",
    (
        out("account_sid", TEXT),
        out("city", TEXT),
        out("customer_name", TEXT),
        *dates(),
        out("friendly_name", TEXT),
        out("iso_country", TEXT),
        out("postal_code", TEXT),
        out("region", TEXT),
        out("sid", TEXT),
        out("street", TEXT),
        uri("/Accounts/{account_sid}/Addresses/{sid}"),
        out("emergency_enabled", Boolean()),
        out("validated", Boolean()),
        out("verified", Boolean()),
        out("street_secondary", TEXT),
    ),
)
_OF_NUMBERS = {each.wire: each for each in NUMBER.properties}
DEPENDENT = View(
    "DependentPhoneNumber",
    tuple(
        _OF_NUMBERS[wire]
        for wire in (
            "sid",
            "account_sid",
            "friendly_name",
            "phone_number",
            "voice_url",
            "voice_method",
            "voice_fallback_method",
            "voice_fallback_url",
            "voice_caller_id_lookup",
            "date_created",
            "date_updated",
            "sms_fallback_method",
            "sms_fallback_url",
            "sms_method",
            "sms_url",
            "address_requirements",
            "capabilities",
            "status_callback",
            "status_callback_method",
            "api_version",
            "sms_application_sid",
            "voice_application_sid",
            "trunk_sid",
            "emergency_status",
            "emergency_address_sid",
            "uri",
        )
    ),
)


@described
class CreateAddress:
    """An address."""

    customer_name: str = param("CustomerName", LINE, "Who lives there.")
    street: str = param("Street", LINE, "Street and house number.")
    city: str = param("City", LINE, "The city.")
    region: str = param("Region", LINE, "The state or region.")
    postal_code: str = param("PostalCode", LINE, "The postal code.")
    iso_country: str = param("IsoCountry", Text(2), "The country's two letters, ISO 3166-1.")
    friendly_name: str | None = param(
        "FriendlyName", Text(64), "A name, at most 64 characters.", default=None, invalid=20002
    )
    emergency_enabled: bool | None = param(
        "EmergencyEnabled", Boolean(), "Whether emergency calls may come from there; kept.", default=None
    )
    auto_correct_address: bool = param(
        "AutoCorrectAddress", Boolean(), "Whether to correct it; read and not used.", default=True
    )
    street_secondary: str | None = param(
        "StreetSecondary", LINE, "The rest of the street's line.", default=None, keep_empty=True
    )


@described
class UpdateAddress:
    """An address and what to change."""

    sid: str = path("Sid", SidOf(("AD",)), "The address.")
    friendly_name: str | None = param(
        "FriendlyName", Text(64), "A name, at most 64 characters.", default=None, invalid=20002
    )
    customer_name: str | None = param("CustomerName", LINE, "Who lives there.", default=None)
    street: str | None = param("Street", LINE, "Street and house number.", default=None)
    city: str | None = param("City", LINE, "The city.", default=None)
    region: str | None = param("Region", LINE, "The state or region.", default=None)
    postal_code: str | None = param("PostalCode", LINE, "The postal code.", default=None)
    emergency_enabled: bool | None = param(
        "EmergencyEnabled", Boolean(), "Whether emergency calls may come from there; kept.", default=None
    )
    auto_correct_address: bool = param(
        "AutoCorrectAddress", Boolean(), "Whether to correct it; read and not used.", default=True
    )
    street_secondary: str | None = param(
        "StreetSecondary", LINE, "The rest of the street's line.", default=None, keep_empty=True
    )


@described
class AddressOf:
    """Which address."""

    sid: str = path("Sid", SidOf(("AD",)), "The address.")


@described
class DependentsOf:
    """Which address."""

    address_sid: str = path("AddressSid", SidOf(("AD",)), "The address.")


@described
class ListAddresses:
    """Which addresses to list."""

    customer_name: str | None = query("CustomerName", TEXT, "Only addresses of exactly this customer.")
    friendly_name: str | None = query("FriendlyName", TEXT, "Only addresses of exactly this name.")
    emergency_enabled: bool | None = query("EmergencyEnabled", Boolean(), "Only those that are, or are not, enabled.")
    iso_country: str | None = query("IsoCountry", TEXT, "Only addresses in this country.")


def _values(given: CreateAddress | UpdateAddress) -> dict[str, Any]:
    names = {each.attribute for each in parameters_of(type(given))} - {"sid", "auto_correct_address"}
    return {name: value for name in names if (value := getattr(given, name)) is not None}


ADDRESSES = Resource(SURFACE, "/Accounts/{AccountSid}/Addresses", view=VIEW, key="addresses", area=AREA)


@ADDRESSES.create("CreateAddress", says="wrote down an address in {city}", given=CreateAddress)
async def create_address(call: Call, given: CreateAddress) -> Address:
    """Write down an address. Nobody looks it up: it is neither corrected nor validated."""
    if not (given.iso_country.isascii() and given.iso_country.isalpha() and len(given.iso_country) == 2):
        raise Problem(20001, parameter="IsoCountry", value=given.iso_country)
    values = _values(given) | {"iso_country": given.iso_country.upper()}
    return await call.services.shelf.add(KIND, call.account.sid, **values)


@ADDRESSES.list("ListAddress", says="listed the addresses", given=ListAddresses)
async def list_addresses(call: Call, given: ListAddresses) -> Page[Address]:
    """List the addresses, newest first."""
    wanted = values_of(given)
    return await call.services.shelf.page(KIND, call.account.sid, call.page, **wanted)


@ADDRESSES.fetch("FetchAddress", says="looked at address {Sid}", given=AddressOf)
async def fetch_address(call: Call, given: AddressOf) -> Address:
    """Fetch an address."""
    return await call.services.shelf.get(KIND, call.account.sid, given.sid)


@ADDRESSES.update("UpdateAddress", says="changed address {Sid}", given=UpdateAddress)
async def update_address(call: Call, given: UpdateAddress) -> Address:
    """Change an address; the country stays."""
    shelf = call.services.shelf
    address = await shelf.get(KIND, call.account.sid, given.sid)
    return await shelf.change(KIND, address, **_values(given))


@ADDRESSES.delete("DeleteAddress", says="deleted address {Sid}", given=AddressOf)
async def delete_address(call: Call, given: AddressOf) -> None:
    """Delete an address; numbers go on naming it."""
    address = await call.services.shelf.get(KIND, call.account.sid, given.sid)
    await call.services.shelf.remove(address)


@SURFACE.operation(
    "GET",
    f"{ADDRESSES.path}/{{AddressSid}}/DependentPhoneNumbers",
    name="ListDependentPhoneNumber",
    area=AREA,
    level=Level.READ,
    says="listed the numbers of address {AddressSid}",
    given=DependentsOf,
    view=DEPENDENT,
    listing=Listing("dependent_phone_numbers"),
)
async def list_dependents(call: Call, given: DependentsOf) -> Page[PhoneNumber]:
    """List the numbers that name an address, newest first."""
    await call.services.shelf.get(KIND, call.account.sid, given.address_sid)
    return call.services.numbers.dependents(call.account.sid, given.address_sid, call.page)
