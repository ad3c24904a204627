"""The program that decodes one file of a stranger: from its standard input to mu-law of 8 kHz on its standard output.

It runs by itself because the library is written in C: what a file makes of it, it makes of a process that has nothing,
may open nothing, and is over soon. Its only argument is the content type. Source: http://www.mega-nerd.com/libsndfile.
"""

from __future__ import annotations

import io
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Final

import numpy as np
import soundfile

from cordboard.base.audio import MP3S, first_frame
from cordboard.sound.decoding import LONGEST_S, MOST_CHANNELS, MOST_RATE_HZ, mulaw
from cordboard.sound.resampling import BLOCK_S, Samples

LEAST_RATE_HZ: Final = 1_000
PIECES_A_S: Final = 5  # divides every usual rate, so that ten seconds are whole
MOST_INPUT_BYTES: Final = 8 << 20  # more than a file that is fetched has
CPU_S: Final = 20  # ten minutes of MP3 take two at the most
MEMORY_BYTES: Final = 2 << 30  # of addresses, most of them never used; ten seconds of the most take 120 MB
NOTHING: Final = (0, 0)
LIMITS: Final = {
    resource.RLIMIT_CPU: (CPU_S, CPU_S),
    resource.RLIMIT_AS: (MEMORY_BYTES, MEMORY_BYTES),
    resource.RLIMIT_FSIZE: NOTHING,
    resource.RLIMIT_NOFILE: NOTHING,
    resource.RLIMIT_CORE: NOTHING,
}
# A file of GSM has no header: who opens it says what it is. Source: RFC 3551, section 4.5.8.
BARE: Final = {"format": "RAW", "subtype": "GSM610", "samplerate": 8_000, "channels": 1}
GSM: Final = ("audio/gsm", "audio/x-gsm")


def confine() -> None:
    """Give up what decoding does not need."""
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, most)


def decoded(data: bytes, kind: str) -> Iterator[bytes]:
    """Yield a file as mu-law of 8 kHz, its first ten minutes. Raises: ValueError, RuntimeError where it is none."""
    # The library takes no junk, and reads tags that nobody wants read.
    begin = first_frame(data) or 0 if kind in MP3S else 0
    with soundfile.SoundFile(io.BytesIO(data[begin:]), **(BARE if kind in GSM else {})) as file:
        if not LEAST_RATE_HZ <= file.samplerate <= MOST_RATE_HZ or not 0 < file.channels <= MOST_CHANNELS:
            raise ValueError(f"{file.channels} channels at {file.samplerate} Hz are not played")
        yield from mulaw(_blocks(file), file.samplerate)


def _blocks(file: soundfile.SoundFile) -> Iterator[Samples]:
    """Yield the mean of the channels, between -1 and 1, in blocks of ten seconds."""
    pieces = _pieces(file)
    for _ in range(LONGEST_S // BLOCK_S):
        block = list(islice(pieces, BLOCK_S * PIECES_A_S))
        if not block:
            return
        yield np.concatenate(block)


def _pieces(file: soundfile.SoundFile) -> Iterator[Samples]:
    """Yield pieces of a fifth of a second, as far as there is sound: what stands behind it may be a tag."""
    has_begun = False
    while True:
        try:
            piece = file.read(file.samplerate // PIECES_A_S, dtype="float64", always_2d=True)
        except RuntimeError:
            if not has_begun:
                raise
            return
        if not len(piece):
            return
        has_begun = True
        yield np.nan_to_num(piece.mean(axis=1), posinf=1.0, neginf=-1.0)


def main() -> int:
    """Decode; return 1 where the file cannot be."""
    confine()
    try:
        for block in decoded(sys.stdin.buffer.read(MOST_INPUT_BYTES), sys.argv[1]):
            sys.stdout.buffer.write(block)
    except (ValueError, RuntimeError, MemoryError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
