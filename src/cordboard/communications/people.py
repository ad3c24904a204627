"""Contacts and audiences: people that a customer knows by name, one by one or many together.

The documents name both and describe neither, so that their fields and figures are ours: a contact has up to ten
addresses, the preferred first, and values for templates; an audience holds contacts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from msgspec import Struct

from cordboard.base.problem import Problem, Problems
from cordboard.communications.asked import MOST_PROBLEMS
from cordboard.communications.held import Held, Identified
from cordboard.communications.ports import Person, Target
from cordboard.communications.words import AUDIENCE, CONTACT, INVALID, Reach
from cordboard.shelf.shelf import Kind, Shelf

MOST_ADDRESSES = 10  # Source: reference of the Communications API, section 3.1, connected addresses.
LONGEST_VARIABLES = 10_000  # characters, names and values
MOST_CONTACTS = 100_000  # all are held in memory; one takes a kilobyte, eleven at most
MOST_AUDIENCES, MOST_MEMBERS = 1_000, 10_000


class ContactAddress(Struct, frozen=True, array_like=True):
    """Where a contact is reached."""

    address: str
    channel: Reach


class Contact(Identified, frozen=True, kw_only=True):
    """A person; ``variables`` are what templates say of them."""

    PREFIX: ClassVar[str] = CONTACT
    name: str | None = None
    addresses: tuple[ContactAddress, ...]
    variables: dict[str, str]
    tags: dict[str, str]

    @property
    def person(self) -> Person:
        """Return what a send needs to know."""
        return Person(tuple(Target(each.address, each.channel) for each in self.addresses), self.variables)


class Audience(Identified, frozen=True, kw_only=True):
    """People that are written to together."""

    PREFIX: ClassVar[str] = AUDIENCE
    name: str
    tags: dict[str, str]
    contact_ids: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Return how many contacts there are in it."""
        return len(self.contact_ids)


CONTACTS = Kind("comms_contact", "QC", Contact)
AUDIENCES = Kind("comms_audience", "QA", Audience)


class People:
    """Finds and changes contacts and audiences."""

    def __init__(self, shelf: Shelf) -> None:
        self.contacts = Held(shelf, CONTACTS)
        self.audiences = Held(shelf, AUDIENCES)

    async def load(self) -> None:
        """Read all, at the start."""
        await self.contacts.load()
        await self.audiences.load()

    def check_room(self, account_sid: str) -> None:
        """Make sure that an account may have another contact. Raises: Problem 20001."""
        if len(self.contacts.of(account_sid)) >= MOST_CONTACTS:
            raise _too_many("address", f"An account has {MOST_CONTACTS:,} contacts")

    async def create_audience(self, account_sid: str, name: str, tags: dict[str, str], ids: Iterable[str]) -> Audience:
        """Make an audience. Raises: Problem 20001 for contacts that there are not, and beyond what there may be."""
        if len(self.audiences.of(account_sid)) >= MOST_AUDIENCES:
            raise _too_many("name", f"An account has {MOST_AUDIENCES:,} audiences")
        return await self.audiences.add(account_sid, name=name, tags=tags, contact_ids=self._known(account_sid, ids))

    async def include(self, audience: Audience, ids: Iterable[str]) -> Audience:
        """Add contacts to an audience. Raises: Problem 20001."""
        more = self._known(audience.account_sid, ids)
        held = tuple(dict.fromkeys((*audience.contact_ids, *more)))
        return await self.audiences.change(audience, contact_ids=_checked_size(held))

    async def exclude(self, audience: Audience, contact_id: str) -> Audience:
        """Take a contact out of an audience. Raises: Problem 20404."""
        if contact_id not in audience.contact_ids:
            raise Problem(CONTACTS.missing)
        return await self.audiences.change(audience, contact_ids=_without(audience, contact_id))

    async def delete_contact(self, contact: Contact) -> None:
        """Delete a contact, and take it out of every audience."""
        held = [each for each in self.audiences.of(contact.account_sid).values() if contact.id in each.contact_ids]
        for audience in held:
            await self.audiences.change(audience, contact_ids=_without(audience, contact.id))
        await self.contacts.remove(contact)

    def members(self, audience: Audience) -> list[Contact]:
        """Return the contacts of an audience, newest first."""
        ids = frozenset(audience.contact_ids)
        return [each for each in self.contacts.of(audience.account_sid).values() if each.id in ids][::-1]

    def contact(self, account_sid: str, contact_id: str) -> Person | None:
        """Return a contact as a recipient; None when the account has none of this id."""
        found = self.contacts.found(account_sid, contact_id)
        return None if found is None else found.person

    def audience(self, account_sid: str, audience_id: str) -> Sequence[Person] | None:
        """Return everybody in an audience as recipients; None when the account has none of this id."""
        found = self.audiences.found(account_sid, audience_id)
        if found is None:
            return None
        contacts = self.contacts.of(account_sid)
        return [contacts[each].person for each in found.contact_ids if each in contacts]

    def _known(self, account_sid: str, ids: Iterable[str]) -> tuple[str, ...]:
        ids, contacts = tuple(ids), self.contacts.of(account_sid)
        unique = tuple(dict.fromkeys(ids))
        wrong = [
            Problem(INVALID, parameter=f"contacts[{place}].contact_id", value=each)
            for place, each in enumerate(ids)
            if each not in contacts
        ]
        if wrong:
            raise Problems(wrong[:MOST_PROBLEMS])
        return _checked_size(unique)


def _checked_size(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the contacts of an audience. Raises: Problem 20001 beyond what there may be."""
    if len(ids) > MOST_MEMBERS:
        raise _too_many("contacts", f"An audience has {MOST_MEMBERS:,} contacts")
    return ids


def _without(audience: Audience, contact_id: str) -> tuple[str, ...]:
    return tuple(each for each in audience.contact_ids if each != contact_id)


def _too_many(parameter: str, sentence: str) -> Problem:
    return Problem(INVALID, parameter=parameter, message=f"{sentence} at most.")
