"""The Record verb: takes the caller's voice until silence, a key, the longest time, or the end of the call.

Source: https://www.twilio.com/docs/voice/twiml/record.
"""

from __future__ import annotations

from cordboard.base.webhook import Purpose
from cordboard.twiml.voice.effects import Fetch, Note, Reason, Record, Recorded
from cordboard.twiml.voice.recording import recorded_parameters
from cordboard.voice.activity import Activity
from cordboard.voice.call import Told
from cordboard.voice.callbacks import of_call
from cordboard.voice.documents import ask_in_vain
from cordboard.voice.occurrence import TRANSCRIPTION as TRANSCRIBED
from cordboard.voice.pace import spoken_s
from cordboard.voice.recording import TRANSCRIPTION, Recording, RecordingStatus, Source
from cordboard.voice.tape import Tape, TapeSettings, tape_of_call

BEEP_S = 0.3
LONGEST_TRANSCRIBED_S, NOT_TRANSCRIBED = 120, 13617


class Taping(Activity):
    """The Record verb."""

    effect: Record
    _tape: Tape | None = None

    def start(self) -> None:
        """Beep, then record."""
        if self.effect.plays_beep:
            self.leg.signal("[beep]")
            self.after(BEEP_S, self._begin)
        else:
            self._begin()

    def _begin(self) -> None:
        self.leg.heard()
        callback = self.effect.callback
        told = Told(url=callback.url, method=callback.method, events=tuple(sorted(callback.events)))
        told = told.led_by(self.leg.call.options)
        settings = TapeSettings(Source.RECORD, told, track="inbound", trims=self.effect.trims)
        self._tape = tape_of_call(self.leg, settings)
        self.after(self.effect.max_length_s, lambda: self._end(""), "longest")
        self._listen()

    def _listen(self) -> None:
        if self.effect.timeout_s:
            self.after(self.effect.timeout_s, lambda: self._end(""), "silence")

    def spoke(self, text: str) -> None:
        """Speech puts the silence off."""
        if self._tape is not None:
            self.after(spoken_s(text, self.leg.board.limits.characters_per_s), self._listen, "silence")

    def pressed(self, digits: str) -> None:
        """A key may finish it; before the beep has ended there is nothing to finish."""
        key = next((digit for digit in digits if digit in self.effect.finish_on_key), None)
        if key is not None and self._tape is not None:
            self._end(key)

    def hung_up(self) -> None:
        """The end of the call is the end of the recording; its action is still told."""
        if self._tape is not None and self._tape.has_speech:
            self._tell_action(self._result(self._complete(self._tape), "hangup"))

    def _tell_action(self, recorded: Recorded) -> None:
        if self.effect.action_url is not None:
            parameters = recorded_parameters(recorded)
            ask_in_vain(self.leg, Fetch(self.effect.action_url, self.effect.action_method, parameters, Reason.RECORDED))

    def _end(self, digits: str) -> None:
        tape = self._tape
        assert tape is not None  # noqa: S101 - it began before any timer or key
        if not tape.has_speech and not digits:
            self.finish(None)
        else:
            self.finish(self._result(self._complete(tape), digits))

    def _complete(self, tape: Tape) -> Recording:
        made, self._tape = tape.complete(), None
        if self.effect.transcribes:
            self._transcribe(made, tape.text)
        return made

    def _transcribe(self, made: Recording, text: str) -> None:
        """Keep the text, which the simulated network knows, and tell of it."""
        board, call = self.leg.board, self.leg.call
        if (made.length_ms or 0) > LONGEST_TRANSCRIBED_S * 1000:
            board.note(self.leg, Note(NOT_TRANSCRIBED, f"{made.duration_s} s are too long to transcribe."))
            return
        kept = board.shelf.make(
            TRANSCRIPTION, made.account_sid, parent_sid=made.sid, length_ms=made.length_ms or 0, text=text
        )
        url = f"{board.account_url(made.account_sid)}/Transcriptions/{kept.sid}"
        parameters = (
            ("TranscriptionSid", kept.sid),
            ("TranscriptionText", text),
            ("TranscriptionStatus", kept.status),
            ("TranscriptionUrl", url),
            ("TranscriptionType", "fast"),
            ("RecordingSid", made.sid),
            ("RecordingUrl", board.recording_url(made)),
        )
        told = Told(url=self.effect.transcribe_callback)
        task = board.hooks.told(call, told, parameters, purpose=Purpose.TRANSCRIPTION)
        occurred = of_call(TRANSCRIBED, call, told, parameters)
        board.write(kept=(TRANSCRIPTION, kept), tasks=[task] if task else [], occurred=occurred)

    def _result(self, made: Recording, digits: str) -> Recorded:
        return Recorded(made.sid, self.leg.board.recording_url(made), made.duration_s or 0, digits)

    def clean(self) -> None:
        """Complete the tape when the call goes elsewhere; one on which nobody spoke holds nothing."""
        tape, self._tape = self._tape, None
        if tape is not None and tape.has_speech:
            self._complete(tape)
        elif tape is not None:
            tape.complete(RecordingStatus.ABSENT)
