"""Sound brought to the rate of telephones: 8,000 samples a second, of which nothing is above 4 kHz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.fft import irfft, rfft
from numpy.typing import NDArray

RATE_HZ: Final = 8_000
# Blocks are turned into their spectrum with a second of what is before and behind them, so that their seams are not
# heard; whole seconds have a whole number of samples at every rate.
BLOCK_S, AROUND_S = 10, 1
WINDOW_S: Final = BLOCK_S + 2 * AROUND_S
# From 3.6 to 4 kHz sound fades out: what is cut off at one frequency rings. Telephones carry 3.4 kHz (ITU-T G.712).
FADE_HZ: Final = 400
_FADE: Final = np.linspace(1.0, 0.0, FADE_HZ * WINDOW_S + 1)

Samples = NDArray[np.float64]


def blocks_of(samples: Samples, rate_hz: int) -> Iterator[Samples]:
    """Yield samples in blocks for ``resampled``."""
    for at in range(0, len(samples), BLOCK_S * rate_hz):
        yield samples[at : at + BLOCK_S * rate_hz]


def resampled(blocks: Iterable[Samples], rate_hz: int) -> Iterator[Samples]:
    """Yield blocks of ten seconds, of which the last may be shorter, at 8 kHz."""
    if rate_hz == RATE_HZ:
        yield from blocks
        return
    before = np.zeros(AROUND_S * rate_hz)
    for block, following in pairwise(chain(blocks, (np.zeros(0),))):
        behind = following[: AROUND_S * rate_hz]
        yield _narrowed(np.concatenate((before, block, behind)), rate_hz)[: -(-len(block) * RATE_HZ // rate_hz)]
        before = block[-AROUND_S * rate_hz :]


def _narrowed(window: Samples, rate_hz: int) -> Samples:
    """Return a block at 8 kHz, and what is behind it."""
    bins = WINDOW_S * RATE_HZ // 2 + 1
    spectrum = rfft(window, WINDOW_S * rate_hz)[:bins]
    if len(spectrum) == bins:
        spectrum[-len(_FADE) :] *= _FADE
    made: Samples = irfft(spectrum, WINDOW_S * RATE_HZ) * (RATE_HZ / rate_hz)
    return made[AROUND_S * RATE_HZ :]
