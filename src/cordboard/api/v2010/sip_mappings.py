"""Which lists guard a SIP domain: five resources of one shape. Source: reference 08, SIP.

The mappings right below a domain are those of its calls, as they were before there were mappings of registrations.
"""

from __future__ import annotations

from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf
from cordboard.shelf.shelf import Kind
from cordboard.sip.resources import (
    ADDRESS_LIST,
    ADDRESS_MAPPING,
    CREDENTIAL_LIST,
    CREDENTIAL_MAPPING,
    DOMAIN,
    Guard,
    Mapping,
    NamedList,
    note_guards,
)

AREA = "sip"
DOMAIN_SID = SidOf(("SD",))


class _Mapped(NamedTuple):
    """What a resource maps: lists of a kind, by mappings of a kind, to guard something."""

    name: str
    below: str
    key: str
    lists: Kind[NamedList]
    kind: Kind[Mapping]
    guard: Guard
    parameter: str
    has_domain: bool = False


_CREDENTIALS, _ADDRESSES = "CredentialListMapping", "IpAccessControlListMapping"
_MAPPED = (
    _Mapped(
        f"Sip{_CREDENTIALS}",
        f"{_CREDENTIALS}s",
        "credential_list_mappings",
        CREDENTIAL_LIST,
        CREDENTIAL_MAPPING,
        Guard.CALLS,
        "CredentialListSid",
        has_domain=True,
    ),
    _Mapped(
        f"Sip{_ADDRESSES}",
        f"{_ADDRESSES}s",
        "ip_access_control_list_mappings",
        ADDRESS_LIST,
        ADDRESS_MAPPING,
        Guard.CALLS,
        "IpAccessControlListSid",
        has_domain=True,
    ),
    _Mapped(
        f"SipAuthCalls{_CREDENTIALS}",
        f"Auth/Calls/{_CREDENTIALS}s",
        "contents",
        CREDENTIAL_LIST,
        CREDENTIAL_MAPPING,
        Guard.CALLS,
        "CredentialListSid",
    ),
    _Mapped(
        f"SipAuthCalls{_ADDRESSES}",
        f"Auth/Calls/{_ADDRESSES}s",
        "contents",
        ADDRESS_LIST,
        ADDRESS_MAPPING,
        Guard.CALLS,
        "IpAccessControlListSid",
    ),
    _Mapped(
        f"SipAuthRegistrations{_CREDENTIALS}",
        f"Auth/Registrations/{_CREDENTIALS}s",
        "contents",
        CREDENTIAL_LIST,
        CREDENTIAL_MAPPING,
        Guard.REGISTRATIONS,
        "CredentialListSid",
    ),
)


def _view(mapped: _Mapped) -> View:
    own = (out("account_sid", TEXT), *dates(), out("friendly_name", TEXT), out("sid", TEXT, "list_sid"))
    if not mapped.has_domain:
        return View(mapped.name, own)
    place = f"/Accounts/{{account_sid}}/SIP/Domains/{{parent_sid}}/{mapped.below}/{{list_sid}}"
    return View(mapped.name, (*own[:3], out("domain_sid", TEXT, "parent_sid"), *own[3:], uri(place)))


async def _create(call: Call, mapped: _Mapped, domain_sid: str, list_sid: str) -> Mapping:
    shelf, account_sid = call.services.shelf, call.account.sid
    domain = await shelf.get(DOMAIN, account_sid, domain_sid)
    kept = await shelf.get(mapped.lists, account_sid, list_sid)
    found = await _find(call, mapped, domain_sid, list_sid)
    if found is not None:
        return found
    made = await shelf.add(
        mapped.kind,
        account_sid,
        parent_sid=domain.sid,
        list_sid=kept.sid,
        friendly_name=kept.friendly_name,
        guard=mapped.guard,
    )
    await note_guards(shelf, domain)
    return made


async def _find(call: Call, mapped: _Mapped, domain_sid: str, list_sid: str) -> Mapping | None:
    return await call.services.shelf.find(
        mapped.kind, call.account.sid, parent_sid=domain_sid, list_sid=list_sid, guard=mapped.guard
    )


async def _get(call: Call, mapped: _Mapped, domain_sid: str, list_sid: str) -> Mapping:
    found = await _find(call, mapped, domain_sid, list_sid)
    if found is None:
        raise Problem(20404)
    return found


def _describe(mapped: _Mapped) -> None:
    """Describe the four operations of a kind of mapping."""
    place = f"/Accounts/{{AccountSid}}/SIP/Domains/{{DomainSid}}/{mapped.below}"
    resource = Resource(SURFACE, place, view=_view(mapped), key=mapped.key, area=AREA)
    sid_kind, what = SidOf((mapped.lists.prefix,)), f"a list that guards {mapped.guard} of SIP domain {{DomainSid}}"

    @described
    class Of:
        """Which domain."""

        domain_sid: str = path("DomainSid", DOMAIN_SID, "The domain.")

    @described
    class Create(Of):
        """A list that is to guard a domain."""

        list_sid: str = param(mapped.parameter, sid_kind, "The list.")

    @described
    class One(Of):
        """Which list of a domain."""

        sid: str = path("Sid", sid_kind, "The list.")

    @resource.create(f"Create{mapped.name}", says=f"put {what}", given=Create)
    async def create(call: Call, given: Create) -> Mapping:
        """Let a list guard a SIP domain (resource only: no SIP reaches this server)."""
        return await _create(call, mapped, given.domain_sid, given.list_sid)

    @resource.list(f"List{mapped.name}", says=f"listed {what}", given=Of)
    async def show(call: Call, given: Of) -> Page[Mapping]:
        """List the lists that guard a SIP domain, newest first."""
        domain = await call.services.shelf.get(DOMAIN, call.account.sid, given.domain_sid)
        return await call.services.shelf.page(
            mapped.kind, call.account.sid, call.page, parent_sid=domain.sid, guard=mapped.guard
        )

    @resource.fetch(f"Fetch{mapped.name}", says=f"looked at {what}", given=One)
    async def fetch(call: Call, given: One) -> Mapping:
        """Fetch a list that guards a SIP domain."""
        return await _get(call, mapped, given.domain_sid, given.sid)

    @resource.delete(f"Delete{mapped.name}", says=f"took away {what}", given=One)
    async def delete(call: Call, given: One) -> None:
        """Let a list guard a SIP domain no more."""
        shelf = call.services.shelf
        await shelf.remove(await _get(call, mapped, given.domain_sid, given.sid))
        await note_guards(shelf, await shelf.get(DOMAIN, call.account.sid, given.domain_sid))


for _mapped in _MAPPED:
    _describe(_mapped)
