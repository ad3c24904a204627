"""Lengths of audio files, against files that sox and ffmpeg (LAME) wrote, and against what nobody should write.

Made by `sox -n FILE synth SECONDS sine 400` and `ffmpeg -f lavfi -i anullsrc=r=22050:cl=mono -t 1 -b:a 16k FILE`.
"""

import io
import struct
import wave
from pathlib import Path

import lameenc
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cordboard.base.audio import LEAST_BYTES_PER_S, duration_s

FILES = Path(__file__).parent / "audio_files"
TYPES = (
    "audio/mpeg",
    "audio/wav",
    "audio/wave",
    "audio/x-wav",
    "audio/aiff",
    "audio/x-aifc",
    "audio/x-aiff",
    "audio/x-gsm",
    "audio/gsm",
    "audio/ulaw",
)


@pytest.mark.parametrize(
    ("name", "content_type", "expected_s"),
    [
        ("tone-25-ms.aiff", "audio/aiff", 0.025),
        ("tone-100-ms.gsm", "audio/gsm", 0.1),
        ("tone-50-ms-mu-law.wav", "audio/wav", 0.05),
        # A frame of MPEG audio at 22,050 Hz is 26 ms, and an encoder adds one or two for its delay.
        ("silence-1-s-with-info.mp3", "audio/mpeg", pytest.approx(1, abs=0.08)),
        ("silence-1-s-bare.mp3", "audio/mpeg", pytest.approx(1, abs=0.08)),
        # 1,625 bytes a second is what the header rounds 33 bytes in 20 ms, or 65 in 40 ms, to.
        ("tone-200-ms-gsm.wav", "audio/x-wav", pytest.approx(0.2, rel=0.01)),
    ],
)
def test_a_file_of_another_program_has_the_length_that_was_asked_for(name, content_type, expected_s):
    assert duration_s((FILES / name).read_bytes(), content_type) == expected_s


@pytest.mark.parametrize(("channels", "width", "rate_hz"), [(1, 2, 8000), (2, 2, 44_100), (1, 1, 11_025)])
def test_wav_is_as_long_as_the_standard_library_wrote_it(channels, width, rate_hz):
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate_hz)
        writer.writeframes(bytes(channels * width * rate_hz * 3))
    assert duration_s(file.getvalue(), "audio/wav; codec=pcm") == 3


def test_mp3_is_as_long_as_what_the_encoder_was_given():
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(16_000)
    encoder.set_bit_rate(32)
    data = bytes(encoder.encode(bytes(2 * 16_000 * 300)) + encoder.flush())
    assert duration_s(data, "audio/mpeg") == pytest.approx(300, abs=0.15)


def test_a_tag_before_mp3_does_not_count():
    bare = (FILES / "silence-1-s-bare.mp3").read_bytes()
    tag = b"ID3\x04\x00\x00" + bytes([0, 0, 2, 0]) + b"\xff\xfb" * 128  # 256 bytes in seven bits each
    assert duration_s(tag + bare, "audio/mpeg") == duration_s(bare, "audio/mpeg")


def test_mu_law_takes_8000_bytes_a_second():
    assert duration_s(bytes(12_000), "audio/ulaw") == 1.5


def test_a_wav_that_says_it_is_longer_than_it_is_has_the_length_of_what_is_there():
    header = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 7, 1, 8000, 8000, 1, 8)
    assert duration_s(header + b"data\xff\xff\xff\xff" + bytes(4000), "audio/wav") == 0.5


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"", "audio/wav"),
        (b"", "audio/mpeg"),
        (b"<html>not found</html>", "audio/mpeg"),
        (b"<html>not found</html>", "audio/aiff"),
        (b"<html>not found</html>", "audio/gsm"),
        (b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", "audio/mpeg"),
        (b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 10_000, "audio/wav"),
        (bytes(8000), "audio/ogg"),
        (bytes(8000), "text/html"),
    ],
)
def test_what_cannot_be_read_as_its_type_has_no_length(data, content_type):
    assert duration_s(data, content_type) is None


def test_a_header_cannot_claim_hours_for_a_few_bytes():
    header = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 1, 8000, 1, 1, 8)
    assert duration_s(header + b"data\xff\xff\xff\xff" + bytes(4000), "audio/wav") is None


_BEGINNINGS = some.sampled_from(
    (
        b"",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0",
        b"FORM\0\0\0\0AIFFCOMM\0\0\0\x12",
        b"FORM\0\0\0\0AIFFSSND\0\0\0\x08",
        b"\xff\xfb\x90\xc0",
        b"\xff\xf3\x18\xc4" + bytes(9) + b"Info\0\0\0\1",
        b"ID3\x04\0\0",
    )
)


@given(beginning=_BEGINNINGS, rest=some.binary(max_size=400), content_type=some.sampled_from(TYPES))
def test_whatever_comes_has_no_length_or_one_that_its_bytes_can_fill(beginning, rest, content_type):
    data = beginning + rest
    found_s = duration_s(data, content_type)
    assert found_s is None or 0 <= found_s <= len(data) / LEAST_BYTES_PER_S
