"""Contacts: people that are written to by name. The brief names them; their shape is ours."""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.comms_dialect import AcceptedResource
from cordboard.api.comms_v1.kinds import IdOf, TextMap
from cordboard.api.comms_v1.parts import TAGS, Created, checked_tags, was_created
from cordboard.api.comms_v1.surface import SURFACE, dates, out
from cordboard.base.page import Page
from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem, Problems
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import OneOf, Text
from cordboard.communications.people import LONGEST_VARIABLES, MOST_ADDRESSES, Contact, ContactAddress
from cordboard.communications.words import CONTACT, INVALID, Reach

CONTACTS = "/Contacts"
CONTACT_ID, CHANNEL, NAME, TEXTS = IdOf(CONTACT), OneOf(Reach, any_case=True), Text(256), TextMap()
ADDRESS_VIEW = View("ContactAddress", (out("address"), out("channel", CHANNEL)))
VIEW = View(
    "Contact",
    (
        out("id"),
        out("name"),
        out("addresses", Part(ADDRESS_VIEW, many=True)),
        out("variables", TEXTS),
        out("tags", TAGS),
        *dates(),
    ),
)


@described
class Address:
    """Where a contact is reached."""

    address: str = param("address", Text(64), "A number in E.164.")
    channel: Reach = param("channel", CHANNEL, "PHONE, or WHATSAPP.")


def _addresses(**more: Any) -> Any:
    sentence = "Where the contact is reached, the preferred first."
    return param("addresses", Fields(Address), sentence, many=True, most=MOST_ADDRESSES, **more)


@described
class Described:
    """What is said of a contact beside its addresses."""

    name: str | None = param("name", NAME, "What the contact is called.", default=None)
    variables: dict[str, str] | None = param("variables", TEXTS, "Values for templates, by name.", default=None)
    tags: dict[str, object] | None = param("tags", TAGS, "Up to ten tags.", default=None)


@described
class CreateContact(Described):
    """A contact to keep."""

    addresses: list[Address] = _addresses()


@described
class ContactOf:
    """Which contact."""

    contact_id: str = path("contact_id", CONTACT_ID, "The contact.")


@described
class UpdateContact(Described):
    """A contact, and what to change."""

    contact_id: str = path("contact_id", CONTACT_ID, "The contact.")
    addresses: list[Address] | None = _addresses(default=None)


@described
class ListContacts(Created):
    """Which contacts to list."""


def _checked_addresses(given: list[Address] | None) -> tuple[ContactAddress, ...] | None:
    """Return the addresses, each once. Raises: Problems 20001, one for each that is no number."""
    if given is None:
        return None
    if not given:
        raise Problem(INVALID, parameter="addresses")
    faults = [
        Problem(INVALID, parameter=f"addresses[{place}].address", value=each.address)
        for place, each in enumerate(given)
        if not each.address.startswith("+") or parse_e164(each.address) is None
    ]
    if faults:
        raise Problems(faults)
    found = (ContactAddress(parse_e164(each.address) or "", each.channel) for each in given)
    return tuple(dict.fromkeys(found))


def _checked_variables(given: dict[str, str] | None) -> dict[str, str] | None:
    """Return values for templates. Raises: Problem 20001 beyond what is kept of a contact."""
    if given is not None and sum(len(name) + len(value) for name, value in given.items()) > LONGEST_VARIABLES:
        message = f"The field 'variables' holds more than {LONGEST_VARIABLES:,} characters."
        raise Problem(INVALID, parameter="variables", message=message)
    return given


def _values(given: CreateContact | UpdateContact) -> dict[str, Any]:
    return {
        "name": given.name,
        "addresses": _checked_addresses(given.addresses),
        "variables": _checked_variables(given.variables),
        "tags": checked_tags(given.tags),
    }


@SURFACE.operation(
    "POST",
    CONTACTS,
    name="CreateContact",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="made contact {name}",
    given=CreateContact,
    success=202,
)
async def create_contact(call: Call, given: CreateContact) -> AcceptedResource:
    """Keep a contact, which messages name as a recipient."""
    people, values = call.services.reach.people, _values(given)
    people.check_room(call.account.sid)
    contact = await people.contacts.add(
        call.account.sid, **values | {"variables": values["variables"] or {}, "tags": values["tags"] or {}}
    )
    return AcceptedResource(contact.id, CONTACTS)


@SURFACE.operation(
    "GET",
    CONTACTS,
    name="ListContacts",
    level=Level.READ,
    says="listed the contacts",
    given=ListContacts,
    view=VIEW,
    listing=Listing("contacts"),
)
async def list_contacts(call: Call, given: ListContacts) -> Page[Contact]:
    """List contacts, newest first."""
    return call.services.reach.people.contacts.page(call.account.sid, call.page, was_created(given))


@SURFACE.operation(
    "GET",
    f"{CONTACTS}/{{contact_id}}",
    name="FetchContact",
    level=Level.READ,
    says="looked at contact {contact_id}",
    given=ContactOf,
    view=VIEW,
)
async def fetch_contact(call: Call, given: ContactOf) -> Contact:
    """Fetch a contact."""
    return call.services.reach.people.contacts.get(call.account.sid, given.contact_id)


@SURFACE.operation(
    "PATCH",
    f"{CONTACTS}/{{contact_id}}",
    name="UpdateContact",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="changed contact {contact_id}",
    given=UpdateContact,
    success=202,
)
async def update_contact(call: Call, given: UpdateContact) -> AcceptedResource:
    """Change a contact; what is given takes the place of what was there, and is whole."""
    people = call.services.reach.people
    contact = people.contacts.get(call.account.sid, given.contact_id)
    await people.contacts.change(contact, **_values(given))
    return AcceptedResource(contact.id, CONTACTS)


@SURFACE.operation(
    "DELETE",
    f"{CONTACTS}/{{contact_id}}",
    name="DeleteContact",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted contact {contact_id}",
    given=ContactOf,
    success=202,
)
async def delete_contact(call: Call, given: ContactOf) -> AcceptedResource:
    """Delete a contact, and take it out of every audience."""
    people = call.services.reach.people
    contact = people.contacts.get(call.account.sid, given.contact_id)
    await people.delete_contact(contact)
    return AcceptedResource(contact.id, CONTACTS)
