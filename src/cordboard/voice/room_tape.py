"""The recording of a conference from its start, and the older way of telling of it.

Source: https://www.twilio.com/docs/voice/twiml/conference (record, eventCallbackUrl); reference 03, section 9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cordboard.base.webhook import Purpose
from cordboard.twiml.voice.dial_effects import JoinConference
from cordboard.voice.call import Told
from cordboard.voice.recording import Recording, Source
from cordboard.voice.tape import Tape, TapeSettings

if TYPE_CHECKING:
    from cordboard.voice.joining import Joining
    from cordboard.voice.room import Room

# WAV of 8 kHz and 16 bits, as recordings are served: its header, and what a millisecond takes.
HEADER_BYTES, BYTES_PER_MS = 44, 16


def record(room: Room, wanted: JoinConference, first: Joining) -> None:
    """Record a conference as its first participant wants it."""
    callback, conference = wanted.recording, room.conference
    told = Told(url=callback.url, method=callback.method, events=tuple(sorted(callback.events)))
    told = told.led_by(first.leg.call.options)
    Tape(
        room.board,
        room.tapes,
        TapeSettings(Source.CONFERENCE, told, trims=wanted.trims),
        account_sid=conference.account_sid,
        call_sid=first.leg.call.sid,
        conference_sid=conference.sid,
    )


def tell_recorded(room: Room, wanted: JoinConference, made: Recording) -> None:
    """Tell of a recording that has ended, where its first participant asked for that in the older way."""
    told = replace(room.told, url=wanted.event_callback)
    size = HEADER_BYTES + BYTES_PER_MS * (made.length_ms or 0)
    parameters = (
        *room.facts(),
        ("EventName", "conference-record-end"),
        ("RecordingUrl", room.board.recording_url(made)),
        ("Duration", str(made.duration_s or 0)),
        ("RecordingFileSize", str(size)),
    )
    conference = room.conference
    task = room.board.hooks.about(conference.account_sid, conference.sid, told, parameters, Purpose.CONFERENCE_STATUS)
    if task is not None:
        room.board.write(tasks=[task])
