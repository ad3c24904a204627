"""Recordings of a call in the 2010 API: starting, pausing, stopping. Source: reference 06, Recordings."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.call_parameters import CALL_SID, Channels, RecordingEvent, Track, Trim
from cordboard.api.v2010.calls import bounds, call_of
from cordboard.api.v2010.recording_control import Created, PauseBehavior, SetStatus, head, state
from cordboard.api.v2010.recordings import AREA, RECORDING_SID
from cordboard.api.v2010.surface import SURFACE, TEXT, always, out, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import Level, View, described, param, path
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Amount, Method, OneOf
from cordboard.voice.ports import RecordingFilter
from cordboard.voice.recording import Recording, RecordingStatus, Source
from cordboard.voice.recordings import Below
from cordboard.voice.tape import TapeSettings

CALL_RECORDING = View(
    "Recording",
    (
        *head(),
        out("price", Amount()),
        uri("/Accounts/{account_sid}/Calls/{call_sid}/Recordings/{sid}"),
        always("encryption_details", None),
        out("price_unit", TEXT),
        *state(),
        out("track", TEXT),
    ),
)


@described
class CreateCallRecording:
    """How to record a call that goes on."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    events: list[RecordingEvent] | None = param(
        "RecordingStatusCallbackEvent", OneOf(RecordingEvent), "Of which states.", default=None, many=True
    )
    callback: str | None = param("RecordingStatusCallback", Url(), "Told of it.", default=None, invalid=21609)
    callback_method: str = param("RecordingStatusCallbackMethod", Method(), "How.", default="POST", invalid=21209)
    trim: Trim = param("Trim", OneOf(Trim), "Whether to cut silence off.", default=Trim.KEEP)
    channels: Channels = param("RecordingChannels", OneOf(Channels), "Mono or dual.", default=Channels.MONO)
    track: Track = param("RecordingTrack", OneOf(Track), "Which side.", default=Track.BOTH)


@described
class ListCallRecordings(Created):
    """Which recordings of a call to list."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")


@described
class CallRecordingOf:
    """Which recording of a call."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    sid: str = path("Sid", RECORDING_SID, "The recording.")


@described
class UpdateCallRecording(SetStatus):
    """A recording of a call, and the state to set."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    sid: str = path("Sid", TEXT, "The recording, or Twilio.CURRENT where one is under way.")


CALL_RECORDINGS = Resource(
    SURFACE, "/Accounts/{AccountSid}/Calls/{CallSid}/Recordings", view=CALL_RECORDING, key="recordings", area=AREA
)


@CALL_RECORDINGS.create(
    "CreateCallRecording", says="began to record call {CallSid}", given=CreateCallRecording, level=Level.SEND
)
async def create_call_recording(call: Call, given: CreateCallRecording) -> Recording:
    """Begin to record a call that goes on."""
    found = await call_of(call, given.call_sid)
    events = tuple(each.value for each in given.events) if given.events else ("completed",)
    settings = TapeSettings(
        Source.API,
        call.told(given.callback, given.callback_method, events),
        2 if given.channels is Channels.DUAL else 1,
        given.track.value,
        given.trim is Trim.TRIM,
    )
    return await call.services.voice.board.recordings.start(found.sid, settings)


@CALL_RECORDINGS.list("ListCallRecording", says="listed the recordings of call {CallSid}", given=ListCallRecordings)
async def list_call_recordings(call: Call, given: ListCallRecordings) -> Page[Recording]:
    """List the recordings of a call, newest first."""
    found = await call_of(call, given.call_sid)
    wanted = RecordingFilter(found.sid, None, *bounds(given.created, given.created_after, given.created_before))
    return await call.services.voice.board.recordings.page(call.account.sid, wanted, call.page)


@CALL_RECORDINGS.fetch("FetchCallRecording", says="looked at recording {Sid} of call {CallSid}", given=CallRecordingOf)
async def fetch_call_recording(call: Call, given: CallRecordingOf) -> Recording:
    """Fetch a recording of a call."""
    return await call.services.voice.board.recordings.get(call.account.sid, given.sid, Below(call_sid=given.call_sid))


@CALL_RECORDINGS.update(
    "UpdateCallRecording",
    says="set recording {Sid} of call {CallSid} to {status}",
    given=UpdateCallRecording,
    level=Level.SEND,
)
async def update_call_recording(call: Call, given: UpdateCallRecording) -> Recording:
    """Pause a recording, go on with it, or stop it."""
    found = await call_of(call, given.call_sid)
    return await call.services.voice.board.recordings.change(
        call.account.sid,
        given.sid,
        Below(call_sid=found.sid),
        RecordingStatus(given.status.value),
        skips=given.pause_behavior is PauseBehavior.SKIP,
    )


@CALL_RECORDINGS.delete("DeleteCallRecording", says="deleted recording {Sid} of call {CallSid}", given=CallRecordingOf)
async def delete_call_recording(call: Call, given: CallRecordingOf) -> None:
    """Delete what was recorded of a call."""
    await call.services.voice.board.recordings.delete(call.account.sid, given.sid, Below(call_sid=given.call_sid))
