"""What was said on a call, laid on the time it was said at: PCM, WAV and MP3.

Source: https://www.twilio.com/docs/voice/api/recording, which serves WAV of 8 kHz and 16 bit (128 kbit/s a
channel) and MP3 of 32 kbit/s.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

import lameenc
import numpy as np
from numpy.typing import NDArray

from cordboard.base.manner import Manner
from cordboard.sound.companding import linear
from cordboard.sound.signals import signal
from cordboard.sound.speech import said
from cordboard.sound.tract import RATE_HZ

WAV, MP3 = "audio/x-wav", "audio/mpeg"
LONGEST_MS: Final = 4 * 3_600_000  # the longest call that can be asked for; 460 MB of WAV in two channels
MP3_BITS_PER_S: Final = 32_000
# Layer III is standardized from 16 kHz up (ISO 13818-3); for 8 kHz there is an extension that not all players know.
MP3_RATE_HZ: Final = 16_000
MP3_QUALITY: Final = 7  # of 0 (best) to 9 (fastest)
MP3_BLOCK: Final = 10 * RATE_HZ  # frames given to the encoder at once
FULL: Final = 32_767

_SIDES: Final = {"caller": 0, "callee": 1}  # left and right

Pcm = NDArray[np.int16]


class Spoken(Protocol):
    """Something that was heard: when, from whom (``caller`` or ``callee``), speech or which signal, and what.

    Of a file that was played, ``sound`` is mu-law, of which ``skipped_ms`` were over before. ``lasts_ms`` is the time
    that the call gave to what was said, if it gave it any. Units: milliseconds.
    """

    @property
    def at_ms(self) -> int: ...  # noqa: D102 - told above
    @property
    def who(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def what(self) -> str: ...  # noqa: D102
    @property
    def sound(self) -> bytes: ...  # noqa: D102
    @property
    def skipped_ms(self) -> int: ...  # noqa: D102
    @property
    def lasts_ms(self) -> int | None: ...  # noqa: D102
    @property
    def manner(self) -> Manner: ...  # noqa: D102


def wav(spoken: Iterable[Spoken], *, length_ms: int, channels: int) -> bytes:
    """Return a recording as WAV; with two channels the caller is on the left. Units: milliseconds."""
    made = pcm(spoken, length_ms=length_ms, channels=channels)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        writer.writeframes(made.astype("<i2").tobytes())
    return file.getvalue()


def mp3(spoken: Iterable[Spoken], *, length_ms: int, channels: int) -> bytes:
    """Return a recording as MP3; with two channels the caller is on the left. Units: milliseconds."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(channels)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_out_sample_rate(MP3_RATE_HZ)
    encoder.set_bit_rate(MP3_BITS_PER_S // 1000)
    encoder.set_quality(MP3_QUALITY)
    made = pcm(spoken, length_ms=length_ms, channels=channels)
    # At least one block, be it empty: the encoder cannot end what it has not begun.
    starts = range(0, max(len(made), 1), MP3_BLOCK)
    blocks = [bytes(encoder.encode(made[at : at + MP3_BLOCK].tobytes())) for at in starts]
    return b"".join((*blocks, bytes(encoder.flush())))


def pcm(spoken: Iterable[Spoken], *, length_ms: int, channels: int) -> Pcm:
    """Return frames of 8 kHz, one column a channel.

    What was said takes the time that the call gave it. Who speaks again before the earlier words can have been said
    says those faster, and the next ones when they are over; what the end cuts off is lost. Raises:
    ValueError for channels other than one or two. Units: milliseconds.
    """
    if channels not in (1, 2):
        raise ValueError(f"a recording has one channel or two, not {channels}")
    length = min(max(length_ms, 0), LONGEST_MS) * RATE_HZ // 1000
    out = np.zeros((length, channels), dtype=np.int16)
    parts = sorted(spoken, key=lambda part: part.at_ms)
    for who, side in _SIDES.items():
        _speak(out[:, side % channels], [part for part in parts if part.who == who])
    return out


def _speak(side: Pcm, parts: list[Spoken]) -> None:
    """Add what one person says to what is on a channel."""
    at = 0
    ends_ms = (*(part.at_ms for part in parts), len(side) * 1000 // RATE_HZ)[1:]
    for part, end_ms in zip(parts, ends_ms, strict=True):
        at = max(at, part.at_ms * RATE_HZ // 1000)
        if at >= len(side):
            return
        for made in _pieces(part, end_ms - at * 1000 // RATE_HZ):
            # Each voice takes at most half of the range, so that two who speak at once are heard both.
            piece = np.rint(made[: len(side) - at] * FULL).astype(np.int16)
            side[at : at + len(piece)] += piece
            at += len(piece)
            if at >= len(side):
                return


def _pieces(part: Spoken, within_ms: int) -> Iterator[NDArray[np.float64]]:
    if part.what == "speech":
        yield from said(part.text, part.who, part.manner, part.lasts_ms, within_ms)
    elif part.what == "clip":
        begin = part.skipped_ms * RATE_HZ // 1000
        yield linear(part.sound[begin : begin + max(within_ms, 0) * RATE_HZ // 1000])
    else:
        yield signal(part.what, part.text, max(within_ms, 0))
