"""SIP domains and the lists that guard them: what they hold and which rules they keep. Source: reference 08, SIP."""

from __future__ import annotations

import re
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address
from typing import TypeVar

from cordboard.base.problem import Problem
from cordboard.shelf.shelf import Kept, Kind, Shelf

LONGEST_DOMAIN = 253  # RFC 1035 section 2.3.4: 255 octets, of which two are not characters of the name
LONGEST_USERNAME, LONGEST_PASSWORD, SHORTEST_PASSWORD = 32, 255, 12
# Ours, where the original's are not published: an account's domains and lists, and what a list holds.
MOST_DOMAINS, MOST_LISTS, MOST_CREDENTIALS, MOST_ADDRESSES = 100, 100, 1000, 100
K = TypeVar("K", bound=Kept)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII)  # RFC 1123 section 2.1


class Guard(StrEnum):
    """What a mapping lets a list guard: calls to a domain, or registrations at it."""

    CALLS = "calls"
    REGISTRATIONS = "registrations"


class Domain(Kept, frozen=True, kw_only=True):
    """A SIP domain and where its calls go."""

    domain_name: str
    friendly_name: str = ""
    auth_type: str = ""
    voice_url: str | None = None
    voice_method: str = "POST"
    voice_fallback_url: str | None = None
    voice_fallback_method: str = "POST"
    voice_status_callback_url: str | None = None
    voice_status_callback_method: str = "POST"
    sip_registration: bool = False
    emergency_calling_enabled: bool = False
    secure: bool = False
    byoc_trunk_sid: str | None = None
    emergency_caller_sid: str | None = None


class NamedList(Kept, frozen=True, kw_only=True):
    """A list of credentials or of addresses."""

    friendly_name: str


class Credential(Kept, frozen=True, kw_only=True):
    """Who may call. The password is checked and not kept: nobody here asks for it."""

    username: str


class Address(Kept, frozen=True, kw_only=True):
    """From where one may call: an IPv4 address and how many of its bits count."""

    friendly_name: str
    ip_address: str
    cidr_prefix_length: int


class Mapping(Kept, frozen=True, kw_only=True):
    """That a list guards a domain, which is its parent."""

    list_sid: str
    friendly_name: str
    guard: Guard


DOMAIN = Kind("sip_domain", "SD", Domain)
CREDENTIAL_LIST = Kind("sip_credential_list", "CL", NamedList)
ADDRESS_LIST = Kind("sip_ip_access_control_list", "AL", NamedList)
CREDENTIAL = Kind("sip_credential", "CR", Credential)
ADDRESS = Kind("sip_ip_address", "IP", Address)
CREDENTIAL_MAPPING = Kind("sip_credential_list_mapping", "CM", Mapping)
ADDRESS_MAPPING = Kind("sip_ip_access_control_list_mapping", "AM", Mapping)
# The words of a domain's auth_type. Source: https://www.twilio.com/docs/voice/sip/api/sip-domain-resource.
_AUTH_TYPES = ((ADDRESS_MAPPING, "IP_ACL"), (CREDENTIAL_MAPPING, "CREDENTIAL_LIST"))


async def checked_domain(shelf: Shelf, name: str, own_sid: str = "") -> str:
    """Return a domain's name in lower case. Raises: Problem 21232 for what is none, 21231 when it is taken."""
    lower = name.lower()
    if len(lower) > LONGEST_DOMAIN or _DOMAIN.fullmatch(lower) is None:
        raise Problem(21232, parameter="DomainName")
    taken = await shelf.find(DOMAIN, None, domain_name=lower)
    if taken is not None and taken.sid != own_sid:
        raise Problem(21231, parameter="DomainName")
    return lower


def check_password(password: str) -> None:
    """Check a password: at least twelve characters with a digit and both cases. Raises: Problem 21243."""
    has_all = (
        SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
        and any(map(str.isdigit, password))
        and any(map(str.islower, password))
        and any(map(str.isupper, password))
    )
    if not has_all:
        raise Problem(21243, parameter="Password")


def checked_address(text: str) -> str:
    """Return an IPv4 address. Raises: Problem 21238."""
    try:
        return str(IPv4Address(text))
    except AddressValueError as fault:
        raise Problem(21238, parameter="IpAddress") from fault


async def check_room(shelf: Shelf, kind: Kind[K], account_sid: str, parent_sid: str, most: int, code: int) -> None:
    """Make sure that there is room for one more. Raises: Problem with the code."""
    if len(await shelf.all(kind, account_sid, parent_sid=parent_sid)) >= most:
        raise Problem(code)


async def note_guards(shelf: Shelf, domain: Domain) -> None:
    """Write into a domain what guards its calls, after a mapping came or went."""
    words = [
        word
        for kind, word in _AUTH_TYPES
        if await shelf.find(kind, domain.account_sid, parent_sid=domain.sid, guard=Guard.CALLS)
    ]
    await shelf.change(DOMAIN, domain, auth_type=",".join(words))


async def remove_list(shelf: Shelf, kept: NamedList, mapping: Kind[Mapping], code: int) -> None:
    """Delete a list with what it holds. Raises: Problem with the code while it guards a domain."""
    if await shelf.find(mapping, kept.account_sid, list_sid=kept.sid) is not None:
        raise Problem(code)
    await shelf.remove(kept)
