"""Price lists: what is sent and received by country, in the shapes that the pricing API publishes.

Prices are texts, as in the published examples. Nobody has a discount here: the current price is the base price.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cordboard.pricing.countries import Country
from cordboard.pricing.table import CARRIER, TEST_COUNTRY, TEST_NETWORK, TOLL_FREE_MONTH, TOLL_FREE_VOICE_IN

Prices = dict[str, object]
LOCAL, MOBILE, TOLL_FREE = "local", "mobile", "toll free"
ALL = ["ALL"]


def price(amount: Decimal | None) -> Prices:
    """Return a price as the API writes it; None where there is none."""
    text = None if amount is None else str(amount)
    return {"base_price": text, "current_price": text}


def _typed(country: Country, amount: Decimal, toll_free: Decimal | None = None) -> list[Prices]:
    types = (LOCAL, TOLL_FREE) if country.calling_code == "1" else (LOCAL, MOBILE)
    amounts: Iterator[Decimal] = (toll_free if each == TOLL_FREE and toll_free else amount for each in types)
    return [{"number_type": each, **price(cost)} for each, cost in zip(types, amounts, strict=True)]


def inbound_sms(country: Country) -> list[Prices]:
    """Return what an inbound segment costs, by the type of the number."""
    return _typed(country, country.rates.sms_in)


def outbound_sms(country: Country) -> list[Prices]:
    """Return what a segment costs, by the carrier it goes to: here there is one."""
    prices = [{"number_type": MOBILE, **price(country.rates.sms_out)}]
    return [{"carrier": CARRIER, "mcc": TEST_COUNTRY, "mnc": TEST_NETWORK, "prices": prices}]


def numbers(country: Country) -> list[Prices]:
    """Return what a number costs a month, by its type."""
    return _typed(country, country.rates.number_month, TOLL_FREE_MONTH)


def inbound_calls(country: Country) -> list[Prices]:
    """Return what an inbound minute costs, by the type of the number."""
    return _typed(country, country.rates.voice_in, TOLL_FREE_VOICE_IN)


def outbound_prefixes(country: Country) -> list[Prices]:
    """Return what a minute costs, by the beginning of the number."""
    return [
        {
            "prefixes": [country.calling_code],
            **price(country.rates.voice_out),
            "friendly_name": f"Programmable Outbound Minute - {country.name}",
        }
    ]


def routes(country: Country, product: str) -> list[Prices]:
    """Return what a minute costs, by the beginning of the numbers that call and are called."""
    return [
        {
            "origination_prefixes": ALL,
            "destination_prefixes": [country.calling_code],
            **price(country.rates.voice_out),
            "friendly_name": f"{product} Outbound Minute - {country.name}",
        }
    ]
