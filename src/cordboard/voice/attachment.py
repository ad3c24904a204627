"""What runs beside a call's document: a stream, a SIP recording, a transcription.

A SIP recording is a state with callbacks alone, because the simulated network has nobody to send it to.
Source: reference 06 (call sub-resources), 03 section 10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from cordboard.base.clock import to_iso
from cordboard.base.manner import Manner
from cordboard.base.webhook import Purpose
from cordboard.shelf.shelf import Kept, Kind
from cordboard.voice.call import Told
from cordboard.voice.callbacks import standard
from cordboard.voice.occurrence import STREAMED, Occurrence

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg

IN_PROGRESS, STOPPED = "in-progress", "stopped"
INBOUND, OUTBOUND, BOTH = "inbound_track", "outbound_track", "both_tracks"
TRACKS = {"caller": INBOUND, "callee": OUTBOUND}


class Attached(Kept, frozen=True, kw_only=True):
    """Something beside a call, which is its parent."""

    name: str | None = None
    status: str = IN_PROGRESS
    track: str = INBOUND


class Sort(NamedTuple):
    """A sort of attachment: its rows, the word that its callbacks begin with, and whether they tell all of the call."""

    kind: Kind[Attached]
    word: str
    tells_call: bool = False


STREAM = Sort(Kind("stream", "MZ", Attached), "Stream")
# Source: https://www.twilio.com/docs/voice/api/siprec: the standard parameters of requests are there, too.
SIPREC = Sort(Kind("siprec", "SR", Attached), "Siprec", tells_call=True)
TRANSCRIPTION = Sort(Kind("realtime_transcription", "GT", Attached), "Transcription")


class Transcribing(NamedTuple):
    """How a transcription tells what is said."""

    language: str = "en-US"
    engine: str = "google"
    speech_model: str = "telephony"
    tells_partial: bool = False
    inbound_label: str | None = None
    outbound_label: str | None = None
    filters_profanity: bool = True
    punctuates: bool = True


class AttachmentSettings(NamedTuple):
    """How something is attached, and who is told of it; a stream has a URL, and parameters that it takes along."""

    name: str | None = None
    track: str = INBOUND
    told: Told = Told()
    url: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    transcribing: Transcribing = Transcribing()


class Attachment:
    """Something beside a call, as long as it runs."""

    def __init__(self, leg: Leg, sort: Sort, settings: AttachmentSettings) -> None:
        self._leg = leg
        self._sort = sort
        self._settings = settings
        call = leg.call
        self.kept = leg.board.shelf.make(
            sort.kind, call.account_sid, parent_sid=call.sid, name=settings.name, track=settings.track
        )
        leg.attachments.append(self)
        self._begin()

    def _begin(self) -> None:
        self._save()
        self._tell("started")

    def is_called(self, sort: Sort, sid_or_name: str | None) -> bool:
        """Tell whether it is of a sort and has this SID or name; None is whatever it is called."""
        return self._sort is sort and sid_or_name in (None, self.kept.sid, self.kept.name)

    def take(self, who: str, text: str, manner: Manner) -> None:
        """Take what was said, and how; here it is of no use."""

    def take_signal(self, who: str, kind: str, text: str) -> None:
        """Take what was heard and not said; here it is of no use."""

    def quiet(self, who: str) -> None:
        """Take note that what lasts from one side has ended; here it is of no use."""

    def take_sound(self, who: str, sound: bytes) -> None:
        """Take sound that one side let be heard; here it is of no use."""

    def hush(self) -> None:
        """Take note that what the call heard was broken off; here it is of no use."""

    def stop(self) -> Attached:
        """Stop it."""
        if self._is_attached:
            self._detach("stopped")
        return self.kept

    def forget(self) -> None:
        """Stop without a word, as a reset does."""

    @property
    def _is_attached(self) -> bool:
        return self in self._leg.attachments

    def _detach(self, event: str, extra: tuple[tuple[str, str], ...] = ()) -> None:
        self._leg.attachments.remove(self)
        self.kept = replace(self.kept, status=STOPPED)
        self._save()
        self._tell(event, extra)

    def _save(self) -> None:
        self.kept = replace(self.kept, updated_ms=self._leg.board.clock.now_ms())
        self._leg.board.write(kept=(self._sort.kind, self.kept))

    def _tell(self, event: str, extra: tuple[tuple[str, str], ...] = ()) -> None:
        board, word, call = self._leg.board, self._sort.word, self._leg.call
        of_call = standard(call) if self._sort.tells_call else (("AccountSid", call.account_sid), ("CallSid", call.sid))
        head = (
            *of_call,
            (f"{word}Sid", self.kept.sid),
            (f"{word}Event", f"{word.lower()}-{event}"),
            ("Timestamp", to_iso(board.clock.now_ms())),
        )
        parameters = (*head, *self._facts(event), *extra)
        told, now = self._settings.told, board.clock.now_ms()
        task = board.hooks.about(call.account_sid, call.sid, told, parameters, Purpose.CALL_STATUS)
        occurred = Occurrence(STREAMED, call.account_sid, call.sid, now, told.method, told.url or "", parameters)
        board.write(tasks=[task] if task else [], occurred=occurred if self._sort is STREAM else None)

    def _facts(self, event: str) -> tuple[tuple[str, str], ...]:
        """Return what callbacks of an event tell of this sort, besides."""
        return () if self.kept.name is None else ((f"{self._sort.word}Name", self.kept.name),)
