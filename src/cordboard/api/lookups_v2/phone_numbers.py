"""Looking numbers up. Source: reference 09, Lookups v2."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.lookups_v2.found import BASIC, PACKAGES, Found, find
from cordboard.api.lookups_v2.surface import SURFACE
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Attribute, Effect, Level, Property, View, described, path, query
from cordboard.catalogue.links import RelativeUri
from cordboard.catalogue.wire import Anything, Boolean, Kind, Text

TEXT, LONGEST_FIELDS = Text(), 400  # all fields together have 160 characters


def _out(wire: str, kind: Kind, attribute: str) -> Property:
    return Property(wire, kind, Attribute(attribute))


def _package(name: str) -> Property:
    make = PACKAGES[name]
    return Property(name, Anything(), lambda found: make(found) if name in found.asked else None)


KNOWN = (
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
)
LOOKUP = View("PhoneNumber", (*KNOWN, Property("url", RelativeUri("/v2/PhoneNumbers/{place}"), lambda found: found)))


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
        if word not in PACKAGES and word != BASIC:
            raise Problem(20001, parameter="Fields", value=word)
    return words - {BASIC}


@SURFACE.operation(
    "GET",
    "/PhoneNumbers/{PhoneNumber}",
    name="FetchPhoneNumber",
    level=Level.SEND,
    effect=Effect.SPENDS,
    says="looked up {PhoneNumber}",
    given=LookUp,
    view=LOOKUP,
)
async def look_up_number(call: Call, given: LookUp) -> Found:
    """Tell whether a number is valid and how it is written, and what the simulated directory says of it."""
    return await find(call, given.phone_number, given.country_code, _asked(given.fields))
