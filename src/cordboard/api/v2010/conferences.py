"""Conferences of the 2010 API. Source: reference 06, Conferences and participants."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.v2010.calls import bounds
from cordboard.api.v2010.recordings import CONFERENCE_SID
from cordboard.api.v2010.surface import SURFACE, TEXT, VERSION, always, dates, out, subresource_uris, uri
from cordboard.base.page import Page
from cordboard.catalogue.dates import DateFilter, Span
from cordboard.catalogue.describe import Effect, Level, View, described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Method, OneOf
from cordboard.voice.ports import ConferenceFilter
from cordboard.voice.room import Conference, ConferenceStatus, Reason

AREA = "voice"


class End(StrEnum):
    """The state that a conference may be set to."""

    COMPLETED = "completed"


CONFERENCE = View(
    "Conference",
    (
        out("account_sid", TEXT),
        *dates(),
        always("api_version", VERSION),
        out("friendly_name", TEXT),
        out("region", TEXT),
        out("sid", TEXT),
        out("status", OneOf(ConferenceStatus)),
        uri("/Accounts/{account_sid}/Conferences/{sid}"),
        subresource_uris(
            "/Accounts/{account_sid}/Conferences/{sid}",
            {"participants": "/Participants", "recordings": "/Recordings"},
        ),
        out("reason_conference_ended", OneOf(Reason), "reason"),
        out("call_sid_ending_conference", TEXT, "call_sid_ending"),
    ),
)


@described
class ListConferences:
    """Which conferences to list."""

    created: Span | None = query("DateCreated", DateFilter(), "Only conferences of this day or second.")
    created_before: Span | None = query("DateCreated<", DateFilter(), "Only conferences of then or before.")
    created_after: Span | None = query("DateCreated>", DateFilter(), "Only conferences of then or after.")
    updated: Span | None = query("DateUpdated", DateFilter(), "Only those that changed on this day or second.")
    updated_before: Span | None = query("DateUpdated<", DateFilter(), "Only those that changed then or before.")
    updated_after: Span | None = query("DateUpdated>", DateFilter(), "Only those that changed then or after.")
    friendly_name: str | None = query("FriendlyName", TEXT, "Only conferences of this name.")
    status: ConferenceStatus | None = query(
        "Status", OneOf(ConferenceStatus), "Only conferences in this state; in-progress if absent."
    )


@described
class ConferenceOf:
    """Which conference."""

    sid: str = path("Sid", CONFERENCE_SID, "The conference.")


@described
class UpdateConference:
    """A conference, and what to do with it."""

    sid: str = path("Sid", TEXT, "The conference.")
    status: End | None = param("Status", OneOf(End), "completed, to end it.", default=None)
    announce_url: str | None = param("AnnounceUrl", Url(), "The document everybody hears.", default=None, invalid=21205)
    announce_method: str = param("AnnounceMethod", Method(), "How to ask for it.", default="POST", invalid=21209)


CONFERENCES = Resource(SURFACE, "/Accounts/{AccountSid}/Conferences", view=CONFERENCE, key="conferences", area=AREA)


@CONFERENCES.list("ListConference", says="listed conferences", given=ListConferences)
async def list_conferences(call: Call, given: ListConferences) -> Page[Conference]:
    """List conferences, newest first; without a status those in progress."""
    board, status = call.services.voice.board, given.status
    if status is None and not board.limits.lists_ended:
        status = ConferenceStatus.IN_PROGRESS
    wanted = ConferenceFilter(
        given.friendly_name,
        status,
        *bounds(given.created, given.created_after, given.created_before),
        *bounds(given.updated, given.updated_after, given.updated_before),
    )
    return await board.conferences.page(call.account.sid, wanted, call.page)


@CONFERENCES.fetch("FetchConference", says="looked at conference {Sid}", given=ConferenceOf)
async def fetch_conference(call: Call, given: ConferenceOf) -> Conference:
    """Fetch a conference."""
    return await call.services.voice.board.conferences.get(call.account.sid, given.sid)


@CONFERENCES.update(
    "UpdateConference",
    says="changed conference {Sid}",
    given=UpdateConference,
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
)
async def update_conference(call: Call, given: UpdateConference) -> Conference:
    """End a conference, or let everybody in it hear an announcement."""
    conferences = call.services.voice.board.conferences
    if given.status is End.COMPLETED:
        return await conferences.end(call.account.sid, given.sid)
    if given.announce_url is not None:
        for each in await conferences.participants(call.account.sid, given.sid) if call.agent_sid else ():
            call.services.voice.board.adopt(each.sid, call.agent_sid, call.decision_id)
        return await conferences.announce(call.account.sid, given.sid, given.announce_url, given.announce_method)
    return (await conferences.room(call.account.sid, given.sid)).conference
