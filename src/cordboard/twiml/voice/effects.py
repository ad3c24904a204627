"""What a document of a call asks for, and what it is told in return. Data only.

An effect is yielded by the script; whoever drives the call carries it out and sends its result back. Units: seconds.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cordboard.base.manner import Manner
from cordboard.twiml.reader import Document
from cordboard.twiml.voice.callback import ProgressCallback, RecordingCallback
from cordboard.twiml.voice.dial_effects import Dial, JoinConference, TakeFromQueue
from cordboard.twiml.voice.pay_effect import Pay
from cordboard.twiml.voice.relay_effect import Relay

Pairs = tuple[tuple[str, str], ...]


class Reason(StrEnum):
    """Why a document is got; the values are what events call it. What who waits hears has no name."""

    OTHER = ""
    REQUESTED = "call.requested"
    REDIRECTED = "call.redirected"
    TRANSFERRED = "call.transferred"
    DIALED = "dial.finished"
    ENQUEUED = "enqueue.finished"
    GATHERED = "gather.finished"
    RECORDED = "record.finished"


class Fetch(NamedTuple):
    """Get a document. Result: a `Page`, or None when there is none and the call ends."""

    url: str
    method: str
    parameters: Pairs = ()
    reason: Reason = Reason.OTHER


class Inline(NamedTuple):
    """Use a document that was given with the call. Result: a `Page`, or None."""

    twiml: str


class Page(NamedTuple):
    """A document, and the URL against which its links are read; empty for one that was given inline."""

    url: str
    document: Document


class Note(NamedTuple):
    """Something to note in the debugger. Result: None."""

    code: int
    sentence: str
    line: int | None = None
    is_warning: bool = True


class Say(NamedTuple):
    """Speak a text, in the manner that `Manner` tells. Result: None."""

    text: str
    voice: str
    language: str
    rate: float = 1.0
    pitch: float = 1.0
    volume_db: float = 0.0
    pronounced: str = ""

    @property
    def manner(self) -> Manner:
        """Return how it is spoken."""
        return Manner(*self[1:])


class Play(NamedTuple):
    """Play a file. Result: whether it was missed, because it is no sound."""

    url: str


class SendDigits(NamedTuple):
    """Play tones; w is half a second of silence, W a whole one. Result: None."""

    digits: str


class Silence(NamedTuple):
    """Wait. Result: None."""

    length_s: float


class Echo(NamedTuple):
    """Let the caller hear what comes from the caller, for as long as the call lasts. There is no result."""


Prompt = Say | Play | SendDigits | Silence


class Gather(NamedTuple):
    """Listen for keys or speech while prompts play; what is said after less than a pause belongs to it.

    Result: `Collected`.
    """

    prompts: tuple[Prompt, ...]
    takes_keys: bool
    takes_speech: bool
    timeout_s: float
    speech_pause_s: float
    max_speech_s: int
    filters_profanity: bool
    finish_on_key: str
    num_digits: int | None
    may_barge_in: bool
    partial_url: str | None
    partial_method: str


class Collected(NamedTuple):
    """What was pressed or said; neither is nothing."""

    digits: str = ""
    speech: str | None = None
    confidence: float = 0.0
    finished_on_key: str = ""
    is_empty_by_key: bool = False


class Record(NamedTuple):
    """Record the caller. Result: `Recorded`, or None when there was only silence.

    The script asks for the action; it is told all the same where the caller hangs up and no script goes on.
    """

    timeout_s: float
    finish_on_key: str
    max_length_s: int
    plays_beep: bool
    trims: bool
    transcribes: bool
    transcribe_callback: str | None
    callback: RecordingCallback
    action_url: str | None
    action_method: str


class Recorded(NamedTuple):
    """A recording that was made by the Record verb."""

    sid: str
    url: str
    duration_s: int
    digits: str


class Enqueue(NamedTuple):
    """Wait in a queue. Result: `Dequeued`."""

    name: str
    wait_url: str | None
    wait_method: str
    max_size: int | None
    action: str | None = None
    method: str = "POST"


class Dequeued(NamedTuple):
    """How the waiting ended."""

    result: str
    queue_sid: str
    waited_s: int


class Leave(NamedTuple):
    """Leave the queue whose waiting document this is. Result: None."""


class Refuse(NamedTuple):
    """Refuse a call that has not been answered. Result: True when it was; the script ends then."""

    reason: str


class HangUp(NamedTuple):
    """End the call. The script ends."""


class Stream(NamedTuple):
    """Stream the call's sound to a WebSocket. Result: for a connected one, what its end was; else None."""

    url: str
    name: str | None
    track: str
    is_connected: bool
    callback: ProgressCallback
    parameters: Pairs


class Background(NamedTuple):
    """Start or stop something that runs beside the document: recording, transcription, siprec. Result: None."""

    kind: str
    is_start: bool
    settings: Pairs
    parameters: Pairs


class Text(NamedTuple):
    """Send a message during the call. Result: the SID of the message, or None when it was refused."""

    to: str | None
    from_: str | None
    body: str
    callback: str | None


class ReferTo(NamedTuple):
    """Ask the device of a SIP call to call another address. Result: the parameters of the action.

    The script asks for it; it is told all the same where the caller hangs up and no script goes on.
    """

    uri: str
    action: str | None = None
    action_method: str = "POST"


Effect = (
    Fetch
    | Inline
    | Note
    | Say
    | Play
    | SendDigits
    | Silence
    | Echo
    | Gather
    | Record
    | Dial
    | JoinConference
    | TakeFromQueue
    | Enqueue
    | Leave
    | Refuse
    | HangUp
    | Stream
    | Background
    | Text
    | ReferTo
    | Pay
    | Relay
)
