"""Voices as they are heard: apart by their height and their formants, and at the rate, pitch and volume asked for."""

from __future__ import annotations

import numpy as np
import pytest

from cordboard.base.manner import USUAL, Manner
from cordboard.sound.rendering import pcm
from cordboard.sound.timbre import timbre_of
from cordboard.voice.recording import Spoken

RATE_HZ = 8000
SENTENCE = "Are our hours a matter of honor?"  # nearly all of it is voiced


def heard(manner: Manner = USUAL, *, lasts_ms: int = 2500, text: str = SENTENCE, length_ms: int = 9000) -> np.ndarray:
    part = Spoken(0, "callee", text, lasts_ms=lasts_ms, manner=manner)
    return pcm([part], length_ms=length_ms, channels=1)[:, 0].astype(float)


def pitch_hz(samples: np.ndarray) -> float:
    """Return the mean height of a voice, from the strongest period of each 50 ms that are loud."""
    found = []
    for at in range(0, len(samples) - 400, 200):
        piece = samples[at : at + 400] - samples[at : at + 400].mean()
        lags = np.correlate(piece, piece, "full")[399:]
        period = 24 + int(np.argmax(lags[24:120]))  # 66 to 333 Hz
        if np.abs(piece).max() > 1500 and lags[period] > 0.5 * lags[0]:
            found.append(RATE_HZ / period)
    return float(np.median(found))


def lasts_s(samples: np.ndarray) -> float:
    """Return when the last of it is heard."""
    return float(np.flatnonzero(np.abs(samples) > 100)[-1]) / RATE_HZ


def level_db(samples: np.ndarray) -> float:
    return 10 * float(np.log10(np.mean(samples**2)))


@pytest.mark.parametrize(
    ("voice", "low", "high"),
    [
        ("man", 80, 135),
        ("Polly.Matthew", 80, 135),
        ("Polly.Hans", 80, 135),
        ("woman", 165, 245),
        ("alice", 165, 245),
        ("Polly.Joanna-Neural", 165, 245),
        ("Google.en-US-Chirp3-HD-Kore", 165, 245),
        ("Polly.Ivy", 230, 320),
    ],
)
def test_a_voice_is_as_high_as_people_of_its_kind(voice: str, low: float, high: float) -> None:
    # Peterson and Barney (1952) measured 132, 223 and 264 Hz in men, women and children; who reads is lower.
    assert low < pitch_hz(heard(Manner(voice))) < high


def test_voices_differ_and_stay_what_they_are() -> None:
    names = ("man", "woman", "alice", "Polly.Joanna", "Polly.Salli", "Polly.Matthew", "Polly.Joey", "Polly.Ivy")
    files = {name: heard(Manner(name)).tobytes() for name in names}
    assert len(set(files.values())) == len(names)
    assert all(heard(Manner(name)).tobytes() == file for name, file in files.items())
    assert len({timbre_of("callee", name) for name in names}) == len(names)


def test_a_voice_that_nobody_knows_has_a_timbre_too() -> None:
    assert timbre_of("callee", "UgBBYS2sOqTuMpoF3BR0") != timbre_of("callee", "en-US-Journey-O")


@pytest.mark.parametrize("lasts_ms", [1800, 2500, 5000, 8500])
def test_what_is_said_lasts_as_long_as_the_call_gave_it(lasts_ms: int) -> None:
    manner = Manner("woman", rate=2500 / lasts_ms)
    assert lasts_s(heard(manner, lasts_ms=lasts_ms)) == pytest.approx(
        lasts_ms / 1000, abs=0.25
    )  # the last sound dies away


def test_a_higher_pitch_is_heard_higher_and_takes_no_less_time() -> None:
    usual, high = heard(Manner("man")), heard(Manner("man", pitch=1.5))
    assert pitch_hz(high) / pitch_hz(usual) == pytest.approx(1.5, rel=0.1)
    assert lasts_s(high) == pytest.approx(lasts_s(usual), abs=0.05)


def test_soft_is_softer_loud_is_louder_and_silent_is_nothing() -> None:
    soft, usual, loud = (level_db(heard(Manner("man", volume_db=volume_db))) for volume_db in (-6, 0, 6))
    assert usual - soft == pytest.approx(6, abs=1.5)
    assert 1 < loud - usual < 6  # it is pressed, so that it stays within its half of the range
    assert np.abs(heard(Manner("man", volume_db=24))).max() <= 16_384
    assert not heard(Manner("man", volume_db=-96)).any()


def test_no_voice_is_much_louder_than_another() -> None:
    levels = [level_db(heard(Manner(name))) for name in ("man", "woman", "Polly.Ivy", "Polly.Amy", "Polly.Brian")]
    assert max(levels) - min(levels) < 5
