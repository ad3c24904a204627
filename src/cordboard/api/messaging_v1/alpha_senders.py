"""The sender names of a service, for everywhere or for a country. Source: reference 09, Service senders."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.messaging_v1.senders import ServiceOf, service_of
from cordboard.api.messaging_v1.surface import ANYTHING, SERVICE_SID, SURFACE, TEXT, dates, out, url
from cordboard.base.page import Page
from cordboard.base.phone import AddressKind, parse_sender
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Property, View, described, param, path, query
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Text
from cordboard.messaging.service import Role, Sender

MISSING, INVALID = 21708, 21709
COUNTRY, ALPHA_SID = Text(2), SidOf(("AI",))
_HEAD = (
    out("sid", TEXT, "member_sid"),
    out("account_sid"),
    out("service_sid", TEXT, "parent_sid"),
    *dates(),
    out("alpha_sender", TEXT, "address"),
    out("capabilities", ANYTHING),
)
ALPHA_SENDER = View("AlphaSender", (*_HEAD, url("/Services/{parent_sid}/AlphaSenders/{member_sid}")))
DESTINATION_ALPHA_SENDER = View(
    "DestinationAlphaSender",
    (
        *_HEAD,
        url("/Services/{parent_sid}/DestinationAlphaSenders/{member_sid}"),
        Property("iso_country_code", TEXT, lambda sender: sender.country or None),
    ),
)


@described
class AddAlphaSender:
    """A sender name to put into the pool."""

    service_sid: str = path("ServiceSid", SERVICE_SID, "The service.")
    alpha_sender: str = param(
        "AlphaSender", Text(11), "1 to 11 letters, digits, spaces and + - _ &.", missing=MISSING, invalid=INVALID
    )


@described
class AddDestinationAlphaSender:
    """A sender name to put into the pool, for a country."""

    service_sid: str = path("ServiceSid", SERVICE_SID, "The service.")
    alpha_sender: str = param(
        "AlphaSender", Text(11), "1 to 11 letters, digits, spaces and + - _ &.", missing=MISSING, invalid=INVALID
    )
    iso_country_code: str = param(
        "IsoCountryCode", COUNTRY, "The country it is for, two letters; without it the name is for all.", default=""
    )


@described
class AlphaSenderOf:
    """Which sender name of which service."""

    service_sid: str = path("ServiceSid", SERVICE_SID, "The service.")
    sid: str = path("Sid", ALPHA_SID, "The sender name.")


@described
class DestinationsOf:
    """Which sender names to list."""

    service_sid: str = path("ServiceSid", SERVICE_SID, "The service.")
    iso_country_code: str | None = query("IsoCountryCode", COUNTRY, "Only those for this country.")


async def _add(call: Call, service_sid: str, name: str, country: str) -> Sender:
    service = service_of(call, service_sid)
    address = parse_sender(name)
    if address is None or address.kind is not AddressKind.ALPHANUMERIC:
        raise Problem(INVALID, parameter="AlphaSender", alpha_sender=name)
    if country and not (country.isascii() and country.isalpha()):
        raise Problem(20001, parameter="IsoCountryCode", value=country)
    return await call.services.pools.add(service, Role.ALPHA, None, address=address.value, country=country.upper())


def _sender(call: Call, given: AlphaSenderOf) -> Sender:
    return call.services.pools.sender(service_of(call, given.service_sid), (Role.ALPHA,), given.sid)


ALPHA_SENDERS = Resource(SURFACE, "/Services/{ServiceSid}/AlphaSenders", view=ALPHA_SENDER, key="alpha_senders")


@ALPHA_SENDERS.create(
    "CreateAlphaSender", says="put sender name {alpha_sender} into messaging service {ServiceSid}", given=AddAlphaSender
)
async def add_alpha_sender(call: Call, given: AddAlphaSender) -> Sender:
    """Put a sender name into the pool, for every country that takes one."""
    return await _add(call, given.service_sid, given.alpha_sender, "")


@ALPHA_SENDERS.list(
    "ListAlphaSender", says="listed the sender names of messaging service {ServiceSid}", given=ServiceOf
)
async def list_alpha_senders(call: Call, given: ServiceOf) -> Page[Sender]:
    """List the sender names that are for no country of their own, newest first."""
    return await call.services.pools.members(service_of(call, given.service_sid), Role.ALPHA, call.page, "")


@ALPHA_SENDERS.fetch(
    "FetchAlphaSender", says="looked at sender name {Sid} of messaging service {ServiceSid}", given=AlphaSenderOf
)
async def fetch_alpha_sender(call: Call, given: AlphaSenderOf) -> Sender:
    """Fetch a sender name."""
    return _sender(call, given)


@ALPHA_SENDERS.delete(
    "DeleteAlphaSender", says="took sender name {Sid} out of messaging service {ServiceSid}", given=AlphaSenderOf
)
async def remove_alpha_sender(call: Call, given: AlphaSenderOf) -> None:
    """Take a sender name out of the pool."""
    await call.services.pools.remove(_sender(call, given))


DESTINATION_ALPHA_SENDERS = Resource(
    SURFACE, "/Services/{ServiceSid}/DestinationAlphaSenders", view=DESTINATION_ALPHA_SENDER, key="alpha_senders"
)


@DESTINATION_ALPHA_SENDERS.create(
    "CreateDestinationAlphaSender",
    says="put sender name {alpha_sender} into messaging service {ServiceSid}",
    given=AddDestinationAlphaSender,
)
async def add_destination_alpha_sender(call: Call, given: AddDestinationAlphaSender) -> Sender:
    """Put a sender name into the pool, for a country."""
    return await _add(call, given.service_sid, given.alpha_sender, given.iso_country_code)


@DESTINATION_ALPHA_SENDERS.list(
    "ListDestinationAlphaSender",
    says="listed the sender names of messaging service {ServiceSid} by country",
    given=DestinationsOf,
)
async def list_destination_alpha_senders(call: Call, given: DestinationsOf) -> Page[Sender]:
    """List all sender names of a service, newest first."""
    country = None if given.iso_country_code is None else given.iso_country_code.upper()
    return await call.services.pools.members(service_of(call, given.service_sid), Role.ALPHA, call.page, country)


@DESTINATION_ALPHA_SENDERS.fetch(
    "FetchDestinationAlphaSender",
    says="looked at sender name {Sid} of messaging service {ServiceSid}",
    given=AlphaSenderOf,
)
async def fetch_destination_alpha_sender(call: Call, given: AlphaSenderOf) -> Sender:
    """Fetch a sender name with its country."""
    return _sender(call, given)


@DESTINATION_ALPHA_SENDERS.delete(
    "DeleteDestinationAlphaSender",
    says="took sender name {Sid} out of messaging service {ServiceSid}",
    given=AlphaSenderOf,
)
async def remove_destination_alpha_sender(call: Call, given: AlphaSenderOf) -> None:
    """Take a sender name out of the pool."""
    await call.services.pools.remove(_sender(call, given))
