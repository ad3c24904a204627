"""The simulated directory: what lookups tell of the holder and the line of a number."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, Text
from cordboard.numbers.lookup import LISTING, CallerType, LineType, Listing

INVALID = 90002
NAME, CODE = Text(100), Text(3)  # ITU-T E.212: mobile country and network codes have two or three digits
SHOWN = View(
    "DirectoryListing",
    (
        out("phone_number", TEXT),
        out("caller_name", TEXT),
        out("caller_type", OneOf(CallerType)),
        out("line_type", OneOf(LineType)),
        out("carrier_name", TEXT),
        out("mobile_country_code", TEXT),
        out("mobile_network_code", TEXT),
    ),
)


@described
class ListingOf:
    """Which number."""

    phone_number: str = path("PhoneNumber", TEXT, "The number, in E.164.")


@described
class SetListing(ListingOf):
    """A number and what the directory says of it; what is left out is not told."""

    caller_name: str | None = param("caller_name", NAME, "Whose it is.", default=None, invalid=INVALID)
    caller_type: CallerType | None = param(
        "caller_type", OneOf(CallerType), "What its holder is.", default=None, invalid=INVALID
    )
    line_type: LineType | None = param(
        "line_type", OneOf(LineType), "What kind of line it is.", default=None, invalid=INVALID
    )
    carrier_name: str | None = param("carrier_name", NAME, "Whose network it is in.", default=None, invalid=INVALID)
    mobile_country_code: str | None = param(
        "mobile_country_code", CODE, "The network's country (E.212).", default=None, invalid=INVALID
    )
    mobile_network_code: str | None = param(
        "mobile_network_code", CODE, "The network in its country (E.212).", default=None, invalid=INVALID
    )


async def _found(call: Call, text: str) -> Listing:
    number = parse_e164(text)
    found = await call.services.shelf.find(LISTING, None, phone_number=number) if number else None
    if found is None:
        raise Problem(20404)
    return found


DIRECTORY = Resource(SURFACE, "/directory", view=SHOWN, key="listings", by="PhoneNumber")


@DIRECTORY.update(
    "UpdateDirectoryListing", says="set the directory listing of {PhoneNumber}", given=SetListing, method="PUT"
)
async def set_listing(call: Call, given: SetListing) -> Listing:
    """Set what lookups tell of a number."""
    number = parse_e164(given.phone_number)
    if number is None:
        raise Problem(90011, number=given.phone_number[:40])
    shelf = call.services.shelf
    before = await shelf.find(LISTING, None, phone_number=number)
    return await shelf.add(
        LISTING,
        call.account.sid,
        sid=before.sid if before else None,
        phone_number=number,
        caller_name=given.caller_name,
        caller_type=given.caller_type,
        line_type=given.line_type,
        carrier_name=given.carrier_name,
        mobile_country_code=given.mobile_country_code,
        mobile_network_code=given.mobile_network_code,
    )


@DIRECTORY.list("ListDirectoryListing", says="listed the directory")
async def list_listings(call: Call, given: None) -> Page[Listing]:
    """List the directory, newest first."""
    return await call.services.shelf.page(LISTING, call.account.sid, call.page)


@DIRECTORY.fetch("FetchDirectoryListing", says="looked at the directory listing of {PhoneNumber}", given=ListingOf)
async def fetch_listing(call: Call, given: ListingOf) -> Listing:
    """Fetch what lookups tell of a number."""
    return await _found(call, given.phone_number)


@DIRECTORY.delete("DeleteDirectoryListing", says="took {PhoneNumber} out of the directory", given=ListingOf)
async def delete_listing(call: Call, given: ListingOf) -> None:
    """Take a number out of the directory."""
    await call.services.shelf.remove(await _found(call, given.phone_number))
