"""Recordings of the 2010 API, and their sound. Source: reference 06, Recordings."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.v2010.call_parameters import CALL_SID
from cordboard.api.v2010.calls import bounds
from cordboard.api.v2010.surface import SURFACE, TEXT, VERSION, always, out, subresource_uris, uri
from cordboard.base.page import Page
from cordboard.catalogue.dates import DateFilter, Instant, Span
from cordboard.catalogue.describe import View, described, path, query
from cordboard.catalogue.request import Document
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Json, Malformed, Number, OneOf, Schema, SidOf, Style, Whole
from cordboard.voice.ports import RecordingFilter
from cordboard.voice.recording import Recording, RecordingStatus, Source

AREA = "voice"
RECORDING_SID, CONFERENCE_SID = SidOf(("RE",)), SidOf(("CF",))
WAV, MP3 = "wav", "mp3"
TYPES = {WAV: "audio/x-wav", MP3: "audio/mpeg"}
WITH_DELETED = "Whether to show what was deleted in the last forty days."


class Named(NamedTuple):
    """A recording, and the format of its sound; none is named for what describes it."""

    sid: str
    form: str | None


class RecordingName:
    """The SID of a recording, with the ending of a sound file or without."""

    def read(self, text: str) -> Named:
        """Return the SID and the format."""
        sid, dot, form = text.partition(".")
        if dot and form not in TYPES:
            raise Malformed
        return Named(RECORDING_SID.read(sid), form or None)

    def load(self, value: Json) -> Named:
        """Return the SID and the format."""
        return self.read(str(value))

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Names of files are read only."""
        return None

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "pattern": rf"^RE[0-9a-fA-F]{{32}}(\.({WAV}|{MP3}))?$"}


class Shown(NamedTuple):
    """A recording, and where its sound is."""

    sid: str
    account_sid: str
    recording: Recording
    media_url: str


RECORDING = View(
    "Recording",
    (
        out("account_sid", TEXT),
        always("api_version", VERSION),
        out("call_sid", TEXT, "recording.call_sid"),
        out("conference_sid", TEXT, "recording.conference_sid"),
        out("date_created", Instant(), "recording.created_ms"),
        out("date_updated", Instant(), "recording.updated_ms"),
        out("start_time", Instant(), "recording.started_ms"),
        out("duration", Whole(as_text=True), "recording.duration_s"),
        out("sid", TEXT),
        out("price", Number(), "recording.price"),
        out("price_unit", TEXT, "recording.price_unit"),
        out("status", OneOf(RecordingStatus), "recording.status"),
        out("channels", Whole(), "recording.channels"),
        out("source", OneOf(Source), "recording.source"),
        out("error_code", Whole(), "recording.error_code"),
        uri("/Accounts/{account_sid}/Recordings/{sid}"),
        always("encryption_details", None),
        subresource_uris(
            "/Accounts/{account_sid}/Recordings/{sid}",
            {"add_on_results": "/AddOnResults", "transcriptions": "/Transcriptions"},
        ),
        out("media_url", TEXT),
    ),
)


@described
class ListRecordings:
    """Which recordings to list."""

    created: Span | None = query("DateCreated", DateFilter(), "Only recordings of this day or second.")
    created_before: Span | None = query("DateCreated<", DateFilter(), "Only recordings of then or before.")
    created_after: Span | None = query("DateCreated>", DateFilter(), "Only recordings of then or after.")
    call_sid: str | None = query("CallSid", CALL_SID, "Only recordings of this call.")
    conference_sid: str | None = query("ConferenceSid", CONFERENCE_SID, "Only recordings of this conference.")
    with_deleted: bool = query("IncludeSoftDeleted", Boolean(), WITH_DELETED, default=False)


@described
class FetchRecording:
    """Which recording, and how many channels of its sound."""

    name: Named = path("Sid", RecordingName(), "The recording; with .wav or .mp3, or without an extension, its sound.")
    with_deleted: bool = query("IncludeSoftDeleted", Boolean(), WITH_DELETED, default=False)
    channels: int | None = query("RequestedChannels", Whole(1, 2), "Channels of the sound; those recorded if absent.")


@described
class RecordingOf:
    """Which recording."""

    sid: str = path("Sid", RECORDING_SID, "The recording.")


def shown(call: Call, recording: Recording) -> Shown:
    """Return a recording with the place of its sound."""
    url = call.services.voice.board.recording_url(recording)
    return Shown(recording.sid, recording.account_sid, recording, url)


RECORDINGS = Resource(SURFACE, "/Accounts/{AccountSid}/Recordings", view=RECORDING, key="recordings", area=AREA)


@RECORDINGS.list("ListRecording", says="listed recordings", given=ListRecordings)
async def list_recordings(call: Call, given: ListRecordings) -> Page[Shown]:
    """List recordings, newest first."""
    created = bounds(given.created, given.created_after, given.created_before)
    wanted = RecordingFilter(given.call_sid, given.conference_sid, *created, given.with_deleted)
    found = await call.services.voice.board.recordings.page(call.account.sid, wanted, call.page)
    return Page([shown(call, each) for each in found.items], found.number, found.before, found.after)


@RECORDINGS.fetch("FetchRecording", says="looked at recording {Sid}", given=FetchRecording, is_public=True)
async def fetch_recording(call: Call, given: FetchRecording) -> Shown | Document:
    """Fetch the description of a recording; with .wav, .mp3 or without an extension its sound."""
    recordings = call.services.voice.board.recordings
    found = await recordings.get(call.account.sid, given.name.sid, with_deleted=given.with_deleted)
    if call.extension and given.name.form is None:
        return shown(call, found)
    form = given.name.form or WAV
    return Document(TYPES[form], await recordings.sound(found, given.channels, form))


@RECORDINGS.delete("DeleteRecording", says="deleted recording {Sid}", given=RecordingOf)
async def delete_recording(call: Call, given: RecordingOf) -> None:
    """Delete what was recorded; for forty days it can still be asked for as deleted."""
    await call.services.voice.board.recordings.delete(call.account.sid, given.sid)
