"""Streams that a document starts: beside it, or in its place until they end.

Source: https://www.twilio.com/docs/voice/twiml/stream.
"""

from __future__ import annotations

from cordboard.twiml.voice.effects import Stream
from cordboard.voice.activity import Activity
from cordboard.voice.attachment import AttachmentSettings
from cordboard.voice.call import Told
from cordboard.voice.media_stream import MediaStream


class Streaming(Activity):
    """Starts a stream; a connected one has the call until it ends."""

    effect: Stream
    stream: MediaStream | None = None

    def start(self) -> None:
        """Start it."""
        effect = self.effect
        callback = effect.callback
        told = Told(url=callback.url, method=callback.method).led_by(self.leg.call.options)
        settings = AttachmentSettings(effect.name, effect.track, told, url=effect.url, parameters=effect.parameters)
        if effect.is_connected:
            self.stream = MediaStream(self.leg, settings, lambda: self.finish(None))
        else:
            MediaStream(self.leg, settings)
            self.finish(None)

    def pressed(self, digits: str) -> None:
        """Tell a connected stream of keys."""
        if self.stream is not None:
            self.stream.pressed(digits)

    def clean(self) -> None:
        """End a connected stream with its verb."""
        if self.stream is not None:
            self.stream.stop()
