"""Speech and signals as telephones carry them: mu-law, one byte a sample, 8,000 samples a second."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cordboard.base.manner import USUAL, Manner
from cordboard.sound.companding import encoded
from cordboard.sound.rendering import FULL
from cordboard.sound.signals import signal
from cordboard.sound.speech import said


@lru_cache(maxsize=16)  # the prompts of an application are the same on every call; an hour of them is 29 MB
def spoken(text: str, who: str, lasts_ms: int | None, manner: Manner = USUAL) -> bytes:
    """Return a text as caller or callee says it, in the time that the call gives it, if any. Units: milliseconds."""
    pieces = [np.rint(made * FULL).astype(np.int16) for made in said(text, who, manner, lasts_ms, None)]
    return encoded(np.concatenate(pieces)) if pieces else b""


@lru_cache(maxsize=64)  # each key, each ringing
def signalled(kind: str, text: str) -> bytes:
    """Return a signal as mu-law; what lasts is one turn of it."""
    return encoded(np.rint(signal(kind, text) * FULL).astype(np.int16))
