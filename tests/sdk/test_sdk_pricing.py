"""The official Python library against the running server: prices."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import phonenumbers
import pytest
from twilio.base.exceptions import TwilioRestException

Ask = Callable[[Callable[[], Any]], Any]


@pytest.mark.parametrize("product", ["messaging", "phone_numbers", "voice"])
def test_every_country_with_numbers_has_prices(live: Any, product: str) -> None:
    countries = getattr(live.client().pricing.v1, product).countries
    listed = list(countries.stream(page_size=100))
    assert [each.iso_country for each in listed] == sorted(phonenumbers.SUPPORTED_REGIONS)
    assert {each.country for each in listed} >= {"United States", "Germany", "Kosovo"}
    assert all(each.url.startswith(f"{live.url}/pricing/v1/") for each in listed)


def test_a_message_costs_what_the_price_list_says(live: Any, eventually: Ask) -> None:
    client = live.client()
    for number, iso in (("+14155550123", "US"), ("+447700900123", "GB"), ("+818012345678", "JP")):
        prices = client.pricing.v1.messaging.countries(iso).fetch()
        (carrier,) = prices.outbound_sms_prices
        cost = Decimal(carrier["prices"][0]["current_price"])
        sid = client.messages.create(to=number, from_=live.number, body="x" * 161).sid
        assert Decimal(eventually(lambda sid=sid: client.messages(sid).fetch().price)) == -2 * cost
        assert client.messages(sid).fetch().price_unit == prices.price_unit == "USD"


def test_an_inbound_message_costs_what_the_price_list_says(live: Any, eventually: Ask) -> None:
    client = live.client()
    live.write("+14155550177", "Hello")
    (message,) = eventually(lambda: client.messages.list(from_="+14155550177"))
    prices = client.pricing.v1.messaging.countries("us").fetch().inbound_sms_prices
    local = next(each for each in prices if each["number_type"] == "local")
    assert Decimal(message.price) == -Decimal(local["current_price"])


def test_a_country_has_prices_of_numbers_and_calls(live: Any) -> None:
    v1 = live.client().pricing.v1
    numbers = v1.phone_numbers.countries("US").fetch().phone_number_prices
    assert [each["number_type"] for each in numbers] == ["local", "toll free"]
    voice = v1.voice.countries("GB").fetch()
    assert voice.outbound_prefix_prices[0]["prefixes"] == ["44"]
    assert [each["number_type"] for each in voice.inbound_call_prices] == ["local", "mobile"]


def test_a_number_has_a_price_to_be_called_and_its_owner_one_to_take_calls(live: Any) -> None:
    numbers = live.client().pricing.v1.voice.numbers
    foreign = numbers("+442079460018").fetch()
    assert (foreign.iso_country, foreign.country, foreign.number) == ("GB", "United Kingdom", "+442079460018")
    assert foreign.inbound_call_price == {"base_price": None, "current_price": None, "number_type": None}
    own = numbers(live.number).fetch()
    assert own.inbound_call_price["number_type"] == "local"
    assert Decimal(own.outbound_call_price["current_price"]) > 0


def test_routes_have_origins_and_destinations(live: Any) -> None:
    v2 = live.client().pricing.v2
    assert len(v2.countries.list(limit=60)) == 60
    trunk = v2.countries("DE").fetch()
    assert trunk.terminating_prefix_prices[0]["destination_prefixes"] == ["49"]
    assert v2.voice.countries("DE").fetch().outbound_prefix_prices[0]["origination_prefixes"] == ["ALL"]
    route = v2.voice.numbers("+442079460018").fetch(origination_number="+14155550123")
    assert (route.destination_number, route.origination_number) == ("+442079460018", "+14155550123")
    assert v2.numbers("+442079460018").fetch().terminating_prefix_prices[0]["destination_prefixes"] == ["44"]
    with pytest.raises(TwilioRestException) as refused:
        v2.voice.numbers("+442079460018").fetch(origination_number="nobody")
    assert (refused.value.status, refused.value.code) == (400, 20001)


def test_what_is_no_country_and_no_number_has_no_price(live: Any) -> None:
    v1 = live.client().pricing.v1
    for nowhere in (v1.messaging.countries("ZZ"), v1.voice.countries("1"), v1.voice.numbers("+9991234")):
        with pytest.raises(TwilioRestException) as missing:
            nowhere.fetch()
        assert (missing.value.status, missing.value.code) == (404, 20404)
