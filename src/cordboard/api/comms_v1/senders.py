"""Senders. Source: reference of the Communications API, section 4."""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.comms_v1.kinds import IdOf
from cordboard.api.comms_v1.parts import TAGS, Created, was_created
from cordboard.api.comms_v1.surface import NOT_FOUND, SURFACE, dates, out
from cordboard.base.page import Page, PageRequest, page_of
from cordboard.base.problem import Problem
from cordboard.base.sid import key_of
from cordboard.catalogue.describe import Level, Listing, Property, View, described, param, path, query
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, Text
from cordboard.communications.senders import Sender, SenderStatus
from cordboard.communications.words import SENDER, SenderChannel

ADDRESS = Text(320)  # as long as an address of mail; RFC 5321, section 4.5.3.1
SENDER_ID, CHANNEL, STATUS = IdOf(SENDER), OneOf(SenderChannel, any_case=True), OneOf(SenderStatus, any_case=True)
VIEW = View(
    "Sender",
    (
        out("id"),
        out("display_name"),
        out("address"),
        out("channel", CHANNEL),
        out("status", STATUS),
        Property("tags", TAGS, lambda sender: {}),
        out("updated_at", dates()[1].kind, "updated_ms"),
        dates()[0],
    ),
)


@described
class ListSenders(Created):
    """Which senders to list."""

    channel: SenderChannel | None = query("channel", CHANNEL, "Only those of this channel.")
    status: SenderStatus | None = query("status", STATUS, "Only those of this state.")


@described
class SenderOf:
    """Which sender."""

    sender_id: str = path("sender_id", SENDER_ID, "The sender.")


@described
class SearchSenders:
    """An address to find the sender of."""

    address: str = param("address", ADDRESS, "The address, without the prefix of its channel.")
    channel: SenderChannel = param("channel", CHANNEL, "The channel.")
    status: SenderStatus | None = param("status", STATUS, "Only a sender of this state.", default=None)


def page_of_senders(senders: list[Sender], page: PageRequest) -> Page[Sender]:
    """Return a page of senders that stand newest first."""
    return page_of(senders, page, lambda sender: key_of(sender.sid))


def is_wanted(sender: Sender, given: ListSenders | SearchSenders) -> bool:
    """Tell whether a sender is of the channel and the state asked for, if any are."""
    return (given.channel is None or sender.channel.value == given.channel.value) and (
        given.status is None or sender.status is given.status
    )


def chosen(senders: list[Sender], given: ListSenders, page: PageRequest) -> Page[Sender]:
    """Return a page of those senders that are asked for. Raises: Problem 20001."""
    is_between = was_created(given)
    return page_of_senders([each for each in senders if is_wanted(each, given) and is_between(each)], page)


SENDERS = Resource(SURFACE, "/Senders", view=VIEW, key="senders", by="sender_id")


@SENDERS.list("ListSenders", says="listed the senders", given=ListSenders)
async def list_senders(call: Call, given: ListSenders) -> Page[Sender]:
    """List the senders of the account, newest first."""
    return chosen(call.services.reach.senders.every(call.account.sid), given, call.page)


@SENDERS.fetch("FetchSender", says="looked at sender {sender_id}", given=SenderOf)
async def fetch_sender(call: Call, given: SenderOf) -> Sender:
    """Fetch a sender."""
    found = call.services.reach.senders.found(call.account.sid, given.sender_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return found


@SURFACE.operation(
    "POST",
    f"{SENDERS.path}/Search",
    name="SearchSenders",
    level=Level.READ,
    says="searched for the sender {address}",
    given=SearchSenders,
    view=VIEW,
    listing=Listing("senders"),
)
async def search_senders(call: Call, given: SearchSenders) -> Page[Any]:
    """Find the sender at an address of a channel."""
    found = call.services.reach.senders.at(call.account.sid, given.address, given.channel.value)
    return page_of_senders([found] if found is not None and is_wanted(found, given) else [], call.page)
