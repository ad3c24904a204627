"""Files that calls play, as telephones carry them: WAV of 8 or 16 bits or mu-law, at any rate, and bare mu-law.

These are the most frequent, and read without foreign code; ``cordboard.sound.apart`` decodes the others.
Source: as in ``cordboard.base.audio``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from cordboard.base.audio import WAVES, Wave, wave_of
from cordboard.sound.companding import encoded, linear
from cordboard.sound.resampling import RATE_HZ, Samples, blocks_of, resampled

LONGEST_S: Final = 600  # what may wait to be heard in a stream; 4.8 MB
MOST_CHANNELS, MOST_RATE_HZ = 8, 192_000
PCM, ULAW = 1, 7  # Source: RFC 2361
FULL: Final = 32_767


def telephone_sound(data: bytes, kind: str) -> bytes | None:
    """Return a file as mu-law of 8 kHz, its first ten minutes; None where it is of another form, or broken."""
    if kind == "audio/ulaw":
        return data[: LONGEST_S * RATE_HZ]
    wave = wave_of(data) if kind in WAVES else None
    if wave is None or not 0 < wave.channels <= MOST_CHANNELS or not RATE_HZ <= wave.rate_hz <= MOST_RATE_HZ:
        return None
    samples = _samples(data, wave)
    return None if samples is None else b"".join(mulaw(blocks_of(samples, wave.rate_hz), wave.rate_hz))


def mulaw(blocks: Iterable[Samples], rate_hz: int) -> Iterator[bytes]:
    """Yield blocks of ten seconds, between -1 and 1, as mu-law of 8 kHz."""
    for block in resampled(blocks, rate_hz):
        yield encoded(np.rint(np.clip(block, -1.0, 1.0) * FULL).astype(np.int16))


def _samples(data: bytes, wave: Wave) -> Samples | None:
    """Return the mean of the channels, between -1 and 1."""
    width = wave.channels * wave.bits // 8
    end = wave.begin + LONGEST_S * wave.rate_hz * width
    body = data[wave.begin : min(wave.end, end)]
    body = body[: len(body) // width * width] if width else b""
    if (wave.coding, wave.bits) == (ULAW, 8):
        flat = linear(body)
    elif (wave.coding, wave.bits) == (PCM, 8):
        flat = (np.frombuffer(body, np.uint8).astype(float) - 128) / 128
    elif (wave.coding, wave.bits) == (PCM, 16):
        flat = np.frombuffer(body, "<i2").astype(float) / 32_768
    else:
        return None
    made: Samples = flat.reshape(-1, wave.channels).mean(axis=1)
    return made
