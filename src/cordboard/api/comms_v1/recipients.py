"""Whom a send is for and who sends, as they are described. Source: reference of the Communications API, section 3.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cordboard.api.comms_v1.kinds import IdOf, TextMap
from cordboard.api.comms_v1.surface import INSTANT
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import described, param
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.wire import Malformed, OneOf, Text, Whole
from cordboard.communications.asked import MOST_RECIPIENTS, From, Recipient, not_recognized, number_of, said
from cordboard.communications.ports import Target
from cordboard.communications.words import AUDIENCE, CONTACT, INVALID, SENDER, SENDER_POOL, Channel, Reach

MOST_ADDRESSES = 10
_NAMED_OTHERWISE = {"addresses", "contact_id", "audience_id", "profile_id"}
ADDRESS = Text(255)
REACH, CHANNEL = OneOf(Reach, any_case=True), OneOf(Channel, any_case=True)


@described
class GivenAddress:
    """Where a person can be reached."""

    address: str = param("address", ADDRESS, "A number, E.164.")
    channel: Reach = param("channel", REACH, "How: phone or whatsapp.", default=Reach.PHONE)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the address."""
        return wrong_number(self.address)


@described
class GivenRecipient:
    """A person, by an address, by several of them, or by the id of a contact or an audience."""

    address: str | None = param("address", ADDRESS, "A number, E.164.", default=None)
    channel: Reach = param("channel", REACH, "How: phone or whatsapp.", default=Reach.PHONE)
    addresses: list[GivenAddress] | None = param(
        "addresses",
        Fields(GivenAddress),
        "Addresses, the preferred first.",
        default=None,
        many=True,
        most=MOST_ADDRESSES,
    )
    contact_id: str | None = param("contact_id", IdOf(CONTACT), "A contact.", default=None)
    audience_id: str | None = param("audience_id", IdOf(AUDIENCE), "Everybody in an audience.", default=None)
    profile_id: str | None = param("profile_id", Text(64), "A profile; there is none here.", default=None)
    variables: dict[str, str] | None = param("variables", TextMap(), "What templates say of the person.", default=None)

    def also_wrong(self) -> Iterable[Problem]:
        """Return what is wrong with how the recipient is named, which is to be in exactly one way."""
        address = self.address
        if (
            vars(self).keys().isdisjoint(_NAMED_OTHERWISE)
            and isinstance(address, str)
            and number_of(address) is not None
        ):
            return ()  # nearly every one
        return self._wrong()

    def _wrong(self) -> Iterator[Problem]:
        yield from wrong_number(self.address)
        if isinstance(self.profile_id, str):
            yield not_recognized("profile_id", self.profile_id)
        named = [self.address, self.addresses, self.contact_id, self.audience_id, self.profile_id]
        ways = sum(each is not None for each in named)
        if ways > 1:
            yield said("The field {} must name a recipient in one way: address, addresses, contact or audience.")
        elif ways == 0:
            yield Problem(INVALID, parameter="address")
        elif self.addresses == []:
            yield said("The field {} must hold at least one address.", "addresses")


@described
class Priority:
    """When a channel is tried."""

    channel: Channel = param("channel", CHANNEL, "Which.")
    priority: int = param("priority", Whole(0, 1000), "The lowest is tried first.")


@described
class Channels:
    """Which channels of a pool are used, and in which order."""

    filter_in: list[Channel] | None = param("filter_in", CHANNEL, "Only these.", default=None, many=True, most=3)
    priority: list[Priority] | None = param(
        "priority", Fields(Priority), "In which order.", default=None, many=True, most=3
    )

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that a channel has two places in the order."""
        ranked = [each for each in self.priority or () if isinstance(each, Priority)]
        named = [each.channel for each in ranked if isinstance(each.channel, Channel)]
        if len(set(named)) < len(named):
            yield said("The field {} names a channel twice.", "priority")


@described
class GivenSender:
    """Who sends: an address of a channel, a sender, or a pool."""

    address: str | None = param("address", ADDRESS, "An address, without the prefix of its channel.", default=None)
    channel: Channel | None = param("channel", CHANNEL, "Its channel: sms, rcs or whatsapp.", default=None)
    sender_id: str | None = param("sender_id", IdOf(SENDER), "A sender.", default=None)
    sender_pool_id: str | None = param("sender_pool_id", IdOf(SENDER_POOL), "A pool.", default=None)
    channels: Channels | None = param("channels", Fields(Channels), "Which channels of a pool.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with how the sender is named, which is to be in exactly one way."""
        if sum(each is not None for each in (self.address, self.sender_id, self.sender_pool_id)) != 1:
            yield said("The field {} must hold an address, a {} or a {}.", "", "sender_id", "sender_pool_id")
        if self.address is not None and self.channel is None:
            yield Problem(INVALID, parameter="channel")
        if self.channels is not None and self.sender_pool_id is None:
            yield said("The field {} goes with a {}.", "channels", "sender_pool_id")


@described
class Schedule:
    """When a send begins."""

    send_at: list[str] = param("send_at", Text(40), "An instant, RFC 3339.", many=True, most=1)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is no instant, or that there is none."""
        if self.send_at == []:
            yield Problem(INVALID, parameter="send_at")
        for place, each in enumerate(self.send_at or ()):
            if isinstance(each, str) and instant_of(each) is None:
                yield not_recognized(f"send_at[{place}]", each)

    @property
    def at_ms(self) -> int | None:
        """The instant, if it is one."""
        return instant_of(self.send_at[0]) if self.send_at else None


RECIPIENTS = Fields(GivenRecipient)
MOST = MOST_RECIPIENTS
NOTHING: dict[str, str] = {}


def instant_of(text: str) -> int | None:
    """Return an instant in milliseconds, or None for what is none."""
    try:
        return INSTANT.read(text)
    except Malformed:
        return None


def wrong_number(address: str | None) -> Iterator[Problem]:
    """Yield that an address is no number with its calling code."""
    if isinstance(address, str) and number_of(address) is None:
        yield not_recognized("address", address)


def recipient_of(given: GivenRecipient) -> Recipient:
    """Return a recipient, of whom `GivenRecipient.also_wrong` tells what is wrong."""
    variables = given.variables or NOTHING
    if vars(given).keys().isdisjoint(_NAMED_OTHERWISE) and given.address is not None:  # nearly every one
        return Recipient((Target(given.address, given.channel),), variables=variables)
    one = [Target(given.address, given.channel)] if given.address is not None else []
    targets = tuple([Target(each.address, each.channel) for each in given.addresses or ()] or one)
    return Recipient(targets, given.contact_id, given.audience_id, variables)


def sender_of(given: GivenSender | None) -> From:
    """Return who sends, of whom `GivenSender.also_wrong` tells what is wrong."""
    if given is None:
        return From()
    channels = given.channels or Channels()
    return From(
        address=given.address,
        channel=given.channel,
        sender_id=given.sender_id,
        pool_id=given.sender_pool_id,
        only=tuple(channels.filter_in or ()),
        priority={each.channel: each.priority for each in channels.priority or ()},
    )
