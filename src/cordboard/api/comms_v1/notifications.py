"""Notifications: sending to many devices, and what became of each. Source: reference, section 7.

Images are taken and shown as they were given. A user or a registration stands for all of its devices of the app.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from cordboard.api.call import Call
from cordboard.api.comms_dialect import Accepted
from cordboard.api.comms_v1.content import plain
from cordboard.api.comms_v1.kinds import IdOf, Related, SentTags, Spelled, TextMap
from cordboard.api.comms_v1.messages import wrong_with_sends
from cordboard.api.comms_v1.posts import PATHS, Letter, PostsListed, Shown, list_posts, post_of, send_posts, show
from cordboard.api.comms_v1.push_credentials import PROVIDER
from cordboard.api.comms_v1.push_parties import PushRecipient, PushSender, app_of, people_of
from cordboard.api.comms_v1.recipients import MOST, Schedule
from cordboard.api.comms_v1.surface import INSTANT, SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.checks import faults_within
from cordboard.catalogue.describe import Effect, Level, View, described, param, path, query
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.links import Url
from cordboard.catalogue.render import Part
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, Text
from cordboard.communications.asked import NOBODY, not_recognized, said
from cordboard.communications.push import USER, Provider
from cordboard.communications.words import NOTIFICATION, Family, Status

TITLE, BODY = Text(1_000), Text(4_096)
"""A notification has 4 KB. Source: developer.apple.com, "Generating a remote notification"; ours for FCM, too."""
HOW = frozenset({"priority", "sound"})
"""What of a send is kept with its content, and shown beside it."""


class PushStatus(StrEnum):
    """Where a notification is on its way."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    CANCELED = "canceled"


class Priority(StrEnum):
    """Whether a device is woken."""

    HIGH = "high"
    LOW = "low"


@described
class PushContent:
    """What a notification says."""

    title: str | None = param("title", TITLE, "Its title; Liquid.", default=None)
    body: str | None = param("body", BODY, "Its text; Liquid.", default=None)
    images: list[str] | None = param("images", Url(), "Images.", default=None, many=True, most=10)
    content_id: str | None = param("content_id", Text(36), "A template, HX…, instead.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it is not one of both kinds."""
        if bool(self.title or self.body or self.images) is (self.content_id is not None):
            yield said("The field {} must hold a title, a body or images, or else a {}.", "", "content_id")


@described
class SendPushNotifications:
    """A send of notifications."""

    to: list[PushRecipient] = param("to", Fields(PushRecipient), "Who is notified.", many=True, most=MOST)
    content: PushContent = param("content", Fields(PushContent), "What it says.")
    from_: PushSender | None = param("from", Fields(PushSender), "For which app.", default=None)
    priority: Priority = param(
        "priority", OneOf(Priority, any_case=True), "Whether a device is woken: HIGH or LOW.", default=Priority.HIGH
    )
    sound: str | None = param("sound", Text(128), "What it sounds like.", default=None)
    schedule: Schedule | None = param("schedule", Fields(Schedule), "When; at once if absent.", default=None)
    tags: dict[str, str] | None = param("tags", SentTags(), "Up to ten tags of every notification.", default=None)

    looks_up = True

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the parts that could be read."""
        if self.to == []:
            yield said(NOBODY, "to")
        yield from wrong_with_sends(self.content, self.tags)


@described
class ListPushNotifications(PostsListed):
    """Which notifications a list shows."""

    status: PushStatus | None = query("status", OneOf(PushStatus, any_case=True), "Only those in this state.")
    user: str | None = query("user", IdOf(USER), "Only those to this user.")
    provider: Provider | None = query("provider", PROVIDER, "Only those through this provider.")


@described
class OnePushNotification:
    """Which notification."""

    notification_id: str = path("NotificationId", IdOf(NOTIFICATION), "Which.")


class ShownNotification(Shown):
    """A notification as it is shown."""

    __slots__ = ()

    @property
    def provider(self) -> Provider | None:
        """Return whose network carries it."""
        return Provider(self.post.to.provider) if self.post.to.provider else None

    @property
    def said(self) -> Mapping[str, Any]:
        """Return what it says, without how it is shown."""
        return {name: value for name, value in self.content.items() if name not in HOW}

    @property
    def priority(self) -> Priority | None:
        """Return whether the device is woken."""
        return Priority(self.content["priority"]) if "priority" in self.content else None

    @property
    def sound(self) -> str | None:
        """Return what it sounds like."""
        return self.content.get("sound")

    @property
    def to(self) -> ShownNotification:
        """Return what is shown of the device."""
        return self


DEVICE_VIEW = View(
    "NotifiedDevice",
    (out("token", TEXT, "post.to.address"), out("provider", PROVIDER), out("user_id", TEXT, "post.to.user_id")),
)
NOTIFICATION_VIEW = View(
    "PushNotification",
    (
        out("id", TEXT, "post.id"),
        out("from", Spelled(), "origin"),
        out("to", Part(DEVICE_VIEW)),
        out("status", OneOf(PushStatus), "post.status"),
        out("content", Spelled(), "said"),
        out("priority", OneOf(Priority)),
        out("sound"),
        out("related", Related()),
        out("tags", TextMap(), "post.tags"),
        out("scheduled_for", INSTANT, "post.scheduled_ms"),
        out("created_at", INSTANT, "post.created_ms"),
        out("updated_at", INSTANT, "post.updated_ms"),
    ),
)


def _content(call: Call, given: PushContent, faults: list[Problem]) -> tuple[dict[str, Any], Mapping[str, str] | None]:
    """Return what is said, and the slots of a stored template; adds to the faults when there is none."""
    if given.content_id is None:
        return plain(given), None
    found = call.services.contents.written(call.account.sid, given.content_id, "push")
    if found is None:
        faults.append(not_recognized("content.content_id", given.content_id))
        return {}, None
    template, slots = found
    images = {"images": list(template.media)} if template.media else {}
    return {"content_id": given.content_id, "body": template.body, **images}, slots


NOTIFICATIONS = Resource(
    SURFACE,
    PATHS[Family.NOTIFICATION],
    view=NOTIFICATION_VIEW,
    key="push_notifications",
    by="NotificationId",
    is_accepted=True,
)


@NOTIFICATIONS.create(
    "SendPushNotifications",
    says="sent notifications to many devices",
    given=SendPushNotifications,
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
)
async def send_notifications(call: Call, given: SendPushNotifications) -> Accepted:
    """Notify up to 10,000 devices, as an operation whose progress can be followed."""
    faults = faults_within(given)
    app = app_of(call, given.from_, faults)
    people = list(people_of(call, given.to, app, faults))
    content, slots = _content(call, given.content, faults)
    content["priority"] = given.priority.value
    if given.sound is not None:
        content["sound"] = given.sound
    letter = Letter(Family.NOTIFICATION, people, content, {"app_name": app} if app else {}, slots=slots)
    return await send_posts(call, given, letter, faults)


@NOTIFICATIONS.list("ListPushNotifications", says="listed notifications", given=ListPushNotifications)
async def list_notifications(call: Call, given: ListPushNotifications) -> Page[ShownNotification]:
    """List notifications, newest first."""
    status = None if given.status is None else Status(given.status.value)
    more = {"status": status, "user_id": given.user, "provider": given.provider}
    return list_posts(call, given, Family.NOTIFICATION, ShownNotification, **more)


@NOTIFICATIONS.fetch("FetchPushNotification", says="looked at notification {NotificationId}", given=OnePushNotification)
async def fetch_notification(call: Call, given: OnePushNotification) -> ShownNotification:
    """Fetch a notification."""
    [shown] = show(call, [post_of(call, given.notification_id, Family.NOTIFICATION)], ShownNotification)
    return shown
