"""What happens on calls and in conferences, as it would be told: the request that tells it, and perhaps its answer."""

from __future__ import annotations

from typing import NamedTuple

Pairs = tuple[tuple[str, str], ...]

CONFERENCE = "status-callback.conference.updated"
PARTICIPANT = "status-callback.conference-participant.updated"
ANNOUNCEMENT = "status-callback.announcement.processed"
RECORDING = "status-callback.recording.processed"
TRANSCRIPTION = "status-callback.transcription.processed"
STREAMED = "status-callback.stream.updated"
DETECTED = "status-callback.amd.detected"
NO_DOCUMENT = "twiml.request.failed"


class Response(NamedTuple):
    """What was answered. Units: milliseconds."""

    status: int
    duration_ms: int
    content_type: str
    body: bytes


class Occurrence(NamedTuple):
    """Something that happened. ``name`` is that of its type below voice, ``url`` is empty where nobody was told."""

    name: str
    account_sid: str
    sid: str
    at_ms: int
    method: str
    url: str
    parameters: Pairs
    response: Response | None = None
