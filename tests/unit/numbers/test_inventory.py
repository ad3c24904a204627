"""The inventory against libphonenumber, which decides what a number is."""

from __future__ import annotations

import random
import re

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata, geocoder

from cordboard.numbers import plan
from cordboard.numbers.contains import read_contains
from cordboard.numbers.countries import COUNTRIES, NumberType
from cordboard.numbers.digits import blocks_of, number_at, size_of
from cordboard.numbers.inventory import Inventory, Wanted
from cordboard.numbers.places import places_of

INVENTORY = Inventory(7, lambda number: False)
KINDS = [(code, type_) for code, country in COUNTRIES.items() for type_ in country.types]


@pytest.mark.parametrize("code", COUNTRIES)
def test_each_type_of_a_country_has_numbers_that_are_valid_there(code: str) -> None:
    for type_ in COUNTRIES[code].types:
        found = INVENTORY.search(code, type_, Wanted(), 20)
        assert len(found) == 20, type_
        for each in found:
            assert phonenumbers.is_valid_number_for_region(phonenumbers.parse(each.phone_number), code)


def test_a_search_gives_the_same_numbers_again_and_none_that_are_taken() -> None:
    first = INVENTORY.search("US", NumberType.LOCAL, Wanted(), 50)
    assert INVENTORY.search("US", NumberType.LOCAL, Wanted(), 50) == first
    assert Inventory(8, lambda number: False).search("US", NumberType.LOCAL, Wanted(), 50) != first
    taken = {each.phone_number for each in first[:10]}
    left = Inventory(7, taken.__contains__).search("US", NumberType.LOCAL, Wanted(), 40)
    assert left == first[10:]


def test_numbers_of_fiction_and_services_are_not_offered() -> None:
    wanted = Wanted(contains=read_contains("41555501"))
    assert all(each.phone_number[2:10] != "41555501" for each in INVENTORY.search("US", NumberType.LOCAL, wanted, 50))


@pytest.mark.parametrize("pattern", ["53[0-35]\\d{2}", "(?:1|2[3-5])\\d{4,5}", "8(?:00|88)\\d?[2-9]\\d{2}"])
def test_the_blocks_of_a_pattern_are_its_numbers(pattern: str) -> None:
    for length in range(3, 6):
        from_blocks = {number_at(block, rank) for block in blocks_of(pattern, length) for rank in range(size_of(block))}
        expected = {f"{n:0{length}}" for n in range(10**length) if re.fullmatch(pattern, f"{n:0{length}}")}
        assert from_blocks == expected


def test_the_blocks_of_every_plan_match_its_pattern() -> None:
    for code in COUNTRIES:
        described = PhoneMetadata.metadata_for_region(code).fixed_line
        for block in blocks_of(described.national_number_pattern, len(described.example_number)):
            assert re.fullmatch(described.national_number_pattern, number_at(block, size_of(block) - 1))


@pytest.mark.parametrize("text", ["5", "*1", "a" * 17, "5-5", "1%2%3%45", "+", "$1"])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    assert read_contains(text) is None


def test_the_area_codes_of_each_place_are_of_its_state_by_libphonenumber() -> None:
    names = {"CA": "California", "TX": "Texas", "OH": "Ohio", "MI": "Michigan", "HI": "Hawaii", "ON": "Ontario"}
    for country in ("US", "CA"):
        for place in places_of(country):
            for area in place.area_codes:
                number = phonenumbers.parse(f"+1{area}2345678")
                assert phonenumbers.region_code_for_number(number) == country, (place.locality, area)
                if place.region in names:
                    text = geocoder.description_for_number(number, "en")
                    assert names[place.region] in text or text.endswith(place.region), (area, text)


def test_every_area_code_of_the_united_states_and_canada_has_a_place() -> None:
    for country in ("US", "CA"):
        known = {area for place in places_of(country) for area in place.area_codes}
        valid = {str(area) for area in range(200, 1000) if plan.is_of(country, NumberType.LOCAL, f"+1{area}2345678")}
        assert valid <= known


@pytest.mark.parametrize("code", COUNTRIES)
def test_the_patterns_tell_a_number_as_libphonenumber_itself_does(code: str) -> None:
    chance = random.Random(code)
    for type_ in COUNTRIES[code].types:
        blocks = plan.blocks(code, type_)
        for _ in range(60):
            block = chance.choice(blocks)
            number = f"+{number_at(block, chance.randrange(size_of(block)))}"
            for each in COUNTRIES[code].types:
                assert plan.is_of(code, each, number) == plan.is_of_by_library(code, each, number), (number, each)
