"""Add-ons of a number of the 2010 API. Source: reference 07, Assigned add-ons. They are kept and do nothing."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, subresource_uris, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import Property, View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Anything, Boolean, SidOf
from cordboard.numbers.add_on import ADD_ON, EXTENSION, AddOn, Extension

AREA = "phone_numbers"
NUMBER_SID, ADD_ON_SID, EXTENSION_SID = SidOf(("PN",)), SidOf(("XE",)), SidOf(("XF",))
_PATH = "/Accounts/{account_sid}/IncomingPhoneNumbers/{parent_sid}/AssignedAddOns/{sid}"
VIEW = View(
    "AssignedAddOn",
    (
        out("sid", TEXT),
        out("account_sid", TEXT),
        out("resource_sid", TEXT, "parent_sid"),
        out("friendly_name", TEXT),
        Property("description", TEXT, lambda _: "An add-on that is kept and does nothing here."),
        Property("configuration", Anything(), lambda _: {}),
        out("unique_name", TEXT),
        *dates(),
        uri(_PATH),
        subresource_uris(_PATH, {"extensions": "/Extensions"}),
    ),
)
EXTENSION_VIEW = View(
    "Extension",
    (
        out("sid", TEXT),
        out("account_sid", TEXT),
        out("resource_sid", TEXT),
        out("assigned_add_on_sid", TEXT, "parent_sid"),
        out("friendly_name", TEXT),
        out("product_name", TEXT),
        out("unique_name", TEXT),
        uri("/Accounts/{account_sid}/IncomingPhoneNumbers/{resource_sid}/AssignedAddOns/{parent_sid}/Extensions/{sid}"),
        out("enabled", Boolean()),
    ),
)


@described
class CreateAddOn:
    """An add-on to assign."""

    resource_sid: str = path("ResourceSid", NUMBER_SID, "The number.")
    installed_add_on_sid: str = param("InstalledAddOnSid", ADD_ON_SID, "The installed add-on.")


@described
class AddOnsOf:
    """Which number."""

    resource_sid: str = path("ResourceSid", NUMBER_SID, "The number.")


@described
class AddOnOf:
    """Which add-on."""

    resource_sid: str = path("ResourceSid", NUMBER_SID, "The number.")
    sid: str = path("Sid", ADD_ON_SID, "The add-on.")


@described
class ExtensionsOf:
    """Which add-on."""

    resource_sid: str = path("ResourceSid", NUMBER_SID, "The number.")
    assigned_add_on_sid: str = path("AssignedAddOnSid", ADD_ON_SID, "The add-on.")


@described
class ExtensionOf:
    """Which extension."""

    resource_sid: str = path("ResourceSid", NUMBER_SID, "The number.")
    assigned_add_on_sid: str = path("AssignedAddOnSid", ADD_ON_SID, "The add-on.")
    sid: str = path("Sid", EXTENSION_SID, "The extension.")


async def _add_on(call: Call, resource_sid: str, sid: str) -> AddOn:
    return await call.services.shelf.get(ADD_ON, call.account.sid, sid, parent_sid=resource_sid)


ASSIGNED_ADD_ONS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/IncomingPhoneNumbers/{ResourceSid}/AssignedAddOns",
    view=VIEW,
    key="assigned_add_ons",
    area=AREA,
)


@ASSIGNED_ADD_ONS.create(
    "CreateIncomingPhoneNumberAssignedAddOn", says="assigned an add-on to phone number {ResourceSid}", given=CreateAddOn
)
async def create_add_on(call: Call, given: CreateAddOn) -> AddOn:
    """Assign an add-on to a number, with one extension. Both are kept and do nothing."""
    number = await call.services.numbers.number(call.account.sid, given.resource_sid)
    shelf = call.services.shelf
    add_on = await shelf.add(
        ADD_ON,
        call.account.sid,
        parent_sid=number.sid,
        installed_sid=given.installed_add_on_sid,
        friendly_name=f"Add-on {given.installed_add_on_sid}",
        unique_name=given.installed_add_on_sid.lower(),
    )
    await shelf.add(EXTENSION, call.account.sid, parent_sid=add_on.sid, resource_sid=number.sid)
    return add_on


@ASSIGNED_ADD_ONS.list(
    "ListIncomingPhoneNumberAssignedAddOn", says="listed the add-ons of phone number {ResourceSid}", given=AddOnsOf
)
async def list_add_ons(call: Call, given: AddOnsOf) -> Page[AddOn]:
    """List the add-ons of a number, newest first."""
    number = await call.services.numbers.number(call.account.sid, given.resource_sid)
    return await call.services.shelf.page(ADD_ON, call.account.sid, call.page, parent_sid=number.sid)


@ASSIGNED_ADD_ONS.fetch("FetchIncomingPhoneNumberAssignedAddOn", says="looked at add-on {Sid}", given=AddOnOf)
async def fetch_add_on(call: Call, given: AddOnOf) -> AddOn:
    """Fetch an add-on of a number."""
    return await _add_on(call, given.resource_sid, given.sid)


@ASSIGNED_ADD_ONS.delete(
    "DeleteIncomingPhoneNumberAssignedAddOn", says="took add-on {Sid} from phone number {ResourceSid}", given=AddOnOf
)
async def delete_add_on(call: Call, given: AddOnOf) -> None:
    """Take an add-on from a number."""
    await call.services.shelf.remove(await _add_on(call, given.resource_sid, given.sid))


EXTENSIONS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/IncomingPhoneNumbers/{ResourceSid}/AssignedAddOns/{AssignedAddOnSid}/Extensions",
    view=EXTENSION_VIEW,
    key="extensions",
    area=AREA,
)


@EXTENSIONS.list(
    "ListIncomingPhoneNumberAssignedAddOnExtension",
    says="listed the extensions of add-on {AssignedAddOnSid}",
    given=ExtensionsOf,
)
async def list_extensions(call: Call, given: ExtensionsOf) -> Page[Extension]:
    """List where an add-on comes in."""
    add_on = await _add_on(call, given.resource_sid, given.assigned_add_on_sid)
    return await call.services.shelf.page(EXTENSION, call.account.sid, call.page, parent_sid=add_on.sid)


@EXTENSIONS.fetch("FetchIncomingPhoneNumberAssignedAddOnExtension", says="looked at extension {Sid}", given=ExtensionOf)
async def fetch_extension(call: Call, given: ExtensionOf) -> Extension:
    """Fetch where an add-on comes in."""
    add_on = await _add_on(call, given.resource_sid, given.assigned_add_on_sid)
    return await call.services.shelf.get(EXTENSION, call.account.sid, given.sid, parent_sid=add_on.sid)
