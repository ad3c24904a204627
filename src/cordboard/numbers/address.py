"""Addresses of owners, which some countries ask for."""

from __future__ import annotations

from cordboard.shelf.shelf import Kept, Kind


class Address(Kept, frozen=True, kw_only=True):
    """Where an owner lives. Nobody looks it up here, so it counts neither as validated nor as verified."""

    customer_name: str
    street: str
    city: str
    region: str
    postal_code: str
    iso_country: str
    friendly_name: str = ""
    emergency_enabled: bool = False
    street_secondary: str | None = None
    validated: bool = False
    verified: bool = False


KIND = Kind("address", "AD", Address)
