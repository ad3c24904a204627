"""The sound of recordings: read back with the standard library, and measured against the literature of speech."""

import io
import wave
from typing import NamedTuple

import numpy as np
import pytest

from cordboard.base.audio import duration_s
from cordboard.base.manner import USUAL, Manner
from cordboard.sound.prosody import Sound
from cordboard.sound.rendering import mp3, pcm, wav
from cordboard.sound.timbre import Timbre
from cordboard.sound.tract import RATE_HZ, pieces_of


class Part(NamedTuple):
    at_ms: int
    who: str
    text: str
    what: str = "speech"
    sound: bytes = b""
    skipped_ms: int = 0
    lasts_ms: int | None = None
    manner: Manner = USUAL


HELLO = Part(1000, "caller", "Hello, I would like to order a pizza.")
SORRY = Part(6000, "callee", "Sorry, the office is closed.")


def opened(data):
    with wave.open(io.BytesIO(data)) as reader:
        frames = np.frombuffer(reader.readframes(reader.getnframes()), "<i2").reshape(-1, reader.getnchannels())
        return reader.getparams(), frames.astype(float) / 32768


def level_db(samples):
    """Return the level against full scale; silence is minus infinity."""
    power = float(np.mean(samples**2)) if len(samples) else 0.0
    return 10 * np.log10(power) if power else -np.inf


def between(frames, start_ms, end_ms):
    return frames[start_ms * RATE_HZ // 1000 : end_ms * RATE_HZ // 1000]


@pytest.mark.parametrize("channels", [1, 2])
def test_wav_is_16_bit_pcm_at_8_khz_and_128_kbit_a_channel(channels):
    data = wav([HELLO], length_ms=10_000, channels=channels)
    params, frames = opened(data)
    assert (params.nchannels, params.sampwidth, params.framerate, params.comptype) == (channels, 2, 8000, "NONE")
    assert len(frames) == 80_000
    assert (len(data) - 44) * 8 / 10 == channels * 128_000


@pytest.mark.parametrize("channels", [1, 2])
def test_mp3_is_of_32_kbit_a_second_and_as_long_as_the_wav(channels):
    data = mp3([HELLO, SORRY], length_ms=20_000, channels=channels)
    # ISO 13818-3: sync word, MPEG-2, Layer III, no checksum; bit rate index 4 (32 kbit/s), rate index 2 (16 kHz).
    assert data[:2] == b"\xff\xf3"
    assert data[2] & 0xFC == 0x48
    assert (data[3] >> 6 == 3) == (channels == 1)
    assert duration_s(data, "audio/mpeg") == pytest.approx(20, abs=0.15)  # the encoder's delay: up to four frames
    assert len(data) * 8 / 20 == pytest.approx(32_000, rel=0.01)


def test_where_somebody_speaks_there_is_sound_and_elsewhere_silence():
    _, frames = opened(wav([HELLO, SORRY], length_ms=12_000, channels=1))
    assert not between(frames, 0, 1000).any()
    assert not between(frames, 5500, 6000).any()
    assert not between(frames, 9000, 12_000).any()
    # ITU-T P.56 and network practice put speech on a line at about -26 dB of full scale.
    assert level_db(between(frames, 1000, 3500)) == pytest.approx(-26, abs=5)
    assert level_db(between(frames, 6100, 7500)) == pytest.approx(-26, abs=5)


def test_of_two_channels_the_caller_is_on_the_left_and_the_callee_on_the_right():
    _, frames = opened(wav([HELLO, SORRY], length_ms=12_000, channels=2))
    assert not between(frames[:, 1], 0, 6000).any()
    assert not between(frames[:, 0], 6000, 12_000).any()
    assert level_db(between(frames[:, 0], 1000, 3500)) > -32
    assert level_db(between(frames[:, 1], 6100, 7500)) > -32


def test_two_who_speak_at_once_are_both_heard_in_one_channel():
    both = [HELLO, SORRY._replace(at_ms=1000)]
    one, two = (pcm(both, length_ms=5000, channels=channels).astype(int) for channels in (1, 2))
    assert (one[:, 0] == two.sum(axis=1)).all()


def test_equal_recordings_are_equal_files():
    for make in (wav, mp3):
        first, second = (make([HELLO, SORRY], length_ms=9000, channels=2) for _ in range(2))
        assert first == second


def test_other_words_are_another_file():
    other = wav([HELLO._replace(text="Hello, I would like to order a piano.")], length_ms=9000, channels=1)
    assert other != wav([HELLO], length_ms=9000, channels=1)


def test_what_does_not_fit_before_the_next_words_is_said_in_haste_and_not_over_them():
    said = [HELLO._replace(at_ms=0), Part(1500, "caller", "Yes.")]
    frames = pcm(said, length_ms=4000, channels=1)[:, 0]
    alone = pcm(said[1:], length_ms=4000, channels=1)[:, 0]
    assert (frames[12_000:] == alone[12_000:]).all()
    assert level_db(between(frames, 1200, 1400) / 32768) > -50


def test_what_one_person_says_in_the_same_moment_is_said_one_after_the_other():
    words = ("Yes.", "No.", "Maybe.")
    together = pcm([Part(0, "caller", word) for word in words], length_ms=5000, channels=1)
    alone = [pcm([Part(0, "caller", word)], length_ms=5000, channels=1) for word in words]
    heard = [np.flatnonzero(np.abs(frames) > 300) for frames in (together, *alone)]
    total, *each = (len(frames) for frames in heard)
    assert total > sum(each) / 3 > 0  # two of them in haste, and none lost
    assert heard[0][-1] > max(frames[-1] for frames in heard[1:])


@pytest.mark.parametrize("length_ms", [-5, 0, 1, 20])
def test_a_recording_without_time_for_words_is_still_a_file(length_ms):
    params, _ = opened(wav([HELLO._replace(at_ms=0)], length_ms=length_ms, channels=1))
    assert params.nframes == max(length_ms, 0) * 8
    assert isinstance(mp3([HELLO], length_ms=length_ms, channels=1), bytes)


def test_words_before_the_start_or_behind_the_end_do_no_harm():
    frames = pcm([HELLO._replace(at_ms=-500), HELLO._replace(at_ms=9000)], length_ms=6000, channels=1)
    assert frames.shape == (48_000, 1)
    assert frames[:16_000].any()


def test_an_endless_text_is_cut_at_the_end():
    frames = pcm([Part(0, "callee", "word " * 5_000)], length_ms=2000, channels=1)
    assert frames.shape == (16_000, 1)
    assert level_db(between(frames, 1800, 2000) / 32768) > -50


@pytest.mark.parametrize("channels", [0, 3])
def test_a_recording_has_one_channel_or_two(channels):
    with pytest.raises(ValueError, match="one channel or two"):
        wav([], length_ms=1000, channels=channels)


def spoken(phoneme, pitch_hz=115.0):
    """Return the steady middle of a long phoneme."""
    samples = np.concatenate(list(pieces_of([Sound(phoneme, 400, 1.0)], Timbre(pitch_hz))))
    return samples[len(samples) // 8 : len(samples) * 3 // 8]


def formants_of(samples, order=10):
    """Return resonances by linear prediction, as phoneticians measure them. Source: Markel and Gray (1976)."""
    shaped = np.append(samples[0], samples[1:] - 0.95 * samples[:-1]) * np.hamming(len(samples))
    lags = np.correlate(shaped, shaped, "full")[len(shaped) - 1 :][: order + 1]
    matrix = lags[np.abs(np.subtract.outer(np.arange(order), np.arange(order)))]
    roots = np.roots(np.append(1, -np.linalg.solve(matrix, lags[1:])))
    return sorted(np.angle(root) * RATE_HZ / 2 / np.pi for root in roots if root.imag > 0 and abs(root) > 0.8)


# Means of 33 men. Source: Peterson and Barney, "Control methods used in a study of the vowels", J. Acoust. Soc. Am. 24
# (1952), table II. Units: hertz.
PETERSON_BARNEY = {"IY": (270, 2290), "IH": (390, 1990), "EH": (530, 1840), "AE": (660, 1720), "AA": (730, 1090)}
LOW_HZ = 60.0  # a voice low enough for its harmonics, between which nothing can be measured, to lie close


@pytest.mark.parametrize("vowel", PETERSON_BARNEY)
def test_a_vowel_has_the_formants_that_were_measured_in_people(vowel):
    first, second, *_ = formants_of(spoken(vowel, LOW_HZ))
    expected_first, expected_second = PETERSON_BARNEY[vowel]
    # Their 33 speakers differ by as much from each other.
    assert first == pytest.approx(expected_first, abs=100)
    assert second == pytest.approx(expected_second, rel=0.15)


def test_vowels_are_told_apart_by_their_formants():
    firsts, seconds = zip(*(formants_of(spoken(vowel, LOW_HZ))[:2] for vowel in PETERSON_BARNEY), strict=True)
    assert list(firsts) == sorted(firsts)
    assert list(seconds) == sorted(seconds, reverse=True)


def centre_hz(samples):
    power = np.abs(np.fft.rfft(samples)) ** 2
    return float(np.sum(power * np.fft.rfftfreq(len(samples), 1 / RATE_HZ)) / np.sum(power))


def test_hisses_are_high_and_vowels_low():
    # Stevens (1998), chapter 8: s lies above 3.5 kHz, sh about 2.5 to 3 kHz.
    assert centre_hz(spoken("S")) > 3300 > centre_hz(spoken("SH")) > 2200 > 1000 > centre_hz(spoken("AA"))


@pytest.mark.parametrize("pitch_hz", [115.0, 190.0])
def test_a_voice_has_the_pitch_that_was_asked_for(pitch_hz):
    samples = spoken("AA", pitch_hz)
    lags = np.correlate(samples, samples, "full")[len(samples) - 1 :]
    period = 25 + int(np.argmax(lags[25:100]))  # 80 to 320 Hz
    assert RATE_HZ / period == pytest.approx(pitch_hz, rel=0.03)
