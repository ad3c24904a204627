"""Whom a send is for and who sends, as they are described. Source: reference of the Communications API, section 3.1."""

from __future__ import annotations

from cordboard.api.comms_v1.kinds import IdOf, TextMap
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import described, param
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.wire import OneOf, Text, Whole
from cordboard.communications.asked import MOST_RECIPIENTS, From, Recipient, said
from cordboard.communications.ports import Target
from cordboard.communications.words import AUDIENCE, CONTACT, SENDER, SENDER_POOL, Channel, Reach

MOST_ADDRESSES = 10
ADDRESS = Text(255)
REACH, CHANNEL = OneOf(Reach, any_case=True), OneOf(Channel, any_case=True)


@described
class GivenAddress:
    """Where a person can be reached."""

    address: str = param("address", ADDRESS, "A number, E.164.")
    channel: Reach = param("channel", REACH, "How: phone or whatsapp.", default=Reach.PHONE)


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


@described
class GivenSender:
    """Who sends: an address of a channel, a sender, or a pool."""

    address: str | None = param("address", ADDRESS, "An address, without the prefix of its channel.", default=None)
    channel: Channel | None = param("channel", CHANNEL, "Its channel: sms, rcs or whatsapp.", default=None)
    sender_id: str | None = param("sender_id", IdOf(SENDER), "A sender.", default=None)
    sender_pool_id: str | None = param("sender_pool_id", IdOf(SENDER_POOL), "A pool.", default=None)
    channels: Channels | None = param("channels", Fields(Channels), "Which channels of a pool.", default=None)


@described
class Schedule:
    """When a send begins."""

    send_at: list[str] = param("send_at", Text(40), "An instant, RFC 3339.", many=True, most=1)


RECIPIENTS = Fields(GivenRecipient)
MOST = MOST_RECIPIENTS
NOTHING: dict[str, str] = {}
_NAMED_OTHERWISE = {"addresses", "contact_id", "audience_id", "profile_id"}


def recipient_of(given: GivenRecipient, place: int, faults: list[Problem]) -> Recipient:
    """Return a recipient; adds to the faults when it is not named in exactly one way."""
    variables = given.variables or NOTHING
    if not _NAMED_OTHERWISE & vars(given).keys() and given.address is not None:  # nearly every one
        return Recipient((Target(given.address, given.channel),), variables=variables)
    if given.profile_id is not None:
        faults.append(Problem(20001, parameter=f"to[{place}].profile_id", value=given.profile_id))
    named = [given.address, given.addresses, given.contact_id, given.audience_id, given.profile_id]
    if sum(each is not None for each in named) > 1:
        message = f"The field 'to[{place}]' must name a recipient in one way: address, addresses, contact or audience."
        faults.append(said(message, f"to[{place}]"))
    elif given.addresses == []:
        faults.append(
            said(f"The field 'to[{place}].addresses' must hold at least one address.", f"to[{place}].addresses")
        )
    one = [Target(given.address, given.channel)] if given.address is not None else []
    targets = tuple([Target(each.address, each.channel) for each in given.addresses or ()] or one)
    return Recipient(targets, given.contact_id, given.audience_id, variables)


def sender_of(given: GivenSender | None, faults: list[Problem]) -> From:
    """Return who sends; adds to the faults when it is not named in exactly one way."""
    if given is None:
        return From()
    if sum(each is not None for each in (given.address, given.sender_id, given.sender_pool_id)) != 1:
        faults.append(said("The field 'from' must hold an address, a sender_id or a sender_pool_id.", "from"))
    if given.address is not None and given.channel is None:
        faults.append(said("The field 'from.channel' is required.", "from.channel"))
    channels = given.channels or Channels()
    if given.channels is not None and given.sender_pool_id is None:
        faults.append(said("The field 'from.channels' goes with a sender_pool_id.", "from.channels"))
    priority = channels.priority or []
    if len({each.channel for each in priority}) < len(priority):
        faults.append(said("The field 'from.channels.priority' names a channel twice.", "from.channels.priority"))
    return From(
        address=given.address,
        channel=given.channel,
        sender_id=given.sender_id,
        pool_id=given.sender_pool_id,
        only=tuple(channels.filter_in or ()),
        priority={each.channel: each.priority for each in priority},
    )
