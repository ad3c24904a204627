"""A real-time transcription: tells what is said on a call while it goes on.

Nothing is recognized: on the simulated network what is said is known. What each event tells is in the tables of
https://www.twilio.com/docs/voice/twiml/transcription#statuscallbackurl; reference 03, section 10.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cordboard.base.manner import Manner
from cordboard.voice.attachment import BOTH, TRACKS, TRANSCRIPTION, Attachment, AttachmentSettings

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg

CONFIDENCE = STABILITY = 0.9  # as for gathered speech: the text was given as text
ENGINES: Final = frozenset({"google", "deepgram"})
NO_ENGINE: Final = "32650"
SPEECHLESS: Final = frozenset({"stopped", "error"})
Pairs = tuple[tuple[str, str], ...]


class LiveTranscription(Attachment):
    """A transcription, as long as it runs."""

    def __init__(self, leg: Leg, settings: AttachmentSettings) -> None:
        self._sequence = 0
        self._transcribing = settings.transcribing
        super().__init__(leg, TRANSCRIPTION, settings)

    def _begin(self) -> None:
        self._save()
        engine = self._transcribing.engine
        if engine in ENGINES:
            self._tell("started", self._description())
        else:
            sentence = f"There is no transcription engine {engine[:40]}."
            self._detach("error", (("TranscriptionErrorCode", NO_ENGINE), ("TranscriptionError", sentence)))

    def _description(self) -> Pairs:
        how = self._transcribing
        labels = (("InboundTrackLabel", how.inbound_label), ("OutboundTrackLabel", how.outbound_label))
        provider = {
            "profanityFilter": _word(how.filters_profanity),
            "speechModel": how.speech_model,
            "enableAutomaticPunctuation": _word(how.punctuates),
        }
        return (
            ("Track", self.kept.track),
            ("TranscriptionEngine", how.engine),
            ("ProviderConfiguration", json.dumps(provider, separators=(",", ":"))),
            ("PartialResults", _word(how.tells_partial)),
            *((name, label) for name, label in labels if label is not None),
        )

    def take(self, who: str, text: str, manner: Manner) -> None:
        """Tell what was said on a side that is listened to; half of it first where that is wanted."""
        track = TRACKS.get(who)
        if track is None or self.kept.track not in (track, BOTH):
            return
        words = text.split()
        if self._transcribing.tells_partial and len(words) > 1:
            half = " ".join(words[: len(words) // 2])
            self._content(track, {"transcript": half}, (("Final", "false"), ("Stability", str(STABILITY))))
        self._content(track, {"transcript": text, "confidence": CONFIDENCE}, (("Final", "true"),))

    def _content(self, track: str, data: dict[str, object], more: Pairs) -> None:
        self._tell("content", (("TranscriptionData", json.dumps(data)), ("Track", track), *more))

    def _facts(self, event: str) -> Pairs:
        """Number the event; one that tells of no language any more leaves it out."""
        self._sequence += 1
        numbered = ("SequenceId", str(self._sequence))
        return (numbered,) if event in SPEECHLESS else (("LanguageCode", self._transcribing.language), numbered)


def _word(value: bool) -> str:
    return "true" if value else "false"
