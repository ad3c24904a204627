"""Addresses of a SIP access control list. Source: reference 08, SIP."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Text, Whole
from cordboard.sip.resources import ADDRESS, ADDRESS_LIST, MOST_ADDRESSES, Address, check_room, checked_address

AREA = "sip"
NAME, LONGEST_ADDRESS = Text(255), Text(15)  # four numbers of three digits and three dots
WHOLE_ADDRESS = 32  # bits
BITS = Whole(1, WHOLE_ADDRESS)
SHOWN = View(
    "SIPIpAddress",
    (
        out("sid", TEXT),
        out("account_sid", TEXT),
        out("friendly_name", TEXT),
        out("ip_address", TEXT),
        out("cidr_prefix_length", Whole()),
        out("ip_access_control_list_sid", TEXT, "parent_sid"),
        *dates(),
        uri("/Accounts/{account_sid}/SIP/IpAccessControlLists/{parent_sid}/IpAddresses/{sid}"),
    ),
)


@described
class OfList:
    """Which access control list."""

    list_sid: str = path("IpAccessControlListSid", SidOf(("AL",)), "The list.")


@described
class AddressOf(OfList):
    """Which address of a list."""

    sid: str = path("Sid", SidOf(("IP",)), "The address.")


@described
class CreateAddress(OfList):
    """An address to add."""

    friendly_name: str = param("FriendlyName", NAME, "A name, at most 255 characters.")
    ip_address: str = param("IpAddress", LONGEST_ADDRESS, "An IPv4 address.", missing=21238, invalid=21238)
    cidr_prefix_length: int = param(
        "CidrPrefixLength", BITS, "How many bits of it count.", default=WHOLE_ADDRESS, invalid=21238
    )


@described
class UpdateAddress(AddressOf):
    """An address, and what to change."""

    friendly_name: str | None = param("FriendlyName", NAME, "A name, at most 255 characters.", default=None)
    ip_address: str | None = param("IpAddress", LONGEST_ADDRESS, "An IPv4 address.", default=None, invalid=21238)
    cidr_prefix_length: int | None = param(
        "CidrPrefixLength", BITS, "How many bits of it count.", default=None, invalid=21238
    )


async def _address(call: Call, given: AddressOf) -> Address:
    return await call.services.shelf.get(ADDRESS, call.account.sid, given.sid, parent_sid=given.list_sid)


IP_ADDRESSES = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses",
    view=SHOWN,
    key="ip_addresses",
    area=AREA,
)


@IP_ADDRESSES.create(
    "CreateSipIpAddress", says="put {ip_address} on access control list {IpAccessControlListSid}", given=CreateAddress
)
async def create_address(call: Call, given: CreateAddress) -> Address:
    """Put an address on an access control list (resource only: no SIP reaches this server)."""
    shelf, account_sid = call.services.shelf, call.account.sid
    kept = await shelf.get(ADDRESS_LIST, account_sid, given.list_sid)
    await check_room(shelf, ADDRESS, account_sid, kept.sid, MOST_ADDRESSES, 21237)
    return await shelf.add(
        ADDRESS,
        account_sid,
        parent_sid=kept.sid,
        friendly_name=given.friendly_name,
        ip_address=checked_address(given.ip_address),
        cidr_prefix_length=given.cidr_prefix_length,
    )


@IP_ADDRESSES.list(
    "ListSipIpAddress", says="listed the addresses of access control list {IpAccessControlListSid}", given=OfList
)
async def list_addresses(call: Call, given: OfList) -> Page[Address]:
    """List the addresses of a list, newest first."""
    kept = await call.services.shelf.get(ADDRESS_LIST, call.account.sid, given.list_sid)
    return await call.services.shelf.page(ADDRESS, call.account.sid, call.page, parent_sid=kept.sid)


@IP_ADDRESSES.fetch("FetchSipIpAddress", says="looked at SIP address {Sid}", given=AddressOf)
async def fetch_address(call: Call, given: AddressOf) -> Address:
    """Fetch an address."""
    return await _address(call, given)


@IP_ADDRESSES.update("UpdateSipIpAddress", says="changed SIP address {Sid}", given=UpdateAddress)
async def update_address(call: Call, given: UpdateAddress) -> Address:
    """Change an address."""
    return await call.services.shelf.change(
        ADDRESS,
        await _address(call, given),
        friendly_name=given.friendly_name,
        ip_address=None if given.ip_address is None else checked_address(given.ip_address),
        cidr_prefix_length=given.cidr_prefix_length,
    )


@IP_ADDRESSES.delete("DeleteSipIpAddress", says="took SIP address {Sid} away", given=AddressOf)
async def delete_address(call: Call, given: AddressOf) -> None:
    """Take an address off its list."""
    await call.services.shelf.remove(await _address(call, given))
