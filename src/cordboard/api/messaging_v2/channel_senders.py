"""Channel senders: WhatsApp numbers, RCS agents, Messenger pages. Source: messaging/v2, Channels/Senders."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from cordboard.api.call import Call
from cordboard.api.messaging_v1.surface import ANYTHING, always, out
from cordboard.api.messaging_v2.surface import SURFACE_2 as SURFACE
from cordboard.base.page import Page
from cordboard.catalogue.describe import Property, View, described, param, path, query, values_of
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.links import RelativeUri, Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, SidOf, Text
from cordboard.messaging.channel import ChannelSender

XE, TEXT, LONG = SidOf(("XE",)), Text(1000), Text(4096)
SENDER = View(
    "ChannelsSender",
    (
        out("sid"),
        out("status"),
        out("sender_id"),
        out("configuration", ANYTHING),
        out("webhook", ANYTHING),
        out("profile", ANYTHING),
        always("properties", None),
        always("offline_reasons", None),
        always("compliance", None),
        Property("url", RelativeUri("/v2/Channels/Senders/{sid}"), lambda sender: sender),
    ),
)


class HookMethod(StrEnum):
    """How a web hook is called."""

    POST = "POST"
    PUT = "PUT"


class Verification(StrEnum):
    """How a number is verified; on the simulated network it needs not be."""

    SMS = "sms"
    VOICE = "voice"


class AccountType(StrEnum):
    """Whose business account it is."""

    ISV = "ISV"
    ISV_SUB_ACCOUNT = "ISVSubAccount"


def _text(wire: str, sentence: str) -> Any:
    return param(wire, TEXT, sentence, default=None)


@described
class Configuration:
    """How a sender is registered with its channel."""

    waba_id: str | None = _text("waba_id", "The WhatsApp business account.")
    verification_method: Verification | None = param(
        "verification_method", OneOf(Verification), "How the number is verified.", default=None
    )
    verification_code: str | None = _text("verification_code", "The code that was told.")
    voice_application_sid: str | None = _text("voice_application_sid", "The application that takes calls.")
    account_type: AccountType | None = param("account_type", OneOf(AccountType), "Whose account.", default=None)


@described
class Webhook:
    """Where messages to a sender go."""

    callback_url: str | None = param("callback_url", Url(), "Called for each message.", default=None)
    callback_method: HookMethod | None = param("callback_method", OneOf(HookMethod), "How.", default=None)
    fallback_url: str | None = param("fallback_url", Url(), "Called where that fails.", default=None)
    fallback_method: HookMethod | None = param("fallback_method", OneOf(HookMethod), "How.", default=None)
    status_callback_url: str | None = param("status_callback_url", Url(), "Kept, and not called.", default=None)
    status_callback_method: str | None = _text("status_callback_method", "How.")


@described
class Profile:
    """What people see of a sender."""

    name: str | None = _text("name", "Its name.")
    about: str | None = _text("about", "A line about it.")
    address: str | None = _text("address", "Its address.")
    description: str | None = param("description", LONG, "What it does.", default=None)
    logo_url: str | None = param("logo_url", Url(), "Its logo.", default=None)
    banner_url: str | None = param("banner_url", Url(), "Its banner.", default=None)
    privacy_url: str | None = param("privacy_url", Url(), "Its privacy policy.", default=None)
    terms_of_service_url: str | None = param("terms_of_service_url", Url(), "Its terms.", default=None)
    accent_color: str | None = _text("accent_color", "Its color.")
    vertical: str | None = _text("vertical", "Its line of business.")
    websites: object = param("websites", ANYTHING, "Its sites.", default=None)
    emails: object = param("emails", ANYTHING, "Its addresses for mail.", default=None)
    phone_numbers: object = param("phone_numbers", ANYTHING, "Its numbers.", default=None)


@described
class CreateSender:
    """A channel sender to register."""

    sender_id: str = param("sender_id", TEXT, "Its address, such as whatsapp:+14155550100 or rcs:agent.")
    configuration: Configuration | None = param(
        "configuration", Fields(Configuration), "How it is registered.", default=None
    )
    webhook: Webhook | None = param("webhook", Fields(Webhook), "Where messages to it go.", default=None)
    profile: Profile | None = param("profile", Fields(Profile), "What people see of it.", default=None)


@described
class UpdateSender:
    """A channel sender, and what to change."""

    sid: str = path("Sid", XE, "The channel sender.")
    configuration: Configuration | None = param(
        "configuration", Fields(Configuration), "How it is registered.", default=None
    )
    webhook: Webhook | None = param("webhook", Fields(Webhook), "Where messages to it go.", default=None)
    profile: Profile | None = param("profile", Fields(Profile), "What people see of it.", default=None)


@described
class SenderOf:
    """Which channel sender."""

    sid: str = path("Sid", XE, "The channel sender.")


@described
class ListSenders:
    """Which channel senders to list."""

    channel: str | None = query("Channel", Text(32), "Only those of this channel: whatsapp, rcs, messenger.")


def _values(part: Any) -> dict[str, Any] | None:
    """Return what a part of a body says, without what it leaves out."""
    return None if part is None else {name: value for name, value in values_of(part).items() if value is not None}


def _given(given: CreateSender | UpdateSender) -> dict[str, Any]:
    found = {name: _values(getattr(given, name)) for name in ("configuration", "webhook", "profile")}
    return {name: value for name, value in found.items() if value is not None}


SENDERS = Resource(SURFACE, "/Channels/Senders", view=SENDER, key="senders")


@SENDERS.create("CreateChannelsSender", says="registered channel sender {sender_id}", given=CreateSender, success=202)
async def create_sender(call: Call, given: CreateSender) -> ChannelSender:
    """Register a channel sender; it is online at once."""
    return await call.services.channels.create(call.account.sid, given.sender_id, **_given(given))


@SENDERS.list("ListChannelsSender", says="listed the channel senders", given=ListSenders)
async def list_senders(call: Call, given: ListSenders) -> Page[ChannelSender]:
    """List the channel senders, newest first."""
    return await call.services.channels.senders(call.account.sid, call.page, given.channel)


@SENDERS.fetch("FetchChannelsSender", says="looked at channel sender {Sid}", given=SenderOf)
async def fetch_sender(call: Call, given: SenderOf) -> ChannelSender:
    """Fetch a channel sender."""
    return call.services.channels.sender(call.account.sid, given.sid)


@SENDERS.update("UpdateChannelsSender", says="changed channel sender {Sid}", given=UpdateSender, success=202)
async def update_sender(call: Call, given: UpdateSender) -> ChannelSender:
    """Change a channel sender; a part that is given takes the place of the one before."""
    sender = call.services.channels.sender(call.account.sid, given.sid)
    return await call.services.channels.change(sender, **_given(given))


@SENDERS.delete("DeleteChannelsSender", says="deleted channel sender {Sid}", given=SenderOf)
async def delete_sender(call: Call, given: SenderOf) -> None:
    """Delete a channel sender, and take it out of its service."""
    await call.services.channels.delete(call.services.channels.sender(call.account.sid, given.sid))
