"""Recordings and transcriptions as they are kept. The sound is made of what was said when somebody wants to hear it.

Source: https://www.twilio.com/docs/voice/api/recording, /docs/voice/api/recording-transcription.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from cordboard.base.manner import USUAL, Manner
from cordboard.shelf.shelf import Kept, Kind
from cordboard.voice.signals import SPEECH

PRICE_UNIT = "USD"
# Ours, of the order of public list prices: a minute of a recording, and a minute of its transcription.
PRICE_OF_MINUTE, PRICE_OF_TRANSCRIBED_MINUTE = Decimal("0.0025"), Decimal("0.0500")
KEPT_DELETED_MS = 40 * 86_400_000  # Source: reference 06: what is deleted is shown for forty days when asked for


class RecordingStatus(StrEnum):
    """Where a recording is; the values are the wire words."""

    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    STOPPED = "stopped"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ABSENT = "absent"
    DELETED = "deleted"


UNDER_WAY = frozenset({RecordingStatus.IN_PROGRESS, RecordingStatus.PAUSED})


class Source(StrEnum):
    """What made a recording."""

    DIAL = "DialVerb"
    CONFERENCE = "Conference"
    OUTBOUND_API = "OutboundAPI"
    TRUNKING = "Trunking"
    RECORD = "RecordVerb"
    API = "StartCallRecordingAPI"
    CONFERENCE_API = "StartConferenceRecordingAPI"


class Spoken(Struct, frozen=True):
    """Something on a tape: from whom, when after its start, and what: speech or a signal. Units: milliseconds.

    ``who`` is caller for the telephone's side of a call, callee for what the telephone hears. The text of a clip is its
    SID; its sound is there only while the recording is made into a file. ``skipped_ms`` of it were over before.
    ``lasts_ms`` is the time that the call gave to speech, if it gave it any.
    """

    at_ms: int
    who: str
    text: str
    what: str = SPEECH
    sound: bytes = b""
    skipped_ms: int = 0
    lasts_ms: int | None = None
    manner: Manner = USUAL


class Recording(Kept, frozen=True, kw_only=True):
    """A recording. ``spoken`` is what its sound is made of; ``is_of_document`` when Start began it.

    Units: ``length_ms`` in milliseconds.
    """

    call_sid: str
    conference_sid: str | None = None
    started_ms: int
    length_ms: int | None = None
    status: RecordingStatus = RecordingStatus.IN_PROGRESS
    channels: int = 1
    source: Source
    track: str = "both"
    spoken: tuple[Spoken, ...] = ()
    is_of_document: bool = False
    error_code: int | None = None
    deleted_ms: int | None = None

    @property
    def duration_s(self) -> int | None:
        """Return the length in whole seconds."""
        return None if self.length_ms is None else max(round(self.length_ms / 1000), 1)

    @property
    def price(self) -> Decimal | None:
        """Return what the recording costs: negative, for each minute begun."""
        return None if self.length_ms is None else -PRICE_OF_MINUTE * minutes(self.length_ms)

    @property
    def price_unit(self) -> str:
        """Return the currency of the price."""
        return PRICE_UNIT


RECORDING: Kind[Recording] = Kind("recording", "RE", Recording)


class Clip(Kept, frozen=True, kw_only=True):
    """A file that was played while a recording was made, which is its parent: mu-law of 8 kHz."""

    samples: bytes


CLIP_KIND: Kind[Clip] = Kind("recorded_clip", "RC", Clip)


class Transcription(Kept, frozen=True, kw_only=True):
    """The text of a recording, which is its parent. Units: milliseconds."""

    length_ms: int
    status: str = "completed"
    text: str

    @property
    def duration_s(self) -> int:
        """Return the length of what was transcribed, in whole seconds."""
        return max(round(self.length_ms / 1000), 1)

    @property
    def price(self) -> Decimal:
        """Return what the transcription costs: negative, for each minute begun."""
        return -PRICE_OF_TRANSCRIBED_MINUTE * minutes(self.length_ms)

    @property
    def price_unit(self) -> str:
        """Return the currency of the price."""
        return PRICE_UNIT


TRANSCRIPTION: Kind[Transcription] = Kind("transcription", "TR", Transcription)


def minutes(length_ms: int) -> int:
    """Return how many minutes were begun."""
    return max(-(-length_ms // 60_000), 1)
