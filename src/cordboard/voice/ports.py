"""What voice needs: rows, web hooks that are answered at once, and a telephone network."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cordboard.base.manner import Manner
from cordboard.base.outbox import Task
from cordboard.base.page import Page, PageRequest
from cordboard.base.webhook import MayFollow, Webhook
from cordboard.numbers.number import PhoneNumber
from cordboard.twiml.voice.offer import Offer
from cordboard.voice.call import Call, CallStatus

if TYPE_CHECKING:
    from cordboard.voice.occurrence import Occurrence
    from cordboard.voice.recording import Recording
    from cordboard.voice.room import Conference

Spawn = Callable[[Coroutine[Any, Any, None]], None]


class CallFilter(NamedTuple):
    """Which calls a list shows. Units: ``_ms`` instants; ends are not included."""

    recipient: str | None = None
    sender: str | None = None
    parent_sid: str | None = None
    status: CallStatus | None = None
    started_from_ms: int | None = None
    started_before_ms: int | None = None
    ended_from_ms: int | None = None
    ended_before_ms: int | None = None


class RecordingFilter(NamedTuple):
    """Which recordings a list shows. Units: ``_ms`` instants; the end is not included."""

    call_sid: str | None = None
    conference_sid: str | None = None
    created_from_ms: int | None = None
    created_before_ms: int | None = None
    with_deleted: bool = False


class ConferenceFilter(NamedTuple):
    """Which conferences a list shows. Units: ``_ms`` instants; ends are not included."""

    friendly_name: str | None = None
    status: str | None = None
    created_from_ms: int | None = None
    created_before_ms: int | None = None
    updated_from_ms: int | None = None
    updated_before_ms: int | None = None


class Heard(NamedTuple):
    """A line of a call's transcript: who was heard, when, and what. ``who`` is caller, callee or network.

    What a document had said has the voice and the language that said it.
    """

    call_sid: str
    at_ms: int
    who: str
    what: str
    text: str
    voice: str | None = None
    language: str | None = None


class CallUnit(Protocol):
    """One transaction on calls."""

    def put_call(self, call: Call) -> None:
        """Write a call, in place of its earlier state."""

    def delete_call(self, call: Call) -> None:
        """Delete a call with its transcript."""

    def add_heard(self, heard: Heard) -> None:
        """Write a line of a transcript."""

    def put_task(self, task: Task) -> None:
        """Write a task."""

    def add_occurrence(self, occurrence: Occurrence) -> None:
        """Write what happened, for those who follow it."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class CallStore(Protocol):
    """Where calls are kept."""

    def unit(self) -> CallUnit:
        """Begin a transaction."""

    def is_followed(self, account_sid: str) -> bool:
        """Tell whether anybody wants to know what happens on the calls of an account."""

    async def call(self, account_sid: str, sid: str) -> Call | None:
        """Return a call of an account."""

    async def calls(self, account_sid: str, wanted: CallFilter, page: PageRequest) -> Page[Call]:
        """Return the calls of an account, newest first."""

    async def heard(self, call_sid: str) -> list[Heard]:
        """Return the transcript of a call, oldest first."""

    async def open_calls(self) -> list[Call]:
        """Return every call that has not ended."""

    async def recordings(
        self, account_sid: str, wanted: RecordingFilter, horizon_ms: int, page: PageRequest
    ) -> Page[Recording]:
        """Return recordings, newest first; of deleted ones at most those deleted after the horizon."""

    async def expired_recordings(self, horizon_ms: int) -> list[Recording]:
        """Return what was deleted at the horizon or before."""

    async def open_recordings(self) -> list[Recording]:
        """Return every recording that is under way."""

    async def conferences(self, account_sid: str, wanted: ConferenceFilter, page: PageRequest) -> Page[Conference]:
        """Return conferences, newest first."""

    async def open_conferences(self) -> list[Conference]:
        """Return every conference that has not ended."""


class Reply(NamedTuple):
    """The answer to a web hook: what it holds and where it came from; ``fault`` is the code when it is no document.

    ``status`` is 0 where nothing was answered.
    """

    url: str
    content_type: str | None
    body: bytes
    fault: int | None = None
    sentence: str = ""
    status: int = 0


Ask = Callable[[Webhook], Awaitable[Reply]]
"""Makes a web hook at once, with its retries and its place in the log, and returns its answer."""


Render = Callable[["Recording", int, str], Awaitable[bytes]]
"""Makes the sound of a recording, in so many channels, as wav or mp3."""


class Sound(NamedTuple):
    """A file that is played: how long it lasts and its sound, or the code and the sentence when it cannot be played.

    ``samples`` is mu-law of 8 kHz, nothing where the file cannot be decoded.
    """

    length_s: float = 0.0
    fault: int | None = None
    sentence: str = ""
    samples: bytes = b""


SendText = Callable[[Call, str, str, str, "str | None"], Awaitable[str]]
"""Sends a message for a call: to, from, body and who is told of its state; returns its SID. Raises: Problem."""


Listen = Callable[[str, MayFollow | None], Awaitable[Sound]]
"""Fetches a file of sound and tells how long it lasts; redirects are followed where they may be."""


Synthesize = Callable[[str, str, str, "int | None", Manner], Awaitable[bytes]]
"""Makes the sound of speech or a signal and its text, from caller or callee, in so many milliseconds and in a manner:
mu-law, 8 kHz."""


class LineEar(Protocol):
    """What a web socket tells who opened it, until that closes it."""

    def on_open(self) -> None:
        """The connection is there."""

    def on_text(self, text: str | None) -> None:
        """A message came; None is one that is no text."""

    def on_end(self, code: int, sentence: str) -> None:
        """There is no connection, or none any more, for which there is a code and a sentence."""


class Line(Protocol):
    """A web socket, from the moment that it was asked for."""

    def send(self, text: str) -> bool:
        """Send a message behind those that wait; tell whether there was room for it."""

    def close(self, code: int = 1000) -> None:
        """Send what waits, and close with a code of RFC 6455, section 7.4; its ear is told nothing more."""


class Lines(Protocol):
    """Opens web sockets."""

    def open(self, url: str, account_sid: str, ear: LineEar) -> Line:
        """Open a web socket to an application of an account."""

    async def close(self) -> None:
        """Close every one of them."""


class Ear(Protocol):
    """What a telephone tells the call it is in."""

    def on_ringing(self) -> None:
        """The telephone rings."""

    def on_answered(self, by: str) -> None:
        """Somebody answered, or something: human, fax, or one of the words for machines."""

    def on_refused(self, status: CallStatus) -> None:
        """The telephone is busy, is declined, or cannot be reached."""

    def on_pressed(self, digits: str) -> None:
        """Keys were pressed."""

    def on_spoke(self, text: str) -> None:
        """Something was said."""

    def on_referred(self, to: str) -> None:
        """The other side wants who it talks with to be connected with somebody else."""

    def on_hung_up(self) -> None:
        """The other side hung up."""


class Telephone(Protocol):
    """The other end of a call, as the network connects it."""

    def ring(self, call: Call, offer: Offer) -> None:
        """Let it ring, and offer it what goes along with the call."""

    def answered(self) -> None:
        """Tell a telephone that called that its call was answered."""

    def hear(self, text: str) -> None:
        """Let it hear something that is said; called when it begins."""

    def signal(self, text: str) -> None:
        """Let it hear a beep, tones or music; called when it begins."""

    def heard(self) -> None:
        """Tell it that what it heard has ended."""

    def hang_up(self) -> None:
        """End the connection, whether it was answered or not."""


class Network(Protocol):
    """Connects calls."""

    def telephone(self, address: str, ear: Ear) -> Telephone | None:
        """Return the telephone at an address; None where nobody can be reached."""

    def line(self, number: PhoneNumber, ear: Ear) -> Telephone:
        """Return the telephone of a number that is here, or of what answers as one would."""

    def refer(self, address: str) -> int:
        """Return what a device hears that calls an address because it was asked to: the status of SIP."""
