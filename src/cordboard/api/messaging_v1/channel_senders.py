"""The channel senders of a service, such as WhatsApp numbers and RCS agents. Source: reference 09, Service senders."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.messaging_v1.senders import service_of
from cordboard.api.messaging_v1.surface import SERVICE_SID, SURFACE, TEXT, dates, out, url
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf
from cordboard.messaging.service import Role, Sender
from cordboard.numbers.country import country_of

XE = SidOf(("XE",))
CHANNEL_SENDER = View(
    "ChannelSender",
    (
        out("account_sid"),
        out("messaging_service_sid", TEXT, "parent_sid"),
        out("sid", TEXT, "member_sid"),
        out("sender", TEXT, "address"),
        out("sender_type"),
        out("country_code", TEXT, "country"),
        *dates(),
        url("/Services/{parent_sid}/ChannelSenders/{member_sid}"),
    ),
)


@described
class ServiceOf:
    """Which service."""

    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")


@described
class AddChannelSender:
    """A channel sender to put into the pool."""

    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")
    sid: str = param("Sid", XE, "A channel sender of the account.")


@described
class ChannelSenderOf:
    """Which channel sender of which service."""

    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")
    sid: str = path("Sid", XE, "The channel sender.")


def _sender(call: Call, given: ChannelSenderOf) -> Sender:
    return call.services.pools.sender(service_of(call, given.service_sid), (Role.CHANNEL,), given.sid)


CHANNEL_SENDERS = Resource(
    SURFACE, "/Services/{MessagingServiceSid}/ChannelSenders", view=CHANNEL_SENDER, key="senders"
)


@CHANNEL_SENDERS.create(
    "CreateChannelSender",
    says="put channel sender {sid} into messaging service {MessagingServiceSid}",
    given=AddChannelSender,
)
async def add_channel_sender(call: Call, given: AddChannelSender) -> Sender:
    """Put a channel sender into the pool of a service."""
    service = service_of(call, given.service_sid)
    channel = call.services.channels.sender(call.account.sid, given.sid)
    number = channel.sender_id.rpartition(":")[2]
    return await call.services.pools.add(
        service,
        Role.CHANNEL,
        channel.sid,
        address=channel.sender_id,
        country=country_of(number) if number.startswith("+") else "",
        sender_type=channel.kind,
    )


@CHANNEL_SENDERS.list(
    "ListChannelSender", says="listed the channel senders of messaging service {MessagingServiceSid}", given=ServiceOf
)
async def list_channel_senders(call: Call, given: ServiceOf) -> Page[Sender]:
    """List the channel senders of a service, newest first."""
    return await call.services.pools.members(service_of(call, given.service_sid), Role.CHANNEL, call.page)


@CHANNEL_SENDERS.fetch(
    "FetchChannelSender",
    says="looked at channel sender {Sid} of messaging service {MessagingServiceSid}",
    given=ChannelSenderOf,
)
async def fetch_channel_sender(call: Call, given: ChannelSenderOf) -> Sender:
    """Fetch a channel sender of a service."""
    return _sender(call, given)


@CHANNEL_SENDERS.delete(
    "DeleteChannelSender",
    says="took channel sender {Sid} out of messaging service {MessagingServiceSid}",
    given=ChannelSenderOf,
    effect=Effect.CHANGES,
)
async def remove_channel_sender(call: Call, given: ChannelSenderOf) -> None:
    """Take a channel sender out of the pool; it stays with the account."""
    await call.services.pools.remove(_sender(call, given))
