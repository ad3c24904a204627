"""Looking numbers up. Source: reference 09, Lookups v2."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from cordboard.api.call import Call
from cordboard.api.lookups_v2.surface import SURFACE
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Attribute, Level, Property, View, described, path, query
from cordboard.catalogue.wire import Anything, Boolean, Kind, RelativeUri, Text
from cordboard.numbers.lookup import LISTING, LineType, Listing, Lookup, look_up
from cordboard.pricing.table import CARRIER, TEST_COUNTRY, TEST_NETWORK

TEXT, LONGEST_FIELDS = Text(), 400  # all fields together have 160 characters
_BASIC = "validation"
# What the packages answer that need the data of carriers and authorities: their shape, and nothing in it.
_EMPTY: Mapping[str, tuple[str, ...]] = {
    "sim_swap": ("last_sim_swap", "carrier_name", "mobile_country_code", "mobile_network_code", "error_code"),
    "call_forwarding": ("call_forwarding_enabled", "error_code"),
    "line_status": ("status", "error_code"),
    "identity_match": (
        "first_name_match",
        "last_name_match",
        "address_lines_match",
        "city_match",
        "state_match",
        "postal_code_match",
        "address_country_match",
        "national_id_match",
        "date_of_birth_match",
        "summary_score",
        "error_code",
        "error_message",
    ),
    "reassigned_number": ("last_verified_date", "is_number_reassigned", "error_code"),
    "sms_pumping_risk": (
        "carrier_risk_category",
        "number_blocked",
        "number_blocked_date",
        "number_blocked_last_3_months",
        "sms_pumping_risk_score",
        "error_code",
    ),
    "phone_number_quality_score": (
        "carrier_risk_score",
        "carrier_risk_category",
        "disposable_phone_risk_score",
        "disposable_phone_risk_category",
        "quality_score",
        "quality_category",
        "velocity_risk_score",
        "velocity_risk_category",
        "error_code",
    ),
    "pre_fill": ("first_name", "last_name", "address_line", "country_code", "state", "postal_code", "error_code"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of a number, and which packages were asked for."""

    lookup: Lookup
    listing: Listing | None
    is_owned: bool
    asked: frozenset[str]

    @property
    def valid(self) -> bool:
        """Tell whether the number is valid."""
        return self.lookup.fault is None

    @property
    def faults(self) -> list[str]:
        """Return why it is not."""
        return [] if self.lookup.fault is None else [self.lookup.fault]

    @property
    def place(self) -> str:
        """Return the number as a part of a path."""
        return quote(self.lookup.phone_number, safe="+")


def _caller_name(found: Found) -> dict[str, object]:
    listing = found.listing
    return {
        "caller_name": listing.caller_name if listing else None,
        "caller_type": listing.caller_type if listing else None,
        "error_code": None,
    }


def _line_type(found: Found) -> dict[str, object]:
    """Return the line as the directory has it, else by the number's form; numbers of this server are its own lines."""
    listing = found.listing
    told = listing.line_type if listing else None
    line = told or (LineType.NON_FIXED_VOIP if found.is_owned else found.lookup.line_type)
    is_mobile, is_known = line is LineType.MOBILE, found.valid
    return {
        "error_code": None,
        "mobile_country_code": _told(listing, "mobile_country_code") or (TEST_COUNTRY if is_mobile else None),
        "mobile_network_code": _told(listing, "mobile_network_code") or (TEST_NETWORK if is_mobile else None),
        "carrier_name": _told(listing, "carrier_name") or (CARRIER if is_known else None),
        "type": line if is_known or told else None,
    }


def _told(listing: Listing | None, name: str) -> object:
    return getattr(listing, name) if listing else None


def _nothing(names: Iterable[str]) -> Callable[[Found], dict[str, object]]:
    return lambda _: dict.fromkeys(names)


_PACKAGES: Mapping[str, Callable[[Found], dict[str, object]]] = {
    "caller_name": _caller_name,
    "line_type_intelligence": _line_type,
    **{name: _nothing(names) for name, names in _EMPTY.items()},
}


def _out(wire: str, kind: Kind, attribute: str) -> Property:
    return Property(wire, kind, Attribute(attribute))


def _package(name: str) -> Property:
    make = _PACKAGES[name]
    return Property(name, Anything(), lambda found: make(found) if name in found.asked else None)


LOOKUP = View(
    "PhoneNumber",
    (
        _out("calling_country_code", TEXT, "lookup.calling_country_code"),
        _out("country_code", TEXT, "lookup.country_code"),
        _out("phone_number", TEXT, "lookup.phone_number"),
        _out("national_format", TEXT, "lookup.national_format"),
        _out("valid", Boolean(), "valid"),
        _out("validation_errors", Anything(), "faults"),
        *map(
            _package,
            (
                "caller_name",
                "sim_swap",
                "call_forwarding",
                "line_type_intelligence",
                "line_status",
                "identity_match",
                "reassigned_number",
                "sms_pumping_risk",
                "phone_number_quality_score",
                "pre_fill",
            ),
        ),
        Property("url", RelativeUri("/v2/PhoneNumbers/{place}"), lambda found: found),
    ),
)


@described
class LookUp:
    """Which number, and what to tell of it."""

    phone_number: str = path("PhoneNumber", TEXT, "The number: in E.164, or as it is dialled in CountryCode.")
    fields: str | None = query("Fields", Text(LONGEST_FIELDS), "The packages to tell, with commas between.")
    country_code: str | None = query("CountryCode", Text(2), "The country of a number without one (ISO 3166-1).")
    first_name: str | None = query("FirstName", TEXT, "Of identity_match; read and not used.")
    last_name: str | None = query("LastName", TEXT, "Of identity_match; read and not used.")
    address_line1: str | None = query("AddressLine1", TEXT, "Of identity_match; read and not used.")
    address_line2: str | None = query("AddressLine2", TEXT, "Of identity_match; read and not used.")
    city: str | None = query("City", TEXT, "Of identity_match; read and not used.")
    state: str | None = query("State", TEXT, "Of identity_match; read and not used.")
    postal_code: str | None = query("PostalCode", TEXT, "Of identity_match; read and not used.")
    address_country_code: str | None = query("AddressCountryCode", TEXT, "Of identity_match; read and not used.")
    national_id: str | None = query("NationalId", TEXT, "Of identity_match; read and not used.")
    date_of_birth: str | None = query("DateOfBirth", TEXT, "Of identity_match; read and not used.")
    last_verified_date: str | None = query("LastVerifiedDate", TEXT, "Of reassigned_number; read and not used.")
    verification_sid: str | None = query("VerificationSid", TEXT, "Of pre_fill; read and not used.")
    partner_sub_id: str | None = query("PartnerSubId", TEXT, "Of sms_pumping_risk; read and not used.")


def _asked(fields: str | None) -> frozenset[str]:
    """Return the packages asked for. Raises: Problem 20001 for another word."""
    words = frozenset(each.strip() for each in fields.split(",")) if fields else frozenset()
    for word in words:
        if word not in _PACKAGES and word != _BASIC:
            raise Problem(20001, parameter="Fields", value=word)
    return words


@SURFACE.operation(
    "GET",
    "/PhoneNumbers/{PhoneNumber}",
    name="FetchPhoneNumber",
    level=Level.READ,
    says="looked up {PhoneNumber}",
    given=LookUp,
    view=LOOKUP,
)
async def look_up_number(call: Call, given: LookUp) -> Found:
    """Tell whether a number is valid and how it is written, and what the simulated directory says of it."""
    country = given.country_code.upper() if given.country_code else None
    asked, lookup = _asked(given.fields), look_up(given.phone_number, country)
    listing = await call.services.shelf.find(LISTING, None, phone_number=lookup.phone_number) if asked else None
    is_owned = call.services.numbers.owned(lookup.phone_number) is not None
    return Found(lookup=lookup, listing=listing, is_owned=is_owned, asked=asked)
