"""Mu-law: a sample of sixteen bits in eight, finer where it is quiet.

Source: ITU-T G.711, table 2a; the bits on the wire are inverted.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

BIAS: Final = 0x84  # 33 of G.711's 14 bits, in 16
CLIP: Final = 32_767 - BIAS
SEGMENTS: Final = np.array([1 << at for at in range(8, 15)])  # where the next seven segments begin


def encoded(samples: NDArray[np.int16]) -> bytes:
    """Return 16-bit samples as mu-law."""
    wide = samples.astype(np.int32)
    sizes = np.minimum(np.abs(wide), CLIP) + BIAS
    segments = np.searchsorted(SEGMENTS, sizes, side="right")
    steps = sizes >> (segments + 3) & 0x0F
    signs = np.where(wide < 0, 0x80, 0)
    return bytes((~(signs | segments << 4 | steps) & 0xFF).astype(np.uint8))


def linear(data: bytes) -> NDArray[np.float64]:
    """Return mu-law as samples between -1 and 1."""
    bits = ~np.frombuffer(data, np.uint8)
    sizes = ((bits & 0x0F).astype(np.int32) << 3) + BIAS << (bits >> 4 & 7).astype(np.int32)
    made: NDArray[np.float64] = np.where(bits & 0x80, BIAS - sizes, sizes - BIAS) / 32_768
    return made
