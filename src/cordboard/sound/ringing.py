"""The tone of ringing that callers hear, as the networks of countries make it.

Source: ITU-T E.180 supplement 2, as Asterisk's indications.conf writes it, which has the names of Dial's ringTone:
frequencies that sound together have a plus between them, one that swells in the rhythm of another an asterisk; behind
the slash are milliseconds, and 0 is silence.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cordboard.sound.tract import RATE_HZ

Samples = NDArray[np.float64]

LEVEL: Final = 0.24  # two tones of -18 dB each, or one as loud as both
FADE_MS: Final = 3  # no click at either end
DEPTH: Final = 0.9  # how far a tone that swells falls
NORTH_AMERICA: Final = "440+480/2000,0/4000"
_COUNTRIES: Final = {
    NORTH_AMERICA: "us",
    "420*40/2000,0/4000": "us-old",
    "440+480/1000,0/2000": "tw",
    "425+480/1000,0/4000": "ph",
    "400+450/400,0/200,400+450/400,0/2000": "nz uk",
    "413+438/400,0/200,413+438/400,0/2000": "au",
    "425/400,0/200,425/400,0/2000": "my",
    "400*25/400,0/200,400*25/400,0/2000": "in",
    "400*33/400,0/200,400*33/400,0/2000": "za",
    "425*24/400,0/200,425*24/400,0/2000": "sg",
    "400*15/1000,0/2000": "jp",
    "400/1000,0/3000": "cl",
    "414/1000,0/3000": "il",
    "420/1000,0/5000": "at th",
    "425/1000,0/3000": "be",
    "425/1000,0/4000": "bg br ch cz de dk ee fi gr it lt mx nl no pl ru ve",
    "425/1000,0/5000": "pt se",
    "425/1250,0/3750": "hu",
    "425/1500,0/3000": "es",
    "440/1500,0/3500": "fr",
    "450/1000,0/4000": "cn",
}
RINGING: Final = {country: tone for tone, countries in _COUNTRIES.items() for country in countries.split()}


@lru_cache(maxsize=len(RINGING) + 1)
def ringing(country: str) -> Samples:
    """Return one turn of a country's ringing; one that is not known rings as in North America."""
    return np.concatenate([_piece(each) for each in RINGING.get(country, NORTH_AMERICA).split(",")])


def _piece(written: str) -> Samples:
    tone, _, length_ms = written.partition("/")
    seconds = np.arange(int(length_ms) * RATE_HZ // 1000) / RATE_HZ
    if tone == "0":
        return np.zeros(len(seconds))
    edge = np.minimum(np.minimum(seconds, seconds[::-1]) * 1000 / FADE_MS, 1.0)
    carrier, _, swelling = tone.partition("*")
    waves = [_wave(hertz, seconds) for hertz in carrier.split("+")]
    made: Samples = LEVEL / len(waves) * np.sum(waves, axis=0) * edge
    return made if not swelling else made * (1 + DEPTH * _wave(swelling, seconds)) / (1 + DEPTH)


def _wave(hertz: str, seconds: Samples) -> Samples:
    wave: Samples = np.sin(2 * np.pi * int(hertz) * seconds)
    return wave
