"""Which senders reach whom. Source: reference of the Communications API, section 4.

Mail comes from whatever address is named, so that each reaches every mail address. Nobody can be named here whom
notifications reach: credentials are taken, and reach nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from cordboard.api.call import Call
from cordboard.api.comms_v1.kinds import IdOf
from cordboard.api.comms_v1.parts import wrong_empty
from cordboard.api.comms_v1.recipients import Channels
from cordboard.api.comms_v1.senders import ADDRESS, CHANNEL
from cordboard.api.comms_v1.surface import SURFACE, out
from cordboard.base.mail import is_address
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, View, described, param
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import OneOf, Text, Whole
from cordboard.communications.asked import not_recognized, said
from cordboard.communications.ports import Target
from cordboard.communications.push import CREDENTIAL
from cordboard.communications.resolve import resolved
from cordboard.communications.senders import Sender
from cordboard.communications.words import SENDER_POOL, Channel, Reach, SenderChannel

MOST = 100


class Reached(StrEnum):
    """How a person is addressed; the values are the wire words."""

    PHONE = Reach.PHONE.value
    WHATSAPP = Reach.WHATSAPP.value
    EMAIL = "email"


class MailSender(NamedTuple):
    """Who mails; no sender of the account."""

    address: str
    display_name: str | None
    id: None = None
    channel: SenderChannel = SenderChannel.EMAIL


class MailRecipient(NamedTuple):
    """Whom a mail goes to."""

    address: str
    reach: Reached = Reached.EMAIL


class MailWay(NamedTuple):
    """A way of a mail, as the ways of messages are shown."""

    sender: MailSender
    recipient: MailRecipient
    priority: int


class Resolved(NamedTuple):
    """What a resolve answers with."""

    results: list[Any]


_END = (out("channel", CHANNEL), out("address"))
FROM_VIEW = View("ResolvedSender", (out("sender_id", attribute="id"), out("display_name"), *_END))
TO_VIEW = View("ResolvedRecipient", (out("address"), out("channel", OneOf(Reached), "reach")))
RESULT = View(
    "ResolvedWay",
    (
        out("from", Part(FROM_VIEW), "sender"),
        out("to", Part(TO_VIEW), "recipient"),
        out("priority", Whole(0)),
    ),
)
RESULTS = View("ResolvedSenders", (out("results", Part(RESULT, many=True)),))


@described
class SenderAddress:
    """A sender: an address of a channel, an address of mail, or credentials of notifications."""

    address: str | None = param("address", ADDRESS, "Without the prefix of its channel.", default=None)
    channel: SenderChannel | None = param("channel", CHANNEL, "The channel; of mail if absent.", default=None)
    name: str | None = param("name", Text(256), "Whose address of mail it is.", default=None)
    fcm: str | None = param("fcm", IdOf(CREDENTIAL), "A credential for FCM.", default=None)
    apn: str | None = param("apn", IdOf(CREDENTIAL), "A credential for APNs.", default=None)

    @property
    def is_mail(self) -> bool:
        """Tell whether it is an address of mail."""
        return isinstance(self.address, str) and self.channel in (None, SenderChannel.EMAIL)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it is not one of the kinds, or no address of mail where it is to be one."""
        if (self.fcm is not None or self.apn is not None) is (self.address is not None):
            yield said("The field {} must hold an address, or credentials.")
        elif self.is_mail and not is_address(self.address or ""):
            if self.channel is None:
                yield said("The field {} is required of what is no address of mail.", "channel")
            else:
                yield not_recognized("address", self.address)


@described
class Recipient:
    """A person's address."""

    address: str = param("address", ADDRESS, "A number, E.164, or an address of mail.")
    channel: Reached = param("channel", OneOf(Reached, any_case=True), "How: phone, whatsapp or email.")

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it is to be an address of mail, and is none."""
        if self.channel is Reached.EMAIL and isinstance(self.address, str) and not is_address(self.address):
            yield not_recognized("address", self.address)


@described
class ResolveSenders:
    """Whom to reach, and the senders that may do it: a pool, or addresses."""

    recipient_addresses: list[Recipient] = param(
        "recipient_addresses", Fields(Recipient), "Whom to reach.", many=True, most=MOST
    )
    sender_pool_id: str | None = param("sender_pool_id", IdOf(SENDER_POOL), "The pool.", default=None)
    sender_addresses: list[SenderAddress] | None = param(
        "sender_addresses", Fields(SenderAddress), "The senders.", default=None, many=True, most=MOST
    )
    channels: Channels | None = param("channels", Fields(Channels), "Which channels, and their order.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that there is nobody to reach, and that the senders are not named in exactly one way."""
        yield from wrong_empty("recipient_addresses", self.recipient_addresses)
        if (self.sender_pool_id is None) == (self.sender_addresses is None):
            yield said("Exactly one of the fields {} and {} is required.", "sender_pool_id", "sender_addresses")


def _candidates(call: Call, given: ResolveSenders) -> list[Sender]:
    """Return the senders that may be used. Raises: Problem 20001 for a pool that there is not."""
    senders, account_sid = call.services.reach.senders, call.account.sid
    if given.sender_pool_id is not None:
        members = senders.members(account_sid, given.sender_pool_id)
        if members is None:
            raise not_recognized("sender_pool_id", given.sender_pool_id)
        return members
    found = [
        senders.at(account_sid, each.address or "", each.channel.value)
        for each in given.sender_addresses or ()
        if each.channel is not None
    ]
    return [each for each in found if each is not None]


def _mail_ways(given: ResolveSenders) -> Iterator[MailWay]:
    """Yield the ways of mails: whoever is named, to each address."""
    senders = [MailSender(each.address or "", each.name) for each in given.sender_addresses or () if each.is_mail]
    for recipient in given.recipient_addresses:
        if recipient.channel is Reached.EMAIL:
            for place, sender in enumerate(senders):
                yield MailWay(sender, MailRecipient(recipient.address), place)


@SURFACE.operation(
    "POST",
    "/Senders/Resolve",
    name="ResolveSenders",
    level=Level.READ,
    says="asked which senders reach whom",
    given=ResolveSenders,
    view=RESULTS,
)
async def resolve_senders(call: Call, given: ResolveSenders) -> Resolved:
    """Tell which senders reach which recipients, in the order in which they are tried."""
    channels = given.channels or Channels()
    people = [each for each in given.recipient_addresses if each.channel is not Reached.EMAIL]
    recipients = [Target(each.address, Reach(each.channel.value)) for each in people]
    priority = {each.channel: each.priority for each in channels.priority or ()}
    ways = resolved(_candidates(call, given), recipients, frozenset(channels.filter_in or Channel), priority)
    mails = () if channels.filter_in else _mail_ways(given)
    return Resolved(sorted([*ways, *mails], key=lambda way: way.priority))
