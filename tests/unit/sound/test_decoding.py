"""Files that are played, decoded: written by the standard library or byte by byte, read back by frequency and level."""

from __future__ import annotations

import io
import struct
import wave

import numpy as np
import pytest

from cordboard.sound.companding import encoded, linear
from cordboard.sound.decoding import telephone_sound


def sine(hertz: float, rate_hz: int, seconds: float = 1.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate_hz * seconds)) / rate_hz)


def wav(samples: np.ndarray, rate_hz: int, bits: int = 16, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(bits // 8)
        writer.setframerate(rate_hz)
        whole = np.rint(samples * 32767).astype("<i2") if bits == 16 else np.rint(samples * 127 + 128).astype(np.uint8)
        writer.writeframes(np.repeat(whole, channels).tobytes())
    return file.getvalue()


def peak(found: bytes) -> tuple[float, float]:
    """Return the strongest frequency of a second of 8 kHz, and how strong it is."""
    spectrum = np.abs(np.fft.rfft(linear(found)[:8000])) / 4000
    return float(np.argmax(spectrum)), float(spectrum.max())


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize(("bits", "channels"), [(8, 1), (16, 1), (16, 2)])
def test_a_tone_keeps_its_height_level_and_length_from_any_rate(rate_hz: int, bits: int, channels: int) -> None:
    found = telephone_sound(wav(sine(1000, rate_hz), rate_hz, bits, channels), "audio/wav")
    hertz, level = peak(found)
    assert hertz == pytest.approx(1000, abs=1)
    assert level == pytest.approx(0.5, abs=0.03)
    assert len(found) == pytest.approx(8000, abs=1)


def test_what_is_too_high_for_a_telephone_is_not_heard_as_something_else() -> None:
    found = linear(telephone_sound(wav(sine(6500, 44_100), 44_100), "audio/wav"))
    assert np.abs(found[100:-100]).max() < 0.01


def test_mu_law_in_a_wav_and_bare_is_taken_as_it_is() -> None:
    sound = encoded(np.rint(sine(700, 8000) * 32767).astype(np.int16))
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + 8000, b"WAVE", b"fmt ", 16, 7, 1, 8000, 8000, 1, 8, b"data", 8000
    )
    assert telephone_sound(sound, "audio/ulaw") == sound
    np.testing.assert_array_equal(linear(telephone_sound(head + sound, "audio/wav")), linear(sound))


@pytest.mark.parametrize(
    ("coding", "channels", "rate_hz", "bits"), [(1, 0, 8000, 16), (1, 1, 0, 16), (1, 99, 8000, 16), (2, 1, 8000, 4)]
)
def test_a_wav_of_another_form_is_left_to_others(coding: int, channels: int, rate_hz: int, bits: int) -> None:
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 44, b"WAVE", b"fmt ", 16, coding, channels, rate_hz, 16_000, 2, bits, b"data", 8
    )
    assert telephone_sound(head + bytes(8), "audio/wav") is None


def test_mu_law_goes_there_and_back_within_half_a_step() -> None:
    levels = np.arange(-32_000, 32_000, 37, dtype=np.int16)
    back = linear(encoded(levels)) * 32_768
    assert (np.abs(back - levels) <= np.abs(levels.astype(int)) / 16 / 2 + 8).all()  # G.711: 16 steps a segment
