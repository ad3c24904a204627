"""The part of the composition root that gives voice its sound: recordings and speech are rendered, files measured."""

from __future__ import annotations

import asyncio

from cordboard.base.audio import duration_s
from cordboard.base.manner import Manner
from cordboard.sound.apart import Decoder
from cordboard.voice.ports import Sound
from cordboard.voice.recording import Recording
from cordboard.voice.signals import SPEECH

BAD_TYPE, BAD_SOUND = 12300, 13420
LONGEST_S, RATE_HZ = 600, 8_000  # of what is decoded
WAITING = 2  # recordings and sentences rendered at a time: each keeps a core busy, and the loop needs one


class Renderer:
    """Makes the sound of recordings beside the loop: a minute takes a third of a second."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(WAITING)

    async def synthesize(self, what: str, text: str, who: str, lasts_ms: int | None, manner: Manner) -> bytes:
        """Return a text as mu-law of 8 kHz, said by caller or callee, or a signal."""
        async with self._free:
            return await asyncio.to_thread(_heard, what, text, who, lasts_ms, manner)

    async def render(self, recording: Recording, channels: int, form: str) -> bytes:
        """Return a recording as wav or mp3."""
        async with self._free:
            return await asyncio.to_thread(_rendered, recording, channels, form)


def _heard(what: str, text: str, who: str, lasts_ms: int | None, manner: Manner) -> bytes:
    from cordboard.sound.ulaw import signalled, spoken  # here, as below

    return spoken(text, who, lasts_ms, manner) if what == SPEECH else signalled(what, text)


def _rendered(recording: Recording, channels: int, form: str) -> bytes:
    from cordboard.sound.rendering import mp3, wav  # here, because its numbers take long to load and are seldom needed

    make = mp3 if form == "mp3" else wav
    return make(recording.spoken, length_ms=recording.length_ms or 0, channels=channels)


class Listener:
    """Makes of files what calls play of them."""

    def __init__(self) -> None:
        self._decoder = Decoder()

    async def heard_of(self, content_type: str | None, data: bytes) -> Sound:
        """Return how long a file lasts and its sound, or why it cannot be played."""
        found = sound_of(content_type, data)
        if found.fault is not None:
            return found
        kind = kind_of(content_type)
        samples = await asyncio.to_thread(_decoded, data, kind)
        if samples is not None:
            return found._replace(samples=samples)
        samples = await self._decoder.decoded(data, kind)
        if samples is None:
            return _unplayable(kind)
        # What was decoded counts more than what the header says, up to the longest that is decoded.
        is_whole = len(samples) < LONGEST_S * RATE_HZ
        return Sound(len(samples) / RATE_HZ if is_whole else found.length_s, samples=samples)


def _decoded(data: bytes, kind: str) -> bytes | None:
    from cordboard.sound.decoding import telephone_sound  # here, as above

    return telephone_sound(data, kind)


def kind_of(content_type: str | None) -> str:
    """Return a content type without its parameters."""
    return (content_type or "").partition(";")[0].strip().lower()


def sound_of(content_type: str | None, data: bytes) -> Sound:
    """Return how long a file lasts, or why it cannot be played."""
    kind = kind_of(content_type)
    if not kind.startswith("audio/"):
        return Sound(0.0, BAD_TYPE, f"The content type {kind[:80] or 'is missing and'} is not sound.")
    lasts_s = duration_s(data, kind)
    return _unplayable(kind) if lasts_s is None else Sound(lasts_s)


def _unplayable(kind: str) -> Sound:
    return Sound(0.0, BAD_SOUND, f"The file cannot be played as {kind[:80]}.")
