"""Recordings of a conference in the 2010 API. Source: reference 06, Recordings."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.calls import bounds
from cordboard.api.v2010.recording_control import Created, PauseBehavior, SetStatus, head, state
from cordboard.api.v2010.recordings import AREA, CONFERENCE_SID, RECORDING_SID
from cordboard.api.v2010.surface import SURFACE, TEXT, always, out, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import Level, View, described, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Number
from cordboard.voice.ports import RecordingFilter
from cordboard.voice.recording import Recording, RecordingStatus
from cordboard.voice.recordings import Below

CONFERENCE_RECORDING = View(
    "Recording",
    (
        *head(),
        out("price", Number()),
        out("price_unit", TEXT),
        *state(),
        always("encryption_details", None),
        uri("/Accounts/{account_sid}/Conferences/{conference_sid}/Recordings/{sid}"),
    ),
)


@described
class ListConferenceRecordings(Created):
    """Which recordings of a conference to list."""

    conference_sid: str = path("ConferenceSid", CONFERENCE_SID, "The conference.")


@described
class ConferenceRecordingOf:
    """Which recording of a conference."""

    conference_sid: str = path("ConferenceSid", CONFERENCE_SID, "The conference.")
    sid: str = path("Sid", RECORDING_SID, "The recording.")


@described
class UpdateConferenceRecording(SetStatus):
    """A recording of a conference, and the state to set."""

    conference_sid: str = path("ConferenceSid", CONFERENCE_SID, "The conference.")
    sid: str = path("Sid", TEXT, "The recording, or Twilio.CURRENT where one is under way.")


CONFERENCE_RECORDINGS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Recordings",
    view=CONFERENCE_RECORDING,
    key="recordings",
    area=AREA,
)


@CONFERENCE_RECORDINGS.list(
    "ListConferenceRecording",
    says="listed the recordings of conference {ConferenceSid}",
    given=ListConferenceRecordings,
)
async def list_conference_recordings(call: Call, given: ListConferenceRecordings) -> Page[Recording]:
    """List the recordings of a conference, newest first."""
    board = call.services.voice.board
    found = await board.conferences.get(call.account.sid, given.conference_sid)
    wanted = RecordingFilter(None, found.sid, *bounds(given.created, given.created_after, given.created_before))
    return await board.recordings.page(call.account.sid, wanted, call.page)


@CONFERENCE_RECORDINGS.fetch(
    "FetchConferenceRecording",
    says="looked at recording {Sid} of conference {ConferenceSid}",
    given=ConferenceRecordingOf,
)
async def fetch_conference_recording(call: Call, given: ConferenceRecordingOf) -> Recording:
    """Fetch a recording of a conference."""
    below = Below(conference_sid=given.conference_sid)
    return await call.services.voice.board.recordings.get(call.account.sid, given.sid, below)


@CONFERENCE_RECORDINGS.update(
    "UpdateConferenceRecording",
    says="set recording {Sid} of conference {ConferenceSid} to {status}",
    given=UpdateConferenceRecording,
    level=Level.SEND,
)
async def update_conference_recording(call: Call, given: UpdateConferenceRecording) -> Recording:
    """Pause a recording or go on with it; a conference's recording ends with the conference."""
    return await call.services.voice.board.recordings.change(
        call.account.sid,
        given.sid,
        Below(conference_sid=given.conference_sid),
        RecordingStatus(given.status.value),
        skips=given.pause_behavior is PauseBehavior.SKIP,
    )


@CONFERENCE_RECORDINGS.delete(
    "DeleteConferenceRecording",
    says="deleted recording {Sid} of conference {ConferenceSid}",
    given=ConferenceRecordingOf,
)
async def delete_conference_recording(call: Call, given: ConferenceRecordingOf) -> None:
    """Delete what was recorded of a conference."""
    below = Below(conference_sid=given.conference_sid)
    await call.services.voice.board.recordings.delete(call.account.sid, given.sid, below)
