"""Transcriptions of recordings in the 2010 API. Source: reference 06, Recording transcriptions."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.recordings import AREA, RECORDING_SID
from cordboard.api.v2010.surface import SURFACE, TEXT, VERSION, always, dates, out, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import View, described, path
from cordboard.catalogue.resource import Resource
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


TRANSCRIPTIONS = Resource(SURFACE, "/Accounts/{AccountSid}/Transcriptions", view=VIEW, key="transcriptions", area=AREA)


@TRANSCRIPTIONS.list("ListTranscription", says="listed transcriptions")
async def list_transcriptions(call: Call, given: None) -> Page[Transcription]:
    """List transcriptions, newest first."""
    return await call.services.shelf.page(TRANSCRIPTION, call.account.sid, call.page)


@TRANSCRIPTIONS.fetch("FetchTranscription", says="looked at transcription {Sid}", given=TranscriptionOf)
async def fetch_transcription(call: Call, given: TranscriptionOf) -> Transcription:
    """Fetch a transcription."""
    return await call.services.shelf.get(TRANSCRIPTION, call.account.sid, given.sid)


@TRANSCRIPTIONS.delete("DeleteTranscription", says="deleted transcription {Sid}", given=TranscriptionOf)
async def delete_transcription(call: Call, given: TranscriptionOf) -> None:
    """Delete a transcription."""
    await call.services.shelf.remove(await fetch_transcription(call, given))


RECORDING_TRANSCRIPTIONS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/Recordings/{RecordingSid}/Transcriptions",
    view=VIEW,
    key="transcriptions",
    area=AREA,
)


@RECORDING_TRANSCRIPTIONS.list(
    "ListRecordingTranscription",
    says="listed the transcriptions of recording {RecordingSid}",
    given=ListTranscriptionsOf,
)
async def list_recording_transcriptions(call: Call, given: ListTranscriptionsOf) -> Page[Transcription]:
    """List the transcriptions of a recording, newest first."""
    found = await call.services.voice.board.recordings.get(call.account.sid, given.recording_sid, with_deleted=True)
    return await call.services.shelf.page(TRANSCRIPTION, call.account.sid, call.page, parent_sid=found.sid)


@RECORDING_TRANSCRIPTIONS.fetch(
    "FetchRecordingTranscription",
    says="looked at transcription {Sid} of recording {RecordingSid}",
    given=RecordingTranscriptionOf,
)
async def fetch_recording_transcription(call: Call, given: RecordingTranscriptionOf) -> Transcription:
    """Fetch a transcription of a recording."""
    return await call.services.shelf.get(TRANSCRIPTION, call.account.sid, given.sid, parent_sid=given.recording_sid)


@RECORDING_TRANSCRIPTIONS.delete(
    "DeleteRecordingTranscription",
    says="deleted transcription {Sid} of recording {RecordingSid}",
    given=RecordingTranscriptionOf,
)
async def delete_recording_transcription(call: Call, given: RecordingTranscriptionOf) -> None:
    """Delete a transcription of a recording."""
    await call.services.shelf.remove(await fetch_recording_transcription(call, given))
