"""Phone numbers that an account owns: what they can do and where their traffic goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from cordboard.base.page import Page, PageRequest
from cordboard.base.phone import is_toll_free
from cordboard.base.problem import Problem
from cordboard.base.sid import PHONE_NUMBER, SidMaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Where the traffic of a number goes. Methods are GET or POST."""

    sms_url: str | None = None
    sms_method: str = "POST"
    sms_fallback_url: str | None = None
    sms_fallback_method: str = "POST"
    sms_application_sid: str | None = None
    voice_url: str | None = None
    voice_method: str = "POST"
    voice_fallback_url: str | None = None
    voice_fallback_method: str = "POST"
    voice_application_sid: str | None = None
    voice_caller_id_lookup: bool = False
    voice_receive_mode: str = "voice"
    status_callback: str | None = None
    status_callback_method: str = "POST"
    trunk_sid: str | None = None
    address_sid: str | None = None
    identity_sid: str | None = None
    bundle_sid: str | None = None
    emergency_status: str = "Inactive"
    emergency_address_sid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """A number that an account owns."""

    sid: str
    account_sid: str
    phone_number: str
    friendly_name: str
    created_ms: int
    updated_ms: int
    routing: Routing = field(default_factory=Routing)
    can_sms: bool = True
    can_mms: bool = True
    can_voice: bool = True

    @property
    def kind(self) -> str:
        """Return the type as the API names it."""
        return "toll-free" if is_toll_free(self.phone_number) else "local"


class NumberUnit(Protocol):
    """One transaction on numbers."""

    def put_number(self, number: PhoneNumber) -> None:
        """Write a number."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class NumberStore(Protocol):
    """Where numbers are kept."""

    def unit(self) -> NumberUnit:
        """Begin a transaction."""

    async def number(self, account_sid: str, sid: str) -> PhoneNumber | None:
        """Return a number of an account."""

    async def numbers(
        self, account_sid: str, page: PageRequest, pattern: str | None, name: str | None
    ) -> Page[PhoneNumber]:
        """Return the numbers of an account, newest first."""

    async def all_numbers(self) -> list[PhoneNumber]:
        """Return every number of the installation."""


class Numbers:
    """Finds and changes owned numbers. They are few, so all are kept in memory for routing."""

    def __init__(self, store: NumberStore, sids: SidMaker, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._sids = sids
        self._now_ms = now_ms
        self._owned: dict[str, PhoneNumber] = {}

    async def load(self) -> None:
        """Read all numbers, at the start."""
        self._owned = {number.phone_number: number for number in await self._store.all_numbers()}

    def owned(self, phone_number: str) -> PhoneNumber | None:
        """Return the number if somebody here owns it."""
        return self._owned.get(phone_number)

    @property
    def owned_by_anyone(self) -> Mapping[str, PhoneNumber]:
        """Return every owned number."""
        return self._owned

    async def add(self, account_sid: str, phone_number: str) -> PhoneNumber:
        """Give a number to an account."""
        now = self._now_ms()
        number = PhoneNumber(
            sid=self._sids.sid(PHONE_NUMBER),
            account_sid=account_sid,
            phone_number=phone_number,
            friendly_name=national(phone_number),
            created_ms=now,
            updated_ms=now,
        )
        await self._put(number)
        return number

    async def number(self, account_sid: str, sid: str) -> PhoneNumber:
        """Return a number of an account. Raises: Problem 20404."""
        found = await self._store.number(account_sid, sid)
        if found is None:
            raise Problem(20404)
        return found

    async def numbers(
        self, account_sid: str, page: PageRequest, pattern: str | None, name: str | None
    ) -> Page[PhoneNumber]:
        """Return the numbers of an account, newest first."""
        return await self._store.numbers(account_sid, page, pattern, name)

    async def change(
        self, account_sid: str, sid: str, friendly_name: str | None, changes: Mapping[str, object]
    ) -> PhoneNumber:
        """Change the settings given. Raises: Problem 20404."""
        number = await self.number(account_sid, sid)
        changed = replace(
            number,
            friendly_name=number.friendly_name if friendly_name is None else friendly_name,
            updated_ms=self._now_ms(),
            routing=replace(number.routing, **changes),  # type: ignore[arg-type]  # names are Routing's own
        )
        await self._put(changed)
        return changed

    async def _put(self, number: PhoneNumber) -> None:
        unit = self._store.unit()
        unit.put_number(number)
        await unit.commit()
        self._owned[number.phone_number] = number


def national(phone_number: str) -> str:
    """Return ``(510) 555-5555`` for a number of the North American plan, else the number. Source: reference 07."""
    if phone_number.startswith("+1") and len(phone_number) == 12:
        return f"({phone_number[2:5]}) {phone_number[5:8]}-{phone_number[8:]}"
    return phone_number
