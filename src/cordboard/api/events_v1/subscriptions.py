"""Subscriptions, and the types of events in them. Source: the published twilio_events_v1.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cordboard.api.call import Call
from cordboard.api.events_v1.surface import DESCRIPTION, NAME, SINK_SID, SUBSCRIPTION_SID, SURFACE
from cordboard.api.messaging_v1.surface import dates, links, out, url
from cordboard.base.page import Page, page_of
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path, query
from cordboard.catalogue.json_text import JsonObjects
from cordboard.catalogue.wire import Whole
from cordboard.events.sink import SUBSCRIPTION, Subscription, type_named
from cordboard.events.types import SUBSCRIBABLE

MOST_TYPES = 200  # several times what there is
TYPES = JsonObjects(20_000)  # two hundred objects of a name and a number
NUMBER = Whole(0, 1_000_000)


class Subscribed(NamedTuple):
    """A type of events in a subscription."""

    subscription: Subscription
    type: str

    @property
    def sid(self) -> str:
        """Return what the tokens of pages are made of."""
        return SUBSCRIBABLE[self.type].sid

    @property
    def account_sid(self) -> str:
        """Return whose it is."""
        return self.subscription.account_sid

    @property
    def subscription_sid(self) -> str:
        """Return where it is."""
        return self.subscription.sid

    @property
    def schema_version(self) -> int:
        """Return the version of its schema."""
        return SUBSCRIBABLE[self.type].version


SUBSCRIPTION_VIEW = View(
    "Subscription",
    (
        out("account_sid"),
        out("sid"),
        *dates(),
        out("description"),
        out("sink_sid"),
        url("/Subscriptions/{sid}"),
        links(subscribed_events="/v1/Subscriptions/{sid}/SubscribedEvents"),
    ),
)
SUBSCRIBED = View(
    "SubscribedEvent",
    (
        out("account_sid"),
        out("type"),
        out("schema_version", NUMBER),
        out("subscription_sid"),
        url("/Subscriptions/{subscription_sid}/SubscribedEvents/{type}"),
    ),
)


@described
class CreateSubscription:
    """A subscription to make."""

    description: str = param("Description", DESCRIPTION, "What it is for.")
    sink_sid: str = param("SinkSid", SINK_SID, "Where events go: an active sink that no other subscription uses.")
    types: list[list[dict[str, Any]]] = param(
        "Types",
        TYPES,
        "A JSON object with `type` and perhaps `schema_version`, once for each.",
        many=True,
        most=MOST_TYPES,
    )


@described
class ListSubscriptions:
    """Which subscriptions to list."""

    sink_sid: str | None = query("SinkSid", SINK_SID, "Only the subscription that uses this sink.")


@described
class SubscriptionOf:
    """Which subscription."""

    sid: str = path("Sid", SUBSCRIPTION_SID, "The subscription.")


@described
class UpdateSubscription:
    """A subscription and what it is for."""

    sid: str = path("Sid", SUBSCRIPTION_SID, "The subscription.")
    description: str | None = param("Description", DESCRIPTION, "What it is for.", default=None)


@described
class TypesOf:
    """The types of which subscription."""

    subscription_sid: str = path("SubscriptionSid", SUBSCRIPTION_SID, "The subscription.")


@described
class AddType:
    """A type of events to subscribe to."""

    subscription_sid: str = path("SubscriptionSid", SUBSCRIPTION_SID, "The subscription.")
    type: str = param("Type", NAME, "The type.")
    schema_version: int | None = param("SchemaVersion", NUMBER, "The version of its schema.", default=None)


@described
class TypeIn:
    """Which type in which subscription."""

    subscription_sid: str = path("SubscriptionSid", SUBSCRIPTION_SID, "The subscription.")
    type: str = path("Type", NAME, "The type.")


@described
class UpdateType:
    """A type in a subscription, and the version of its schema."""

    subscription_sid: str = path("SubscriptionSid", SUBSCRIPTION_SID, "The subscription.")
    type: str = path("Type", NAME, "The type.")
    schema_version: int | None = param("SchemaVersion", NUMBER, "The version of its schema.", default=None)


def _wanted(given: Mapping[str, Any]) -> str:
    name, version = given.get("type"), given.get("schema_version")
    if not isinstance(name, str):
        raise Problem(20001, parameter="Types", message="Missing required input parameter event_types[].type")
    if isinstance(version, str) and version.isascii() and version.isdigit() and len(version) < 7:
        version = int(version)
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise Problem(20001, parameter="Types", message=f"Parameter schema_version of type {name[:200]} is invalid.")
    return type_named(name, version)


def _subscription(call: Call, sid: str) -> Subscription:
    return call.services.sinks.subscription(call.account.sid, sid)


def _subscribed(call: Call, given: TypeIn | UpdateType) -> Subscribed:
    found = _subscription(call, given.subscription_sid)
    if given.type not in found.types:
        raise Problem(20404)
    return Subscribed(found, given.type)


@SURFACE.operation(
    "POST",
    "/Subscriptions",
    name="CreateSubscription",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="subscribed sink {sink_sid} to events",
    given=CreateSubscription,
    view=SUBSCRIPTION_VIEW,
    success=201,
)
async def create_subscription(call: Call, given: CreateSubscription) -> Subscription:
    """Send events of these types to a sink, from now on."""
    sinks = call.services.sinks
    types = [_wanted(each) for part in given.types for each in part]
    if not types or len(types) > MOST_TYPES:
        raise Problem(20001, parameter="Types")
    sink = sinks.find(given.sink_sid)
    if sink is None or sink.account_sid != call.account.sid:
        raise Problem(20001, parameter="SinkSid", message=f"Sink with SID {given.sink_sid} not found")
    return await sinks.subscribe(sink, given.description, types)


@SURFACE.operation(
    "GET",
    "/Subscriptions",
    name="ListSubscription",
    level=Level.READ,
    says="listed the subscriptions to events",
    given=ListSubscriptions,
    view=SUBSCRIPTION_VIEW,
    listing=Listing("subscriptions"),
)
async def list_subscriptions(call: Call, given: ListSubscriptions) -> Page[Subscription]:
    """List subscriptions, newest first."""
    return await call.services.shelf.page(SUBSCRIPTION, call.account.sid, call.page, sink_sid=given.sink_sid)


@SURFACE.operation(
    "GET",
    "/Subscriptions/{Sid}",
    name="FetchSubscription",
    level=Level.READ,
    says="looked at subscription {Sid}",
    given=SubscriptionOf,
    view=SUBSCRIPTION_VIEW,
)
async def fetch_subscription(call: Call, given: SubscriptionOf) -> Subscription:
    """Fetch a subscription."""
    return _subscription(call, given.sid)


@SURFACE.operation(
    "POST",
    "/Subscriptions/{Sid}",
    name="UpdateSubscription",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="changed subscription {Sid}",
    given=UpdateSubscription,
    view=SUBSCRIPTION_VIEW,
)
async def update_subscription(call: Call, given: UpdateSubscription) -> Subscription:
    """Change what a subscription is said to be for."""
    found = _subscription(call, given.sid)
    text = found.description if given.description is None else given.description
    return await call.services.sinks.change_subscription(found, description=text)


@SURFACE.operation(
    "DELETE",
    "/Subscriptions/{Sid}",
    name="DeleteSubscription",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted subscription {Sid}",
    given=SubscriptionOf,
    success=204,
)
async def delete_subscription(call: Call, given: SubscriptionOf) -> None:
    """Delete a subscription; its sink stays active."""
    await call.services.sinks.unsubscribe(_subscription(call, given.sid))


@SURFACE.operation(
    "GET",
    "/Subscriptions/{SubscriptionSid}/SubscribedEvents",
    name="ListSubscribedEvent",
    level=Level.READ,
    says="listed the types of subscription {SubscriptionSid}",
    given=TypesOf,
    view=SUBSCRIBED,
    listing=Listing("types"),
)
async def list_types(call: Call, given: TypesOf) -> Page[Subscribed]:
    """List the types of events of a subscription."""
    found = _subscription(call, given.subscription_sid)
    names = sorted(found.types, key=lambda name: -SUBSCRIBABLE[name].key)
    return page_of([Subscribed(found, name) for name in names], call.page, lambda each: SUBSCRIBABLE[each.type].key)


@SURFACE.operation(
    "POST",
    "/Subscriptions/{SubscriptionSid}/SubscribedEvents",
    name="CreateSubscribedEvent",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="added events of type {type} to subscription {SubscriptionSid}",
    given=AddType,
    view=SUBSCRIBED,
    success=201,
)
async def add_type(call: Call, given: AddType) -> Subscribed:
    """Subscribe to one more type of events; one that is there already stays."""
    found = _subscription(call, given.subscription_sid)
    name = type_named(given.type, given.schema_version)
    if name not in found.types:
        found = await call.services.sinks.change_subscription(found, types=(*found.types, name))
    return Subscribed(found, name)


@SURFACE.operation(
    "GET",
    "/Subscriptions/{SubscriptionSid}/SubscribedEvents/{Type}",
    name="FetchSubscribedEvent",
    level=Level.READ,
    says="looked at type {Type} of subscription {SubscriptionSid}",
    given=TypeIn,
    view=SUBSCRIBED,
)
async def fetch_type(call: Call, given: TypeIn) -> Subscribed:
    """Fetch a type of events of a subscription."""
    return _subscribed(call, given)


@SURFACE.operation(
    "POST",
    "/Subscriptions/{SubscriptionSid}/SubscribedEvents/{Type}",
    name="UpdateSubscribedEvent",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="changed type {Type} of subscription {SubscriptionSid}",
    given=UpdateType,
    view=SUBSCRIBED,
)
async def update_type(call: Call, given: UpdateType) -> Subscribed:
    """Choose the version of a schema; there is one of each."""
    found = _subscribed(call, given)
    type_named(given.type, given.schema_version)
    return found


@SURFACE.operation(
    "DELETE",
    "/Subscriptions/{SubscriptionSid}/SubscribedEvents/{Type}",
    name="DeleteSubscribedEvent",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="took events of type {Type} out of subscription {SubscriptionSid}",
    given=TypeIn,
    success=204,
)
async def remove_type(call: Call, given: TypeIn) -> None:
    """Subscribe to a type of events no longer; a subscription keeps at least one."""
    found = _subscribed(call, given).subscription
    types = tuple(name for name in found.types if name != given.type)
    if not types:
        raise Problem(20001, parameter="Type", message="A subscription has at least one type; delete the subscription.")
    await call.services.sinks.change_subscription(found, types=types)
