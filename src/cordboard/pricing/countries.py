"""The countries of the price lists, by libphonenumber's plan of the world's numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import NamedTuple

from cordboard.base.page import Direction, Page, PageRequest, Position
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

    @property
    def key(self) -> int:
        """Return the number that its letters make: lists rise by it."""
        return int.from_bytes(self.iso.encode(), "big")

    @property
    def sid(self) -> str:
        """Return what page tokens name the country by; it is in no answer."""
        return f"CO{self.key:016x}{0:016x}"


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Country]:
    """Return the countries that have numbers, by their two letters, sorted by them."""
    # Loaded at first use: the plan takes 60 ms and 3 MB, and a server whose prices nobody lists does not need it.
    library, names = import_module("phonenumbers"), import_module("phonenumbers.geodata.locale").LOCALE_DATA
    return {
        iso: Country(_name(names, iso), iso, str(library.country_code_for_region(iso)))
        for iso in sorted(library.SUPPORTED_REGIONS)
    }


def _name(names: Mapping[str, Mapping[str, str]], iso: str) -> str:
    name = names.get(iso, {}).get("en") or _NAMES.get(iso, iso)
    return names[iso][name[1:]] if name.startswith("*") else name  # "*aa" is the word of language aa


def page_of(page: PageRequest) -> Page[Country]:
    """Return a page of all countries, by their letters."""
    rows: Sequence[Country] = tuple(countries().values())
    first = min(page.size * page.number, len(rows)) if page.position is None else _place(rows, page)
    end = min(first + page.size, len(rows))
    if page.position is not None and page.position.direction is Direction.BACK:
        first, end = max(first - page.size, 0), first
    found = rows[first:end]
    return Page(
        found,
        page.number,
        before=Position(Direction.BACK, found[0].key) if found and first > 0 else None,
        after=Position(Direction.ONWARDS, found[-1].key) if found and end < len(rows) else None,
    )


def _place(rows: Sequence[Country], page: PageRequest) -> int:
    assert page.position is not None  # noqa: S101 - the caller has looked
    onwards = page.position.direction is Direction.ONWARDS
    return bisect_left(rows, page.position.key + onwards, key=lambda country: country.key)
