"""Geo permissions: the countries that an account may not write to or call, of which there are none at first.

A subaccount has those of its parent until it is given its own, which the published voice API calls the inheritance of
dialing permissions. Source: https://www.twilio.com/docs/usage/api/geo-permissions; that every country is on by default
is ours, and so is that countries to write to are inherited as those to call are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module

from cordboard.numbers.country import country_of
from cordboard.shelf.shelf import Kept, Kind, Shelf


class Use(StrEnum):
    """What a permission is for."""

    MESSAGES = "messages"
    CALLS = "calls"


class CountriesOff(Kept, frozen=True, kw_only=True):
    """The countries that an account has switched off for one use, as two letters each."""

    use: str
    codes: tuple[str, ...]


COUNTRIES_OFF = Kind("countries_off", "GP", CountriesOff)
NONE: frozenset[str] = frozenset()


@cache
def prefixes() -> Mapping[str, str]:
    """Return the calling codes of all countries that libphonenumber knows, with their plus signs, by country."""
    library = import_module("phonenumbers")  # at first use, as in `country_of`
    return {code: f"+{library.country_code_for_region(code)}" for code in sorted(library.SUPPORTED_REGIONS)}


class GeoPermissions:
    """Answers and changes which countries are off. All are kept in memory: every message and call asks."""

    def __init__(self, shelf: Shelf, owner_of: Callable[[str], str]) -> None:
        """``owner_of`` tells the parent of a subaccount, and of another account itself."""
        self._shelf = shelf
        self._owner_of = owner_of
        self._kept: dict[tuple[Use, str], CountriesOff] = {}
        self._off: dict[tuple[Use, str], frozenset[str]] = {}

    async def load(self) -> None:
        """Read them all, at the start."""
        for kept in await self._shelf.all(COUNTRIES_OFF, None):
            self._keep(kept)

    def clear(self) -> None:
        """Forget them, as a reset does."""
        self._kept.clear()
        self._off.clear()

    def off(self, use: Use, account_sid: str) -> frozenset[str]:
        """Return the countries that are off."""
        if not self._off:
            return NONE
        own = self._off.get((use, account_sid))
        return self._off.get((use, self._owner_of(account_sid)), NONE) if own is None else own

    def is_off(self, use: Use, account_sid: str, number: str) -> bool:
        """Tell whether the country of a number, in E.164, is off."""
        codes = self.off(use, account_sid) if self._off else NONE
        return bool(codes) and country_of(number) in codes

    async def switch(self, use: Use, account_sid: str, wanted: Mapping[str, bool]) -> None:
        """Switch countries on or off; the others stay as they are."""
        on = {code for code, is_on in wanted.items() if is_on}
        await self.set_off(use, account_sid, (self.off(use, account_sid) | wanted.keys()) - on)

    async def set_off(self, use: Use, account_sid: str, codes: Iterable[str]) -> None:
        """Switch these countries off, and all others on."""
        known, listed = self._kept.get((use, account_sid)), tuple(sorted(codes))
        if known is None:
            kept = await self._shelf.add(COUNTRIES_OFF, account_sid, use=use.value, codes=listed)
        else:
            kept = await self._shelf.replace(COUNTRIES_OFF, known, codes=listed)
        self._keep(kept)

    def _keep(self, kept: CountriesOff) -> None:
        key = (Use(kept.use), kept.account_sid)
        self._kept[key], self._off[key] = kept, frozenset(kept.codes)
