"""What the Dial verb asks for, and what it is told in return. Data only; units: seconds."""

from __future__ import annotations

from typing import NamedTuple

from cordboard.twiml.voice.callback import ProgressCallback, RecordingCallback
from cordboard.twiml.voice.offer import NOTHING_OFFERED, Offer

Pairs = tuple[tuple[str, str], ...]


class MachineDetection(NamedTuple):
    """Whether and how to find out who answers.

    Units: milliseconds of a person's longest greeting, of the silence behind it, and of that of who says nothing.
    """

    mode: str
    timeout_s: int
    speech_ms: int
    speech_end_ms: int
    silence_ms: int
    callback: str | None
    callback_method: str


class Target(NamedTuple):
    """One address to dial; ``copies_to`` and ``customer_id`` are of applications."""

    kind: str
    address: str
    send_digits: str = ""
    url: str | None = None
    method: str = "POST"
    progress: ProgressCallback = ProgressCallback()
    machine: MachineDetection | None = None
    offer: Offer = NOTHING_OFFERED
    copies_to: bool = False
    customer_id: str = ""


class DialSettings(NamedTuple):
    """How to dial."""

    caller_id: str | None
    timeout_s: int
    time_limit_s: int
    hangs_up_on_star: bool
    answers_on_bridge: bool
    record: str
    recording_track: str
    trims: bool
    recording: RecordingCallback
    is_sequential: bool
    ring_tone: str | None = None
    refer_url: str | None = None
    refer_method: str = "POST"
    action: str | None = None
    action_method: str = "POST"


class Dial(NamedTuple):
    """Connect the call with the first target that answers. Result: `Dialed`."""

    targets: tuple[Target, ...]
    settings: DialSettings


class JoinConference(NamedTuple):
    """Put the call into a conference. Result: `Dialed`."""

    name: str
    settings: DialSettings
    is_muted: bool
    beep: str
    starts_on_enter: bool
    ends_on_exit: bool
    label: str | None
    wait_url: str | None
    wait_method: str
    max_participants: int
    record: str
    trims: bool
    coach: str | None
    callback: ProgressCallback
    recording: RecordingCallback
    region: str = "us1"
    event_callback: str | None = None


class TakeFromQueue(NamedTuple):
    """Connect the call with the first who waits in a queue. Result: `Dialed`."""

    name: str
    settings: DialSettings
    url: str | None
    method: str


class Dialed(NamedTuple):
    """What became of a dialled connection; ``extra`` are further parameters of the action request."""

    status: str
    call_sid: str | None = None
    duration_s: int | None = None
    is_bridged: bool = False
    recording_url: str | None = None
    extra: Pairs = ()
