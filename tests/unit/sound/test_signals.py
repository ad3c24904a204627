"""Keys, beeps, ringing and music as sound, measured by Goertzel's algorithm; and digits that are words apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cordboard.sound.rendering import pcm
from cordboard.sound.ringing import RINGING, ringing
from cordboard.sound.signals import signal
from cordboard.sound.ulaw import signalled
from cordboard.twiml.voice.dialing import RING_TONES
from cordboard.voice.recording import Spoken

RATE_HZ = 8000
# Source: ITU-T Q.23, table 1.
Q23 = {
    "1": (697, 1209), "2": (697, 1336), "3": (697, 1477), "A": (697, 1633),
    "4": (770, 1209), "5": (770, 1336), "6": (770, 1477), "B": (770, 1633),
    "7": (852, 1209), "8": (852, 1336), "9": (852, 1477), "C": (852, 1633),
    "*": (941, 1209), "0": (941, 1336), "#": (941, 1477), "D": (941, 1633),
}  # fmt: skip
FREQUENCIES = sorted({hertz for pair in Q23.values() for hertz in pair})


def power(samples: np.ndarray, hertz: float) -> float:
    """Return the power at a frequency. Source: G. Goertzel, Amer. Math. Monthly 65 (1958)."""
    turn = 2 * math.cos(2 * math.pi * hertz / RATE_HZ)
    one = two = 0.0
    for sample in samples.tolist():
        one, two = sample + turn * one - two, one
    return one * one + two * two - turn * one * two


def strongest(samples: np.ndarray, count: int) -> set[int]:
    return set(sorted(FREQUENCIES, key=lambda hertz: power(samples, hertz))[-count:])


def linear_of(data: bytes) -> np.ndarray:
    """Decode mu-law as G.711 tells it, apart from our own code."""
    bits = ~np.frombuffer(data, np.uint8) & 0xFF
    sizes = (((bits & 0x0F).astype(int) << 3) + 0x84 << ((bits >> 4) & 7)) - 0x84
    return np.where(bits & 0x80, -sizes, sizes) / 32768


def words(samples: np.ndarray, silence_ms: int = 80) -> int:
    """Count stretches of sound that are parted by silence of at least so long."""
    frames = np.abs(samples[: len(samples) // 80 * 80]).reshape(-1, 80).max(axis=1) > 0.01 * np.abs(samples).max()
    count, still = 0, silence_ms
    for is_loud in frames:
        count += bool(is_loud) and still >= silence_ms
        still = 0 if is_loud else still + 10
    return count


@pytest.mark.parametrize("key", Q23)
def test_a_key_is_the_pair_of_frequencies_of_q_23(key: str) -> None:
    assert strongest(signal("tones", key)[:800], 2) == set(Q23[key])


def test_the_two_tones_of_a_key_are_equally_loud_and_nothing_else_is_near_them() -> None:
    found = signal("tones", "5")[:800]
    low, high = power(found, 770), power(found, 1336)
    assert 10 * abs(math.log10(low / high)) < 1  # Q.24 allows some decibels
    assert all(power(found, hertz) < low / 100 for hertz in set(FREQUENCIES) - {770, 1336})


def test_keys_and_waits_take_the_time_that_the_call_takes_for_them() -> None:
    assert len(signal("tones", "1w2W")) == (200 + 500 + 200 + 1000) * 8


def test_mu_law_carries_keys_through() -> None:
    found = linear_of(signalled("tones", "7#"))
    assert strongest(found[:800], 2) == set(Q23["7"])
    assert strongest(found[1600:2400], 2) == set(Q23["#"])


# Source: ITU-T E.180 supplement 2: frequencies, and tone and silence in turns, in milliseconds.
@pytest.mark.parametrize(
    ("country", "frequencies", "cadence_ms"),
    [
        ("", (440, 480), (2000, 4000)),
        ("us", (440, 480), (2000, 4000)),
        ("uk", (400, 450), (400, 200, 400, 2000)),
        ("fr", (440,), (1500, 3500)),
        ("de", (425,), (1000, 4000)),
        ("cn", (450,), (1000, 4000)),
    ],
)
def test_ringing_has_the_frequencies_and_the_cadence_of_its_country(
    country: str, frequencies: tuple[int, ...], cadence_ms: tuple[int, ...]
) -> None:
    turn = sum(cadence_ms) * 8
    found = signal("ringing", country, 12_000)
    assert len(found) == 96_000
    assert np.array_equal(found[turn : turn + 1600], found[:1600])  # it goes on from the beginning
    at = 0
    for number, length_ms in enumerate(cadence_ms):
        piece, at = found[at : at + length_ms * 8], at + length_ms * 8
        assert piece.any() == (number % 2 == 0)
        if number % 2 == 0:
            assert all(power(piece, hertz) > 1000 * power(piece, 700) for hertz in frequencies)


def test_every_tone_that_dial_knows_is_a_countrys_own_and_no_louder_than_speech_may_be() -> None:
    assert set(RING_TONES) == set(RINGING)
    assert all(0.1 < np.abs(ringing(country)).max() <= 0.5 for country in RING_TONES)


def test_music_never_pauses_and_is_no_louder_than_speech_may_be() -> None:
    found = signal("music", "", 30_000)
    seconds = np.abs(found).reshape(-1, 4000).max(axis=1)
    assert seconds.min() > 0.02
    assert seconds.max() <= 0.5


def test_a_recording_has_a_key_on_the_callers_side_and_music_until_it_ends_on_the_other() -> None:
    heard = [
        Spoken(500, "caller", "4", "tones"),
        Spoken(1000, "callee", "", "music"),
        Spoken(3000, "callee", "", "quiet"),
    ]
    found = pcm(heard, length_ms=4000, channels=2) / 32768
    caller, callee = found[:, 0], found[:, 1]
    assert strongest(caller[4000:4800], 2) == {770, 1209}
    assert not callee[:8000].any()
    assert callee[8000:24_000].any()
    assert not callee[24_000:].any()


@pytest.mark.parametrize(("text", "count"), [("1 2 3 4", 4), ("4 1 5 5 5", 5), ("20155", 5), ("12 34", 2)])
def test_numbers_in_a_row_are_heard_apart(text: str, count: int) -> None:
    assert words(pcm([Spoken(0, "callee", text)], length_ms=6000, channels=1)[:, 0]) == count
