"""Prices of calls from one number to another, directly or by trunk. Source: the published twilio_pricing_v2.json."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.pricing import TEXT, PricedNumber, priced, priced_number, shown, unit, url
from cordboard.api.pricing_v2.surface import SURFACE
from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, View, described, path, query
from cordboard.pricing.lists import ALL, price, routes

_HEAD = (
    shown("destination_number", "number"),
    shown("origination_number", "origination"),
    shown("country", "country.name"),
    shown("iso_country", "country.iso"),
)
VOICE = View(
    "VoiceNumber",
    (
        *_HEAD,
        priced("outbound_call_prices", lambda number: [{**price(number.outbound), "origination_prefixes": ALL}]),
        priced("inbound_call_price", lambda number: number.inbound),
        unit(),
        url("/v2/Voice/Numbers/{number}"),
    ),
)
TRUNKING = View(
    "TrunkingNumber",
    (
        *_HEAD,
        priced("terminating_prefix_prices", lambda number: routes(number.country, "Trunking")),
        priced("originating_call_price", lambda number: number.inbound),
        unit(),
        url("/v2/Trunking/Numbers/{number}"),
    ),
)


@described
class NumberOf:
    """Which number, called from where."""

    destination_number: str = path("DestinationNumber", TEXT, "The number that is called, in E.164.")
    origination_number: str | None = query("OriginationNumber", TEXT, "The number that calls, in E.164.")


def _number(call: Call, given: NumberOf) -> PricedNumber:
    origination = None if given.origination_number is None else parse_e164(given.origination_number)
    if given.origination_number is not None and origination is None:
        raise Problem(20001, parameter="OriginationNumber", value=given.origination_number)
    return priced_number(call, given.destination_number, origination)


@SURFACE.operation(
    "GET",
    "/Voice/Numbers/{DestinationNumber}",
    name="FetchVoiceNumber",
    level=Level.READ,
    says="looked at the price of calls to {DestinationNumber}",
    given=NumberOf,
    view=VOICE,
)
async def fetch_voice_number(call: Call, given: NumberOf) -> PricedNumber:
    """Fetch what it costs to call a number from another, and to be called at it."""
    return _number(call, given)


@SURFACE.operation(
    "GET",
    "/Trunking/Numbers/{DestinationNumber}",
    name="FetchTrunkingNumber",
    level=Level.READ,
    says="looked at the price of trunk calls to {DestinationNumber}",
    given=NumberOf,
    view=TRUNKING,
)
async def fetch_trunking_number(call: Call, given: NumberOf) -> PricedNumber:
    """Fetch what it costs to call a number through a trunk, and to be called at it."""
    return _number(call, given)
