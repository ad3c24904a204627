"""Transcriptions of recordings in the 2010 API. Source: reference 06, Recording transcriptions."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.recordings import AREA, RECORDING_SID
from cordboard.api.v2010.surface import SURFACE, TEXT, VERSION, always, dates, out, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, path
from cordboard.catalogue.wire import Amount, SidOf, Whole
from cordboard.voice.recording import TRANSCRIPTION, Transcription

TRANSCRIPTION_SID = SidOf(("TR",))
LIST, OF_RECORDING = "/Accounts/{AccountSid}/Transcriptions", "/Accounts/{AccountSid}/Recordings/{RecordingSid}"
VIEW = View(
    "Transcription",
    (
        out("account_sid", TEXT),
        always("api_version", VERSION),
        *dates(),
        out("duration", Whole(as_text=True), "duration_s"),
        out("price", Amount()),
        out("price_unit", TEXT),
        out("recording_sid", TEXT, "parent_sid"),
        out("sid", TEXT),
        out("status", TEXT),
        out("transcription_text", TEXT, "text"),
        always("type", "fast"),
        uri("/Accounts/{account_sid}/Transcriptions/{sid}"),
    ),
)


@described
class TranscriptionOf:
    """Which transcription."""

    sid: str = path("Sid", TRANSCRIPTION_SID, "The transcription.")


@described
class ListTranscriptionsOf:
    """Of which recording to list transcriptions."""

    recording_sid: str = path("RecordingSid", RECORDING_SID, "The recording.")


@described
class RecordingTranscriptionOf:
    """Which transcription of which recording."""

    recording_sid: str = path("RecordingSid", RECORDING_SID, "The recording.")
    sid: str = path("Sid", TRANSCRIPTION_SID, "The transcription.")


@SURFACE.operation(
    "GET",
    LIST,
    name="ListTranscription",
    area=AREA,
    level=Level.READ,
    says="listed transcriptions",
    view=VIEW,
    listing=Listing("transcriptions"),
)
async def list_transcriptions(call: Call, given: None) -> Page[Transcription]:
    """List transcriptions, newest first."""
    return await call.services.shelf.page(TRANSCRIPTION, call.account.sid, call.page)


@SURFACE.operation(
    "GET",
    f"{LIST}/{{Sid}}",
    name="FetchTranscription",
    area=AREA,
    level=Level.READ,
    says="looked at transcription {Sid}",
    given=TranscriptionOf,
    view=VIEW,
)
async def fetch_transcription(call: Call, given: TranscriptionOf) -> Transcription:
    """Fetch a transcription."""
    return await call.services.shelf.get(TRANSCRIPTION, call.account.sid, given.sid)


@SURFACE.operation(
    "DELETE",
    f"{LIST}/{{Sid}}",
    name="DeleteTranscription",
    area=AREA,
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted transcription {Sid}",
    given=TranscriptionOf,
    success=204,
)
async def delete_transcription(call: Call, given: TranscriptionOf) -> None:
    """Delete a transcription."""
    await call.services.shelf.remove(await fetch_transcription(call, given))


@SURFACE.operation(
    "GET",
    f"{OF_RECORDING}/Transcriptions",
    name="ListRecordingTranscription",
    area=AREA,
    level=Level.READ,
    says="listed the transcriptions of recording {RecordingSid}",
    given=ListTranscriptionsOf,
    view=VIEW,
    listing=Listing("transcriptions"),
)
async def list_recording_transcriptions(call: Call, given: ListTranscriptionsOf) -> Page[Transcription]:
    """List the transcriptions of a recording, newest first."""
    found = await call.services.voice.board.recordings.get(call.account.sid, given.recording_sid, with_deleted=True)
    return await call.services.shelf.page(TRANSCRIPTION, call.account.sid, call.page, parent_sid=found.sid)


@SURFACE.operation(
    "GET",
    f"{OF_RECORDING}/Transcriptions/{{Sid}}",
    name="FetchRecordingTranscription",
    area=AREA,
    level=Level.READ,
    says="looked at transcription {Sid} of recording {RecordingSid}",
    given=RecordingTranscriptionOf,
    view=VIEW,
)
async def fetch_recording_transcription(call: Call, given: RecordingTranscriptionOf) -> Transcription:
    """Fetch a transcription of a recording."""
    return await call.services.shelf.get(TRANSCRIPTION, call.account.sid, given.sid, parent_sid=given.recording_sid)


@SURFACE.operation(
    "DELETE",
    f"{OF_RECORDING}/Transcriptions/{{Sid}}",
    name="DeleteRecordingTranscription",
    area=AREA,
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted transcription {Sid} of recording {RecordingSid}",
    given=RecordingTranscriptionOf,
    success=204,
)
async def delete_recording_transcription(call: Call, given: RecordingTranscriptionOf) -> None:
    """Delete a transcription of a recording."""
    await call.services.shelf.remove(await fetch_recording_transcription(call, given))
