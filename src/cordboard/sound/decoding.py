"""Files that calls play, as telephones carry them: WAV of 8 or 16 bits or mu-law, at any rate, and bare mu-law.

MP3 is not decoded: what is installed writes it and cannot read it. Source: as in ``cordboard.base.audio``.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cordboard.base.audio import WAVES, Wave, wave_of
from cordboard.sound.companding import encoded, linear

RATE_HZ: Final = 8_000
LONGEST_S: Final = 600  # what may wait to be heard in a stream; 4.8 MB
MOST_CHANNELS, MOST_RATE_HZ = 8, 192_000
PCM, ULAW = 1, 7  # Source: RFC 2361
TAPS_A_STEP: Final = 8  # of the filter, for each sample that becomes a part of one: 60 dB down at twice the cut


def telephone_sound(data: bytes, kind: str) -> bytes:
    """Return a file as mu-law of 8 kHz, its first ten minutes; nothing where it cannot be decoded."""
    if kind == "audio/ulaw":
        return data[: LONGEST_S * RATE_HZ]
    wave = wave_of(data) if kind in WAVES else None
    if wave is None or not 0 < wave.channels <= MOST_CHANNELS or not RATE_HZ <= wave.rate_hz <= MOST_RATE_HZ:
        return b""
    samples = _samples(data, wave)
    return b"" if samples is None else encoded(np.rint(_resampled(samples, wave.rate_hz)).astype(np.int16))


def _samples(data: bytes, wave: Wave) -> NDArray[np.float64] | None:
    """Return the mean of the channels, in steps of 16 bits."""
    width = wave.channels * wave.bits // 8
    end = wave.begin + LONGEST_S * wave.rate_hz * width
    body = data[wave.begin : min(wave.end, end)]
    body = body[: len(body) // width * width] if width else b""
    if (wave.coding, wave.bits) == (ULAW, 8):
        flat = linear(body) * 32_768
    elif (wave.coding, wave.bits) == (PCM, 8):
        flat = (np.frombuffer(body, np.uint8).astype(float) - 128) * 256
    elif (wave.coding, wave.bits) == (PCM, 16):
        flat = np.frombuffer(body, "<i2").astype(float)
    else:
        return None
    made: NDArray[np.float64] = flat.reshape(-1, wave.channels).mean(axis=1)
    return made


def _resampled(samples: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """Return samples at 8 kHz: what a telephone cannot carry is filtered out first, or it would be heard as noise."""
    if rate_hz == RATE_HZ or not len(samples):
        return samples
    step = rate_hz / RATE_HZ
    reach = int(TAPS_A_STEP * step)
    taps = np.sinc(np.arange(-reach, reach + 1) / step) * np.hamming(2 * reach + 1)
    smooth = np.convolve(samples, taps / taps.sum(), mode="full")[reach : reach + len(samples)]
    made: NDArray[np.float64] = np.interp(np.arange(0, len(samples), step), np.arange(len(samples)), smooth)
    return np.clip(made, -32_768, 32_767)
