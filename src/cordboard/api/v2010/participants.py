"""Participants of conferences in the 2010 API. Source: reference 06, Conferences and participants."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.conferences import AREA
from cordboard.api.v2010.offers import offer_of
from cordboard.api.v2010.participant_parameters import SAYS_WAIT, CreateParticipant, joining_of, options_of
from cordboard.api.v2010.recordings import CONFERENCE_SID
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.page import Page, page_of
from cordboard.base.sid import key_of
from cordboard.catalogue.describe import Effect, Level, View, described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Method, SidOf, Whole
from cordboard.voice.conferences import Change, Participant

SAYS_WHO = "The participant: the SID of its call, or its label."
PARTICIPANT = View(
    "Participant",
    (
        out("account_sid", TEXT),
        out("call_sid", TEXT, "sid"),
        out("label", TEXT),
        out("call_sid_to_coach", TEXT, "coached"),
        out("coaching", Boolean(), "is_coaching"),
        out("conference_sid", TEXT),
        *dates(),
        out("end_conference_on_exit", Boolean(), "ends_on_exit"),
        out("muted", Boolean(), "is_muted"),
        out("hold", Boolean(), "is_on_hold"),
        out("start_conference_on_enter", Boolean(), "starts_on_enter"),
        out("status", TEXT),
        out("queue_time", Whole(as_text=True), "queued_ms"),
        uri("/Accounts/{account_sid}/Conferences/{conference_sid}/Participants/{sid}"),
    ),
)


@described
class ListParticipants:
    """Which participants to list."""

    conference_sid: str = path("ConferenceSid", CONFERENCE_SID, "The conference.")
    muted: bool | None = query("Muted", Boolean(), "Only those who are muted, or who are not.")
    hold: bool | None = query("Hold", Boolean(), "Only those who are on hold, or who are not.")
    coaching: bool | None = query("Coaching", Boolean(), "Only those who coach, or who do not.")


@described
class ParticipantOf:
    """Which participant."""

    conference_sid: str = path("ConferenceSid", CONFERENCE_SID, "The conference.")
    call_sid: str = path("CallSid", TEXT, SAYS_WHO)


@described
class UpdateParticipant:
    """A participant, and what to change."""

    conference_sid: str = path("ConferenceSid", CONFERENCE_SID, "The conference.")
    call_sid: str = path("CallSid", TEXT, SAYS_WHO)
    muted: bool | None = param("Muted", Boolean(), "Whether the others do not hear it.", default=None)
    hold: bool | None = param("Hold", Boolean(), "Whether it hears music in place of the others.", default=None)
    hold_url: str | None = param("HoldUrl", Url(), "What it hears on hold.", default=None, invalid=21205)
    hold_method: str = param("HoldMethod", Method(), "How to ask for it.", default="GET", invalid=21209)
    announce_url: str | None = param("AnnounceUrl", Url(), "A document that it hears.", default=None, invalid=21205)
    announce_method: str = param("AnnounceMethod", Method(), "How to ask for it.", default="POST", invalid=21209)
    wait_url: str | None = param("WaitUrl", Url(), SAYS_WAIT, default=None, invalid=21205, keep_empty=True)
    wait_method: str = param("WaitMethod", Method(), "How to ask for it.", default="POST", invalid=21209)
    beep_on_exit: bool | None = param("BeepOnExit", Boolean(), "Whether the others hear it leave.", default=None)
    ends_on_exit: bool | None = param(
        "EndConferenceOnExit", Boolean(), "Whether the conference ends with it.", default=None
    )
    coaching: bool | None = param("Coaching", Boolean(), "Whether one other alone hears it.", default=None)
    call_sid_to_coach: str | None = param("CallSidToCoach", SidOf(("CA",)), "Who does.", default=None)


PARTICIPANTS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants",
    view=PARTICIPANT,
    key="participants",
    area=AREA,
    by="CallSid",
)


@PARTICIPANTS.create(
    "CreateParticipant",
    says="called {to} into conference {ConferenceSid}",
    given=CreateParticipant,
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
)
async def create_participant(call: Call, given: CreateParticipant) -> Participant:
    """Call somebody into a conference, which begins with it where there is none of that name."""
    voice = call.services.voice
    sender, recipient = voice.placing.addresses(call.account.sid, given.to, given.from_)
    options, offer = options_of(given, call), offer_of(given)
    return await voice.board.conferences.invite(
        call.account.sid, given.conference_sid, sender, recipient, joining_of(given), options, offer
    )


@PARTICIPANTS.list(
    "ListParticipant", says="listed the participants of conference {ConferenceSid}", given=ListParticipants
)
async def list_participants(call: Call, given: ListParticipants) -> Page[Participant]:
    """List who is in a conference or called into it; who has left is listed no more."""
    found = await call.services.voice.board.conferences.participants(call.account.sid, given.conference_sid)
    wanted = (given.muted, given.hold, given.coaching)
    rows = [each for each in found if all(want in (None, has) for want, has in zip(wanted, _marks(each), strict=True))]
    return page_of(rows, call.page, lambda each: key_of(each.sid))


def _marks(participant: Participant) -> tuple[bool, bool, bool]:
    return participant.is_muted, participant.is_on_hold, participant.is_coaching


@PARTICIPANTS.fetch(
    "FetchParticipant", says="looked at participant {CallSid} of conference {ConferenceSid}", given=ParticipantOf
)
async def fetch_participant(call: Call, given: ParticipantOf) -> Participant:
    """Fetch a participant."""
    conferences = call.services.voice.board.conferences
    return await conferences.participant(call.account.sid, given.conference_sid, given.call_sid)


@PARTICIPANTS.update(
    "UpdateParticipant",
    says="changed participant {CallSid} of conference {ConferenceSid}",
    given=UpdateParticipant,
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
)
async def update_participant(call: Call, given: UpdateParticipant) -> Participant:
    """Mute a participant, hold it, let it hear something, or change its part."""
    change = Change(
        is_muted=given.muted,
        is_on_hold=given.hold,
        hold_url=given.hold_url,
        hold_method=given.hold_method,
        announce_url=given.announce_url,
        announce_method=given.announce_method,
        wait_url=given.wait_url,
        wait_method=given.wait_method,
        exit_beep=given.beep_on_exit,
        ends_on_exit=given.ends_on_exit,
        is_coaching=given.coaching,
        coached=given.call_sid_to_coach,
    )
    board, conferences = call.services.voice.board, call.services.voice.board.conferences
    if call.agent_sid and (given.hold_url or given.announce_url or given.wait_url):
        found = await conferences.participant(call.account.sid, given.conference_sid, given.call_sid)
        board.adopt(found.sid, call.agent_sid, call.decision_id)
    return await conferences.change(call.account.sid, given.conference_sid, given.call_sid, change)


@PARTICIPANTS.delete(
    "DeleteParticipant",
    says="put participant {CallSid} out of conference {ConferenceSid}",
    given=ParticipantOf,
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
)
async def delete_participant(call: Call, given: ParticipantOf) -> None:
    """Put a participant out; its document goes on."""
    await call.services.voice.board.conferences.kick(call.account.sid, given.conference_sid, given.call_sid)
