"""The numbers on offer: as many as the world's plans have, made from a seed and a rank and kept nowhere.

A country's numbers of a type are blocks (digits.py). A search narrows the blocks to what is wanted and takes numbers
from all of them in turn; only then libphonenumber is asked whether a number is of the country and the type.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from cordboard.numbers import plan
from cordboard.numbers.contains import Contains
from cordboard.numbers.countries import NumberType
from cordboard.numbers.digits import ANY_DIGIT, Block, fixed, mask_of, number_at, size_of
from cordboard.numbers.nature import Nature, nature_of
from cordboard.numbers.places import Place, exchanges_of, home_of, places_by_area

# A prime above ten is coprime to the size of every block, which is a product of numbers to ten; so steps of it meet
# every number of a block before they meet one again. This one leaves the last four digits different at each step.
_STEP = 7_368_787
# Candidates looked at for each number wanted. Of those that the blocks give, one in sixty is not offered.
_TRIES, _LEAST_TRIES = 20, 1000
_EXCHANGE_FIRST = mask_of("23456789")  # an exchange begins with no 0 or 1


class Offer(NamedTuple):
    """A number on offer. The place is known in the United States and Canada."""

    country: str
    phone_number: str
    nature: Nature
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """A place to be near to. Units: degrees and miles."""

    latitude: float
    longitude: float
    miles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a number must be like; None asks for nothing."""

    area_code: str | None = None
    contains: Contains | None = None
    region: str | None = None
    locality: str | None = None
    postal_code: str | None = None
    lata: str | None = None
    rate_center: str | None = None
    near: Nearby | None = None

    @property
    def is_local(self) -> bool:
        """Tell whether a place is asked for."""
        named = (self.region, self.locality, self.postal_code, self.lata, self.rate_center, self.near)
        return any(each is not None for each in named)

    def accepts(self, place: Place) -> bool:
        """Tell whether a place is asked for, by its names in any case."""
        pairs = (
            (self.region, place.region),
            (self.locality, place.locality),
            (self.postal_code, place.postal_code),
            (self.lata, place.lata),
            (self.rate_center, place.rate_center),
        )
        if any(asked is not None and asked.casefold() != known.casefold() for asked, known in pairs):
            return False
        near = self.near
        return near is None or place.miles_to(near.latitude, near.longitude) <= near.miles


class Section(NamedTuple):
    """A block and the place where its numbers are at home, if it is known."""

    block: Block
    place: Place | None


class Inventory:
    """Finds numbers on offer."""

    def __init__(self, seed: int, is_taken: Callable[[str], bool]) -> None:
        """Take the seed that the order of the numbers follows from, and who knows which are taken."""
        self._seed = seed
        self._is_taken = is_taken

    def search(self, country: str, type_: NumberType, wanted: Wanted, size: int) -> list[Offer]:
        """Return numbers on offer, always the same ones as long as nobody takes any."""
        nature = nature_of(country, type_)
        found: dict[str, Offer] = {}
        candidates = self._candidates(country, type_, wanted)
        for phone_number, place in islice(candidates, _TRIES * size + _LEAST_TRIES):
            if phone_number not in found and self._is_offered(country, type_, phone_number):
                found[phone_number] = Offer(country, phone_number, nature, place)
                if len(found) == size:
                    break
        return list(found.values())

    def in_area(self, area_code: str) -> str | None:
        """Return a local number in an area code of the United States or Canada, or None."""
        for country in ("US", "CA"):
            if area_code in places_by_area(country):
                found = self.search(country, NumberType.LOCAL, Wanted(area_code=area_code), 1)
                return found[0].phone_number if found else None
        return None

    def near_number(self, phone_number: str) -> tuple[float, float] | None:
        """Return where a number is at home, or None. Units: degrees."""
        place = home_of(phone_number)
        return (place.latitude, place.longitude) if place else None

    def _is_offered(self, country: str, type_: NumberType, phone_number: str) -> bool:
        if self._is_taken(phone_number) or _is_reserved(phone_number):
            return False
        return plan.is_of(country, type_, phone_number)

    def _candidates(self, country: str, type_: NumberType, wanted: Wanted) -> Iterator[tuple[str, Place | None]]:
        """Yield a number of each section in turn, then the next of each, until all are through."""
        order = random.Random(f"{self._seed} {country} {type_}")  # noqa: S311 - an order, not a secret
        sections = list(_sections(country, type_))
        order.shuffle(sections)
        running = []
        # Sections are narrowed one after the other, because the first page seldom needs all.
        for section in _narrowed(sections, wanted):
            size, start = size_of(section.block), order.getrandbits(32)
            running.append((section, size, start))
            yield _at(section, start % size)
        step = 1
        while running := [each for each in running if step < each[1]]:
            for section, size, start in running:
                yield _at(section, (start + step * _STEP) % size)
            step += 1


def _at(section: Section, rank: int) -> tuple[str, Place | None]:
    return f"+{number_at(section.block, rank)}", section.place


@lru_cache(maxsize=256)
def _sections(country: str, type_: NumberType) -> tuple[Section, ...]:
    """Return the sections of a country's numbers: by place where places are known."""
    areas = places_by_area(country) if type_ is NumberType.LOCAL else {}
    if not areas:
        return tuple(Section(block, None) for block in plan.blocks(country, type_))
    return tuple(
        Section((*fixed(f"1{area}"), *_exchange(area, place), *[ANY_DIGIT] * 4), place)
        for area, places in areas.items()
        for place in places
    )


def _exchange(area: str, place: Place) -> Block:
    return _EXCHANGE_FIRST, ANY_DIGIT, mask_of("".join(map(str, exchanges_of(area, place))))


def _narrowed(sections: Sequence[Section], wanted: Wanted) -> Iterator[Section]:
    """Yield what of the sections is wanted."""
    for section in sections:
        if wanted.is_local and (section.place is None or not wanted.accepts(section.place)):
            continue
        block = section.block if wanted.area_code is None else _in_area(section.block, wanted.area_code)
        if block is None:
            continue
        if wanted.contains is None:
            yield Section(block, section.place)
        else:
            yield from (Section(part, section.place) for part in wanted.contains.fits(block))


def _in_area(block: Block, area_code: str) -> Block | None:
    """Return the part of a block in an area code of the North American plan."""
    head = tuple(mask & digit for mask, digit in zip(block, fixed(f"1{area_code}"), strict=False))
    return (*head, *block[len(head) :]) if all(head) else None


def _is_reserved(phone_number: str) -> bool:
    """Tell whether a number of the North American plan is nobody's: 555-01XX is for fiction, N11 for services.

    The simulated handsets of the documentation have numbers for fiction, which must not be sold under them.
    Source: ATIS-0300115, 555 NXX assignment guidelines; 47 CFR 52.15.
    """
    if not phone_number.startswith("+1"):
        return False
    return phone_number[6:8] == "11" or phone_number[5:10] == "55501"
