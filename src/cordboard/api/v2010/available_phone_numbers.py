"""Phone numbers on offer. Source: reference 07, AvailablePhoneNumbers.

What is on offer is made up, country by country, from the world's numbering plans (numbers/inventory.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, VERSION, out, uri
from cordboard.base.page import Page
from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, Listing, Property, View, described, path, query
from cordboard.catalogue.wire import Anything, Boolean, OneOf, Text, Whole
from cordboard.numbers.contains import read_contains
from cordboard.numbers.countries import COUNTRIES, AddressRequirement, Country, NumberType
from cordboard.numbers.inventory import Nearby, Offer, Wanted
from cordboard.numbers.nature import Nature, nature_of
from cordboard.numbers.number import national
from cordboard.numbers.provisioning import is_area_code

AREA = "phone_numbers"
MOST_MILES = 500
# The segment of each type's list and its name among the URIs of a country.
LISTS = {
    NumberType.LOCAL: ("Local", "local"),
    NumberType.MOBILE: ("Mobile", "mobile"),
    NumberType.TOLL_FREE: ("TollFree", "toll_free"),
    NumberType.NATIONAL: ("National", "national"),
    NumberType.VOIP: ("Voip", "voip"),
    NumberType.SHARED_COST: ("SharedCost", "shared_cost"),
    NumberType.MACHINE_TO_MACHINE: ("MachineToMachine", "machine_to_machine"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A country as an account sees it."""

    account_sid: str
    country: Country

    @property
    def code(self) -> str:
        """Return the country's two letters."""
        return self.country.code


def _lists(offered: Offered) -> dict[str, str]:
    base = f"/{VERSION}/Accounts/{offered.account_sid}/AvailablePhoneNumbers/{offered.country.code}"
    return {name: f"{base}/{segment}.json" for segment, name in (LISTS[type_] for type_ in offered.country.types)}


def capabilities(nature: Nature) -> dict[str, bool]:
    """Return what a number can do, as the API writes it. No number here takes faxes."""
    return {"voice": nature.can_voice, "sms": nature.can_sms, "mms": nature.can_mms, "fax": False}


def _of_place(wire: str) -> Property:
    return Property(wire, Anything(), lambda offer: getattr(offer.place, wire) if offer.place else None)


COUNTRY = View(
    "Country",
    (
        out("country_code", TEXT, "code"),
        out("country", TEXT, "country.name"),
        uri("/Accounts/{account_sid}/AvailablePhoneNumbers/{code}"),
        Property("beta", Boolean(), lambda _: False),
        Property("subresource_uris", Anything(), _lists),
    ),
)
OFFER = View(
    "AvailablePhoneNumber",
    (
        Property("friendly_name", TEXT, lambda offer: national(offer.phone_number)),
        out("phone_number", TEXT),
        _of_place("lata"),
        _of_place("locality"),
        _of_place("rate_center"),
        _of_place("latitude"),
        _of_place("longitude"),
        _of_place("region"),
        _of_place("postal_code"),
        out("iso_country", TEXT, "country"),
        out("address_requirements", OneOf(AddressRequirement), "nature.address"),
        Property("beta", Boolean(), lambda _: False),
        Property("capabilities", Anything(), lambda offer: capabilities(offer.nature)),
    ),
)


@described
class CountryOf:
    """Which country."""

    country_code: str = path("CountryCode", Text(2), "The country's two letters, ISO 3166-1.")


@described
class Search:
    """Which numbers to look for."""

    country_code: str = path("CountryCode", Text(2), "The country's two letters, ISO 3166-1.")
    area_code: str | None = query("AreaCode", TEXT, "Three digits; in the United States and Canada.", invalid=21451)
    contains: str | None = query(
        "Contains", Text(16), "2 to 16 digits, letters, * for a digit, % for any; + and $ hold the ends."
    )
    sms_enabled: bool | None = query("SmsEnabled", Boolean(), "Whether they take messages.")
    mms_enabled: bool | None = query("MmsEnabled", Boolean(), "Whether they take media.")
    voice_enabled: bool | None = query("VoiceEnabled", Boolean(), "Whether they take calls.")
    fax_enabled: bool | None = query("FaxEnabled", Boolean(), "Whether they take faxes; none does.")
    exclude_all_address_required: bool = query(
        "ExcludeAllAddressRequired", Boolean(), "Leave out those that ask for any address.", default=False
    )
    exclude_local_address_required: bool = query(
        "ExcludeLocalAddressRequired", Boolean(), "Leave out those that ask for a local address.", default=False
    )
    exclude_foreign_address_required: bool = query(
        "ExcludeForeignAddressRequired", Boolean(), "Leave out those that ask for a foreign address.", default=False
    )
    beta: bool = query("Beta", Boolean(), "Whether to show new numbers; all here are old.", default=True)
    near_number: str | None = query("NearNumber", TEXT, "A number to be near to; in the United States and Canada.")
    near_lat_long: str | None = query("NearLatLong", TEXT, "Latitude and longitude to be near to, in degrees.")
    distance: int = query("Distance", Whole(0, MOST_MILES), "How near, in miles.", default=25)
    in_postal_code: str | None = query("InPostalCode", TEXT, "The postal code.")
    in_region: str | None = query("InRegion", TEXT, "The state or province, two letters.")
    in_rate_center: str | None = query("InRateCenter", TEXT, "The rate center.")
    in_lata: str | None = query("InLata", TEXT, "The local access and transport area.")
    in_locality: str | None = query("InLocality", TEXT, "The city.")


def _country(code: str) -> Country:
    found = COUNTRIES.get(code.upper())
    if found is None:
        raise Problem(20404)
    return found


@SURFACE.operation(
    "GET",
    "/Accounts/{AccountSid}/AvailablePhoneNumbers",
    name="ListAvailablePhoneNumberCountry",
    area=AREA,
    level=Level.READ,
    says="listed the countries that have numbers on offer",
    view=COUNTRY,
    listing=Listing("countries", paged=False),
)
async def list_countries(call: Call, given: None) -> Page[Offered]:
    """List the countries whose numbers are on offer."""
    return Page([Offered(call.account.sid, country) for country in COUNTRIES.values()], 0)


@SURFACE.operation(
    "GET",
    "/Accounts/{AccountSid}/AvailablePhoneNumbers/{CountryCode}",
    name="FetchAvailablePhoneNumberCountry",
    area=AREA,
    level=Level.READ,
    says="looked at which numbers {CountryCode} has on offer",
    given=CountryOf,
    view=COUNTRY,
)
async def fetch_country(call: Call, given: CountryOf) -> Offered:
    """Fetch which types of numbers a country has on offer."""
    return Offered(call.account.sid, _country(given.country_code))


def _near(call: Call, given: Search) -> Nearby | None:
    """Read what to be near to. Raises: Problem 20001, or 21421 for a number without a known home."""
    if given.near_lat_long is not None:
        try:
            latitude, longitude = map(float, given.near_lat_long.split(","))
        except ValueError:
            latitude = longitude = 1000.0
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise Problem(20001, parameter="NearLatLong", value=given.near_lat_long[:40])
        return Nearby(latitude=latitude, longitude=longitude, miles=given.distance)
    if given.near_number is None:
        return None
    found = call.services.provisioning.inventory.near_number(parse_e164(given.near_number) or "")
    if found is None:
        raise Problem(21421, parameter="NearNumber", phone_number=given.near_number[:40])
    return Nearby(latitude=found[0], longitude=found[1], miles=given.distance)


def _wanted(call: Call, given: Search) -> Wanted:
    if given.area_code is not None and not is_area_code(given.area_code):
        raise Problem(21451, parameter="AreaCode", area_code=given.area_code[:40])
    contains = None if given.contains is None else read_contains(given.contains)
    if given.contains is not None and contains is None:
        raise Problem(20001, parameter="Contains", value=given.contains)
    return Wanted(
        area_code=given.area_code,
        contains=contains,
        region=given.in_region,
        locality=given.in_locality,
        postal_code=given.in_postal_code,
        lata=given.in_lata,
        rate_center=given.in_rate_center,
        near=_near(call, given),
    )


def _suits(nature: Nature, given: Search) -> bool:
    """Tell whether numbers like these are asked for."""
    asked = (
        (given.sms_enabled, nature.can_sms),
        (given.mms_enabled, nature.can_mms),
        (given.voice_enabled, nature.can_voice),
        (given.fax_enabled, False),
    )
    excluded = (
        given.exclude_all_address_required and nature.address is not AddressRequirement.NONE,
        given.exclude_local_address_required and nature.address is AddressRequirement.LOCAL,
        given.exclude_foreign_address_required and nature.address is AddressRequirement.FOREIGN,
    )
    return all(wish in (None, can) for wish, can in asked) and not any(excluded)


def _describe(type_: NumberType, segment: str) -> None:
    """Describe the list of a type."""

    @SURFACE.operation(
        "GET",
        f"/Accounts/{{AccountSid}}/AvailablePhoneNumbers/{{CountryCode}}/{segment}",
        name=f"ListAvailablePhoneNumber{segment}",
        area=AREA,
        level=Level.READ,
        says=f"looked for {type_.value} numbers in {{CountryCode}}",
        given=Search,
        view=OFFER,
        listing=Listing("available_phone_numbers"),
    )
    async def search(call: Call, given: Search) -> Page[Offer]:
        """Look for numbers on offer; there is one page, as large as is asked for."""
        country, wanted = _country(given.country_code), _wanted(call, given)
        if type_ not in country.types:
            raise Problem(20404)
        if call.page.number or not _suits(nature_of(country.code, type_), given):
            return Page((), call.page.number)
        return Page(call.services.provisioning.inventory.search(country.code, type_, wanted, call.page.size), 0)


for each, (name, _) in LISTS.items():
    _describe(each, name)
