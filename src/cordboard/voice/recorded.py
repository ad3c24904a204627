"""What is told of a recording, by callbacks and by events. Source: reference 03, section 8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.base.clock import to_rfc2822
from cordboard.voice.call import Told
from cordboard.voice.occurrence import RECORDING, Occurrence, Pairs
from cordboard.voice.recording import Recording

if TYPE_CHECKING:
    from cordboard.voice.switchboard import Switchboard


def told_of(board: Switchboard, made: Recording) -> Pairs:
    """Return what is told of a recording as it stands."""
    subject = ("CallSid", made.call_sid)
    found = [
        ("AccountSid", made.account_sid),
        subject if made.conference_sid is None else ("ConferenceSid", made.conference_sid),
        ("RecordingSid", made.sid),
        ("RecordingUrl", board.recording_url(made)),
        ("RecordingStatus", made.status.value),
        ("RecordingChannels", str(made.channels)),
        ("RecordingStartTime", to_rfc2822(made.started_ms)),
        # Callbacks have a word for it, resources have none. Source: reference 03, section 8; reference 06, Recordings.
        ("RecordingSource", "StartCallRecordingTwiML" if made.is_of_document else made.source.value),
        ("RecordingTrack", made.track),
        ("ErrorCode", str(made.error_code or 0)),
    ]
    if made.duration_s is not None:
        found.append(("RecordingDuration", str(made.duration_s)))
    return tuple(found)


def of_recording(board: Switchboard, made: Recording, told: Told) -> Occurrence:
    """Return what happened to a recording, as whoever wants to know of it is told."""
    sid = made.conference_sid or made.call_sid
    parameters = told_of(board, made)
    return Occurrence(RECORDING, made.account_sid, sid, made.updated_ms, told.method, told.url or "", parameters)
