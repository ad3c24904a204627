"""A vocal tract: sounds become samples by source and filter.

Voice is a row of glottal pulses, each the impulse response of the tract at that moment; noise is filtered frame by
frame. Both are laid over each other: nothing is computed sample by sample in Python, and no filter can grow unstable.

Source: the digital resonator and the source of voice are those of Klatt (1980), as in phonemes.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cordboard.sound.phonemes import PHONEMES, Band, Formants, Stage
from cordboard.sound.prosody import Sound
from cordboard.sound.timbre import Timbre

Samples = NDArray[np.float64]

RATE_HZ: Final = 8_000  # telephony: G.711
FRAME: Final = 40  # samples between two looks at the tract: 5 ms, the shortest that Klatt's tables need
SPAN: Final = 256  # samples of an impulse response: in 32 ms a resonance of 50 Hz width has died to 0.7 %
FORMANT_SMOOTHING_MS, LEVEL_SMOOTHING_MS = 60, 15  # how fast a tongue moves, and how fast a voice comes and goes
WIDTHS_HZ: Final = (70.0, 100.0, 150.0)
FOURTH_HZ, FOURTH_WIDTH_HZ = 3400.0, 250.0
HOLE_WIDTH_HZ, NO_HOLE_HZ = 300.0, 1500.0
HIGHEST_HZ: Final = 3800.0  # of a formant: above, there is no room for it below half the rate
# So that, measured, s is 17 dB weaker than an open vowel, sh 13, f 22, and h 7: louder than in a room, clear on a line.
NOISE_LEVEL, BREATH_LEVEL, VOICE_LEVEL = 0.05, 0.03, 0.4
GAIN: Final = 4.0  # brings speech to -24 dB of full scale, as on a telephone line; loud vowels are pressed, not cut
BATCH: Final = 256  # sounds made at once: about 20 s, some 30 MB of spectra
REFERENCE: Final = Timbre(150.0)
VOWELS: Final = tuple(Sound(name, 100, 1.0) for name in ("AA", "EH", "IY", "OW", "AX"))
PAUSE: Final = Stage(1.0, Formants(500, 1500, 2500))
_TURNS = np.exp(-2j * np.pi * np.arange(SPAN // 2 + 1) / SPAN)
_HZ = np.arange(SPAN // 2 + 1) * RATE_HZ / SPAN


class _Tracks(NamedTuple):
    """What the tract does, one row a frame."""

    formants: Samples
    voice: Samples
    breath: Samples
    noise: Samples
    nose: Samples
    holes_hz: Samples
    bands: Samples
    pitch_hz: Samples


def pieces_of(sounds: Sequence[Sound], timbre: Timbre, volume_db: float = 0.0) -> Iterator[Samples]:
    """Yield sounds as samples between -0.5 and 0.5, in pieces, so that an hour of speech needs no more memory."""
    gain = GAIN * 10 ** (volume_db / 20)
    for at in range(0, len(sounds), BATCH):
        tracks = _tracks(sounds[at : at + BATCH], timbre)
        yield np.tanh(gain * (_even(timbre) * _voiced(tracks, timbre.glottis_hz) + _noisy(tracks))) / 2


@lru_cache(maxsize=256)
def _even(timbre: Timbre) -> float:
    """Return what makes the vowels of a voice as loud as those of the voice that the levels were set with."""
    usual, own = (
        np.sqrt(np.mean(_voiced(_tracks(VOWELS, each), each.glottis_hz) ** 2)) for each in (REFERENCE, timbre)
    )
    return float(usual / own)


def _tracks(sounds: Sequence[Sound], timbre: Timbre) -> _Tracks:
    stages, ends_ms, pitches = [], [], []
    now_ms = 0.0
    for sound in sounds:
        for stage in PHONEMES[sound.phoneme].stages if sound.phoneme else (PAUSE,):
            now_ms += stage.share * sound.length_ms
            stages.append(stage)
            ends_ms.append(now_ms)
            pitches.append(sound.pitch * timbre.pitch_hz)
    # A frame belongs to the stage that it begins in.
    ends = np.ceil(np.array(ends_ms) * RATE_HZ / 1000 / FRAME).astype(int)
    counts = np.diff(ends, prepend=0)

    def track(values: Sequence[float] | Sequence[Formants] | Sequence[Band], smoothing_ms: int) -> Samples:
        return _smooth(np.repeat(np.array(values, dtype=float), counts, axis=0), smoothing_ms)

    return _Tracks(
        formants=np.minimum(
            track([stage.formants for stage in stages], FORMANT_SMOOTHING_MS) * timbre.tract, HIGHEST_HZ
        ),
        voice=track([stage.voice for stage in stages], LEVEL_SMOOTHING_MS),
        breath=track([stage.breath for stage in stages], LEVEL_SMOOTHING_MS),
        noise=track([stage.noise for stage in stages], LEVEL_SMOOTHING_MS),
        nose=track([float(stage.hole_hz > 0) for stage in stages], LEVEL_SMOOTHING_MS),
        holes_hz=track([stage.hole_hz or NO_HOLE_HZ for stage in stages], 0),
        bands=track([stage.band for stage in stages], 0),
        pitch_hz=track(pitches, FORMANT_SMOOTHING_MS),
    )


def _smooth(steps: Samples, smoothing_ms: int) -> Samples:
    """Let steps become slopes: a moving mean, which looks forward as far as back, as a tongue does."""
    reach = smoothing_ms * RATE_HZ // 1000 // FRAME // 2
    if not reach or not len(steps):
        return steps
    padded = np.pad(steps, ((reach + 1, reach), *((0, 0),) * (steps.ndim - 1)), mode="edge")
    sums = np.cumsum(padded, axis=0)
    smoothed: Samples = (sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1)
    return smoothed


def _resonator(hertz: Samples | float, width_hz: float) -> NDArray[np.complex128]:
    """Return the spectrum of resonances of gain 1 at 0 Hz, one row a resonance."""
    radius = np.exp(-np.pi * width_hz / RATE_HZ)
    turn = np.reshape(2 * radius * np.cos(2 * np.pi * np.asarray(hertz) / RATE_HZ), (-1, 1))
    spectrum: NDArray[np.complex128] = (1 - turn + radius**2) / (1 - turn * _TURNS + radius**2 * _TURNS**2)
    return spectrum


def _tract(tracks: _Tracks, frames: NDArray[np.intp]) -> NDArray[np.complex128]:
    """Return the spectra of the tract: four resonances in a row, and the hole that an open nose makes."""
    spectrum = _resonator(FOURTH_HZ, FOURTH_WIDTH_HZ)
    for at, width_hz in enumerate(WIDTHS_HZ):
        spectrum = spectrum * _resonator(tracks.formants[frames, at], width_hz)
    hole = 1 / _resonator(tracks.holes_hz[frames], HOLE_WIDTH_HZ)
    return spectrum * (1 + tracks.nose[frames, None] * (hole - 1))


def _glottis(hertz: float) -> NDArray[np.complex128]:
    """Return the spectrum of a glottal pulse as it leaves the lips.

    Above a frequency a voice loses 12 dB an octave, of which the lips give 6 back.
    """
    decay = np.exp(-2 * np.pi * hertz / RATE_HZ)
    pulse: NDArray[np.complex128] = (1 - _TURNS) * ((1 - decay) / (1 - decay * _TURNS)) ** 2
    return pulse


def _voiced(tracks: _Tracks, glottis_hz: float) -> Samples:
    phase = np.cumsum(np.repeat(tracks.pitch_hz / RATE_HZ, FRAME))
    beats = np.flatnonzero(np.diff(np.floor(phase), prepend=0.0))
    frames = beats // FRAME
    beats, frames = beats[tracks.voice[frames] > 0], frames[tracks.voice[frames] > 0]
    out = np.zeros(len(phase) + SPAN)
    if len(beats):
        # A pulse falls between two samples; without its fraction a high voice would sound hoarse.
        step = tracks.pitch_hz[frames] / RATE_HZ
        late = (phase[beats] - np.floor(phase[beats])) / step
        early = np.exp(2j * np.pi * np.outer(late, np.arange(SPAN // 2 + 1)) / SPAN)
        level = tracks.voice[frames] * VOICE_LEVEL / np.sqrt(step)
        spectra = _tract(tracks, frames) * _glottis(glottis_hz) * early
        _lay(out, beats, np.fft.irfft(spectra * level[:, None], SPAN))
    return out[: len(phase)]


def _noisy(tracks: _Tracks) -> Samples:
    length = len(tracks.noise) * FRAME
    out = np.zeros(length + SPAN)
    frames = np.flatnonzero((tracks.noise > 0) | (tracks.breath > 0))
    if len(frames):
        # The stream of this older generator never changes between versions (NEP 19): equal texts, equal files.
        hiss = np.random.RandomState(0).uniform(-1, 1, length + FRAME)
        window = np.hanning(2 * FRAME + 1)[:-1]
        pieces = hiss[frames[:, None] * FRAME + np.arange(2 * FRAME)] * window
        centres, widths = tracks.bands[frames, :1], tracks.bands[frames, 1:]
        bands = np.exp(-0.5 * ((_HZ - centres) / widths) ** 2) * (NOISE_LEVEL * tracks.noise[frames])[:, None]
        tract = _tract(tracks, frames) * (1 - _TURNS)
        breath = tract * (BREATH_LEVEL * tracks.breath[frames])[:, None]
        _lay(out, frames * FRAME, np.fft.irfft(np.fft.rfft(pieces, SPAN) * (bands + breath), SPAN))
    return out[:length]


def _lay(out: Samples, starts: NDArray[np.int_], pieces: Samples) -> None:
    """Add pieces to what is there, each from its start on."""
    for start, piece in zip(starts.tolist(), pieces, strict=True):
        out[start : start + SPAN] += piece
