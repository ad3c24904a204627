"""Chooses the sender of a service's message. The order of preference stands in `tiers`.

Source: reference 02, section 10; https://www.twilio.com/docs/messaging/services (geomatch, sticky sender, scaler). That
names come before short codes, and short codes before numbers, is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol

from cordboard.base.phone import Address, calling_code
from cordboard.messaging.ports import MessageStore
from cordboard.messaging.service import Role, Sender, Service
from cordboard.numbers.country import country_of
from cordboard.numbers.number import Numbers

NO_SENDERS, NONE_FITS, OVERFLOW = 21704, 21703, 30001
MOST_REMEMBERED = 10_000  # recipients whose sender is known before it is on disk; a commit holds at most 256
NANP = "1"  # the calling code of the countries that have area codes and take no sender names


class Queues(Protocol):
    """How much each sender has waiting."""

    def wait_s(self, account_sid: str, sender: str) -> float:
        """Return how long what waits for a sender takes to be sent."""

    def has_room(self, account_sid: str, sender: str, segments: int) -> bool:
        """Tell whether a sender's queue takes these segments."""


class Wanted(NamedTuple):
    """What a message asks of its sender."""

    recipient: Address
    has_media: bool
    segments: int = 0


class Choice(NamedTuple):
    """The sender, or the code of why there is none."""

    sender: Sender | None
    fault: int = 0


class Chooser:
    """Chooses senders, and remembers which sender a recipient knows."""

    def __init__(self, *, store: MessageStore, numbers: Numbers, queues: Queues) -> None:
        self._store = store
        self._numbers = numbers
        self._queues = queues
        self._remembered: dict[tuple[str, str], str] = {}
        self._turns: dict[str, int] = {}
        self._turn = 0

    def clear(self) -> None:
        """Forget what recipients know, as a reset does."""
        self._remembered.clear()

    def can_use(self, sender: Sender, *, has_media: bool) -> bool:
        """Tell whether a sender is still the account's, and able to carry the message."""
        if sender.role is not Role.PHONE_NUMBER:
            return sender.role is Role.CHANNEL or not has_media
        owned = self._numbers.owned(sender.address)
        if owned is None or owned.account_sid != sender.account_sid:
            return False
        return owned.can_mms if has_media else owned.can_sms

    def reach(self, service: Service, pool: Iterable[Sender], wanted: Wanted) -> list[list[Sender]]:
        """Return the senders that reach the recipient, the preferred first, without the tiers that are empty."""
        usable = [each for each in pool if self.can_use(each, has_media=wanted.has_media)]
        return [tier for tier in tiers(service, usable, wanted.recipient) if tier]

    def choose(self, service: Service, pool: Iterable[Sender], wanted: Wanted) -> Choice:
        """Choose the sender of a message, and remember it."""
        senders = list(pool)
        if not senders:
            return Choice(None, NO_SENDERS)
        found = self.reach(service, senders, wanted)
        if not found:
            return Choice(None, NONE_FITS)
        sender = self._known(service, found, wanted) or self._next(service, found, wanted)
        if sender is None:
            return Choice(None, OVERFLOW)
        self._turn += 1
        self._turns[sender.sid] = self._turn
        return Choice(sender)

    def remember(self, service: Service, recipient: str, sender: str) -> bool:
        """Note the sender that a recipient knows from now on; tell whether that is news."""
        if not service.sticky_sender or self._last(service, recipient) == sender:
            return False
        if len(self._remembered) >= MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[service.sid, recipient] = sender
        return True

    def _last(self, service: Service, recipient: str) -> str | None:
        return self._remembered.get((service.sid, recipient)) or self._store.sticky_sender(service.sid, recipient)

    def _known(self, service: Service, found: list[list[Sender]], wanted: Wanted) -> Sender | None:
        if not service.sticky_sender:
            return None
        last = self._last(service, wanted.recipient.value)
        known = next((each for tier in found for each in tier if each.address == last), None)
        return known if known is not None and self._has_room(known, wanted) else None

    def _next(self, service: Service, found: list[list[Sender]], wanted: Wanted) -> Sender | None:
        """Return the sender of the first tier with room that has least to do, and of those the one longest idle."""
        for tier in found:
            free = [each for each in tier if self._has_room(each, wanted)]
            if free:
                return min(free, key=self._load)
            if tier[0].role is Role.SHORT_CODE and not service.fallback_to_long_code:
                return None
        return None

    def _has_room(self, sender: Sender, wanted: Wanted) -> bool:
        return self._queues.has_room(sender.account_sid, sender.address, wanted.segments)

    def _load(self, sender: Sender) -> tuple[float, int]:
        return self._queues.wait_s(sender.account_sid, sender.address), self._turns.get(sender.sid, 0)


def tiers(service: Service, pool: Iterable[Sender], recipient: Address) -> Iterator[list[Sender]]:
    """Return the senders that may reach a recipient, those of one rank together, the best rank first."""
    senders = list(pool)
    if recipient.channel != "sms":
        yield [each for each in senders if each.role is Role.CHANNEL and _channel(each) == recipient.channel]
        return
    number, country = recipient.number, country_of(recipient.number or "")
    numbers = _with_role(senders, Role.PHONE_NUMBER)
    if number is None:  # a short code hears numbers only
        yield numbers
        return
    if calling_code(number) != NANP:
        names = _with_role(senders, Role.ALPHA)
        yield [each for each in names if each.country == country and country]
        yield [each for each in names if not each.country]
    yield [each for each in _with_role(senders, Role.SHORT_CODE) if each.country == country]
    here, there = _parted(numbers, lambda each: each.country == country)
    if service.area_code_geomatch and calling_code(number) == NANP:
        near, here = _parted(here, lambda each: each.address[2:5] == number[2:5])
        yield near
    yield here
    yield there


def _with_role(senders: Iterable[Sender], role: Role) -> list[Sender]:
    return [each for each in senders if each.role is role]


def _parted(senders: Iterable[Sender], is_first: Callable[[Sender], bool]) -> tuple[list[Sender], list[Sender]]:
    first: list[Sender] = []
    others: list[Sender] = []
    for each in senders:
        (first if is_first(each) else others).append(each)
    return first, others


def _channel(sender: Sender) -> str:
    return sender.address.partition(":")[0]
