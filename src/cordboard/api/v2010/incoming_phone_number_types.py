"""Owned phone numbers of one type. Source: reference 07, IncomingPhoneNumbers/Local, Mobile and TollFree."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.incoming_phone_numbers import (
    AREA,
    TYPED_NUMBER,
    ListNumbers,
    NumberSettings,
    numbers_of,
    settings_of,
)
from cordboard.api.v2010.surface import SURFACE, TEXT
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, described, param
from cordboard.catalogue.resource import Resource
from cordboard.numbers.countries import NumberType
from cordboard.numbers.number import PhoneNumber
from cordboard.numbers.provisioning import Order


@described
class CreateTypedNumber(NumberSettings):
    """A number of the path's type to buy."""

    phone_number: str = param("PhoneNumber", TEXT, "The number, E.164.", missing=21421, invalid=21421)
    area_code: str | None = param(
        "AreaCode", TEXT, "Refused: only numbers of any type are bought by area code.", default=None
    )


def _describe(segment: str, type_: NumberType, words: str) -> None:
    """Describe the operations of a type."""
    numbers = Resource(
        SURFACE,
        f"/Accounts/{{AccountSid}}/IncomingPhoneNumbers/{segment}",
        view=TYPED_NUMBER,
        key="incoming_phone_numbers",
        area=AREA,
    )

    @numbers.create(
        f"CreateIncomingPhoneNumber{segment}",
        says=f"bought {words} number {{phone_number}}",
        given=CreateTypedNumber,
        effect=Effect.SPENDS,
    )
    async def create(call: Call, given: CreateTypedNumber) -> PhoneNumber:
        """Buy a number, which must be of the path's type."""
        order = Order(
            phone_number=given.phone_number,
            area_code=given.area_code,
            type=type_,
            friendly_name=given.friendly_name,
            settings=settings_of(given),
        )
        return await call.services.provisioning.buy(call.account, order)

    @numbers.list(f"ListIncomingPhoneNumber{segment}", says=f"listed the {words} numbers", given=ListNumbers)
    async def list_them(call: Call, given: ListNumbers) -> Page[PhoneNumber]:
        """List the numbers of the path's type, newest first."""
        return await numbers_of(call, given, type_)


for each in (
    ("Local", NumberType.LOCAL, "local"),
    ("Mobile", NumberType.MOBILE, "mobile"),
    ("TollFree", NumberType.TOLL_FREE, "toll-free"),
):
    _describe(*each)
