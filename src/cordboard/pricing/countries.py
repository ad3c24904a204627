"""The countries of the price lists, by libphonenumber's plan of the world's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import NamedTuple

from cordboard.pricing.table import RATES, Rates

# Regions of libphonenumber that its table of names leaves out.
_NAMES = {"AC": "Ascension Island", "TA": "Tristan da Cunha", "XK": "Kosovo"}


class Country(NamedTuple):
    """A country: its name in English, its two letters (ISO 3166-1) and its calling code."""

    name: str
    iso: str
    calling_code: str

    @property
    def rates(self) -> Rates:
        """Return what it costs."""
        return RATES[self.calling_code]


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Country]:
    """Return the countries that have numbers, by their two letters, sorted by name."""
    # Loaded at first use: the plan takes 60 ms and 3 MB, and a server whose prices nobody lists does not need it.
    library, names = import_module("phonenumbers"), import_module("phonenumbers.geodata.locale").LOCALE_DATA
    found = [
        Country(_name(names, iso), iso, str(library.country_code_for_region(iso))) for iso in library.SUPPORTED_REGIONS
    ]
    return {each.iso: each for each in sorted(found)}


def _name(names: Mapping[str, Mapping[str, str]], iso: str) -> str:
    name = names.get(iso, {}).get("en") or _NAMES.get(iso, iso)
    return names[iso][name[1:]] if name.startswith("*") else name  # "*aa" is the word of language aa
