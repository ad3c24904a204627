"""The phonemes of English as a vocal tract makes them: stages of formants, voice and noise.

Names are those of the ARPAbet (AX is the neutral vowel). Formants are of a man's voice. Units: hertz and milliseconds;
levels are relative to a vowel's voice and to full noise.

Source: formants, Klatt, "Software for a cascade/parallel formant synthesizer", J. Acoust. Soc. Am. 67 (1980), tables
II and III; durations, Klatt, "Linguistic uses of segmental duration in English", J. Acoust. Soc. Am. 59 (1976); bands
of noise, Stevens, "Acoustic Phonetics" (1998), chapters 7 and 8, as far as they lie below the 4 kHz of a telephone.
"""

from typing import Final, NamedTuple


class Formants(NamedTuple):
    """The three lowest resonances. Units: hertz."""

    first: float
    second: float
    third: float


class Band(NamedTuple):
    """Where noise has its energy. Units: hertz."""

    centre: float
    width: float


class Stage(NamedTuple):
    """A steady part of a phoneme; ``share`` is its part of the whole duration."""

    share: float
    formants: Formants
    voice: float = 0.0
    breath: float = 0.0
    noise: float = 0.0
    band: Band = Band(2000, 2000)
    hole_hz: float = 0.0  # what the side branch of an open nose swallows; none when zero


class Phoneme(NamedTuple):
    """A sound that tells words apart. Units: milliseconds; it is never shorter than ``least_ms``."""

    usual_ms: int
    least_ms: int
    stages: tuple[Stage, ...]
    is_vowel: bool = False


def _vowel(usual_ms: int, least_ms: int, begin: tuple[int, int, int], end: tuple[int, int, int]) -> Phoneme:
    stages = Stage(0.5, Formants(*begin), voice=1.0), Stage(0.5, Formants(*end), voice=1.0)
    return Phoneme(usual_ms, least_ms, stages, is_vowel=True)


def _glide(usual_ms: int, least_ms: int, *formants: float) -> Phoneme:
    return Phoneme(usual_ms, least_ms, (Stage(1.0, Formants(*formants), voice=0.6),))


def _nasal(usual_ms: int, least_ms: int, hole_hz: float, *formants: float) -> Phoneme:
    return Phoneme(usual_ms, least_ms, (Stage(1.0, Formants(*formants), voice=0.5, hole_hz=hole_hz),))


def _hiss(usual_ms: int, least_ms: int, formants: Formants, noise: float, band: Band, voice: float = 0.0) -> Phoneme:
    return Phoneme(usual_ms, least_ms, (Stage(1.0, formants, voice=voice, noise=noise, band=band),))


def _stop(usual_ms: int, least_ms: int, formants: Formants, noise: float, band: Band, *, is_voiced: bool) -> Phoneme:
    """Return closure, burst and release; the hum of a voiced closure is what is heard through the walls."""
    hum, breath = (0.15, 0.0) if is_voiced else (0.0, 0.5)
    closed = Formants(200, formants.second, formants.third)
    stages = (
        Stage(0.6, closed, voice=hum),
        Stage(0.15, formants, noise=noise, band=band, voice=hum),
        Stage(0.25, formants, breath=breath, voice=0.6 if is_voiced else 0.0),
    )
    return Phoneme(usual_ms, least_ms, stages)


def _affricate(usual_ms: int, least_ms: int, formants: Formants, band: Band, voice: float) -> Phoneme:
    noise = Stage(0.55, formants, noise=0.8, band=band, voice=voice)
    return Phoneme(usual_ms, least_ms, (Stage(0.45, formants, voice=voice / 2), noise))


_LIPS, _TEETH = Formants(340, 1100, 2080), Formants(320, 1290, 2540)
_RIDGE, _BEHIND_RIDGE = Formants(320, 1390, 2530), Formants(300, 1840, 2750)
_LIPS_STOP, _RIDGE_STOP, _VELUM_STOP = Formants(400, 1100, 2150), Formants(400, 1600, 2600), Formants(300, 1990, 2850)
_FLAT, _HIGH, _MIDDLE = Band(3000, 2500), Band(3900, 700), Band(2700, 600)
_LOW_BURST, _HIGH_BURST, _MIDDLE_BURST = Band(800, 900), Band(3700, 900), Band(2000, 500)

PHONEMES: Final = {
    "AA": _vowel(240, 100, (700, 1220, 2600), (700, 1220, 2600)),
    "AE": _vowel(230, 80, (620, 1660, 2430), (650, 1490, 2470)),
    "AH": _vowel(140, 60, (620, 1220, 2550), (620, 1220, 2550)),
    "AO": _vowel(240, 100, (600, 990, 2570), (630, 1040, 2600)),
    "AW": _vowel(260, 140, (640, 1230, 2550), (420, 940, 2350)),
    "AX": _vowel(120, 50, (500, 1400, 2450), (500, 1400, 2450)),
    "AY": _vowel(250, 150, (660, 1200, 2550), (400, 1880, 2500)),
    "EH": _vowel(150, 70, (530, 1680, 2500), (620, 1530, 2530)),
    "ER": _vowel(180, 80, (470, 1270, 1540), (420, 1310, 1540)),
    "EY": _vowel(190, 80, (480, 1720, 2520), (330, 2020, 2600)),
    "IH": _vowel(135, 50, (400, 1800, 2570), (470, 1600, 2600)),
    "IY": _vowel(155, 60, (310, 2020, 2960), (290, 2070, 2960)),
    "OW": _vowel(220, 80, (540, 1100, 2300), (450, 900, 2300)),
    "OY": _vowel(280, 150, (550, 960, 2400), (360, 1820, 2450)),
    "UH": _vowel(160, 60, (450, 1100, 2350), (500, 1180, 2390)),
    "UW": _vowel(210, 70, (350, 1250, 2200), (320, 900, 2200)),
    "L": _glide(80, 40, 310, 1050, 2880),
    "R": _glide(110, 40, 310, 1060, 1380),
    "W": _glide(80, 60, 290, 610, 2150),
    "Y": _glide(80, 40, 260, 2070, 3020),
    "M": _nasal(70, 60, 1000, 280, 1050, 2130),
    "N": _nasal(70, 50, 1500, 280, 1700, 2600),
    "NG": _nasal(95, 60, 2800, 280, 2050, 2850),
    "HH": Phoneme(80, 40, (Stage(1.0, Formants(500, 1500, 2500), breath=0.6),)),
    "F": _hiss(100, 70, _LIPS, 0.2, _FLAT),
    "TH": _hiss(90, 60, _TEETH, 0.15, _FLAT),
    "S": _hiss(105, 60, _RIDGE, 0.8, _HIGH),
    "SH": _hiss(105, 80, _BEHIND_RIDGE, 1.0, _MIDDLE),
    "V": _hiss(60, 40, _LIPS, 0.1, _FLAT, voice=0.4),
    "DH": _hiss(50, 30, _TEETH, 0.08, _FLAT, voice=0.4),
    "Z": _hiss(75, 50, _RIDGE, 0.5, _HIGH, voice=0.3),
    "ZH": _hiss(70, 50, _BEHIND_RIDGE, 0.6, _MIDDLE, voice=0.3),
    "P": _stop(100, 60, _LIPS_STOP, 0.3, _LOW_BURST, is_voiced=False),
    "T": _stop(95, 60, _RIDGE_STOP, 0.7, _HIGH_BURST, is_voiced=False),
    "K": _stop(100, 60, _VELUM_STOP, 0.6, _MIDDLE_BURST, is_voiced=False),
    "B": _stop(85, 60, _LIPS_STOP, 0.2, _LOW_BURST, is_voiced=True),
    "D": _stop(75, 50, _RIDGE_STOP, 0.4, _HIGH_BURST, is_voiced=True),
    "G": _stop(80, 60, _VELUM_STOP, 0.4, _MIDDLE_BURST, is_voiced=True),
    "CH": _affricate(130, 80, _BEHIND_RIDGE, _MIDDLE, 0.0),
    "JH": _affricate(100, 60, _BEHIND_RIDGE, _MIDDLE, 0.3),
}
