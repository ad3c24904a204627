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
from cordboard.api.comms_v1.push_credentials import APP_NAME, PROVIDER
from cordboard.api.comms_v1.recipients import MOST, NOTHING, Schedule
from cordboard.api.comms_v1.surface import INSTANT, SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.checks import faults_within
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path, query
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.links import Url
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import OneOf, Text
from cordboard.communications.asked import NOBODY, not_recognized, said
from cordboard.communications.post import Addressee
from cordboard.communications.push import CREDENTIAL, REGISTRATION, USER, Provider
from cordboard.communications.words import INVALID, NOTIFICATION, SENDER, SENDER_POOL, Family, Status

NOTIFICATIONS = PATHS[Family.NOTIFICATION]
TITLE, BODY, TOKEN = Text(1_000), Text(4_096), Text(4_096)
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
class PushSender:
    """What a notification is sent for: an app, or the credentials of one."""

    app_name: str | None = param("app_name", APP_NAME, "The app; the default one if absent.", default=None)
    fcm: str | None = param("fcm", IdOf(CREDENTIAL), "A credential for FCM.", default=None)
    apn: str | None = param("apn", IdOf(CREDENTIAL), "A credential for APNs.", default=None)
    sender_id: str | None = param("sender_id", IdOf(SENDER), "A sender of the channel push.", default=None)
    sender_pool_id: str | None = param("sender_pool_id", IdOf(SENDER_POOL), "A pool of such senders.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it is not named in one way."""
        named = [self.app_name, self.fcm or self.apn, self.sender_id, self.sender_pool_id]
        if sum(each is not None for each in named) > 1:
            yield said("The field {} must name an app or its credentials, in one way.")


@described
class PushRecipient:
    """Whom a notification goes to: a device, all of a user, or all of a registration."""

    channel = "push"  # what rules know the token by
    token: str | None = param("token", TOKEN, "What the provider knows a device by.", default=None)
    provider: Provider | None = param("provider", PROVIDER, "Of the token: APN or FCM.", default=None)
    user_id: str | None = param("user_id", IdOf(USER), "A user.", default=None)
    device_registration_id: str | None = param(
        "device_registration_id", IdOf(REGISTRATION), "A registration.", default=None
    )
    variables: dict[str, str] | None = param("variables", TextMap(), "What templates say of the person.", default=None)

    @property
    def address(self) -> str | None:
        """Return the token, as rules ask for it."""
        return self.token

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with how the recipient is named, which is to be in exactly one way."""
        if sum(each is not None for each in (self.token, self.user_id, self.device_registration_id)) != 1:
            yield said("The field {} must hold a token, a {} or a {}.", "", "user_id", "device_registration_id")
        elif self.token is not None and self.provider is None:
            yield Problem(INVALID, parameter="provider")


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


def _app(call: Call, given: PushSender | None, faults: list[Problem]) -> str | None:
    """Return the app that is meant, or None where an account has none; adds to the faults when it is not known."""
    push, account_sid, given = call.services.reach.push, call.account.sid, given or PushSender()
    name = given.app_name
    if name is not None and push.app(account_sid, name) is None:
        faults.append(not_recognized("from.app_name", name))
    apps = [_app_of(call, provider, getattr(given, provider.value), faults) for provider in Provider]
    apps = [*(each for each in apps if each is not None), *_apps_of_senders(call, given, faults)]
    if len(set(apps)) > 1:
        faults.append(said("The field {} names credentials of several apps.", "from"))
    default = next((each.name for each in push.apps.of(account_sid).values() if each.is_default), None)
    return name or next(iter(apps), default)


def _apps_of_senders(call: Call, given: PushSender, faults: list[Problem]) -> list[str]:
    """Return the apps that a sender or a pool notifies for; adds to the faults when there are none."""
    sender_id, pool_id = given.sender_id, given.sender_pool_id
    if sender_id is None and pool_id is None:
        return []
    found = call.services.reach.senders.credentials(call.account.sid, sender_id, pool_id)
    if not found:
        field = "sender_id" if sender_id is not None else "sender_pool_id"
        faults.append(not_recognized(f"from.{field}", sender_id or pool_id))
    return [each.app_name for each in found]


def _app_of(call: Call, provider: Provider, credential_id: str | None, faults: list[Problem]) -> str | None:
    """Return the app of a credential; adds to the faults when there is none for the provider."""
    if credential_id is None:
        return None
    found = call.services.reach.push.credentials.found(call.account.sid, credential_id)
    if found is None or found.credential_type is not provider:
        faults.append(not_recognized(f"from.{provider.value}", credential_id))
        return None
    return found.app_name


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


def _people(call: Call, given: SendPushNotifications, app: str | None, faults: list[Problem]) -> Iterator[Addressee]:
    for place, each in enumerate(given.to):
        if each.token is not None:
            yield Addressee(address=each.token, provider=each.provider, variables=each.variables or NOTHING)
        else:
            yield from _registered(call, each, app, f"to[{place}]", faults)


def _registered(
    call: Call, given: PushRecipient, app: str | None, at: str, faults: list[Problem]
) -> Iterator[Addressee]:
    """Yield the devices of a user or a registration; somebody without any is nobody who can be reached."""
    push, account_sid, variables = call.services.reach.push, call.account.sid, given.variables or NOTHING
    field, named, held = (
        ("user_id", given.user_id, push.users)
        if given.user_id is not None
        else ("device_registration_id", given.device_registration_id, push.registrations)
    )
    if named is None:
        return  # nobody is named, which is told already
    if held.found(account_sid, named) is None:
        faults.append(not_recognized(f"{at}.{field}", named))
        return
    found = push.devices_of(account_sid, named, app)
    for user_id, device in found:
        yield Addressee(address=device.token, provider=device.provider, user_id=user_id, variables=variables)
    if not found:
        yield Addressee(user_id=given.user_id)


@SURFACE.operation(
    "POST",
    NOTIFICATIONS,
    name="SendPushNotifications",
    says="sent notifications to many devices",
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
    given=SendPushNotifications,
    success=202,
)
async def send_notifications(call: Call, given: SendPushNotifications) -> Accepted:
    """Notify up to 10,000 devices, as an operation whose progress can be followed."""
    faults = faults_within(given)
    app = _app(call, given.from_, faults)
    people = list(_people(call, given, app, faults))
    content, slots = _content(call, given.content, faults)
    content["priority"] = given.priority.value
    if given.sound is not None:
        content["sound"] = given.sound
    letter = Letter(Family.NOTIFICATION, people, content, {"app_name": app} if app else {}, slots=slots)
    return await send_posts(call, given, letter, faults)


@SURFACE.operation(
    "GET",
    NOTIFICATIONS,
    name="ListPushNotifications",
    says="listed notifications",
    level=Level.READ,
    given=ListPushNotifications,
    view=NOTIFICATION_VIEW,
    listing=Listing("push_notifications"),
)
async def list_notifications(call: Call, given: ListPushNotifications) -> Page[ShownNotification]:
    """List notifications, newest first."""
    status = None if given.status is None else Status(given.status.value)
    more = {"status": status, "user_id": given.user, "provider": given.provider}
    return list_posts(call, given, Family.NOTIFICATION, ShownNotification, **more)


@SURFACE.operation(
    "GET",
    f"{NOTIFICATIONS}/{{NotificationId}}",
    name="FetchPushNotification",
    says="looked at notification {NotificationId}",
    level=Level.READ,
    given=OnePushNotification,
    view=NOTIFICATION_VIEW,
)
async def fetch_notification(call: Call, given: OnePushNotification) -> ShownNotification:
    """Fetch a notification."""
    [shown] = show(call, [post_of(call, given.notification_id, Family.NOTIFICATION)], ShownNotification)
    return shown
