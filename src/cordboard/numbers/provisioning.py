"""Buying numbers and giving them away: the checks stand in the order in which they are told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cordboard.accounts.account import Account, Accounts, AccountStatus, AccountType
from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem
from cordboard.numbers import address, plan
from cordboard.numbers.application import Applications
from cordboard.numbers.caller_id import CallerIds
from cordboard.numbers.countries import COUNTRIES, AddressRequirement, NumberType
from cordboard.numbers.inventory import Inventory
from cordboard.numbers.nature import Nature, nature_of
from cordboard.numbers.number import Numbers, PhoneNumber, Routing
from cordboard.numbers.short_code import ShortCodes
from cordboard.shelf.shelf import Shelf

_AREA_CODE = re.compile(r"[2-9][0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A number to buy: which, or in which area code; of a type, if one is asked for; and how it is to be set up."""

    phone_number: str | None
    area_code: str | None
    type: NumberType | None
    friendly_name: str | None
    settings: Mapping[str, Any]


class Provisioning:
    """Sells numbers, sets them up, moves them and takes them back."""

    def __init__(
        self,
        *,
        numbers: Numbers,
        accounts: Accounts,
        shelf: Shelf,
        inventory: Inventory,
        applications: Applications,
        short_codes: ShortCodes,
        caller_ids: CallerIds,
    ) -> None:
        self._numbers = numbers
        self._accounts = accounts
        self._shelf = shelf
        self.inventory = inventory
        self.applications = applications
        self.short_codes = short_codes
        self.caller_ids = caller_ids

    async def load(self) -> None:
        """Read what is kept in memory, at the start, applications before the numbers that name them."""
        self._numbers.application = self.applications.known
        self._numbers.application_called = self.applications.called
        await self.applications.load()
        await self._numbers.load()
        await self.short_codes.load()

    async def buy(self, account: Account, order: Order) -> PhoneNumber:
        """Give a number to an account.

        Raises: Problem 21421, 21422, 21451, 21452, 21457 or 21458 for the number, 21404 for the account, and those of
        its settings.
        """
        phone_number = self._chosen(order)
        country, type_ = self._identity(phone_number, order.type)
        if self._numbers.is_taken(phone_number):
            raise Problem(21422, parameter="PhoneNumber", phone_number=phone_number)
        if account.type is AccountType.TRIAL and self._numbers.of(account.sid):
            raise Problem(21404)
        nature = nature_of(country, type_)
        draft = replace(Routing(), **order.settings)
        await self._check_address(account.sid, phone_number, country, nature, draft)
        self._check_routing(account.sid, nature, order.settings)
        return await self._numbers.add(
            account.sid, phone_number, friendly_name=order.friendly_name, nature=nature, routing=draft
        )

    def _chosen(self, order: Order) -> str:
        area_code = order.area_code
        if area_code is not None and order.type is not None:
            raise Problem(21457, parameter="AreaCode")
        if order.phone_number is None and area_code is not None:
            return self._in_area(area_code)
        phone_number = parse_e164(order.phone_number or "")
        if phone_number is None or not plan.is_valid(phone_number):
            raise Problem(21421, parameter="PhoneNumber", phone_number=order.phone_number or "(none)")
        return phone_number

    def _in_area(self, area_code: str) -> str:
        if not is_area_code(area_code):
            raise Problem(21451, parameter="AreaCode", area_code=area_code)
        found = self.inventory.in_area(area_code)
        if found is None:
            raise Problem(21452, parameter="AreaCode", area_code=area_code)
        return found

    @staticmethod
    def _identity(phone_number: str, wanted: NumberType | None) -> plan.Identity:
        found = plan.identity_of(phone_number)
        if found is None or found.country not in COUNTRIES:
            raise Problem(21422, parameter="PhoneNumber", phone_number=phone_number)
        if wanted is None or found.type is wanted:
            return found
        if not plan.is_of(found.country, wanted, phone_number):
            raise Problem(21458, parameter="PhoneNumber", phone_number=phone_number)
        return plan.Identity(found.country, wanted)

    async def update(
        self, number: PhoneNumber, settings: Mapping[str, Any], friendly_name: str | None, to: Account | None
    ) -> PhoneNumber:
        """Change the settings given, and the owner if one is named. Raises: Problem of a setting."""
        owner_sid = to.sid if to is not None else number.account_sid
        self._check_routing(owner_sid, number.nature, settings)
        return await self._numbers.change(number, friendly_name=friendly_name, changes=settings, account_sid=owner_sid)

    def _check_routing(self, account_sid: str, nature: Nature, settings: Mapping[str, Any]) -> None:
        if not nature.can_sms and (settings.get("sms_url") or settings.get("sms_application_sid")):
            raise Problem(21407)
        for name in ("sms_application_sid", "voice_application_sid"):
            sid = settings.get(name)
            if sid is not None and self.applications.known(account_sid, sid) is None:
                raise Problem(21420, application_sid=sid)

    async def _check_address(
        self, account_sid: str, phone_number: str, country: str, nature: Nature, routing: Routing
    ) -> None:
        if nature.address is AddressRequirement.NONE:
            return
        code = 21615 if nature.address is AddressRequirement.LOCAL else 21631
        if routing.address_sid is None:
            raise Problem(code, parameter="AddressSid", phone_number=phone_number)
        known = await self._shelf.find(address.KIND, account_sid, sid=routing.address_sid)
        is_at_home = known is not None and known.iso_country == country
        if known is None or (nature.address is AddressRequirement.LOCAL and not is_at_home):
            raise Problem(code, parameter="AddressSid", phone_number=phone_number)

    def receiver(self, caller_sid: str, owner: Account, account_sid: str) -> Account:
        """Return the account that a number goes to.

        Raises: Problem 21471 to 21474.
        """
        to = self._accounts.find(account_sid)
        if to is None:
            raise Problem(21471, account_sid=account_sid)
        if to.status is not AccountStatus.ACTIVE:
            raise Problem(21472, account_sid=account_sid)
        if to.owner_sid != owner.owner_sid:
            raise Problem(21473, account_sid=account_sid)
        if caller_sid != owner.owner_sid:
            raise Problem(21474)
        return to


def is_area_code(text: str) -> bool:
    """Tell whether a text has the form of an area code of the North American plan."""
    return _AREA_CODE.fullmatch(text) is not None
