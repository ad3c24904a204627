"""The country of a number, by libphonenumber's plan of the world's numbers."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

# In North America the plan tells countries apart by seven of ten digits at most, whatever the last three are. So a
# thousand numbers are looked up once, which takes a hundred microseconds.
_AMERICAN, _AMERICAN_LENGTH, _TELLING = "+1", len("+14155550100"), len("+14155550")


def country_of(number: str) -> str:
    """Return the country of an E.164 number as two letters (ISO 3166-1), or nothing where it belongs to none.

    A number that is possible but not given out, as those that handsets here have, is judged by its calling code.
    """
    if len(number) == _AMERICAN_LENGTH and number.startswith(_AMERICAN):
        return _country_of(number[:_TELLING].ljust(_AMERICAN_LENGTH, "0"))
    return _country_of(number)


@lru_cache(maxsize=4096)
def _country_of(number: str) -> str:
    # Loaded at first use: the plan takes 60 ms and 3 MB, and a server that never receives does not need it.
    library = import_module("phonenumbers")
    try:
        parsed = library.parse(number)
    except library.NumberParseException:
        return ""
    region = library.region_code_for_number(parsed) or library.region_code_for_country_code(parsed.country_code)
    return region if region.isalpha() and region != "ZZ" else ""
