"""Devices of the simulated network: the notifications that they show."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import json

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import ANYTHING, INSTANT, LATEST_FIRST, SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.catalogue.describe import Level, Listing, View, described, path, query
from cordboard.catalogue.wire import Boolean
from cordboard.communications.delivery import DEVICE
from cordboard.messaging.handset import HandsetMessage

NOTIFICATION = View(
    "ShownNotification",
    (
        out("id", TEXT),
        out("app_name", TEXT),
        out("provider", TEXT),
        out("content", ANYTHING),
        out("at", INSTANT, "at_ms"),
    ),
)


class ShownNotification(NamedTuple):
    """A notification on a device."""

    id: str
    app_name: str
    provider: str
    content: dict[str, Any]
    at_ms: int


@described
class DeviceOf:
    """Which device."""

    token: str = path("Token", TEXT, "What the provider knows the device by.")
    latest_first: bool = query("latest_first", Boolean(), LATEST_FIRST, default=False, invalid=90002)


def _shown(message: HandsetMessage) -> ShownNotification:
    content = json.decode(message.body)
    provider = content.pop("provider")
    return ShownNotification(message.sid, message.sender.removeprefix(DEVICE), provider, content, message.at_ms)


@SURFACE.operation(
    "GET",
    "/devices/{Token}/notifications",
    name="ListDeviceNotification",
    level=Level.READ,
    says="read the notifications of device {Token}",
    given=DeviceOf,
    view=NOTIFICATION,
    listing=Listing("notifications"),
)
async def list_device_notifications(call: Call, given: DeviceOf) -> Page[ShownNotification]:
    """Read what a device shows, oldest first unless the latest are to be."""
    device = f"{DEVICE}{given.token}"
    found = await call.services.logs.handset_messages(device, call.page, latest_first=given.latest_first)
    return Page([_shown(each) for each in found.items], found.number, found.before, found.after)
