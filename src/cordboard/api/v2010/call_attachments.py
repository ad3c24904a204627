"""Streams, SIP recordings and real-time transcriptions of a call, in the 2010 API.

A stream sends the sound of the call; a SIP recording is a state with callbacks, because the simulated network has
nobody to send it to; a transcription tells what is said. Source: reference 06, Call sub-resources.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from cordboard.api.call import Call
from cordboard.api.v2010.call_parameters import CALL_SID
from cordboard.api.v2010.calls import AREA, call_of
from cordboard.api.v2010.surface import SURFACE, TEXT, out, uri
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Level, Property, View, described, param, path
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Kind, Malformed, Method, OneOf, Text
from cordboard.voice.attachment import (
    SIPREC,
    STREAM,
    TRANSCRIPTION,
    Attached,
    AttachmentSettings,
    Sort,
    Transcribing,
)

MOST_PAIRS = 99
LONGEST_NAME = 256
T = TypeVar("T")


class Track(StrEnum):
    """Which side of the call."""

    INBOUND = "inbound_track"
    OUTBOUND = "outbound_track"
    BOTH = "both_tracks"


class State(StrEnum):
    """Whether it runs."""

    IN_PROGRESS = "in-progress"
    STOPPED = "stopped"


class Stop(StrEnum):
    """The state that can be set."""

    STOPPED = "stopped"


class StreamUrl(Url):
    """Where a stream goes: wss://, or, to this machine, ws://."""

    def read(self, text: str) -> str:
        """Return the URL as it was given."""
        scheme, separator, rest = text.partition("://")
        if scheme.lower() not in ("ws", "wss"):
            raise Malformed
        super().read(f"https{separator}{rest}")
        return text


def _properties(place: str) -> tuple[Property, ...]:
    return (
        out("sid", TEXT),
        out("account_sid", TEXT),
        out("call_sid", TEXT, "parent_sid"),
        out("name", TEXT),
        out("status", OneOf(State)),
        out("date_updated", Instant(), "updated_ms"),
        uri(f"/Accounts/{{account_sid}}/Calls/{{parent_sid}}/{place}/{{sid}}"),
    )


STREAM_VIEW = View("Stream", _properties("Streams"))
SIPREC_VIEW = View("Siprec", _properties("Siprec"))
TRANSCRIPTION_VIEW = View("RealtimeTranscription", _properties("Transcriptions"))
NAME: Kind = Text(LONGEST_NAME)


def with_pairs(text: str) -> Callable[[type[T]], type[T]]:
    """Add the pairs of names and values that a stream may carry, and describe the class."""

    def add(cls: type[T]) -> type[T]:
        for number in range(1, MOST_PAIRS + 1):
            for word in ("Name", "Value"):
                attribute, wire = f"parameter_{number}_{word.lower()}", f"Parameter{number}.{word}"
                cls.__annotations__[attribute] = "str | None"
                setattr(cls, attribute, param(wire, TEXT, text, default=None))
        return described(cls)

    return add


def pairs_of(given: object) -> tuple[tuple[str, str], ...]:
    """Return the pairs that were given, by number; one without a name is none."""
    numbers = range(1, MOST_PAIRS + 1)
    found = ((getattr(given, f"parameter_{at}_name"), getattr(given, f"parameter_{at}_value")) for at in numbers)
    return tuple((name, value or "") for name, value in found if name)


@with_pairs("For who takes the stream: one of the `customParameters` of its start.")
class CreateStream:
    """A stream to start."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    url: str = param("Url", StreamUrl(), "Where to send the sound: wss://, or, to this machine, ws://.", invalid=31922)
    name: str | None = param("Name", NAME, "Its name, to stop it by.", default=None)
    track: Track = param("Track", OneOf(Track), "Which side.", default=Track.INBOUND)
    callback: str | None = param("StatusCallback", Url(), "Told of start and stop.", default=None, invalid=21609)
    callback_method: str = param("StatusCallbackMethod", Method(), "How.", default="POST", invalid=21209)


@with_pairs("For who takes the recording; read and not used.")
class CreateSiprec:
    """A SIP recording to start."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    name: str | None = param("Name", NAME, "Its name, to stop it by.", default=None)
    connector_name: str | None = param("ConnectorName", TEXT, "Read and not used.", default=None)
    track: Track = param("Track", OneOf(Track), "Which side.", default=Track.INBOUND)
    callback: str | None = param("StatusCallback", Url(), "Told of start and stop.", default=None, invalid=21609)
    callback_method: str = param("StatusCallbackMethod", Method(), "How.", default="POST", invalid=21209)


@described
class CreateTranscription:
    """A transcription to start."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    name: str | None = param("Name", NAME, "Its name, to stop it by.", default=None)
    track: Track = param("Track", OneOf(Track), "Which side.", default=Track.BOTH)
    callback: str | None = param("StatusCallbackUrl", Url(), "Told what is said.", default=None, invalid=21609)
    callback_method: str = param("StatusCallbackMethod", Method(), "How.", default="POST", invalid=21209)
    inbound_label: str | None = param("InboundTrackLabel", TEXT, "Told at the start.", default=None)
    outbound_label: str | None = param("OutboundTrackLabel", TEXT, "Told at the start.", default=None)
    partial_results: bool = param(
        "PartialResults", Boolean(), "Whether half of what is said is told first.", default=False
    )
    language_code: str = param("LanguageCode", TEXT, "Told with what is said.", default="en-US")
    engine: str = param("TranscriptionEngine", TEXT, "google or deepgram; another is an error.", default="google")
    profanity_filter: bool = param("ProfanityFilter", Boolean(), "Told at the start.", default=True)
    speech_model: str = param("SpeechModel", TEXT, "Told at the start.", default="telephony")
    hints: str | None = param("Hints", TEXT, "Read and not used.", default=None)
    punctuation: bool = param("EnableAutomaticPunctuation", Boolean(), "Told at the start.", default=True)
    intelligence_service: str | None = param("IntelligenceService", TEXT, "Read and not used.", default=None)
    conversation_configuration: str | None = param(
        "ConversationConfiguration", TEXT, "Read and not used.", default=None
    )
    conversation_id: str | None = param("ConversationId", TEXT, "Read and not used.", default=None)
    configuration_id: str | None = param("ConfigurationId", TEXT, "Read and not used.", default=None)
    provider_data: bool = param("EnableProviderData", Boolean(), "Read and not used.", default=False)


@described
class StopAttached:
    """What to stop."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    sid: str = path("Sid", TEXT, "Its SID, or its name.")
    status: Stop = param("Status", OneOf(Stop), "stopped.")


async def _start(call: Call, call_sid: str, sort: Sort, settings: AttachmentSettings) -> Attached:
    found = await call_of(call, call_sid)
    return await call.services.voice.board.attachments.start(found.sid, sort, settings)


async def _stop(call: Call, given: StopAttached, sort: Sort) -> Attached:
    found = await call_of(call, given.call_sid)
    return await call.services.voice.board.attachments.stop(call.account.sid, found.sid, sort, given.sid)


STREAMS = Resource(SURFACE, "/Accounts/{AccountSid}/Calls/{CallSid}/Streams", view=STREAM_VIEW, area=AREA)


@STREAMS.create(
    "CreateStream", says="started a stream of call {CallSid}", given=CreateStream, level=Level.SEND, success=200
)
async def create_stream(call: Call, given: CreateStream) -> Attached:
    """Start to send the sound of a call that goes on, over a web socket."""
    told = call.told(given.callback, given.callback_method)
    settings = AttachmentSettings(given.name, given.track.value, told, url=given.url, parameters=pairs_of(given))
    return await _start(call, given.call_sid, STREAM, settings)


@STREAMS.update("UpdateStream", says="stopped stream {Sid} of call {CallSid}", given=StopAttached, level=Level.SEND)
async def update_stream(call: Call, given: StopAttached) -> Attached:
    """Stop a stream."""
    return await _stop(call, given, STREAM)


SIPREC_SESSIONS = Resource(SURFACE, "/Accounts/{AccountSid}/Calls/{CallSid}/Siprec", view=SIPREC_VIEW, area=AREA)


@SIPREC_SESSIONS.create(
    "CreateSiprec", says="started a SIP recording of call {CallSid}", given=CreateSiprec, level=Level.SEND, success=200
)
async def create_siprec(call: Call, given: CreateSiprec) -> Attached:
    """Start a SIP recording of a call that goes on; here a state with callbacks, no sound is sent."""
    told = call.told(given.callback, given.callback_method)
    return await _start(call, given.call_sid, SIPREC, AttachmentSettings(given.name, given.track.value, told))


@SIPREC_SESSIONS.update(
    "UpdateSiprec", says="stopped SIP recording {Sid} of call {CallSid}", given=StopAttached, level=Level.SEND
)
async def update_siprec(call: Call, given: StopAttached) -> Attached:
    """Stop a SIP recording."""
    return await _stop(call, given, SIPREC)


TRANSCRIPTIONS = Resource(
    SURFACE, "/Accounts/{AccountSid}/Calls/{CallSid}/Transcriptions", view=TRANSCRIPTION_VIEW, area=AREA
)


@TRANSCRIPTIONS.create(
    "CreateRealtimeTranscription",
    says="started to transcribe call {CallSid}",
    given=CreateTranscription,
    level=Level.SEND,
    success=200,
)
async def create_transcription(call: Call, given: CreateTranscription) -> Attached:
    """Tell what is said on a call that goes on, from now on."""
    told = call.told(given.callback, given.callback_method)
    transcribing = Transcribing(
        given.language_code,
        given.engine,
        given.speech_model,
        given.partial_results,
        given.inbound_label,
        given.outbound_label,
        given.profanity_filter,
        given.punctuation,
    )
    settings = AttachmentSettings(given.name, given.track.value, told, transcribing=transcribing)
    return await _start(call, given.call_sid, TRANSCRIPTION, settings)


@TRANSCRIPTIONS.update(
    "UpdateRealtimeTranscription",
    says="stopped transcription {Sid} of call {CallSid}",
    given=StopAttached,
    level=Level.SEND,
)
async def update_transcription(call: Call, given: StopAttached) -> Attached:
    """Stop a transcription."""
    return await _stop(call, given, TRANSCRIPTION)
