"""Phone numbers that an account owns: what they can do and where their traffic goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from cordboard.base.outbox import Task
from cordboard.base.page import Page, PageRequest, page_of
from cordboard.base.problem import Problem
from cordboard.base.sid import PHONE_NUMBER, SidMaker, key_of
from cordboard.numbers.application import Application
from cordboard.numbers.months import next_month
from cordboard.numbers.nature import Nature, assumed


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
    nature: Nature = field(default_factory=Nature)

    @property
    def kind(self) -> str:
        """Return the type as the API names it."""
        return self.nature.type.value

    @property
    def can_sms(self) -> bool:
        """Tell whether it takes and sends messages."""
        return self.nature.can_sms

    @property
    def can_mms(self) -> bool:
        """Tell whether messages may have media."""
        return self.nature.can_mms

    @property
    def can_voice(self) -> bool:
        """Tell whether it takes and makes calls."""
        return self.nature.can_voice


class NumberUnit(Protocol):
    """One transaction on numbers."""

    def put_number(self, number: PhoneNumber) -> None:
        """Write a number."""

    def delete_number(self, sid: str) -> None:
        """Delete a number, with what is assigned to it."""

    def put_task(self, task: Task) -> None:
        """Write when its next month begins."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFilter:
    """Which numbers a list shows; ``*`` in the pattern stands for any digits."""

    pattern: str | None = None
    friendly_name: str | None = None
    type: str | None = None


class NumberStore(Protocol):
    """Where numbers are kept."""

    def unit(self) -> NumberUnit:
        """Begin a transaction."""

    async def number(self, account_sid: str, sid: str) -> PhoneNumber | None:
        """Return a number of an account."""

    async def numbers(self, account_sid: str, page: PageRequest, wanted: NumberFilter) -> Page[PhoneNumber]:
        """Return the numbers of an account, newest first."""

    async def all_numbers(self) -> list[PhoneNumber]:
        """Return every number of the installation."""


class Numbers:
    """Finds and changes owned numbers. They are few, so all are kept in memory for routing.

    A line is a number as its traffic sees it: with the addresses of its applications in place of its own.
    """

    def __init__(self, store: NumberStore, sids: SidMaker, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._sids = sids
        self._now_ms = now_ms
        self._numbers: dict[str, PhoneNumber] = {}
        self._lines: dict[str, PhoneNumber] = {}
        self._promised: set[str] = set()
        self.application: Callable[[str, str], Application | None] = lambda account_sid, sid: None
        self.application_called: Callable[[str, str], Application | None] = self.application
        self.left: Callable[[str, str], Awaitable[None]] | None = None

    async def load(self) -> None:
        """Read all numbers, at the start."""
        for number in await self._store.all_numbers():
            self._keep(number)

    def owned(self, address: str) -> PhoneNumber | None:
        """Return the line of a number or short code if somebody here owns it."""
        return self._lines.get(address)

    @property
    def owned_by_anyone(self) -> Mapping[str, PhoneNumber]:
        """Return every owned number."""
        return self._numbers

    def is_taken(self, phone_number: str) -> bool:
        """Tell whether a number has an owner, or is about to have one."""
        return phone_number in self._numbers or phone_number in self._promised

    async def add(
        self,
        account_sid: str,
        phone_number: str,
        *,
        friendly_name: str | None = None,
        nature: Nature | None = None,
        routing: Routing | None = None,
    ) -> PhoneNumber:
        """Give a number to an account. Raises: Problem 21422 when somebody has it."""
        if self.is_taken(phone_number):
            raise Problem(21422, parameter="PhoneNumber", phone_number=phone_number)
        now = self._now_ms()
        number = PhoneNumber(
            sid=self._sids.sid(PHONE_NUMBER),
            account_sid=account_sid,
            phone_number=phone_number,
            friendly_name=national(phone_number) if friendly_name is None else friendly_name,
            created_ms=now,
            updated_ms=now,
            routing=routing or Routing(),
            nature=nature or assumed(phone_number),
        )
        # Nothing is awaited between the question and the promise, so of two buyers one comes first.
        self._promised.add(phone_number)
        try:
            await self._put(number, next_month(number, now))
        finally:
            self._promised.discard(phone_number)
        return number

    async def number(self, account_sid: str, sid: str) -> PhoneNumber:
        """Return a number of an account. Raises: Problem 20404."""
        found = await self._store.number(account_sid, sid)
        if found is None:
            raise Problem(20404)
        return found

    async def numbers(self, account_sid: str, page: PageRequest, wanted: NumberFilter) -> Page[PhoneNumber]:
        """Return the numbers of an account, newest first."""
        return await self._store.numbers(account_sid, page, wanted)

    def of(self, account_sid: str) -> list[PhoneNumber]:
        """Return all numbers of an account, newest first."""
        found = [number for number in self._numbers.values() if number.account_sid == account_sid]
        return sorted(found, key=lambda number: key_of(number.sid), reverse=True)

    def lines(self, account_sid: str) -> list[PhoneNumber]:
        """Return the lines of an account: its numbers and its short codes."""
        return [line for line in self._lines.values() if line.account_sid == account_sid]

    def dependents(self, account_sid: str, address_sid: str, page: PageRequest) -> Page[PhoneNumber]:
        """Return the numbers of an account that name an address, newest first."""
        found = [number for number in self.of(account_sid) if address_sid in addresses_of(number.routing)]
        return page_of(found, page, lambda number: key_of(number.sid))

    async def change(
        self,
        number: PhoneNumber,
        *,
        friendly_name: str | None = None,
        changes: Mapping[str, object] | None = None,
        account_sid: str | None = None,
    ) -> PhoneNumber:
        """Change the settings given, or give the number to another account."""
        changed = replace(
            number,
            friendly_name=number.friendly_name if friendly_name is None else friendly_name,
            account_sid=account_sid or number.account_sid,
            updated_ms=self._now_ms(),
            routing=replace(number.routing, **(changes or {})),  # type: ignore[arg-type]  # names are Routing's own
        )
        await self._put(changed)
        if changed.account_sid != number.account_sid:
            await self._tell_left(number)
        return changed

    async def release(self, number: PhoneNumber) -> None:
        """Give a number up; anybody may have it from then on."""
        unit = self._store.unit()
        unit.delete_number(number.sid)
        await unit.commit()
        self._numbers.pop(number.phone_number, None)
        self._lines.pop(number.phone_number, None)
        await self._tell_left(number)

    async def _tell_left(self, number: PhoneNumber) -> None:
        """Tell who keeps numbers by their owner that one has left its account."""
        if self.left is not None:
            await self.left(number.account_sid, number.phone_number)

    def reroute(self, application_sid: str) -> None:
        """Lead the traffic of an application's numbers where the application leads now."""
        for number in self._numbers.values():
            if application_sid in (number.routing.sms_application_sid, number.routing.voice_application_sid):
                self._lines[number.phone_number] = self._line(number)

    def put_line(self, line: PhoneNumber) -> None:
        """Let a short code take traffic; it is a line without a number."""
        self._lines[line.phone_number] = line

    async def _put(self, number: PhoneNumber, month: Task | None = None) -> None:
        unit = self._store.unit()
        unit.put_number(number)
        if month is not None:
            unit.put_task(month)
        await unit.commit()
        self._keep(number)

    def _keep(self, number: PhoneNumber) -> None:
        self._numbers[number.phone_number] = number
        self._lines[number.phone_number] = self._line(number)

    def _line(self, number: PhoneNumber) -> PhoneNumber:
        routing = number.routing
        if routing.sms_application_sid:
            found = self.application(number.account_sid, routing.sms_application_sid)
            routing = replace(routing, **_led(found, MESSAGE_ROUTES))
        if routing.voice_application_sid:
            found = self.application(number.account_sid, routing.voice_application_sid)
            routing = replace(routing, **_led(found, CALL_ROUTES))
        return number if routing is number.routing else replace(number, routing=routing)


def addresses_of(routing: Routing) -> tuple[str | None, str | None]:
    """Return the addresses that a number names."""
    return routing.address_sid, routing.emergency_address_sid


# What an application says in the place of its numbers.
MESSAGE_ROUTES = ("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method")
CALL_ROUTES = (
    "voice_url",
    "voice_method",
    "voice_fallback_url",
    "voice_fallback_method",
    "voice_caller_id_lookup",
    "status_callback",
    "status_callback_method",
)


def _led(application: Application | None, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the routes of an application; one that is gone leads nowhere."""
    return {name: getattr(application or Routing(), name) for name in names}


def national(phone_number: str) -> str:
    """Return ``(510) 555-5555`` for a number of the North American plan, else the number. Source: reference 07."""
    if phone_number.startswith("+1") and len(phone_number) == 12:
        return f"({phone_number[2:5]}) {phone_number[5:8]}-{phone_number[8:]}"
    return phone_number
