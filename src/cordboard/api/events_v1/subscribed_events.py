"""The types of events in a subscription. Source: the published twilio_events_v1.json."""

from __future__ import annotations

from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.events_v1.subscriptions import NUMBER, SUBSCRIPTIONS, subscription_of
from cordboard.api.events_v1.surface import NAME, SUBSCRIPTION_SID, SURFACE
from cordboard.api.messaging_v1.surface import out, url
from cordboard.base.page import Page, page_of
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.events.sink import Subscription, type_named
from cordboard.events.types import SUBSCRIBABLE


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


def _subscribed(call: Call, given: TypeIn | UpdateType) -> Subscribed:
    found = subscription_of(call, given.subscription_sid)
    if given.type not in found.types:
        raise Problem(20404)
    return Subscribed(found, given.type)


EVENTS = Resource(
    SURFACE, f"{SUBSCRIPTIONS.path}/{{SubscriptionSid}}/SubscribedEvents", view=SUBSCRIBED, key="types", by="Type"
)


@EVENTS.list("ListSubscribedEvent", says="listed the types of subscription {SubscriptionSid}", given=TypesOf)
async def list_types(call: Call, given: TypesOf) -> Page[Subscribed]:
    """List the types of events of a subscription."""
    found = subscription_of(call, given.subscription_sid)
    names = sorted(found.types, key=lambda name: -SUBSCRIBABLE[name].key)
    return page_of([Subscribed(found, name) for name in names], call.page, lambda each: SUBSCRIBABLE[each.type].key)


@EVENTS.create(
    "CreateSubscribedEvent", says="added events of type {type} to subscription {SubscriptionSid}", given=AddType
)
async def add_type(call: Call, given: AddType) -> Subscribed:
    """Subscribe to one more type of events; one that is there already stays."""
    found = subscription_of(call, given.subscription_sid)
    name = type_named(given.type, given.schema_version)
    if name not in found.types:
        found = await call.services.sinks.change_subscription(found, types=(*found.types, name))
    return Subscribed(found, name)


@EVENTS.fetch("FetchSubscribedEvent", says="looked at type {Type} of subscription {SubscriptionSid}", given=TypeIn)
async def fetch_type(call: Call, given: TypeIn) -> Subscribed:
    """Fetch a type of events of a subscription."""
    return _subscribed(call, given)


@EVENTS.update("UpdateSubscribedEvent", says="changed type {Type} of subscription {SubscriptionSid}", given=UpdateType)
async def update_type(call: Call, given: UpdateType) -> Subscribed:
    """Choose the version of a schema; there is one of each."""
    found = _subscribed(call, given)
    type_named(given.type, given.schema_version)
    return found


@EVENTS.delete(
    "DeleteSubscribedEvent", says="took events of type {Type} out of subscription {SubscriptionSid}", given=TypeIn
)
async def remove_type(call: Call, given: TypeIn) -> None:
    """Subscribe to a type of events no longer; a subscription keeps at least one."""
    found = _subscribed(call, given).subscription
    types = tuple(name for name in found.types if name != given.type)
    if not types:
        raise Problem(20001, parameter="Type", message="A subscription has at least one type; delete the subscription.")
    await call.services.sinks.change_subscription(found, types=types)
