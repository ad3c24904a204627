"""Lists of credentials and of addresses for SIP: two resources of one shape. Source: reference 08, SIP."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, subresource_uris, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Text
from cordboard.shelf.shelf import Kind
from cordboard.sip.resources import (
    ADDRESS_LIST,
    ADDRESS_MAPPING,
    CREDENTIAL_LIST,
    CREDENTIAL_MAPPING,
    MOST_LISTS,
    Mapping,
    NamedList,
    check_room,
    remove_list,
)

AREA = "sip"


def _describe(
    *,
    name: str,
    noun: str,
    segment: str,
    key: str,
    kind: Kind[NamedList],
    mapping: Kind[Mapping],
    longest_name: int,
    too_many: int,
    in_use: int,
    view: View,
) -> None:
    """Describe the five operations of a kind of list."""
    name_kind = Text(longest_name)

    @described
    class Create:
        """A list to make."""

        friendly_name: str = param("FriendlyName", name_kind, f"A name, at most {longest_name} characters.")

    @described
    class One:
        """Which list."""

        sid: str = path("Sid", SidOf((kind.prefix,)), "The list.")

    @described
    class Update(One):
        """A list and its new name."""

        friendly_name: str = param("FriendlyName", name_kind, f"A name, at most {longest_name} characters.")

    async def create(call: Call, given: Create) -> NamedList:
        await check_room(call.services.shelf, kind, call.account.sid, "", MOST_LISTS, too_many)
        return await call.services.shelf.add(kind, call.account.sid, friendly_name=given.friendly_name)

    async def show(call: Call, given: None) -> Page[NamedList]:
        return await call.services.shelf.page(kind, call.account.sid, call.page)

    async def fetch(call: Call, given: One) -> NamedList:
        return await call.services.shelf.get(kind, call.account.sid, given.sid)

    async def update(call: Call, given: Update) -> NamedList:
        kept = await call.services.shelf.get(kind, call.account.sid, given.sid)
        return await call.services.shelf.change(kind, kept, friendly_name=given.friendly_name)

    async def delete(call: Call, given: One) -> None:
        kept = await call.services.shelf.get(kind, call.account.sid, given.sid)
        await remove_list(call.services.shelf, kept, mapping, in_use)

    create.__doc__ = f"Create {noun} for SIP (resource only: no SIP reaches this server)."
    show.__doc__ = f"List each {noun.partition(' ')[2]}, newest first."
    fetch.__doc__ = f"Fetch {noun}."
    update.__doc__ = f"Rename {noun}."
    delete.__doc__ = f"Delete {noun} with what it holds; one that guards a domain stays."
    resource = Resource(SURFACE, f"/Accounts/{{AccountSid}}/SIP/{segment}", view=view, key=key, area=AREA)
    resource.create(f"Create{name}", says=f"made {noun}", given=Create)(create)
    resource.list(f"List{name}", says="listed lists of SIP")(show)
    resource.fetch(f"Fetch{name}", says=f"looked at {noun}, {{Sid}}", given=One)(fetch)
    resource.update(f"Update{name}", says=f"renamed {noun}, {{Sid}}", given=Update)(update)
    resource.delete(f"Delete{name}", says=f"deleted {noun}, {{Sid}}", given=One)(delete)


_CREDENTIAL_LISTS, _ADDRESS_LISTS = (
    f"/Accounts/{{account_sid}}/SIP/{segment}/{{sid}}" for segment in ("CredentialLists", "IpAccessControlLists")
)
_describe(
    name="SipCredentialList",
    noun="a credential list",
    segment="CredentialLists",
    key="credential_lists",
    kind=CREDENTIAL_LIST,
    mapping=CREDENTIAL_MAPPING,
    longest_name=64,
    too_many=21239,
    in_use=21241,
    view=View(
        "SIPCredentialList",
        (
            out("account_sid", TEXT),
            *dates(),
            out("friendly_name", TEXT),
            out("sid", TEXT),
            subresource_uris(_CREDENTIAL_LISTS, {"credentials": "/Credentials"}),
            uri(_CREDENTIAL_LISTS),
        ),
    ),
)
_describe(
    name="SipIpAccessControlList",
    noun="an access control list",
    segment="IpAccessControlLists",
    key="ip_access_control_lists",
    kind=ADDRESS_LIST,
    mapping=ADDRESS_MAPPING,
    longest_name=255,
    too_many=21255,
    in_use=21236,
    view=View(
        "SIPIpAccessControlList",
        (
            out("sid", TEXT),
            out("account_sid", TEXT),
            out("friendly_name", TEXT),
            *dates(),
            subresource_uris(_ADDRESS_LISTS, {"ip_addresses": "/IpAddresses"}),
            uri(_ADDRESS_LISTS),
        ),
    ),
)
