"""Speech as telephones carry it: mu-law, one byte a sample, 8,000 samples a second.

Source: ITU-T G.711, table 2a; the bits on the wire are inverted.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from cordboard.sound.prosody import sounds_of
from cordboard.sound.rendering import FULL, VOICES_HZ, Pcm
from cordboard.sound.signals import signal
from cordboard.sound.tract import pieces_of

BIAS: Final = 0x84  # 33 of G.711's 14 bits, in 16
CLIP: Final = FULL - BIAS
SEGMENTS: Final = np.array([1 << at for at in range(8, 15)])  # where the next seven segments begin


def encoded(samples: Pcm) -> bytes:
    """Return 16-bit samples as mu-law."""
    wide = samples.astype(np.int32)
    sizes = np.minimum(np.abs(wide), CLIP) + BIAS
    segments = np.searchsorted(SEGMENTS, sizes, side="right")
    steps = sizes >> (segments + 3) & 0x0F
    signs = np.where(wide < 0, 0x80, 0)
    return bytes((~(signs | segments << 4 | steps) & 0xFF).astype(np.uint8))


@lru_cache(maxsize=16)  # the prompts of an application are the same on every call; an hour of them is 29 MB
def spoken(text: str, who: str, within_ms: int | None) -> bytes:
    """Return a text as caller or callee says it, faster where it would take longer. Units: milliseconds."""
    pieces = [np.rint(made * FULL).astype(np.int16) for made in pieces_of(sounds_of(text, within_ms), VOICES_HZ[who])]
    return encoded(np.concatenate(pieces)) if pieces else b""


@lru_cache(maxsize=64)  # each key, each ringing
def signalled(kind: str, text: str) -> bytes:
    """Return a signal as mu-law; what lasts is one turn of it."""
    return encoded(np.rint(signal(kind, text) * FULL).astype(np.int16))
