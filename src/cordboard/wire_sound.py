"""The part of the composition root that gives voice its sound: recordings are rendered, files are measured."""

from __future__ import annotations

import asyncio
import io
import wave

from cordboard.voice.ports import Sound
from cordboard.voice.recording import Recording

BAD_TYPE, BAD_SOUND = 12300, 13420
# Source: https://www.twilio.com/docs/voice/twiml/play (supported types). Bits a second of those whose length is not in
# their head: what the telephone network carries (G.711), what full-rate GSM takes, and what most MP3 files have.
BITS_PER_S = {
    "audio/mpeg": 128_000,
    "audio/mp3": 128_000,
    "audio/aiff": 1_411_200,
    "audio/x-aiff": 1_411_200,
    "audio/x-aifc": 1_411_200,
    "audio/gsm": 13_200,
    "audio/x-gsm": 13_200,
    "audio/ulaw": 64_000,
    "audio/basic": 64_000,
}
WAVES = frozenset({"audio/wav", "audio/wave", "audio/x-wav"})


async def render(recording: Recording, channels: int, form: str) -> bytes:
    """Return the sound of a recording, made beside the loop: a minute takes a third of a second."""
    return await asyncio.to_thread(_rendered, recording, channels, form)


def _rendered(recording: Recording, channels: int, form: str) -> bytes:
    from cordboard.sound.rendering import mp3, wav  # here, because its numbers take long to load and are seldom needed

    make = mp3 if form == "mp3" else wav
    return make(recording.spoken, length_ms=recording.length_ms or 0, channels=channels)


def sound_of(content_type: str | None, data: bytes) -> Sound:
    """Return how long a file lasts, or why it cannot be played."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind in WAVES:
        return _wave(data)
    if kind in BITS_PER_S:
        return Sound(len(data) * 8 / BITS_PER_S[kind])
    if kind.startswith("audio/"):
        return Sound(0.0, BAD_SOUND, f"Sound of the type {kind[:80]} is not played.")
    return Sound(0.0, BAD_TYPE, f"The content type {kind[:80] or 'is missing and'} is not sound.")


def _wave(data: bytes) -> Sound:
    try:
        with wave.open(io.BytesIO(data)) as file:
            return Sound(file.getnframes() / file.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        # WAV of mu-law samples, which the module does not read: 8,000 bytes a second behind a head of 44.
        if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
            return Sound(max(len(data) - 44, 0) / 8000)
        return Sound(0.0, BAD_SOUND, "The file is no WAV.")
