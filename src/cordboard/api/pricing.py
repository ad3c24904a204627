"""What both versions of the pricing API share: lists of countries, and prices of one number.

Source: the published twilio_pricing_v1.json and twilio_pricing_v2.json.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cordboard.api.call import Call
from cordboard.base.page import Page
from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Attribute, Property, Surface, View, described, itself, path
from cordboard.catalogue.links import RelativeUri
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Anything, Text
from cordboard.numbers.country import country_of
from cordboard.numbers.number import PhoneNumber
from cordboard.pricing.countries import Country, countries, page_of
from cordboard.pricing.lists import LOCAL, TOLL_FREE, Prices, price
from cordboard.pricing.table import PRICE_UNIT, TOLL_FREE_VOICE_IN

AREA = "pricing"
TEXT = Text()
Read = Callable[[Country], list[Prices]]


def shown(wire: str, attribute: str) -> Property:
    """Describe a text that stands in an attribute."""
    return Property(wire, TEXT, Attribute(attribute))


def priced(wire: str, read: Callable[..., object]) -> Property:
    """Describe prices."""
    return Property(wire, Anything(), read)


def unit() -> Property:
    """Describe the currency of all prices."""
    return Property("price_unit", TEXT, lambda _: PRICE_UNIT)


def url(template: str) -> Property:
    """Describe the URL of a resource, made of its attributes."""
    return Property("url", RelativeUri(template), itself)


@described
class CountryOf:
    """Which country."""

    iso_country: str = path("IsoCountry", Text(2), "Its two letters (ISO 3166-1).")


def describe_countries(surface: Surface, segment: str, name: str, lists: Mapping[str, Read]) -> None:
    """Describe the list of countries, and the price lists of one."""
    collection = f"/{segment}/Countries"
    country, letters = shown("country", "name"), shown("iso_country", "iso")
    place = url(f"/{surface.version}{collection}/{{iso}}")
    prices = (country, letters, *(priced(wire, read) for wire, read in lists.items()), unit(), place)

    listed = View(name, (country, letters, place))
    resource = Resource(surface, collection, view=listed, key="countries", area=AREA, by="IsoCountry")

    @resource.list(f"List{name}", says="listed prices by country")
    async def show(call: Call, given: None) -> Page[Country]:
        """List the countries that have prices, by their letters."""
        return page_of(call.page)

    @resource.fetch(
        f"Fetch{name}", says="looked at the prices of {IsoCountry}", given=CountryOf, view=View(name, prices)
    )
    async def fetch(call: Call, given: CountryOf) -> Country:
        """Fetch the prices of a country."""
        found = countries().get(given.iso_country.upper())
        if found is None:
            raise Problem(20404)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedNumber:
    """A number, what it costs to call it, and what it costs its owner to be called."""

    number: str
    country: Country
    origination: str | None
    owned: PhoneNumber | None

    @property
    def outbound(self) -> Decimal:
        """Return the price of a minute to it."""
        return self.country.rates.voice_out

    @property
    def inbound(self) -> Prices:
        """Return the price of an inbound minute; null where the account does not own the number."""
        if self.owned is None:
            return {**price(None), "number_type": None}
        is_free = self.owned.kind == "toll-free"
        amount = TOLL_FREE_VOICE_IN if is_free else self.country.rates.voice_in
        return {**price(amount), "number_type": TOLL_FREE if is_free else LOCAL}


def priced_number(call: Call, text: str, origination: str | None = None) -> PricedNumber:
    """Return the prices of a number. Raises: Problem 20404 for what is none, or of no country."""
    number = parse_e164(text)
    country = countries().get(country_of(number)) if number else None
    if number is None or country is None:
        raise Problem(20404)
    owned = call.services.numbers.owned(number)
    is_own = owned is not None and owned.account_sid == call.account.sid
    return PricedNumber(number=number, country=country, origination=origination, owned=owned if is_own else None)
