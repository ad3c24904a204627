"""Prices of calls and trunks by country. Source: the published twilio_pricing_v2.json."""

from __future__ import annotations

from cordboard.api.pricing import describe_countries
from cordboard.api.pricing_v2.surface import SURFACE
from cordboard.pricing import lists
from cordboard.pricing.countries import Country


def _voice(country: Country) -> list[lists.Prices]:
    return lists.routes(country, "Programmable")


def _trunking(country: Country) -> list[lists.Prices]:
    return lists.routes(country, "Trunking")


_CALLS = {"outbound_prefix_prices": _voice, "inbound_call_prices": lists.inbound_calls}
_TRUNKS = {"terminating_prefix_prices": _trunking, "originating_call_prices": lists.inbound_calls}
describe_countries(SURFACE, "Voice", "VoiceCountry", _CALLS)
describe_countries(SURFACE, "Trunking", "TrunkingCountry", _TRUNKS)
