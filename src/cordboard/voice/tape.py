"""A tape is a recording that is being made: it takes what is said until it is completed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from cordboard.base.manner import USUAL, Manner
from cordboard.base.webhook import Purpose
from cordboard.voice.burst import Burst
from cordboard.voice.call import Told
from cordboard.voice.frames import BYTES_PER_MS
from cordboard.voice.pace import spoken_s
from cordboard.voice.recorded import of_recording, told_of
from cordboard.voice.recording import CLIP_KIND, RECORDING, Recording, RecordingStatus, Source, Spoken
from cordboard.voice.signals import CLIP, LASTING, QUIET, RENDERED, SPEECH
from cordboard.voice.sounding import Sounding

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.switchboard import Switchboard

NOTHING: Final[Mapping[str, Sounding]] = MappingProxyType({})
FOLLOWED = frozenset({"in-progress", "completed", "absent"})  # of the events of a recording, those of its status
TRACKS = {"both": ("caller", "callee"), "inbound": ("caller",), "outbound": ("callee",)}


class TapeSettings(NamedTuple):
    """How to record, and who is told. ``trims`` cuts off the silence before the first word and after the last."""

    source: Source
    told: Told = Told()
    channels: int = 1
    track: str = "both"
    trims: bool = False
    is_of_document: bool = False


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
        sounding: Mapping[str, Sounding] = NOTHING,
    ) -> None:
        """Begin; ``sounding`` is what goes on being heard from before."""
        self._board = board
        self._deck = deck
        self._settings = settings
        self._spoken: list[Spoken] = []
        self._clips: dict[bytes, str] = {}
        self._sounding: dict[str, Sounding] = {}
        self._burst: Burst | None = None
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
            # One side alone has one channel. Source: https://www.twilio.com/docs/voice/twiml/dial#recordingtrack
            channels=settings.channels if settings.track == "both" else 1,
            source=settings.source,
            track=settings.track,
            is_of_document=settings.is_of_document,
        )
        deck.append(self)
        self._write(RecordingStatus.IN_PROGRESS, "started", "in-progress")
        self._hear_rest(sounding)

    @property
    def has_speech(self) -> bool:
        """Tell whether anybody spoke."""
        return any(each.what == SPEECH for each in self._spoken)

    @property
    def text(self) -> str:
        """Return what was said."""
        return " ".join(each.text for each in self._spoken if each.what == SPEECH)

    # What is heard

    def take(self, who: str, text: str, what: str = SPEECH, manner: Manner = USUAL) -> None:
        """Take what is said, or a signal, as far as it can be heard in a recording."""
        if what in RENDERED:
            self._hear(Sounding(who, what, text, self._board.clock.now_ms(), manner=manner))

    def take_clip(self, who: str, samples: bytes) -> None:
        """Take a file that is played."""
        self._hear(Sounding(who, CLIP, "", self._board.clock.now_ms(), samples))

    def take_frame(self, who: str, sound: bytes, at_ms: int) -> None:
        """Take sound of a stream as it plays, from a moment of the clock on."""
        if self._paused_ms is not None or who not in TRACKS[self.recording.track]:
            return
        if self._burst is None or not self._burst.takes(who, at_ms):
            self._end_burst()
            self._burst = Burst(who, at_ms)
        self._burst.add(sound, at_ms)

    def quiet(self, who: str) -> None:
        """Let what lasts from one side end here."""
        self._end_burst()
        sounding = self._sounding.get(who)
        if sounding is not None and sounding.what in LASTING:
            self.take(who, "", QUIET)

    def hush(self, who: str) -> None:
        """Break off what one side lets be heard."""
        self._cut(who)
        self._sounding.pop(who, None)

    def _hear(self, sounding: Sounding) -> None:
        """Take something, unless the track is the other one; when the tape is paused, remember that it goes on."""
        if sounding.who in TRACKS[self.recording.track]:
            self._end_burst()
            self._sounding[sounding.who] = sounding
            if self._paused_ms is None:
                self._lay(sounding, self._position_ms())

    def _hear_rest(self, sounding: Mapping[str, Sounding]) -> None:
        now, pace = self._board.clock.now_ms(), self._board.limits.characters_per_s
        for rest in [each.rest(now, pace) for each in sounding.values()]:
            if rest is not None:
                self._hear(rest)

    def _lay(self, sounding: Sounding, at_ms: int) -> None:
        who, what, text, lasts_ms = sounding.who, sounding.what, sounding.text, None
        if what == CLIP:
            text = self._clip(sounding.samples)
        elif (what, who) == (SPEECH, "callee"):  # a caller takes as long as a voice needs
            lasts_ms = sounding.lasts_ms(self._board.limits.characters_per_s)
        self._spoken.append(
            Spoken(at_ms, who, text, what, skipped_ms=sounding.skipped_ms, lasts_ms=lasts_ms, manner=sounding.manner)
        )

    def _clip(self, samples: bytes) -> str:
        """Keep a file, the same one once; return its SID."""
        digest = sha256(samples).digest()
        sid = self._clips.get(digest)
        if sid is None:
            made = self.recording
            clip = self._board.shelf.make(CLIP_KIND, made.account_sid, parent_sid=made.sid, samples=samples)
            self._board.write(kept=(CLIP_KIND, clip))
            sid = self._clips[digest] = clip.sid
        return sid

    def _cut(self, who: str) -> None:
        """Let nothing more be heard of what one side began: no further word, no lasting sound."""
        self._end_burst()
        sounding = self._sounding.get(who)
        now, pace = self._board.clock.now_ms(), self._board.limits.characters_per_s
        if sounding is None or self._paused_ms is not None or sounding.rest(now, pace) is None:
            return
        if sounding.what == SPEECH:
            last = max(at for at, each in enumerate(self._spoken) if (each.who, each.what) == (who, SPEECH))
            begun = sounding._replace(text=sounding.begun(now, pace))
            lasts_ms = None if self._spoken[last].lasts_ms is None else begun.lasts_ms(pace)
            self._spoken[last] = replace(self._spoken[last], text=begun.text, lasts_ms=lasts_ms)
        else:
            self._spoken.append(Spoken(self._position_ms(), who, "", QUIET))

    def _end_burst(self) -> None:
        """Lay what a stream has played as a file, and silence behind it."""
        burst, self._burst = self._burst, None
        if burst is not None:
            begin_ms = max(burst.at_ms - self.recording.started_ms - self._lost_ms, 0)
            self._lay(Sounding(burst.who, CLIP, "", burst.at_ms, bytes(burst.samples)), begin_ms)
            self._spoken.append(Spoken(begin_ms + len(burst.samples) // BYTES_PER_MS, burst.who, "", QUIET))

    # How it goes

    def pause(self, *, skips: bool) -> Recording:
        """Stop taking; ``skips`` leaves the pause out of the recording."""
        if self._paused_ms is None:
            for who in TRACKS[self.recording.track]:
                self._cut(who)
            self._paused_ms = self._board.clock.now_ms()
            self._skips = skips
            self._write(RecordingStatus.PAUSED, "paused")
        return self.recording

    def go_on(self) -> Recording:
        """Take again, also what began before or in the pause and is still heard."""
        if self._paused_ms is not None:
            if self._skips:
                self._lost_ms += self._board.clock.now_ms() - self._paused_ms
            self._paused_ms = None
            self._write(RecordingStatus.IN_PROGRESS, "resumed")
            sounding, self._sounding = self._sounding, {}
            self._hear_rest(sounding)
        return self.recording

    def complete(self, status: RecordingStatus = RecordingStatus.COMPLETED) -> Recording:
        """End the recording."""
        if self in self._deck:
            self._deck.remove(self)
            self._end_burst()
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
        made, told, task = self.recording, self._settings.told, None
        if not set(events).isdisjoint(told.events):
            subject, parameters = made.conference_sid or made.call_sid, told_of(self._board, made)
            task = self._board.hooks.about(made.account_sid, subject, told, parameters, Purpose.RECORDING_STATUS)
        occurred = None if FOLLOWED.isdisjoint(events) else of_recording(self._board, made, told)
        self._board.write(kept=(RECORDING, made), tasks=[task] if task else [], occurred=occurred)


def tape_of_call(leg: Leg, settings: TapeSettings) -> Tape:
    """Begin to record a call."""
    call = leg.call
    return Tape(
        leg.board, leg.tapes, settings, account_sid=call.account_sid, call_sid=call.sid, sounding=leg.tapes.sounding
    )


def trimmed(spoken: tuple[Spoken, ...], length_ms: int, characters_per_s: float) -> tuple[tuple[Spoken, ...], int]:
    """Return what was said and the length without the silence before and after. Units: milliseconds."""
    first = spoken[0].at_ms
    lasting = {each.who: each.what in LASTING for each in spoken}  # by what each side did last
    last = max(each.at_ms + _length_ms(each, characters_per_s) for each in spoken)
    moved = tuple(replace(each, at_ms=each.at_ms - first) for each in spoken)
    return moved, (length_ms if any(lasting.values()) else min(last, length_ms)) - first


def _length_ms(each: Spoken, characters_per_s: float) -> int:
    """Return how long something takes by itself; where what lasts ends, there is quiet."""
    if each.what in LASTING:
        return 0
    return round(spoken_s(each.text, characters_per_s) * 1000) if each.lasts_ms is None else each.lasts_ms
