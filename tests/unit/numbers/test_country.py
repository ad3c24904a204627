"""The country of a number: libphonenumber's own answer, found without asking it about every number."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.numbers.country import country_of

KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan")
ANY_THREE_DIGITS = (r"\d{3}", r"\d{4}", r"\d{5}", r"\d{6}", r"\d{7}")


@pytest.mark.parametrize("region", phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1])
def test_no_country_of_north_america_is_told_by_the_last_three_digits(region: str) -> None:
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
    patterns = [getattr(plan, kind).national_number_pattern for kind in KINDS if getattr(plan, kind) is not None]
    assert all(pattern.rstrip(")").endswith(ANY_THREE_DIGITS) for pattern in patterns if pattern)


@given(st.integers(2_000_000_000, 9_999_999_999))
def test_a_number_of_north_america_has_the_country_that_libphonenumber_gives_it(national: int) -> None:
    number = phonenumbers.parse(f"+1{national}")
    assert country_of(f"+1{national}") == (phonenumbers.region_code_for_number(number) or "US")
