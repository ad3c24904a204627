"""Files of forms that foreign code decodes, written by LAME, by libsndfile or byte by byte, and read by frequency."""

from __future__ import annotations

import asyncio
import io
import struct
import subprocess
import sys
from pathlib import Path

import lameenc
import numpy as np
import pytest
import soundfile

from cordboard.sound.apart import Decoder
from cordboard.sound.companding import linear


def tone(rate_hz: int, seconds: float = 1.5) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * 1000 * np.arange(int(rate_hz * seconds)) / rate_hz)


def mp3(rate_hz: int, channels: int = 1, samples: np.ndarray | None = None) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(channels)
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_bit_rate(64)
    whole = np.rint((tone(rate_hz) if samples is None else samples) * 32_767).astype("<i2")
    return bytes(encoder.encode(np.repeat(whole, channels).tobytes())) + bytes(encoder.flush())


def aiff(rate_hz: int) -> bytes:
    """Source: Apple, "Audio Interchange File Format", 1989: the rate is an 80-bit float."""
    sound = np.rint(tone(rate_hz) * 32_767).astype(">i2").tobytes()
    exponent = rate_hz.bit_length() - 1
    rate = struct.pack(">HQ", 16_383 + exponent, rate_hz << 63 - exponent)
    common = struct.pack(">4sIhIh", b"COMM", 18, 1, len(sound) // 2, 16) + rate
    body = common + struct.pack(">4sIII", b"SSND", 8 + len(sound), 0, 0) + sound
    return struct.pack(">4sI4s", b"FORM", 4 + len(body), b"AIFF") + body


def written(rate_hz: int, form: str, coding: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, tone(rate_hz), rate_hz, format=form, subtype=coding)
    return file.getvalue()


FILES = {
    "mp3 of 44.1 kHz": (mp3(44_100), "audio/mpeg"),
    "mp3 in stereo": (mp3(48_000, channels=2), "audio/mpeg"),
    "mp3 of MPEG 2": (mp3(16_000), "audio/mp3"),
    "aiff": (aiff(44_100), "audio/aiff"),
    "aifc of mu-law": (written(22_050, "AIFF", "ULAW"), "audio/x-aifc"),
    "gsm": (written(8_000, "RAW", "GSM610"), "audio/gsm"),
    "wav of 24 bits": (written(48_000, "WAV", "PCM_24"), "audio/wav"),
    "wav of floats": (written(11_025, "WAV", "FLOAT"), "audio/wav"),
    "wav of gsm": (written(8_000, "WAV", "GSM610"), "audio/x-wav"),
    "wav below the rate of telephones": (written(6_000, "WAV", "PCM_16"), "audio/wav"),
}


@pytest.mark.parametrize("name", FILES)
async def test_a_tone_keeps_its_height_level_and_length_in_every_form(name: str) -> None:
    found = await Decoder().decoded(*FILES[name])
    assert found is not None
    spectrum = np.abs(np.fft.rfft(linear(found)[2_000:10_000])) / 4_000
    assert int(np.argmax(spectrum)) == 1000
    assert float(spectrum.max()) == pytest.approx(0.5, abs=0.04)
    # LAME puts at most two frames of silence, of 576 or 1152 samples, around what it was given.
    assert len(found) / 8_000 == pytest.approx(1.5, abs=0.15)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xfb" + b"x" * 5_000, "audio/mpeg"),
        (b"<html>not found</html>", "audio/mpeg"),
        (b"FORM\xff\xff\xff\xffAIFF", "audio/aiff"),
        (b"", "audio/aiff"),
        (written(22_050, "AIFF", "PCM_16")[:30], "audio/aiff"),
    ],
)
async def test_what_is_no_sound_is_none(data: bytes, kind: str) -> None:
    assert await Decoder().decoded(data, kind) is None


async def test_a_file_that_is_cut_off_is_heard_as_far_as_it_goes() -> None:
    found = await Decoder().decoded(mp3(44_100)[:6_000], "audio/mpeg")
    assert found is not None
    assert 0.5 < len(found) / 8_000 < 1  # 6,000 bytes at 64 kbit/s are three quarters of a second


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (b"junk" * 100, b""),
        (b"ID3\x04\0\0\0\0\x07\x68" + bytes(1_000), b""),  # Source: ID3v2.4, section 3.1: a tag of 7 * 128 + 104 bytes
        (b"", b"TAG" + bytes(125)),
        (b"", bytes(5_000)),
        (b"", b"APETAGEX waveform 0,0,533,910" * 1_000),
    ],
    ids=["junk before", "tag before", "tag behind", "zeros behind", "text behind"],
)
async def test_what_stands_around_the_frames_of_an_mp3_is_not_heard_and_harms_nothing(
    before: bytes, behind: bytes
) -> None:
    found = await Decoder().decoded(before + mp3(44_100) + behind, "audio/mpeg")
    assert found is not None
    assert len(found) / 8_000 == pytest.approx(1.5, abs=0.2)


async def test_a_file_that_takes_too_long_has_no_sound() -> None:
    assert await Decoder(longest_s=0.0).decoded(*FILES["aiff"]) is None


@pytest.mark.parametrize("act", ["open('/etc/hostname')", "open('made', 'w')", "bytearray(3 << 30)"])
def test_a_process_that_decodes_opens_writes_and_takes_nothing(act: str, tmp_path: Path) -> None:
    program = f"from cordboard.sound.foreign import confine; confine(); {act}"
    ended = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "Too many open files" in ended.stderr or "MemoryError" in ended.stderr
    assert list(tmp_path.iterdir()) == []


async def test_ten_minutes_are_heard_of_a_longer_file() -> None:
    found = await Decoder().decoded(mp3(16_000, samples=np.zeros(16_000 * 620)), "audio/mpeg")
    assert found is not None
    assert len(found) == 600 * 8_000


async def test_who_plays_a_file_that_is_being_decoded_gets_the_same_sound() -> None:
    decoder = Decoder()
    one, other = await asyncio.gather(*(decoder.decoded(*FILES["aiff"]) for _ in range(2)))
    assert one is other is not None
