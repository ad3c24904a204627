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
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.wire import Text, Whole
from cordboard.communications.held import page_of_kept
from cordboard.communications.people import MOST_MEMBERS, Audience, Contact
from cordboard.communications.words import AUDIENCE

AUDIENCES, MOST_ADDED = "/Audiences", 1_000
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


@SURFACE.operation(
    "POST",
    AUDIENCES,
    name="CreateAudience",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="made audience {name}",
    given=CreateAudience,
    success=202,
)
async def create_audience(call: Call, given: CreateAudience) -> AcceptedResource:
    """Make an audience, which messages name as a recipient."""
    audience = await call.services.reach.people.create_audience(
        call.account.sid,
        given.name,
        tags_of(given.tags) or {},
        [each.contact_id for each in given.contacts or ()],
    )
    return AcceptedResource(audience.id, AUDIENCES)


@SURFACE.operation(
    "GET",
    AUDIENCES,
    name="ListAudiences",
    level=Level.READ,
    says="listed the audiences",
    given=ListAudiences,
    view=VIEW,
    listing=Listing("audiences"),
)
async def list_audiences(call: Call, given: ListAudiences) -> Page[Audience]:
    """List audiences, newest first."""
    return call.services.reach.people.audiences.page(call.account.sid, call.page, was_created(given))


@SURFACE.operation(
    "GET",
    f"{AUDIENCES}/{{audience_id}}",
    name="FetchAudience",
    level=Level.READ,
    says="looked at audience {audience_id}",
    given=AudienceOf,
    view=VIEW,
)
async def fetch_audience(call: Call, given: AudienceOf) -> Audience:
    """Fetch an audience."""
    return _audience(call, given.audience_id)


@SURFACE.operation(
    "PATCH",
    f"{AUDIENCES}/{{audience_id}}",
    name="UpdateAudience",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="changed audience {audience_id}",
    given=UpdateAudience,
    success=202,
)
async def update_audience(call: Call, given: UpdateAudience) -> AcceptedResource:
    """Change the name or the tags of an audience; the tags given take the place of all."""
    audience = _audience(call, given.audience_id)
    await call.services.reach.people.audiences.change(audience, name=given.name, tags=tags_of(given.tags))
    return AcceptedResource(audience.id, AUDIENCES)


@SURFACE.operation(
    "DELETE",
    f"{AUDIENCES}/{{audience_id}}",
    name="DeleteAudience",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted audience {audience_id}",
    given=AudienceOf,
    success=202,
)
async def delete_audience(call: Call, given: AudienceOf) -> AcceptedResource:
    """Delete an audience; its contacts stay."""
    audience = _audience(call, given.audience_id)
    await call.services.reach.people.audiences.remove(audience)
    return AcceptedResource(audience.id, AUDIENCES)


@SURFACE.operation(
    "POST",
    f"{AUDIENCES}/{{audience_id}}/Contacts",
    name="AddContactsToAudience",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="put contacts into audience {audience_id}",
    given=AddContacts,
    success=202,
)
async def add_contacts(call: Call, given: AddContacts) -> AcceptedResource:
    """Put contacts into an audience, all or none."""
    audience = _audience(call, given.audience_id)
    await call.services.reach.people.include(audience, [each.contact_id for each in given.contacts])
    return AcceptedResource(audience.id, AUDIENCES)


@SURFACE.operation(
    "GET",
    f"{AUDIENCES}/{{audience_id}}/Contacts",
    name="ListAudienceContacts",
    level=Level.READ,
    says="listed the contacts of audience {audience_id}",
    given=ListMembers,
    view=CONTACT_VIEW,
    listing=Listing("contacts"),
)
async def list_members(call: Call, given: ListMembers) -> Page[Contact]:
    """List the contacts of an audience, newest first."""
    is_wanted = was_created(given)
    members = call.services.reach.people.members(_audience(call, given.audience_id))
    return page_of_kept([each for each in members if is_wanted(each)], call.page)


@SURFACE.operation(
    "DELETE",
    f"{AUDIENCES}/{{audience_id}}/Contacts/{{contact_id}}",
    name="RemoveContactFromAudience",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="took contact {contact_id} out of audience {audience_id}",
    given=MemberOf,
    success=202,
)
async def remove_contact(call: Call, given: MemberOf) -> AcceptedResource:
    """Take a contact out of an audience; it is kept."""
    audience = _audience(call, given.audience_id)
    await call.services.reach.people.exclude(audience, given.contact_id)
    return AcceptedResource(given.contact_id, f"{AUDIENCES}/{audience.id}/Contacts")
