"""The price table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cordboard.base.calling_codes import CALLING_CODES
from cordboard.base.page import PageRequest
from cordboard.pricing.countries import countries, page_of
from cordboard.pricing.table import CHANNEL_MESSAGE, RATES, message_price, minute_price


def test_every_calling_code_has_prices_and_all_are_positive() -> None:
    assert set(RATES) == set(CALLING_CODES)
    assert all(amount > 0 for rates in RATES.values() for amount in rates)


@pytest.mark.parametrize(
    ("recipient", "is_inbound", "is_media", "price"),
    [
        ("+14155550123", False, False, 2 * RATES["1"].sms_out),
        ("+14155550123", True, False, 2 * RATES["1"].sms_in),
        ("+14155550123", False, True, RATES["1"].mms_out),
        ("+447700900123", False, False, 2 * RATES["44"].sms_out),
        ("12345", True, False, 2 * RATES["1"].sms_in),
        ("whatsapp:+447700900123", False, True, CHANNEL_MESSAGE),
    ],
)
def test_a_message_costs_its_segments_or_its_media_in_the_country_it_goes_to(
    recipient: str, is_inbound: bool, is_media: bool, price: Decimal
) -> None:
    assert message_price(recipient, is_inbound=is_inbound, is_media=is_media, segments=2) == -price


def test_a_minute_costs_by_who_is_called() -> None:
    assert minute_price("+12015550100", "+447700900123", is_inbound=False) == RATES["44"].voice_out
    assert minute_price("+447700900123", "+12015550100", is_inbound=True) == RATES["1"].voice_in
    assert minute_price("+447700900123", "+18005550100", is_inbound=True) > RATES["1"].voice_in
    assert minute_price("client:jim", "+12015550100", is_inbound=True) == minute_price(
        "+12015550100", "sip:jim@example.com", is_inbound=False
    )


def test_every_country_has_a_name_and_a_calling_code_with_prices() -> None:
    for iso, country in countries().items():
        assert country.iso == iso
        assert country.name not in ("", iso)
        assert country.calling_code in RATES


@pytest.mark.parametrize("size", [1, 7, 50, 245, 1000])
def test_countries_are_paged_once_each_both_ways(size: int) -> None:
    pages, page = [], PageRequest(size)
    while True:
        found = page_of(page)
        pages.append([each.iso for each in found.items])
        if found.before is not None:
            back = page_of(PageRequest(size, found.number - 1, found.before))
            assert [each.iso for each in back.items] == pages[-2]
        if found.after is None:
            break
        page = PageRequest(size, found.number + 1, found.after)
    assert [iso for each in pages for iso in each] == list(countries())
    assert page_of(PageRequest(size, 10_000)).items == ()
