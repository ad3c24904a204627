"""The sound of recordings, for tests: their channels, and what is heard in them by frequency."""

from __future__ import annotations

import io
import math
import wave
from array import array
from typing import Any

RATE_HZ = 8000


def channels_of(live: Any, recording: Any) -> list[array[int]]:
    """Return the channels of a recording."""
    path = f"/2010-04-01/Accounts/{live.account_sid}/Recordings/{recording.sid}.wav"
    with wave.open(io.BytesIO(live.raw("GET", path)[2])) as file:
        samples, count = array("h", file.readframes(file.getnframes())), file.getnchannels()
    return [samples[channel::count] for channel in range(count)]


def sides(live: Any, recording: Any) -> tuple[array[int], array[int]]:
    """Return the two channels of a recording."""
    caller, callee = channels_of(live, recording)
    return caller, callee


def share(samples: array[int], hertz: float) -> float:
    """Return the share of the energy that lies at a frequency. Source: Goertzel (1958)."""
    turn, one, two = 2 * math.cos(2 * math.pi * hertz / RATE_HZ), 0.0, 0.0
    for sample in samples:
        one, two = sample + turn * one - two, one
    energy = sum(sample * sample for sample in samples)
    return (one * one + two * two - turn * one * two) * 2 / len(samples) / energy if energy else 0.0


def second(samples: array[int], number: float, length_s: float = 1.0) -> array[int]:
    return samples[int(number * RATE_HZ) : int((number + length_s) * RATE_HZ)]
