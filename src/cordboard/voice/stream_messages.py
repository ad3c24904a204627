"""The messages of a media stream, in both directions.

Source: https://www.twilio.com/docs/voice/media-streams/websocket-messages.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

MALFORMED, INVALID = 31950, 31951
MEDIA_FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
CONNECTED = '{"event":"connected","protocol":"Call","version":"1.0.0"}'
_encode = msgspec.json.Encoder().encode


class Identity(NamedTuple):
    """Whose stream it is."""

    account_sid: str
    call_sid: str
    stream_sid: str


class Outgoing:
    """Makes the messages of one stream; all but the first are numbered."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._sequence = 0
        self._chunk = 0

    def start(self, tracks: Iterable[str], parameters: Iterable[tuple[str, str]]) -> str:
        """Return what begins the stream."""
        account_sid, call_sid, stream_sid = self._identity
        start = {
            "accountSid": account_sid,
            "streamSid": stream_sid,
            "callSid": call_sid,
            "tracks": list(tracks),
            "mediaFormat": MEDIA_FORMAT,
            "customParameters": dict(parameters),
        }
        return self._numbered("start", start)

    def media(self, track: str, at_ms: int, sound: bytes) -> str:
        """Return a frame of a track. Units: ``at_ms``, milliseconds since the start."""
        self._chunk += 1
        payload = binascii.b2a_base64(sound, newline=False).decode()
        media = {"track": track, "chunk": str(self._chunk), "timestamp": str(at_ms), "payload": payload}
        return self._numbered("media", media)

    def dtmf(self, digit: str) -> str:
        """Return a key that was pressed."""
        return self._numbered("dtmf", {"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> str:
        """Return a mark that was reached."""
        return self._numbered("mark", {"name": name})

    def stop(self) -> str:
        """Return what ends the stream."""
        return self._numbered("stop", {"accountSid": self._identity.account_sid, "callSid": self._identity.call_sid})

    def _numbered(self, event: str, body: dict[str, Any]) -> str:
        self._sequence += 1
        message = {
            "event": event,
            "sequenceNumber": str(self._sequence),
            event: body,
            "streamSid": self._identity.stream_sid,
        }
        return _encode(message).decode()


class Media(NamedTuple):
    """Sound to be heard."""

    sound: bytes


class Mark(NamedTuple):
    """A mark to be told of when it is reached."""

    name: str


class Clear(NamedTuple):
    """What waits shall not be heard."""


class Bad(NamedTuple):
    """A message that is none: the code and the sentence of its warning."""

    code: int
    sentence: str


class _MediaBody(msgspec.Struct):
    payload: str


class _MarkBody(msgspec.Struct):
    name: str


class _Message(msgspec.Struct, rename="camel"):
    event: str
    stream_sid: str
    media: _MediaBody | None = None
    mark: _MarkBody | None = None


_decode = msgspec.json.Decoder(_Message).decode


def read(text: str, stream_sid: str) -> Media | Mark | Clear | Bad:
    """Read a message of the application."""
    try:
        message = _decode(text)
    except msgspec.ValidationError as error:
        return Bad(INVALID, f"The message is not valid: {error}.")
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return Bad(MALFORMED, "The message is not JSON.")
    if message.stream_sid != stream_sid:
        return Bad(INVALID, "The message is for another streamSid.")
    if message.event == "clear":
        return Clear()
    if message.event == "mark" and message.mark is not None:
        return Mark(message.mark.name)
    if message.event == "media" and message.media is not None:
        return _sound(message.media.payload)
    return Bad(INVALID, f"A message of the event {message.event[:40]} is not understood.")


def _sound(payload: str) -> Media | Bad:
    try:
        return Media(binascii.a2b_base64(payload.encode("ascii"), strict_mode=True))
    except (ValueError, UnicodeError):
        return Bad(INVALID, "The payload is not base64.")
