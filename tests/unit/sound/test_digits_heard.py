"""Digits in a row, told apart by a small recognizer: cepstra, and dynamic time warping against digits said alone.

Source: Davis and Mermelstein (1980) for the cepstra; Sakoe and Chiba (1978) for the warping.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from cordboard.base.manner import Manner
from cordboard.sound.companding import linear
from cordboard.sound.ulaw import spoken
from cordboard.voice.pace import NATURAL_CHARACTERS_PER_S, spoken_s

RATE_HZ, FRAME, STEP = 8000, 200, 80
BANDS, CEPSTRA = 24, 13
STILL_FRAMES = 4  # 40 ms without sound part two digits


def mel(hertz: np.ndarray | float) -> np.ndarray | float:
    return 2595 * np.log10(1 + np.asarray(hertz) / 700)


_EDGES = 700 * (10 ** (np.linspace(mel(100), mel(3900), BANDS + 2) / 2595) - 1)
_HZ = np.arange(FRAME // 2 + 1) * RATE_HZ / FRAME
_FILTERS = np.array(
    [
        np.clip(np.minimum((_HZ - low) / (mid - low), (high - _HZ) / (high - mid)), 0, None)
        for low, mid, high in zip(_EDGES, _EDGES[1:], _EDGES[2:], strict=False)
    ]
)
_COSINES = np.cos(np.pi / BANDS * np.outer(np.arange(1, CEPSTRA), np.arange(BANDS) + 0.5))


def cepstra(samples: np.ndarray) -> np.ndarray:
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::STEP] * np.hamming(FRAME)
    power = np.abs(np.fft.rfft(frames)) ** 2 @ _FILTERS.T
    return np.log(power + 1e-7) @ _COSINES.T


def segments(samples: np.ndarray) -> list[np.ndarray]:
    """Return the stretches of sound between silences; the closure of a stop in a digit is shorter than those."""
    loud = np.abs(samples[: len(samples) // STEP * STEP]).reshape(-1, STEP).max(axis=1) > 0.004
    found, still, begin = [], STILL_FRAMES, 0
    for at, is_loud in enumerate([*loud, *[False] * STILL_FRAMES]):
        if is_loud and still >= STILL_FRAMES:
            begin = at
        still = 0 if is_loud else still + 1
        if still == STILL_FRAMES and at >= STILL_FRAMES and loud[:at].any():
            found.append(samples[begin * STEP : (at - STILL_FRAMES + 1) * STEP])
    return [each for each in found if len(each) > 3 * FRAME]


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """Return the mean distance along the best path through two utterances."""
    costs = np.linalg.norm(one[:, None] - other[None], axis=2)
    best = np.full((len(one) + 1, len(other) + 1), np.inf)
    best[0, 0] = 0
    for row in range(len(one)):
        for column in range(len(other)):
            least = min(best[row, column], best[row, column + 1], best[row + 1, column])
            best[row + 1, column + 1] = costs[row, column] + least
    return float(best[-1, -1]) / (len(one) + len(other))


def heard(text: str, voice: str, lasts_ms: int | None) -> np.ndarray:
    return linear(spoken(text, "callee", lasts_ms, Manner(voice)))


def recognized(samples: np.ndarray, known: dict[str, np.ndarray]) -> str:
    return "".join(min(known, key=lambda digit: distance(cepstra(part), known[digit])) for part in segments(samples))


@pytest.mark.parametrize("voice", ["man", "woman", "Polly.Ivy"])
def test_digits_in_a_row_are_each_recognized_at_the_speed_of_calls(voice: str) -> None:
    known = {digit: cepstra(segments(heard(digit, voice, None))[0]) for digit in "0123456789"}
    order = list("0123456789")
    random.Random(4).shuffle(order)
    row = "".join(order)
    lasts_ms = round(spoken_s(row, NATURAL_CHARACTERS_PER_S) * 1000)
    assert recognized(heard(row, voice, lasts_ms), known) == row
    assert recognized(heard(" ".join(row), voice, lasts_ms), known) == row
