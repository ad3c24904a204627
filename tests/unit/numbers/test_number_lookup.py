"""Looking numbers up, by libphonenumber's own example numbers."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.numbers.lookup import LineType, look_up


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (phonenumbers.PhoneNumberType.MOBILE, LineType.MOBILE),
        (phonenumbers.PhoneNumberType.FIXED_LINE, LineType.LANDLINE),
        (phonenumbers.PhoneNumberType.TOLL_FREE, LineType.TOLL_FREE),
        (phonenumbers.PhoneNumberType.PREMIUM_RATE, LineType.PREMIUM),
        (phonenumbers.PhoneNumberType.SHARED_COST, LineType.SHARED_COST),
        (phonenumbers.PhoneNumberType.PAGER, LineType.PAGER),
        (phonenumbers.PhoneNumberType.PERSONAL_NUMBER, LineType.PERSONAL),
        (phonenumbers.PhoneNumberType.VOIP, LineType.NON_FIXED_VOIP),
        (phonenumbers.PhoneNumberType.UAN, LineType.UAN),
    ],
)
def test_the_line_is_that_of_the_example_number(kind: int, line: LineType) -> None:
    regions = ("GB", "DE")  # Britain has no numbers of shared cost
    example = next(filter(None, (phonenumbers.example_number_for_type(region, kind) for region in regions)))
    found = look_up(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164), None)
    assert (found.line_type, found.fault) == (line, None)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_the_example_number_of_every_region_is_valid_as_it_is_dialled_there(region: str) -> None:
    example = phonenumbers.example_number(region)
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    found = look_up(national, region)
    assert found.fault is None
    assert found.country_code == phonenumbers.region_code_for_number(example)
    assert found.calling_country_code == str(example.country_code)
    assert found.national_format == national


@given(st.text(max_size=80), st.none() | st.text(max_size=2))
def test_any_text_is_told_to_be_valid_or_why_it_is_not(text: str, country: str | None) -> None:
    found = look_up(text, country)
    assert (found.fault is None) == (found.country_code is not None)
