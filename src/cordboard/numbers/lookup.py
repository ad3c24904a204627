"""Looking a number up: what libphonenumber says of its form, and what the simulated directory says of its holder.

Source: reference 09, Lookups v2; https://github.com/google/libphonenumber (ValidationResult, PhoneNumberType).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

from cordboard.shelf.shelf import Kept, Kind

LONGEST_TEXT: Final = 64  # as for other numbers; libphonenumber itself reads up to 250 characters
HOME: Final = "US"  # the country of a number without one


class Fault(StrEnum):
    """Why a number is not valid."""

    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    INVALID_BUT_POSSIBLE = "INVALID_BUT_POSSIBLE"
    INVALID_COUNTRY_CODE = "INVALID_COUNTRY_CODE"
    INVALID_LENGTH = "INVALID_LENGTH"
    NOT_A_NUMBER = "NOT_A_NUMBER"


class LineType(StrEnum):
    """What kind of line a number is."""

    LANDLINE = "landline"
    MOBILE = "mobile"
    FIXED_VOIP = "fixedVoip"
    NON_FIXED_VOIP = "nonFixedVoip"
    PERSONAL = "personal"
    TOLL_FREE = "tollFree"
    PREMIUM = "premium"
    SHARED_COST = "sharedCost"
    UAN = "uan"
    VOICEMAIL = "voicemail"
    PAGER = "pager"
    UNKNOWN = "unknown"


class CallerType(StrEnum):
    """Who holds a number."""

    BUSINESS = "BUSINESS"
    CONSUMER = "CONSUMER"
    UNDETERMINED = "UNDETERMINED"


class Listing(Kept, frozen=True, kw_only=True):
    """What the simulated directory says of a number; it is one directory for all accounts."""

    phone_number: str
    caller_name: str | None = None
    caller_type: CallerType | None = None
    line_type: LineType | None = None
    carrier_name: str | None = None
    mobile_country_code: str | None = None
    mobile_network_code: str | None = None


LISTING: Final = Kind("directory_listing", "DL", Listing)

# By the names of libphonenumber. Where it cannot tell landlines from mobiles, as in North America, handsets are meant.
_LINE_TYPES: Final[Mapping[str, LineType]] = {
    "FIXED_LINE": LineType.LANDLINE,
    "MOBILE": LineType.MOBILE,
    "FIXED_LINE_OR_MOBILE": LineType.MOBILE,
    "TOLL_FREE": LineType.TOLL_FREE,
    "PREMIUM_RATE": LineType.PREMIUM,
    "SHARED_COST": LineType.SHARED_COST,
    "VOIP": LineType.NON_FIXED_VOIP,
    "PERSONAL_NUMBER": LineType.PERSONAL,
    "PAGER": LineType.PAGER,
    "UAN": LineType.UAN,
    "VOICEMAIL": LineType.VOICEMAIL,
}
_UNREADABLE: Final[Mapping[str, Fault]] = {
    "INVALID_COUNTRY_CODE": Fault.INVALID_COUNTRY_CODE,
    "NOT_A_NUMBER": Fault.NOT_A_NUMBER,
    "TOO_SHORT_AFTER_IDD": Fault.TOO_SHORT,
    "TOO_SHORT_NSN": Fault.TOO_SHORT,
    "TOO_LONG": Fault.TOO_LONG,
}
_IMPOSSIBLE: Final[Mapping[str, Fault]] = {
    "INVALID_COUNTRY_CODE": Fault.INVALID_COUNTRY_CODE,
    "TOO_SHORT": Fault.TOO_SHORT,
    "IS_POSSIBLE_LOCAL_ONLY": Fault.TOO_SHORT,
    "INVALID_LENGTH": Fault.INVALID_LENGTH,
    "TOO_LONG": Fault.TOO_LONG,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What the form of a number says; of one that is not valid nothing but why."""

    phone_number: str
    fault: Fault | None = None
    calling_country_code: str | None = None
    country_code: str | None = None
    national_format: str | None = None
    line_type: LineType = LineType.UNKNOWN


def look_up(text: str, country: str | None) -> Lookup:
    """Look a number up, in E.164 or as it is dialled in a country (ISO 3166-1)."""
    if len(text) > LONGEST_TEXT:
        return Lookup(phone_number=text, fault=Fault.TOO_LONG)
    library = import_module("phonenumbers")  # loaded at first use: 60 ms and 3 MB
    try:
        parsed = library.parse(text, country or HOME)
    except library.NumberParseException as fault:
        return Lookup(phone_number=text, fault=_UNREADABLE[_name(library.NumberParseException, fault.error_type)])
    number = library.format_number(parsed, library.PhoneNumberFormat.E164)
    reason = _name(library.ValidationResult, library.is_possible_number_with_reason(parsed))
    if reason in _IMPOSSIBLE:
        return Lookup(phone_number=number, fault=_IMPOSSIBLE[reason])
    if not library.is_valid_number(parsed):
        return Lookup(phone_number=number, fault=Fault.INVALID_BUT_POSSIBLE)
    kind = _name(library.PhoneNumberType, library.number_type(parsed))
    return Lookup(
        phone_number=number,
        calling_country_code=str(parsed.country_code),
        country_code=library.region_code_for_number(parsed),
        national_format=library.format_number(parsed, library.PhoneNumberFormat.NATIONAL),
        line_type=_LINE_TYPES.get(kind, LineType.UNKNOWN),
    )


def _name(words: Any, value: int) -> str:
    """Return the name of a number of the library's, whose enumerations are classes of numbers."""
    names: dict[str, int] = vars(words)
    return next(name for name, number in names.items() if number == value and name.isupper())
