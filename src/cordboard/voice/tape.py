"""A tape is a recording that is being made: it takes what is said until it is completed."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from cordboard.base.clock import to_datetime
from cordboard.base.webhook import Purpose
from cordboard.voice.call import Told
from cordboard.voice.pace import spoken_s
from cordboard.voice.recording import CLIP_KIND, RECORDING, Recording, RecordingStatus, Source, Spoken
from cordboard.voice.signals import CLIP, LASTING, QUIET, RENDERED, SPEECH

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.switchboard import Switchboard

TRACKS = {"both": ("caller", "callee"), "inbound": ("caller",), "outbound": ("callee",)}


class TapeSettings(NamedTuple):
    """How to record, and who is told. ``trims`` cuts off the silence before the first word and after the last."""

    source: Source
    told: Told = Told()
    channels: int = 1
    track: str = "both"
    trims: bool = False


class Tape:
    """A recording that is being made. It lies on a deck, the list of tapes of a call or a conference."""

    def __init__(
        self,
        board: Switchboard,
        deck: list[Tape],
        settings: TapeSettings,
        *,
        account_sid: str,
        call_sid: str,
        conference_sid: str | None = None,
    ) -> None:
        self._board = board
        self._deck = deck
        self._settings = settings
        self._spoken: list[Spoken] = []
        self._clips: dict[bytes, str] = {}
        self._paused_ms: int | None = None
        self._skips = False
        self._lost_ms = 0
        self.recording = board.shelf.make(
            RECORDING,
            account_sid,
            parent_sid=call_sid,
            call_sid=call_sid,
            conference_sid=conference_sid,
            started_ms=board.clock.now_ms(),
            channels=settings.channels,
            source=settings.source,
            track=settings.track,
        )
        deck.append(self)
        self._write(RecordingStatus.IN_PROGRESS, "started", "in-progress")

    @property
    def has_speech(self) -> bool:
        """Tell whether anybody spoke."""
        return any(each.what == SPEECH for each in self._spoken)

    @property
    def text(self) -> str:
        """Return what was said."""
        return " ".join(each.text for each in self._spoken if each.what == SPEECH)

    def take(self, who: str, text: str, what: str = SPEECH) -> None:
        """Take what was heard, unless the tape is paused or the track is the other one."""
        if self._paused_ms is None and who in TRACKS[self.recording.track] and what in RENDERED:
            self._spoken.append(Spoken(self._position_ms(), who, text, what))

    def take_clip(self, who: str, samples: bytes) -> None:
        """Take a file that is played; the same one is kept once."""
        if self._paused_ms is not None or who not in TRACKS[self.recording.track]:
            return
        sid = self._clips.get(samples)
        if sid is None:
            made = self.recording
            clip = self._board.shelf.make(CLIP_KIND, made.account_sid, parent_sid=made.sid, samples=samples)
            self._board.write(kept=(CLIP_KIND, clip))
            sid = self._clips[samples] = clip.sid
        self.take(who, sid, CLIP)

    def quiet(self, who: str) -> None:
        """Let what lasts from one side end here."""
        last = next((each for each in reversed(self._spoken) if each.who == who), None)
        if last is not None and last.what in LASTING:
            self.take(who, "", QUIET)

    def pause(self, *, skips: bool) -> Recording:
        """Stop taking; ``skips`` leaves the pause out of the recording."""
        if self._paused_ms is None:
            self._paused_ms = self._board.clock.now_ms()
            self._skips = skips
            self._write(RecordingStatus.PAUSED, "paused")
        return self.recording

    def go_on(self) -> Recording:
        """Take again."""
        if self._paused_ms is not None:
            if self._skips:
                self._lost_ms += self._board.clock.now_ms() - self._paused_ms
            self._paused_ms = None
            self._write(RecordingStatus.IN_PROGRESS, "resumed")
        return self.recording

    def complete(self, status: RecordingStatus = RecordingStatus.COMPLETED) -> Recording:
        """End the recording."""
        if self in self._deck:
            self._deck.remove(self)
            spoken, length_ms = tuple(self._spoken), self._position_ms()
            if self._settings.trims and spoken:
                spoken, length_ms = trimmed(spoken, length_ms, self._board.limits.characters_per_s)
            self.recording = replace(self.recording, length_ms=length_ms, spoken=spoken)
            self._write(status, status.value)
        return self.recording

    def _position_ms(self) -> int:
        is_standing = self._paused_ms is not None and self._skips
        now = self._paused_ms if is_standing and self._paused_ms is not None else self._board.clock.now_ms()
        return now - self.recording.started_ms - self._lost_ms

    def _write(self, status: RecordingStatus, *events: str) -> None:
        self.recording = replace(self.recording, status=status, updated_ms=self._board.clock.now_ms())
        made, told, tasks = self.recording, self._settings.told, []
        if not set(events).isdisjoint(told.events):
            subject = made.conference_sid or made.call_sid
            purpose = Purpose.RECORDING_STATUS
            task = self._board.hooks.about(made.account_sid, subject, told, self._parameters(), purpose)
            tasks = [task] if task else []
        self._board.write(kept=(RECORDING, made), tasks=tasks)

    def _parameters(self) -> tuple[tuple[str, str], ...]:
        """Return what is told. Source: reference 03, section 8."""
        made = self.recording
        subject = ("CallSid", made.call_sid)
        found = [
            ("AccountSid", made.account_sid),
            subject if made.conference_sid is None else ("ConferenceSid", made.conference_sid),
            ("RecordingSid", made.sid),
            ("RecordingUrl", self._board.recording_url(made)),
            ("RecordingStatus", made.status.value),
            ("RecordingChannels", str(made.channels)),
            ("RecordingStartTime", format_datetime(to_datetime(made.started_ms))),
            ("RecordingSource", made.source.value),
            ("RecordingTrack", made.track),
            ("ErrorCode", str(made.error_code or 0)),
        ]
        if made.duration_s is not None:
            found.append(("RecordingDuration", str(made.duration_s)))
        return tuple(found)


def tape_of_call(leg: Leg, settings: TapeSettings) -> Tape:
    """Begin to record a call."""
    call = leg.call
    return Tape(leg.board, leg.tapes, settings, account_sid=call.account_sid, call_sid=call.sid)


def trimmed(spoken: tuple[Spoken, ...], length_ms: int, characters_per_s: float) -> tuple[tuple[Spoken, ...], int]:
    """Return what was said and the length without the silence before and after. Units: milliseconds."""
    first = spoken[0].at_ms
    lasting = {each.who: each.what in LASTING for each in spoken}  # by what each side did last
    last = max(each.at_ms + round(spoken_s(each.text, characters_per_s) * 1000) for each in spoken)
    moved = tuple(replace(each, at_ms=each.at_ms - first) for each in spoken)
    return moved, (length_ms if any(lasting.values()) else min(last, length_ms)) - first
