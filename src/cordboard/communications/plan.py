"""The ways to a person: which senders reach which of the addresses, and in which order they are tried.

Source: reference of the Communications API, section 3.1. Of a channel's senders each person knows one: the nearest by
country, and of equals one that follows from the address, so that a second send comes from the same. That order, and
that without a sender every sender of the account may be used, is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from zlib import crc32

from cordboard.base.phone import calling_code
from cordboard.communications.message import Route
from cordboard.communications.operation import Terms
from cordboard.communications.ports import Person, Sender, Target
from cordboard.communications.words import Channel, Reach

MOST_ROUTES = 20  # ten addresses over two channels each
# What a handset may take is tried before what every handset takes. Source: reference, section 3.1, pool behaviour.
ORDER: Mapping[Reach, tuple[Channel, ...]] = {
    Reach.PHONE: (Channel.RCS, Channel.SMS),
    Reach.WHATSAPP: (Channel.WHATSAPP,),
}
LAST = 1 << 31
"""The priority of channels that were given none."""


class Planner:
    """Plans for one operation; its senders are looked up once."""

    def __init__(self, terms: Terms, senders: Iterable[Sender]) -> None:
        self._terms = terms
        self._by_channel: dict[Channel, list[Sender]] = {}
        for sender in senders:
            is_wanted = not terms.only or sender.channel in terms.only
            if is_wanted and terms.content.part(sender.channel) is not None:
                self._by_channel.setdefault(sender.channel, []).append(sender)
        self._channels = {reach: tuple(self._ordered(channels)) for reach, channels in ORDER.items()}
        self._near: dict[tuple[Channel, str], Sequence[Sender]] = {}

    def _ordered(self, channels: tuple[Channel, ...]) -> list[Channel]:
        priority = self._terms.priority
        return sorted(
            (each for each in channels if each in self._by_channel), key=lambda each: priority.get(each, LAST)
        )

    def routes(self, person: Person) -> tuple[Route, ...]:
        """Return the ways to a person, the preferred first; none when nobody and nothing reaches them."""
        found = list(self._each(person.targets))
        if len(person.targets) > 1 and self._terms.priority:
            found.sort(key=lambda route: self._terms.priority.get(route.channel, LAST))
        return tuple(found[:MOST_ROUTES])

    def _each(self, targets: Iterable[Target]) -> Iterator[Route]:
        for address, reach in targets:
            for channel in self._channels[reach]:
                senders = self._nearest(channel, address)
                sender = senders[crc32(address.encode()) % len(senders)] if len(senders) > 1 else senders[0]
                if sender.address != address:
                    yield Route(sender.id, sender.address, channel, address)

    def _nearest(self, channel: Channel, address: str) -> Sequence[Sender]:
        """Return the senders of a channel of the address's country, or all of the channel where there is none."""
        senders = self._by_channel[channel]
        if len(senders) == 1:
            return senders
        code = _code(address)
        near = self._near.get((channel, code))
        if near is None:
            near = self._near[channel, code] = [each for each in senders if _code(each.address) == code] or senders
        return near


def _code(address: str) -> str:
    try:
        return calling_code(address)
    except ValueError:
        return ""
