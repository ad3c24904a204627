"""Contacts: people that are written to by name. The brief names them; their shape is ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cordboard.api.call import Call
from cordboard.api.comms_dialect import AcceptedResource
from cordboard.api.comms_v1.kinds import IdOf, TextMap
from cordboard.api.comms_v1.parts import TAGS, Created, tags_of, was_created, wrong_empty, wrong_label
from cordboard.api.comms_v1.recipients import wrong_number
from cordboard.api.comms_v1.surface import SURFACE, dates, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.render import Part
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, Text
from cordboard.communications.asked import number_of, said
from cordboard.communications.people import LONGEST_VARIABLES, MOST_ADDRESSES, Contact, ContactAddress
from cordboard.communications.words import CONTACT, Reach

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

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that the address is no number."""
        return wrong_number(self.address)


def _addresses(**more: Any) -> Any:
    sentence = "Where the contact is reached, the preferred first."
    return param("addresses", Fields(Address), sentence, many=True, most=MOST_ADDRESSES, **more)


@described
class Described:
    """What is said of a contact beside its addresses."""

    name: str | None = param("name", NAME, "What the contact is called.", default=None)
    variables: dict[str, str] | None = param("variables", TEXTS, "Values for templates, by name.", default=None)
    tags: dict[str, object] | None = param("tags", TAGS, "Up to ten tags.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the tags, and more variables than are kept."""
        yield from wrong_label(None, self.tags)
        variables = self.variables if isinstance(self.variables, Mapping) else {}
        if sum(len(name) + len(value) for name, value in variables.items()) > LONGEST_VARIABLES:
            yield said(f"The field {{}} holds more than {LONGEST_VARIABLES:,} characters.", "variables")


@described
class CreateContact(Described):
    """A contact to keep."""

    addresses: list[Address] = _addresses()

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that there is no address, too."""
        yield from wrong_empty("addresses", self.addresses)
        yield from super().also_wrong()


@described
class ContactOf:
    """Which contact."""

    contact_id: str = path("contact_id", CONTACT_ID, "The contact.")


@described
class UpdateContact(Described):
    """A contact, and what to change."""

    contact_id: str = path("contact_id", CONTACT_ID, "The contact.")
    addresses: list[Address] | None = _addresses(default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that there is no address, too."""
        yield from wrong_empty("addresses", self.addresses)
        yield from super().also_wrong()


@described
class ListContacts(Created):
    """Which contacts to list."""


def _addresses_of(given: list[Address] | None) -> tuple[ContactAddress, ...] | None:
    """Return the addresses, each once."""
    if given is None:
        return None
    return tuple(dict.fromkeys(ContactAddress(number_of(each.address) or "", each.channel) for each in given))


def _values(given: CreateContact | UpdateContact) -> dict[str, Any]:
    return {
        "name": given.name,
        "addresses": _addresses_of(given.addresses),
        "variables": given.variables,
        "tags": tags_of(given.tags),
    }


CONTACTS = Resource(SURFACE, "/Contacts", view=VIEW, key="contacts", by="contact_id", is_accepted=True)


@CONTACTS.create("CreateContact", says="made contact {name}", given=CreateContact)
async def create_contact(call: Call, given: CreateContact) -> AcceptedResource:
    """Keep a contact, which messages name as a recipient."""
    people, values = call.services.reach.people, _values(given)
    people.check_room(call.account.sid)
    contact = await people.contacts.add(
        call.account.sid, **values | {"variables": values["variables"] or {}, "tags": values["tags"] or {}}
    )
    return AcceptedResource(contact.id, CONTACTS.path)


@CONTACTS.list("ListContacts", says="listed the contacts", given=ListContacts)
async def list_contacts(call: Call, given: ListContacts) -> Page[Contact]:
    """List contacts, newest first."""
    return call.services.reach.people.contacts.page(call.account.sid, call.page, was_created(given))


@CONTACTS.fetch("FetchContact", says="looked at contact {contact_id}", given=ContactOf)
async def fetch_contact(call: Call, given: ContactOf) -> Contact:
    """Fetch a contact."""
    return call.services.reach.people.contacts.get(call.account.sid, given.contact_id)


@CONTACTS.update("UpdateContact", says="changed contact {contact_id}", given=UpdateContact)
async def update_contact(call: Call, given: UpdateContact) -> AcceptedResource:
    """Change a contact; what is given takes the place of what was there, and is whole."""
    people = call.services.reach.people
    contact = people.contacts.get(call.account.sid, given.contact_id)
    await people.contacts.change(contact, **_values(given))
    return AcceptedResource(contact.id, CONTACTS.path)


@CONTACTS.delete("DeleteContact", says="deleted contact {contact_id}", given=ContactOf)
async def delete_contact(call: Call, given: ContactOf) -> AcceptedResource:
    """Delete a contact, and take it out of every audience."""
    people = call.services.reach.people
    contact = people.contacts.get(call.account.sid, given.contact_id)
    await people.delete_contact(contact)
    return AcceptedResource(contact.id, CONTACTS.path)
