"""What is heard and not said, as samples: the tones of keys, a beep, the tone of ringing, and music to wait by.

Source: ITU-T Q.23 (frequencies of keys), Q.24 annex A (they are told apart from 40 ms on).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cordboard.sound.ringing import ringing
from cordboard.sound.tract import RATE_HZ

Samples = NDArray[np.float64]

LOW_HZ, HIGH_HZ = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
GRID: Final = "123A456B789C*0#D"
KEYS: Final = {key: (LOW_HZ[at // 4], HIGH_HZ[at % 4]) for at, key in enumerate(GRID)}
# As long as the call takes for them: a tone of a tenth of a second and a gap, half a second for w, a whole one for W.
TONE_MS, GAP_MS = 100, 100
WAITS_MS: Final = {"w": 500, "W": 1000}
LEVEL: Final = 0.12  # of each of two tones: -18 dB of full scale, so that keys and speech are equally loud
FADE_MS: Final = 3  # no click at either end
BEEP_HZ, BEEP_MS = 1000, 300
# Ours: broken chords of C, A minor, F and G, four notes each, in hertz of equal temperament from A at 440.
CHORDS: Final = ((-9, -5, -2, 3), (-12, -9, -5, 0), (-16, -12, -9, -4), (-14, -10, -7, -2))
NOTE_MS, NOTE_FADE_S = 400, 0.25


def signal(kind: str, text: str, length_ms: int | None = None) -> Samples:
    """Return a signal between -0.5 and 0.5; what lasts is one turn, or as long as is said. Units: milliseconds."""
    make = _MAKERS.get(kind)
    made = make(text) if make is not None else np.zeros(0)
    if kind in _LASTING and length_ms is not None:
        return np.resize(made, length_ms * RATE_HZ // 1000)
    return made


def _tone(frequencies_hz: tuple[int, ...], length_ms: int) -> Samples:
    seconds = np.arange(length_ms * RATE_HZ // 1000) / RATE_HZ
    waves = [np.sin(2 * np.pi * hertz * seconds) for hertz in frequencies_hz]
    edge = np.minimum(seconds, seconds[::-1]) * 1000 / FADE_MS
    made: Samples = LEVEL * np.sum(waves, axis=0) * np.minimum(edge, 1.0)
    return made


def _silence(length_ms: int) -> Samples:
    return np.zeros(length_ms * RATE_HZ // 1000)


def _tones(keys: str) -> Samples:
    pieces = [_silence(0)]
    for key in keys:
        if key in KEYS:
            pieces += [_tone(KEYS[key], TONE_MS), _silence(GAP_MS)]
        else:
            pieces.append(_silence(WAITS_MS.get(key, 0)))
    return np.concatenate(pieces)


def _beep(_: str) -> Samples:
    return _tone((BEEP_HZ,), BEEP_MS)


@lru_cache(maxsize=1)
def _turn_of_music() -> Samples:
    fade = np.exp(-np.arange(NOTE_MS * RATE_HZ // 1000) / RATE_HZ / NOTE_FADE_S)
    notes = [_tone((round(440 * 2 ** (step / 12)),), NOTE_MS) * fade for chord in CHORDS for step in (*chord, chord[1])]
    return np.concatenate(notes)


def _music(_: str) -> Samples:
    return _turn_of_music()


_MAKERS: Final[dict[str, Callable[[str], Samples]]] = {
    "tones": _tones,
    "beep": _beep,
    "ringing": ringing,
    "music": _music,
}
_LASTING: Final = frozenset({"ringing", "music"})
