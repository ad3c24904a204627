"""The values of the markup of speech: what a word or a number makes of the speed, the pitch and the volume around it.

Source: https://www.w3.org/TR/speech-synthesis11/#S3.2.4; https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html
(speeds from 20 % to 200 %); https://cloud.google.com/text-to-speech/docs/ssml (relative speeds, semitones).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from cordboard.base.manner import SILENT_DB

Change = Callable[[float], float]
"""What becomes of a value around."""

PAUSES_S: Final = {"none": 0.0, "x-weak": 0.25, "weak": 0.5, "medium": 0.75, "strong": 1.0, "x-strong": 1.25}
LONGEST_PAUSE_S: Final = 10.0
RATES: Final = {"x-slow": 0.5, "slow": 0.64, "medium": 1.0, "default": 1.0, "fast": 1.55, "x-fast": 2.0}
PITCHES: Final = {"x-low": 0.7, "low": 0.85, "medium": 1.0, "default": 1.0, "high": 1.2, "x-high": 1.45}
VOLUMES_DB: Final = {
    "silent": SILENT_DB,
    "x-soft": -12.0,
    "soft": -6.0,
    "medium": 0.0,
    "default": 0.0,
    "loud": 4.0,
    "x-loud": 8.0,
}
# Of speed, pitch and volume: the least and the most that a voice can do.
LIMITS: Final = ((0.2, 2.0), (0.5, 2.0), (SILENT_DB, 12.0))
SEMITONES: Final = 12  # of an octave, which is twice as high
_NUMBER: Final = r"[0-9]{1,6}(?:\.[0-9]{1,6})?"
_TIME: Final = re.compile(rf"(?P<number>\+?{_NUMBER})(?P<unit>ms|s)", re.ASCII)
_PERCENT: Final = re.compile(rf"(?P<number>{_NUMBER})%", re.ASCII)
_RELATIVE: Final = re.compile(rf"(?P<number>[+-]{_NUMBER})(?P<unit>%|st|dB)", re.ASCII | re.IGNORECASE)


class Stress(NamedTuple):
    """What emphasis makes of speech: times the speed and the pitch, and decibels."""

    rate: float
    pitch: float
    volume_db: float


STRESSES: Final = {
    "none": Stress(1.0, 1.0, 0.0),
    "reduced": Stress(1.1, 0.95, -3.0),
    "moderate": Stress(0.92, 1.06, 2.0),
    "strong": Stress(0.84, 1.12, 4.0),
}


def break_time(value: str) -> float:
    """Read how long a pause is. Units: seconds. Raises: ValueError."""
    found = _match(_TIME, value)
    return min(float(found["number"]) / (1000 if found["unit"] == "ms" else 1), LONGEST_PAUSE_S)


def emphasis(value: str) -> Stress:
    """Read how much is emphasized. Raises: ValueError."""
    if value not in STRESSES:
        raise ValueError
    return STRESSES[value]


def rate(value: str) -> Change:
    """Read a speed: a word is of the usual one, a percentage of that around. Raises: ValueError."""
    if value in RATES:
        return lambda _: RATES[value]
    percent = _PERCENT.fullmatch(value)
    if percent is not None:
        return lambda around: around * float(percent["number"]) / 100
    return _relative(value, "%")


def pitch(value: str) -> Change:
    """Read how high: a word is of the usual pitch, what has a sign of that around. Raises: ValueError."""
    return (lambda _: PITCHES[value]) if value in PITCHES else _relative(value, "%", "st")


def volume(value: str) -> Change:
    """Read how loud: a word is of the usual volume, decibels of that around. Raises: ValueError."""
    return (lambda _: VOLUMES_DB[value]) if value in VOLUMES_DB else _relative(value, "dB")


def _relative(value: str, *units: str) -> Change:
    found = _match(_RELATIVE, value)
    number, unit = float(found["number"]), found["unit"]
    if unit.lower() not in (each.lower() for each in units):
        raise ValueError
    if unit == "%":
        return lambda around: around * (1 + number / 100)
    if unit.lower() == "st":
        return lambda around: around * 2 ** (min(number, 2 * SEMITONES) / SEMITONES)
    return lambda around: around + number


def _match(pattern: re.Pattern[str], value: str) -> re.Match[str]:
    found = pattern.fullmatch(value)
    if found is None:
        raise ValueError
    return found
