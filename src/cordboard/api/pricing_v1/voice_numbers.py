"""Prices of calls to one number. Source: the published twilio_pricing_v1.json."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.pricing import TEXT, PricedNumber, priced, priced_number, shown, unit, url
from cordboard.api.pricing_v1.surface import SURFACE
from cordboard.catalogue.describe import Level, View, described, path
from cordboard.pricing.lists import price

NUMBER = View(
    "VoiceNumber",
    (
        shown("number", "number"),
        shown("country", "country.name"),
        shown("iso_country", "country.iso"),
        priced("outbound_call_price", lambda number: price(number.outbound)),
        priced("inbound_call_price", lambda number: number.inbound),
        unit(),
        url("/v1/Voice/Numbers/{number}"),
    ),
)


@described
class NumberOf:
    """Which number."""

    number: str = path("Number", TEXT, "The number, in E.164.")


@SURFACE.operation(
    "GET",
    "/Voice/Numbers/{Number}",
    name="FetchVoiceNumber",
    level=Level.READ,
    says="looked at the price of calls to {Number}",
    given=NumberOf,
    view=NUMBER,
)
async def fetch_voice_number(call: Call, given: NumberOf) -> PricedNumber:
    """Fetch what it costs to call a number, and to be called at it."""
    return priced_number(call, given.number)
