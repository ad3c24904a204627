"""A media stream: the sound of a call, sent to an application over a web socket, and that which it sends back.

Source: https://www.twilio.com/docs/voice/media-streams; https://www.twilio.com/docs/voice/twiml/stream, where
#statuscallback lists what its callbacks tell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from cordboard.base.clock import Timer
from cordboard.base.manner import USUAL, Manner
from cordboard.twiml.voice.effects import Note
from cordboard.voice.attachment import BOTH, STREAM, TRACKS, Attached, Attachment, AttachmentSettings
from cordboard.voice.burst import GAP_MS
from cordboard.voice.frames import BYTES_PER_MS, FRAME_MS, Playback, Track
from cordboard.voice.pace import spoken_s
from cordboard.voice.signals import LASTING, RENDERED, SPEECH
from cordboard.voice.stream_messages import CONNECTED, MALFORMED, Bad, Clear, Identity, Mark, Media, Outgoing, read

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg

WIRE_TRACKS = {"caller": "inbound", "callee": "outbound"}
OVERFLOW, DISCARDED = 31930, 31931
MOST_WARNINGS: Final = 20  # of one stream: who sends nonsense all the time has been told by then
GAP_FRAMES: Final = GAP_MS // FRAME_MS  # what an application sends in one go is one line of the transcript


class MediaStream(Attachment):
    """A stream, as long as it runs. It is the ear of its web socket."""

    def __init__(self, leg: Leg, settings: AttachmentSettings, ended: Callable[[], None] | None = None) -> None:
        """Take the call and the settings; ``ended`` makes a stream that is heard, and is called at its end."""
        self._ended = ended
        self._tracks = {who: Track() for who, track in TRACKS.items() if settings.track in (track, BOTH)}
        self._playback = Playback() if ended is not None else None
        self._timer: Timer | None = None
        self._started_ms: int | None = None
        self._frames = 0
        self._heard_bytes = 0
        self._gap_frames = 0
        self._warnings = 0
        super().__init__(leg, STREAM, settings)

    def _begin(self) -> None:
        self._save()
        made = self.kept
        self._outgoing = Outgoing(Identity(made.account_sid, self._leg.call.sid, made.sid))
        self._line = self._leg.board.lines.open(self._settings.url, made.account_sid, self)

    # What the web socket tells

    def on_open(self) -> None:
        """Begin to send."""
        self._started_ms = self._leg.board.clock.now_ms()
        self._line.send(CONNECTED)
        self._send(self._outgoing.start([WIRE_TRACKS[who] for who in self._tracks], self._settings.parameters))
        self._tell("started")
        self._wait()

    def on_text(self, text: str | None) -> None:
        """Take a message of the application; None is one that is no text."""
        found = Bad(MALFORMED, "The message is binary.") if text is None else read(text, self.kept.sid)
        if isinstance(found, Bad):
            self._warn(*found)
        elif self._playback is None:
            self._warn(DISCARDED, "Only a connected stream is heard.")
        elif isinstance(found, Media):
            if not self._playback.add(found.sound):
                self._warn(OVERFLOW, "More than ten minutes of sound wait to be heard.")
        elif isinstance(found, Mark):
            if not self._playback.mark(found.name):
                self._warn(OVERFLOW, "Too many marks wait to be reached.")
            self._echo(self._playback.reached())
        elif isinstance(found, Clear):
            self._echo(self._playback.clear())

    def on_end(self, code: int, sentence: str) -> None:
        """End, because there is no web socket, or none any more."""
        self._leg.board.note(self._leg, Note(code, sentence, is_warning=False))
        self._end("error", (("StreamError", sentence),))

    # What the call tells

    def take(self, who: str, text: str, manner: Manner) -> None:
        """Let what was said follow in its track, as sound."""
        self._take(who, SPEECH, text, manner)

    def take_signal(self, who: str, kind: str, text: str) -> None:
        """Let a signal follow in its track, as sound."""
        self._take(who, kind, text, USUAL)

    def _take(self, who: str, kind: str, text: str, manner: Manner) -> None:
        track = self._tracks.get(who)
        if track is None or kind not in RENDERED:
            return
        track.wait(kind, text, manner)
        if not track.is_speaking:
            track.is_speaking = True
            self._leg.board.spawn(self._speak(who, track))

    async def _speak(self, who: str, track: Track) -> None:
        board = self._leg.board
        try:
            with board.clock.work():
                while track.texts:
                    era, (kind, text, manner, turn) = track.era, track.texts.popleft()
                    # The network says a prompt in its own time; a caller takes as long as a voice needs.
                    pace = board.limits.characters_per_s * manner.rate
                    lasts_ms = round(spoken_s(text, pace) * 1000) if who == "callee" else None
                    sound = await board.synthesize(kind, text, who, lasts_ms, manner)
                    if era == track.era:
                        self._follow(track, kind, sound, is_current=turn == track.turn)
        finally:
            track.is_speaking = False

    @staticmethod
    def _follow(track: Track, kind: str, sound: bytes, *, is_current: bool) -> None:
        if kind not in LASTING:
            track.add(sound)
        elif is_current:
            track.last(sound)

    def quiet(self, who: str) -> None:
        """Let what lasts in a track end."""
        track = self._tracks.get(who)
        if track is not None:
            track.quiet()

    def take_sound(self, who: str, sound: bytes) -> None:
        """Let sound that the call hears follow in its track."""
        track = self._tracks.get(who)
        if track is not None:
            track.add(sound)

    def hush(self) -> None:
        """Forget what the call would have heard, because it was broken off."""
        track = self._tracks.get("callee")
        if track is not None:
            track.hush()

    def pressed(self, digits: str) -> None:
        """Tell of keys."""
        if self._started_ms is not None:
            for digit in digits:
                self._send(self._outgoing.dtmf(digit))

    def stop(self) -> Attached:
        """Stop it, as the call, its document or the API wants."""
        if self._is_attached and self._started_ms is not None:
            self._send(self._outgoing.stop())
        return self._end("stopped")

    def forget(self) -> None:
        """Stop without a word."""
        if self._timer is not None:
            self._timer.cancel()
        for track in self._tracks.values():
            track.hush()
        self._line.close()

    def _end(self, event: str, extra: tuple[tuple[str, str], ...] = ()) -> Attached:
        if self._is_attached:
            self.forget()
            self._show()
            self._detach(event, extra)
            if self._ended is not None:
                self._ended()
        return self.kept

    # Frame by frame

    def _wait(self) -> None:
        assert self._started_ms is not None  # noqa: S101 - the web socket is open
        due_ms = self._started_ms + (self._frames + 1) * FRAME_MS
        self._timer = self._leg.board.clock.call_at(due_ms, self._tick)

    def _tick(self) -> None:
        """Send the frames that are over; there are more than one where the loop was late."""
        assert self._started_ms is not None  # noqa: S101
        due = (self._leg.board.clock.now_ms() - self._started_ms) // FRAME_MS
        while self._frames < due and self._is_attached:
            self._frame(self._frames * FRAME_MS)
            self._frames += 1
        if self._is_attached:
            self._wait()

    def _frame(self, at_ms: int) -> None:
        assert self._started_ms is not None  # noqa: S101
        for who, track in self._tracks.items():
            self._send(self._outgoing.media(WIRE_TRACKS[who], at_ms, track.take()))
        if self._playback is not None:
            self._play(self._playback, self._started_ms + at_ms)

    def _play(self, playback: Playback, now_ms: int) -> None:
        sound, marks = playback.take()
        if sound:
            self._gap_frames = 0
            self._heard_bytes += len(sound)
            self._leg.stream(sound, now_ms, self)
        elif self._heard_bytes:
            self._gap_frames += 1
            if self._gap_frames >= GAP_FRAMES:
                self._show()
        self._echo(marks)

    def _show(self) -> None:
        """Show in the transcript how much of what was sent has been heard."""
        heard, self._heard_bytes = self._heard_bytes, 0
        if heard:
            self._leg.signal(f"[audio {heard // BYTES_PER_MS} ms]")
            self._leg.heard()

    def _echo(self, marks: list[str]) -> None:
        for name in marks:
            self._send(self._outgoing.mark(name))

    def _send(self, text: str) -> None:
        if not self._line.send(text):
            self._warn(DISCARDED, "The application does not read as fast as the call speaks.")

    def _warn(self, code: int, sentence: str) -> None:
        self._warnings += 1
        if self._warnings <= MOST_WARNINGS:
            self._leg.board.note(self._leg, Note(code, sentence))
