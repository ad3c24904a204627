"""Start and Stop: recordings, transcriptions and SIP recordings that run beside a document.

Source: https://www.twilio.com/docs/voice/twiml/recording, /transcription, /siprec.
"""

from __future__ import annotations

from cordboard.twiml.voice.effects import Background
from cordboard.voice.activity import Activity
from cordboard.voice.attachment import (
    BOTH,
    INBOUND,
    SIPREC,
    STREAM,
    TRANSCRIPTION,
    AttachmentSettings,
    Transcribing,
)
from cordboard.voice.attachments import attach
from cordboard.voice.call import Told
from cordboard.voice.recording import Source
from cordboard.voice.tape import TRACKS, TapeSettings, tape_of_call

SORTS = {"Transcription": (TRANSCRIPTION, BOTH), "Siprec": (SIPREC, INBOUND), "Stream": (STREAM, INBOUND)}


class Beside(Activity):
    """Starts or stops something, and goes on at once."""

    effect: Background

    def start(self) -> None:
        """Start it, or stop it."""
        self._given = dict(self.effect.settings)
        if self.effect.kind == "Recording":
            self._record()
        elif self.effect.is_start:
            self._attach()
        else:
            self._detach()
        self.finish(None)

    def _record(self) -> None:
        given = self._given
        told = Told(
            url=given.get("recordingStatusCallback") or None,
            method=self._method("recordingStatusCallbackMethod"),
            events=tuple(given.get("recordingStatusCallbackEvent", "completed").split()),
        ).led_by(self.leg.call.options)
        track = given.get("track", "both")
        channels = 2 if given.get("channels") == "dual" else 1
        trims = given.get("trim") == "trim-silence"
        track = track if track in TRACKS else "both"
        settings = TapeSettings(Source.API, told, channels, track, trims, is_of_document=True)
        tape_of_call(self.leg, settings)

    def _attach(self) -> None:
        sort, default = SORTS[self.effect.kind]
        given = self._given
        callback = given.get("statusCallbackUrl") or given.get("statusCallback") or None
        settings = AttachmentSettings(
            given.get("name"),
            given.get("track", default),
            Told(url=callback, method=self._method("statusCallbackMethod")).led_by(self.leg.call.options),
            transcribing=self._transcribing(),
        )
        attach(self.leg, sort, settings)

    def _transcribing(self) -> Transcribing:
        given, usual = self._given, Transcribing()
        return Transcribing(
            given.get("languageCode", usual.language),
            given.get("transcriptionEngine", usual.engine),
            given.get("speechModel", usual.speech_model),
            given.get("partialResults", "").lower() == "true",
            given.get("inboundTrackLabel"),
            given.get("outboundTrackLabel"),
            given.get("profanityFilter", "").lower() != "false",
            given.get("enableAutomaticPunctuation", "").lower() != "false",
        )

    def _detach(self) -> None:
        sort, _ = SORTS[self.effect.kind]
        name = self._given.get("name")
        for each in list(self.leg.attachments):
            if each.is_called(sort, name):
                each.stop()

    def _method(self, name: str) -> str:
        return "GET" if self._given.get(name, "").upper() == "GET" else "POST"
