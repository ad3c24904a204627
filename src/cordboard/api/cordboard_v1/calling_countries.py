"""The countries that an account may not call. Those that it may not write to stand in accounts/v1."""

from __future__ import annotations

from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import ANYTHING, SURFACE, TEXT, out
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Text
from cordboard.numbers.geo import Use, prefixes

INVALID = 90002
MOST_COUNTRIES = 300  # ISO 3166-1 has 249
COUNTRIES = View("CallingCountries", (out("account_sid", TEXT), out("off", ANYTHING)))


class CallingCountries(NamedTuple):
    """An account and the countries that it may not call."""

    account_sid: str
    off: list[str]


@described
class CountriesOf:
    """Whose countries."""

    sid: str = path("Sid", SidOf(("AC",)), "The account.")


@described
class SetCountries:
    """The countries that are switched off for calls."""

    sid: str = path("Sid", SidOf(("AC",)), "The account.")
    off: list[str] = param(
        "off", Text(2), "Two letters each (ISO 3166-1).", default=(), invalid=INVALID, many=True, most=MOST_COUNTRIES
    )


def _found(call: Call, sid: str) -> CallingCountries:
    if call.services.accounts.find(sid) is None:
        raise Problem(20404)
    return CallingCountries(sid, sorted(call.services.geo.off(Use.CALLS, sid)))


CALLING_COUNTRIES = Resource(SURFACE, "/accounts/{Sid}/calling_countries", view=COUNTRIES, by="")


@CALLING_COUNTRIES.fetch(
    "FetchCallingCountries", says="looked at the countries that account {Sid} may not call", given=CountriesOf
)
async def fetch_calling_countries(call: Call, given: CountriesOf) -> CallingCountries:
    """Fetch the countries that an account may not call."""
    return _found(call, given.sid)


@CALLING_COUNTRIES.update(
    "UpdateCallingCountries", says="set the countries that account {Sid} may not call", given=SetCountries, method="PUT"
)
async def update_calling_countries(call: Call, given: SetCountries) -> CallingCountries:
    """Set the countries that an account may not call; all others are on."""
    _found(call, given.sid)
    codes = [code.upper() for code in given.off]
    unknown = next((code for code in codes if code not in prefixes()), None)
    if unknown is not None:
        raise Problem(INVALID, parameter="off", reason=f"there is no country {unknown}")
    await call.services.geo.set_off(Use.CALLS, given.sid, codes)
    return _found(call, given.sid)
