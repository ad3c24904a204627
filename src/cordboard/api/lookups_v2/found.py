"""What a lookup found: the number, what is known of it, and the packages that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from cordboard.api.call import Call
from cordboard.numbers.lookup import LISTING, LineType, Listing, Lookup, look_up
from cordboard.numbers.lookup_override import OVERRIDE, Override
from cordboard.pricing.table import CARRIER, TEST_COUNTRY, TEST_NETWORK
from cordboard.usage.measure import lookups_used

BASIC = "validation"  # what every lookup tells
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
    override: Override | None
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


def original_line(found: Found) -> LineType:
    """Return the line as the directory has it, else by the number's form; numbers of this server are its own lines."""
    told = found.listing.line_type if found.listing else None
    return told or (LineType.NON_FIXED_VOIP if found.is_owned else found.lookup.line_type)


def _line_type(found: Found) -> dict[str, object]:
    """Return the line: as the account itself has said, if it has."""
    listing = found.listing
    told = found.override.line_type if found.override else listing.line_type if listing else None
    line = told or original_line(found)
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


PACKAGES: Mapping[str, Callable[[Found], dict[str, object]]] = {
    "caller_name": _caller_name,
    "line_type_intelligence": _line_type,
    **{name: _nothing(names) for name, names in _EMPTY.items()},
}


async def see(call: Call, text: str, country: str | None, asked: frozenset[str]) -> Found:
    """Return what is known of a number, without counting it."""
    lookup, shelf = look_up(text, country.upper() if country else None), call.services.shelf
    number = lookup.phone_number
    listing = await shelf.find(LISTING, None, phone_number=number) if asked else None
    override = await shelf.find(OVERRIDE, call.account.sid, phone_number=number) if asked else None
    is_owned = call.services.numbers.owned(number) is not None
    return Found(lookup=lookup, listing=listing, override=override, is_owned=is_owned, asked=asked)


async def find(call: Call, text: str, country: str | None, asked: frozenset[str]) -> Found:
    """Look a number up, and count it. Raises: Problem 20429 beyond a limit of the account."""
    packages = (BASIC, *sorted(asked))
    await call.services.lookup_limits.count(call.account.sid, packages)
    found = await see(call, text, country, asked)
    await call.services.usage.count(lookups_used(call.account.sid, call.services.now_ms(), packages))
    return found
