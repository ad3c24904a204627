"""Recordings: a tape takes what is said on a call; from it the sound is made when somebody wants to hear it.

Source: https://www.twilio.com/docs/voice/api/recording.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from email.utils import format_datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cordboard.base.clock import to_datetime
from cordboard.base.webhook import Purpose
from cordboard.shelf.shelf import Kept, Kind
from cordboard.twiml.voice.effects import Record, Recorded
from cordboard.voice.activity import Activity
from cordboard.voice.call import Told

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg

BEEP_S = 0.3
PRICE_OF_MINUTE = Decimal("0.0025")


class RecordingStatus(StrEnum):
    """Where a recording is; the values are the wire words."""

    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    STOPPED = "stopped"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ABSENT = "absent"
    DELETED = "deleted"


class Source(StrEnum):
    """What made a recording."""

    DIAL = "DialVerb"
    CONFERENCE = "Conference"
    OUTBOUND_API = "OutboundAPI"
    RECORD = "RecordVerb"
    API = "StartCallRecordingAPI"
    CONFERENCE_API = "StartConferenceRecordingAPI"


class Spoken(Struct, frozen=True):
    """Something on a tape: who said it, when after its start, and what. Units: milliseconds."""

    at_ms: int
    who: str
    text: str


class Recording(Kept, frozen=True, kw_only=True):
    """A recording. ``spoken`` is what its sound is made of. Units: ``length_ms`` in milliseconds."""

    call_sid: str
    conference_sid: str | None = None
    started_ms: int
    length_ms: int | None = None
    status: RecordingStatus = RecordingStatus.IN_PROGRESS
    channels: int = 1
    source: Source
    track: str = "both"
    spoken: tuple[Spoken, ...] = ()
    deleted_ms: int | None = None

    @property
    def duration_s(self) -> int | None:
        """Return the length in whole seconds."""
        return None if self.length_ms is None else max(round(self.length_ms / 1000), 1)

    @property
    def price(self) -> Decimal | None:
        """Return what the recording costs: negative, for each minute begun."""
        return None if self.length_ms is None else -PRICE_OF_MINUTE * max(-(-self.length_ms // 60_000), 1)


RECORDING: Kind[Recording] = Kind("recording", "RE", Recording)


class Tape:
    """A recording that is being made."""

    def __init__(
        self,
        leg: Leg,
        source: Source,
        told: Told,
        *,
        channels: int = 1,
        track: str = "both",
        conference_sid: str | None = None,
    ) -> None:
        self._leg = leg
        self._board = leg.board
        self._told = told
        self._spoken: list[Spoken] = []
        self._paused_ms: int | None = None
        self._lost_ms = 0
        self.recording = self._board.shelf.make(
            RECORDING,
            leg.call.account_sid,
            parent_sid=leg.call.sid,
            call_sid=leg.call.sid,
            conference_sid=conference_sid,
            started_ms=self._board.clock.now_ms(),
            channels=channels,
            source=source,
            track=track,
        )
        leg.tapes.append(self)
        self._write(RecordingStatus.IN_PROGRESS)

    @property
    def has_speech(self) -> bool:
        """Tell whether anybody spoke."""
        return bool(self._spoken)

    def take(self, who: str, what: str, text: str) -> None:
        """Take what was said, unless the tape is paused or the track is the other one."""
        wanted = {"both": ("caller", "callee"), "inbound": ("caller",), "outbound": ("callee",)}
        if self._paused_ms is None and who in wanted.get(self.recording.track, ()) and what == "speech":
            self._spoken.append(Spoken(self._position_ms(), who, text))

    def pause(self, *, skips: bool) -> None:
        """Stop taking; ``skips`` leaves the pause out of the recording."""
        if self._paused_ms is None:
            self._paused_ms = self._board.clock.now_ms()
            self._skips = skips
            self._write(RecordingStatus.PAUSED)

    def go_on(self) -> None:
        """Take again."""
        if self._paused_ms is not None:
            if self._skips:
                self._lost_ms += self._board.clock.now_ms() - self._paused_ms
            self._paused_ms = None
            self._write(RecordingStatus.IN_PROGRESS)

    def complete(self, status: RecordingStatus = RecordingStatus.COMPLETED) -> Recording:
        """End the recording."""
        if self in self._leg.tapes:
            self._leg.tapes.remove(self)
            length_ms = self._position_ms()
            self.recording = replace(self.recording, length_ms=length_ms, spoken=tuple(self._spoken))
            self._write(status)
        return self.recording

    def _position_ms(self) -> int:
        now = self._board.clock.now_ms() if self._paused_ms is None or not self._skips else self._paused_ms
        return now - self.recording.started_ms - self._lost_ms

    _skips = False

    def _write(self, status: RecordingStatus) -> None:
        now = self._board.clock.now_ms()
        self.recording = replace(self.recording, status=status, updated_ms=now)
        tasks = []
        if status.value in self._told.events:
            task = self._board.hooks.told(
                self._leg.call, self._told, self._parameters(), purpose=Purpose.RECORDING_STATUS
            )
            tasks = [task] if task else []
        self._board.write(kept=(RECORDING, self.recording), tasks=tasks)

    def _parameters(self) -> tuple[tuple[str, str], ...]:
        made = self.recording
        found = [
            ("RecordingSid", made.sid),
            ("RecordingUrl", self._board.recording_url(made)),
            ("RecordingStatus", made.status.value),
            ("RecordingChannels", str(made.channels)),
            ("RecordingStartTime", format_datetime(to_datetime(made.started_ms))),
            ("RecordingSource", made.source.value),
            ("RecordingTrack", made.track),
            ("ErrorCode", "0"),
        ]
        if made.duration_s is not None:
            found.append(("RecordingDuration", str(made.duration_s)))
        if made.conference_sid is not None:
            found.append(("ConferenceSid", made.conference_sid))
        return tuple(found)


class Taping(Activity):
    """The Record verb: takes the caller's voice until silence, a key, the longest time, or the end of the call."""

    effect: Record

    def start(self) -> None:
        """Beep, then record."""
        if self.effect.plays_beep:
            self.leg.hear("[beep]")
            self.after(BEEP_S, self._begin)
        else:
            self._begin()

    def _begin(self) -> None:
        self.leg.heard()
        callback = self.effect.callback
        told = Told(url=callback.url, method=callback.method, events=tuple(sorted(callback.events)))
        self._tape = Tape(self.leg, Source.RECORD, told, track="inbound")
        self.after(self.effect.max_length_s, lambda: self._end(""), "longest")
        self._listen()

    def _listen(self) -> None:
        if self.effect.timeout_s:
            self.after(self.effect.timeout_s, lambda: self._end(""), "silence")

    def spoke(self, text: str) -> None:
        """Speech puts the silence off."""
        self.after(len(text) / self.leg.board.limits.characters_per_s, self._listen, "silence")

    def pressed(self, digits: str) -> None:
        """A key may finish it."""
        key = next((digit for digit in digits if digit in self.effect.finish_on_key), None)
        if key is not None:
            self._end(key)

    def hung_up(self) -> None:
        """The end of the call is the end of the recording; its action is still told."""
        tape = self._tape
        if tape is not None and tape.has_speech:
            made = tape.complete()
            self.leg.board.tell_action(self.leg, self._result(made, "hangup"))

    def _end(self, digits: str) -> None:
        tape = self._tape
        assert tape is not None  # noqa: S101 - it began before any timer or key
        is_empty = not tape.has_speech and not digits
        made = tape.complete(RecordingStatus.ABSENT if is_empty else RecordingStatus.COMPLETED)
        self.finish(None if is_empty else self._result(made, digits))

    def _result(self, made: Recording, digits: str) -> Recorded:
        url = self.leg.board.recording_url(made)
        return Recorded(made.sid, url, made.duration_s or 0, digits)

    def clean(self) -> None:
        """Complete the tape when the call goes elsewhere."""
        if self._tape is not None:
            self._tape.complete()

    _tape: Tape | None = None


Render = Callable[[Recording], bytes]
