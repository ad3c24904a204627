"""How long a file of audio is, told from its headers alone.

A file comes from a stranger: every length in it is checked against what is there, every walk has an end, and what
cannot be read has no length. Nothing is decoded.

Source: RFC 2361 and the Microsoft WAVE format (RIFF); Apple, "Audio Interchange File Format AIFF-C" (1991); ISO
11172-3 and 13818-3 (MPEG audio frame header); the Xing/Info header as LAME writes it; ETSI TS 101 318 (GSM 06.10).
"""

from __future__ import annotations

from collections.abc import Callable
from struct import unpack_from
from typing import Final, NamedTuple

MAX_CHUNKS: Final = 1_000  # real files have a dozen
# Frames read one by one where no header tells their number: four minutes of the usual 26 ms. What is longer goes on at
# the mean of these.
MAX_FRAMES: Final = 10_000
MAX_JUNK_BYTES: Final = (
    4 << 10
)  # before the first frame, which is at most 1,441 bytes long; a tag is skipped as a whole
LEAST_BYTES_PER_S: Final = 125  # 1 kbit/s; no coding of audio takes less, so a header that says less is wrong

WAVES: Final = ("audio/wav", "audio/wave", "audio/x-wav")
MP3S: Final = ("audio/mpeg", "audio/mp3")
EXTENSIBLE: Final = 0xFFFE  # the coding stands in the sub-format then
ULAW_BYTES_PER_S: Final = 8_000  # G.711
GSM_FRAME_BYTES, GSM_FRAME_S = 33, 0.02


class Wave(NamedTuple):
    """What a WAV file holds: its coding (RFC 2361) and where its sound lies. Units: hertz, bytes, bits."""

    coding: int
    channels: int
    rate_hz: int
    bytes_per_s: int
    bits: int
    begin: int
    end: int


class _Header(NamedTuple):
    """One MPEG audio frame. Units: bytes, samples."""

    length: int
    samples: int
    rate_hz: int
    is_mono: bool
    is_mpeg_1: bool


def duration_s(data: bytes, content_type: str) -> float | None:
    """Return how long a file plays, or nothing when it cannot be read as what it is said to be. Units: seconds."""
    read = _READERS.get(content_type.partition(";")[0].strip().lower())
    found_s = read(data) if read else None
    return found_s if found_s is not None and found_s * LEAST_BYTES_PER_S <= len(data) else None


def _chunks(data: bytes, order: str) -> dict[bytes, tuple[int, int]]:
    """Return where the chunks of a RIFF or IFF file lie: from and to. The first of a kind counts."""
    found: dict[bytes, tuple[int, int]] = {}
    at = 12
    for _ in range(MAX_CHUNKS):
        if at + 8 > len(data):
            break
        length = _number(data, at + 4, 4, order)
        found.setdefault(data[at : at + 4], (at + 8, min(at + 8 + length, len(data))))
        at += 8 + length + length % 2
    return found


def _number(data: bytes, at: int, size: int, order: str) -> int:
    return int.from_bytes(data[at : at + size], "little" if order == "little" else "big")


def wave_of(data: bytes) -> Wave | None:
    """Return what a WAV file holds and where, or nothing when it is none."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    chunks = _chunks(data, "little")
    at, end = chunks.get(b"fmt ", (0, 0))
    audio_at, audio_end = chunks.get(b"data", (0, 0))
    if end - at < 16 or not audio_at:
        return None
    coding, channels, rate_hz, bytes_per_s, _, bits = unpack_from("<HHIIHH", data, at)
    if coding == EXTENSIBLE and end - at >= 26:
        coding = _number(data, at + 24, 2, "little")
    return Wave(coding, channels, rate_hz, bytes_per_s, bits, audio_at, audio_end)


def _wav(data: bytes) -> float | None:
    wave = wave_of(data)
    # The mean of bytes a second is there for every coding: PCM, mu-law, ADPCM, GSM.
    return (wave.end - wave.begin) / wave.bytes_per_s if wave is not None and wave.bytes_per_s else None


def _aiff(data: bytes) -> float | None:
    if data[:4] != b"FORM" or data[8:12] not in (b"AIFF", b"AIFC"):
        return None
    chunks = _chunks(data, "big")
    at, end = chunks.get(b"COMM", (0, 0))
    audio_at, audio_end = chunks.get(b"SSND", (0, 0))
    if end - at < 18 or not audio_at:
        return None
    frames, rate_hz = _number(data, at + 2, 4, "big"), _extended(data[at + 8 : at + 18])
    # There cannot be more frames than bytes times eight: a bit a frame is the most that any coding packs.
    return frames / rate_hz if rate_hz >= 1 and frames <= 8 * (audio_end - audio_at) else None


def _extended(ten: bytes) -> float:
    """Return a rate from an 80-bit float of IEEE 754 (sign, 15 bits of exponent, 64 of mantissa); 0 if out of reach."""
    exponent, mantissa = int.from_bytes(ten[:2], "big"), int.from_bytes(ten[2:], "big")
    shift = 16_383 + 63 - exponent
    return mantissa / (1 << shift) if 32 < shift < 64 else 0.0


def _ulaw(data: bytes) -> float | None:
    return len(data) / ULAW_BYTES_PER_S


def _gsm(data: bytes) -> float | None:
    """Read frames of 33 bytes, each of which begins with the four bits 1101. Source: RFC 3551 section 4.5.8."""
    return len(data) // GSM_FRAME_BYTES * GSM_FRAME_S if data and data[0] >> 4 == 0xD else None


_BITRATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _header(data: bytes, at: int) -> _Header | None:
    """Read the header of a Layer III frame, if there is one."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    rate, bitrate = data[at + 2] >> 2 & 3, data[at + 2] >> 4
    if version == 1 or layer != 1 or rate == 3 or bitrate in (0, 15):
        return None
    is_mpeg_1 = version == 3
    kilobits = (_BITRATES_1 if is_mpeg_1 else _BITRATES_2)[bitrate]
    samples, rate_hz = 1152 if is_mpeg_1 else 576, _RATES_HZ[version][rate]
    length = samples // 8 * kilobits * 1000 // rate_hz + (data[at + 2] >> 1 & 1)
    return _Header(length, samples, rate_hz, data[at + 3] >> 6 == 3, is_mpeg_1)


def _mp3(data: bytes) -> float | None:
    at = first_frame(data)
    first = _header(data, at) if at is not None else None
    if at is None or first is None:
        return None
    told = _told_frames(data, at, first)
    if told:
        return told * first.samples / first.rate_hz
    return _counted_s(data, at)


def first_frame(data: bytes) -> int | None:
    """Return where the first frame lies: behind an ID3 tag, and followed by another or by the end."""
    at = 0
    if data[:3] == b"ID3" and len(data) >= 10:
        seven_bits = [byte & 0x7F for byte in data[6:10]]
        at = 10 + (seven_bits[0] << 21 | seven_bits[1] << 14 | seven_bits[2] << 7 | seven_bits[3])
    for place in range(at, min(at + MAX_JUNK_BYTES, len(data))):
        frame = _header(data, place)
        if frame and (place + frame.length >= len(data) or _header(data, place + frame.length)):
            return place
    return None


def _told_frames(data: bytes, at: int, first: _Header) -> int:
    """Return the number of frames in a Xing or Info header, if it can be true: a frame has 24 bytes at least."""
    side = (17 if first.is_mono else 32) if first.is_mpeg_1 else (9 if first.is_mono else 17)
    place = at + 4 + side
    if data[place : place + 4] not in (b"Xing", b"Info") or not _number(data, place + 4, 4, "big") & 1:
        return 0
    frames = _number(data, place + 8, 4, "big")
    return frames if frames <= len(data) // 24 else 0


def _counted_s(data: bytes, at: int) -> float:
    """Add the frames up; where there are very many, go on at their mean."""
    begin, total_s = at, 0.0
    for _ in range(MAX_FRAMES):
        frame = _header(data, at)
        if frame is None:
            return total_s
        total_s += frame.samples / frame.rate_hz
        at += frame.length
    return total_s * (len(data) - begin) / (at - begin)


_READERS: Final[dict[str, Callable[[bytes], float | None]]] = {
    **dict.fromkeys(WAVES, _wav),
    **dict.fromkeys(("audio/aiff", "audio/x-aiff", "audio/x-aifc"), _aiff),
    **dict.fromkeys(MP3S, _mp3),
    **dict.fromkeys(("audio/gsm", "audio/x-gsm"), _gsm),
    "audio/ulaw": _ulaw,
}
