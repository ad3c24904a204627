"""Subscriptions, and the types of events in them. Source: the published twilio_events_v1.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cordboard.api.call import Call
from cordboard.api.events_v1.surface import DESCRIPTION, SINK_SID, SUBSCRIPTION_SID, SURFACE
from cordboard.api.messaging_v1.surface import dates, links, out, url
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path, query
from cordboard.catalogue.json_text import JsonObjects
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Whole
from cordboard.events.sink import SUBSCRIPTION, Subscription, type_named

MOST_TYPES = 200  # several times what there is
TYPES = JsonObjects(20_000)  # two hundred objects of a name and a number
NUMBER = Whole(0, 1_000_000)


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


def _wanted(given: Mapping[str, Any]) -> str:
    name, version = given.get("type"), given.get("schema_version")
    if not isinstance(name, str):
        raise Problem(20001, parameter="Types", message="Missing required input parameter event_types[].type")
    if isinstance(version, str) and version.isascii() and version.isdigit() and len(version) < 7:
        version = int(version)
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise Problem(20001, parameter="Types", message=f"Parameter schema_version of type {name[:200]} is invalid.")
    return type_named(name, version)


def subscription_of(call: Call, sid: str) -> Subscription:
    """Return a subscription of the account. Raises: Problem 20404."""
    return call.services.sinks.subscription(call.account.sid, sid)


SUBSCRIPTIONS = Resource(SURFACE, "/Subscriptions", view=SUBSCRIPTION_VIEW, key="subscriptions")


@SUBSCRIPTIONS.create("CreateSubscription", says="subscribed sink {sink_sid} to events", given=CreateSubscription)
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


@SUBSCRIPTIONS.list("ListSubscription", says="listed the subscriptions to events", given=ListSubscriptions)
async def list_subscriptions(call: Call, given: ListSubscriptions) -> Page[Subscription]:
    """List subscriptions, newest first."""
    return await call.services.shelf.page(SUBSCRIPTION, call.account.sid, call.page, sink_sid=given.sink_sid)


@SUBSCRIPTIONS.fetch("FetchSubscription", says="looked at subscription {Sid}", given=SubscriptionOf)
async def fetch_subscription(call: Call, given: SubscriptionOf) -> Subscription:
    """Fetch a subscription."""
    return subscription_of(call, given.sid)


@SUBSCRIPTIONS.update("UpdateSubscription", says="changed subscription {Sid}", given=UpdateSubscription)
async def update_subscription(call: Call, given: UpdateSubscription) -> Subscription:
    """Change what a subscription is said to be for."""
    found = subscription_of(call, given.sid)
    text = found.description if given.description is None else given.description
    return await call.services.sinks.change_subscription(found, description=text)


@SUBSCRIPTIONS.delete("DeleteSubscription", says="deleted subscription {Sid}", given=SubscriptionOf)
async def delete_subscription(call: Call, given: SubscriptionOf) -> None:
    """Delete a subscription; its sink stays active."""
    await call.services.sinks.unsubscribe(subscription_of(call, given.sid))
