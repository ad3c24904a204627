"""Audiences: contacts that are written to together. The brief names them and shows their tags; the rest is ours."""

from __future__ import annotations

from collections.abc import Iterator

from cordboard.api.call import Call
from cordboard.api.comms_dialect import AcceptedResource
from cordboard.api.comms_v1.contacts import CONTACT_ID, ListContacts
from cordboard.api.comms_v1.contacts import VIEW as CONTACT_VIEW
from cordboard.api.comms_v1.kinds import IdOf
from cordboard.api.comms_v1.parts import TAGS, Created, tags_of, was_created, wrong_empty, wrong_label
from cordboard.api.comms_v1.surface import SURFACE, dates, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Text, Whole
from cordboard.communications.held import page_of_kept
from cordboard.communications.people import MOST_MEMBERS, Audience, Contact
from cordboard.communications.words import AUDIENCE

MOST_ADDED = 1_000
AUDIENCE_ID, NAME = IdOf(AUDIENCE), Text(256)
VIEW = View("Audience", (out("id"), out("name"), out("size", Whole()), out("tags", TAGS), *dates()))


@described
class Included:
    """A contact in an audience."""

    contact_id: str = param("contact_id", CONTACT_ID, "The contact.")


@described
class CreateAudience:
    """An audience to make."""

    name: str = param("name", NAME, "What it is called.")
    tags: dict[str, object] | None = param("tags", TAGS, "Up to ten tags.", default=None)
    contacts: list[Included] | None = param(
        "contacts", Fields(Included), "Who is in it.", default=None, many=True, most=MOST_MEMBERS
    )

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the name and the tags."""
        return wrong_label(self.name, self.tags)


@described
class AudienceOf:
    """Which audience."""

    audience_id: str = path("audience_id", AUDIENCE_ID, "The audience.")


@described
class UpdateAudience:
    """An audience, and what to change."""

    audience_id: str = path("audience_id", AUDIENCE_ID, "The audience.")
    name: str | None = param("name", NAME, "What it is called.", default=None)
    tags: dict[str, object] | None = param("tags", TAGS, "All its tags.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the name and the tags."""
        return wrong_label(self.name, self.tags)


@described
class ListAudiences(Created):
    """Which audiences to list."""


@described
class AddContacts:
    """Contacts to put into an audience."""

    audience_id: str = path("audience_id", AUDIENCE_ID, "The audience.")
    contacts: list[Included] = param(
        "contacts", Fields(Included), "The contacts; the body may be the list itself.", many=True, most=MOST_ADDED
    )

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that there are none."""
        return wrong_empty("contacts", self.contacts)


@described
class ListMembers(ListContacts):
    """Which contacts of which audience."""

    audience_id: str = path("audience_id", AUDIENCE_ID, "The audience.")


@described
class MemberOf:
    """Which contact of which audience."""

    audience_id: str = path("audience_id", AUDIENCE_ID, "The audience.")
    contact_id: str = path("contact_id", CONTACT_ID, "The contact.")


def _audience(call: Call, audience_id: str) -> Audience:
    return call.services.reach.people.audiences.get(call.account.sid, audience_id)


AUDIENCES = Resource(SURFACE, "/Audiences", view=VIEW, key="audiences", by="audience_id", is_accepted=True)
MEMBERS = Resource(
    SURFACE, f"{AUDIENCES.one}/Contacts", view=CONTACT_VIEW, key="contacts", by="contact_id", is_accepted=True
)


@AUDIENCES.create("CreateAudience", says="made audience {name}", given=CreateAudience)
async def create_audience(call: Call, given: CreateAudience) -> AcceptedResource:
    """Make an audience, which messages name as a recipient."""
    audience = await call.services.reach.people.create_audience(
        call.account.sid,
        given.name,
        tags_of(given.tags) or {},
        [each.contact_id for each in given.contacts or ()],
    )
    return AcceptedResource(audience.id, AUDIENCES.path)


@AUDIENCES.list("ListAudiences", says="listed the audiences", given=ListAudiences)
async def list_audiences(call: Call, given: ListAudiences) -> Page[Audience]:
    """List audiences, newest first."""
    return call.services.reach.people.audiences.page(call.account.sid, call.page, was_created(given))


@AUDIENCES.fetch("FetchAudience", says="looked at audience {audience_id}", given=AudienceOf)
async def fetch_audience(call: Call, given: AudienceOf) -> Audience:
    """Fetch an audience."""
    return _audience(call, given.audience_id)


@AUDIENCES.update("UpdateAudience", says="changed audience {audience_id}", given=UpdateAudience)
async def update_audience(call: Call, given: UpdateAudience) -> AcceptedResource:
    """Change the name or the tags of an audience; the tags given take the place of all."""
    audience = _audience(call, given.audience_id)
    await call.services.reach.people.audiences.change(audience, name=given.name, tags=tags_of(given.tags))
    return AcceptedResource(audience.id, AUDIENCES.path)


@AUDIENCES.delete("DeleteAudience", says="deleted audience {audience_id}", given=AudienceOf)
async def delete_audience(call: Call, given: AudienceOf) -> AcceptedResource:
    """Delete an audience; its contacts stay."""
    audience = _audience(call, given.audience_id)
    await call.services.reach.people.audiences.remove(audience)
    return AcceptedResource(audience.id, AUDIENCES.path)


@MEMBERS.create("AddContactsToAudience", says="put contacts into audience {audience_id}", given=AddContacts)
async def add_contacts(call: Call, given: AddContacts) -> AcceptedResource:
    """Put contacts into an audience, all or none."""
    audience = _audience(call, given.audience_id)
    await call.services.reach.people.include(audience, [each.contact_id for each in given.contacts])
    return AcceptedResource(audience.id, AUDIENCES.path)


@MEMBERS.list("ListAudienceContacts", says="listed the contacts of audience {audience_id}", given=ListMembers)
async def list_members(call: Call, given: ListMembers) -> Page[Contact]:
    """List the contacts of an audience, newest first."""
    is_wanted = was_created(given)
    members = call.services.reach.people.members(_audience(call, given.audience_id))
    return page_of_kept([each for each in members if is_wanted(each)], call.page)


@MEMBERS.delete(
    "RemoveContactFromAudience", says="took contact {contact_id} out of audience {audience_id}", given=MemberOf
)
async def remove_contact(call: Call, given: MemberOf) -> AcceptedResource:
    """Take a contact out of an audience; it is kept."""
    audience = _audience(call, given.audience_id)
    await call.services.reach.people.exclude(audience, given.contact_id)
    return AcceptedResource(given.contact_id, f"{AUDIENCES.path}/{audience.id}/Contacts")
