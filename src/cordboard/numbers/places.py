"""Where the numbers of the United States and Canada are at home, and how far that is from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_MILES = 3959  # mean radius, 6,371 km


class Place(NamedTuple):
    """A city with the area codes of its numbers. Units: latitude and longitude in degrees."""

    country: str
    region: str
    locality: str
    postal_code: str
    latitude: float
    longitude: float
    lata: str
    area_codes: tuple[str, ...]

    @property
    def rate_center(self) -> str:
        """Return the name for tariffs: capitals, at most ten, as the carriers' tables have it."""
        return self.locality.upper()[:10]

    def miles_to(self, latitude: float, longitude: float) -> float:
        """Return the distance along the great circle. Source: haversine formula."""
        north, east = radians(latitude - self.latitude), radians(longitude - self.longitude)
        along = cos(radians(self.latitude)) * cos(radians(latitude))
        half = sin(north / 2) ** 2 + along * sin(east / 2) ** 2
        return 2 * EARTH_MILES * asin(min(1.0, sqrt(half)))


@lru_cache(maxsize=2)
def places_of(country: str) -> tuple[Place, ...]:
    """Return the places of a country; none where the numbers of a country have no known home."""
    if country not in ("US", "CA"):
        return ()
    # Loaded at first use: a server on which nobody buys numbers does not need the table.
    rows: str = import_module(f"cordboard.numbers.places_{country.lower()}").ROWS
    return tuple(_place(country, row) for row in rows.splitlines())


def _place(country: str, row: str) -> Place:
    region, locality, postal_code, latitude, longitude, lata, areas = row.split("|")
    return Place(country, region, locality, postal_code, float(latitude), float(longitude), lata, tuple(areas.split()))


@lru_cache(maxsize=2)
def places_by_area(country: str) -> Mapping[str, tuple[Place, ...]]:
    """Return the places of each area code of a country."""
    found: dict[str, list[Place]] = {}
    for place in places_of(country):
        for area in place.area_codes:
            found.setdefault(area, []).append(place)
    return {area: tuple(places) for area, places in found.items()}


def exchanges_of(area: str, place: Place) -> tuple[int, ...]:
    """Return the last digits of the exchanges that are at home in a place.

    An exchange is the three digits behind the area code; the places of an area code share them by their last digit.
    """
    places = places_by_area(place.country)[area]
    return tuple(range(places.index(place), 10, len(places)))


def home_of(phone_number: str) -> Place | None:
    """Return where a number of the United States or Canada is at home."""
    area, exchange = phone_number[2:5], phone_number[5:8]
    if not phone_number.startswith("+1") or len(phone_number) != 12:
        return None
    for country in ("US", "CA"):
        places = places_by_area(country).get(area)
        if places:
            return places[int(exchange[2]) % len(places)]
    return None
