"""What a file costs that calls play and that foreign code decodes: processor time of its process, start included."""

from __future__ import annotations

import asyncio
import resource
from typing import Final

import lameenc

from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from cordboard.sound.apart import Decoder

RATE_HZ: Final = 16_000
SECOND_MS: Final = 1000
LONG_S: Final = 600  # as much as is decoded of any file
BYTES_A_S: Final = 8_000  # of mu-law
# Two files are decoded at a time; a caller who waits longer than this for a first file believes that the line is dead.
TARGET_MS: Final = 1000


def decoding(plan: Plan) -> Outcome:
    """Measure a second and ten minutes of MP3."""
    figures, checks = [], []
    for name, length_s in (("a second of MP3", 1), ("ten minutes of MP3", LONG_S)):
        file = _mp3(length_s)
        before_s = _used_s()
        sound = asyncio.run(Decoder().decoded(file, "audio/mpeg")) or b""
        target = TARGET_MS if length_s == 1 else None
        figures.append(Figure(name=name, value=(_used_s() - before_s) * SECOND_MS, unit="ms", target=target))
        lasts_s = len(sound) / BYTES_A_S
        checks.append(Check(name=f"{name} is as long", passed=lasts_s >= length_s, detail=f"{lasts_s:.2f} s"))
    return Outcome(figures=figures, checks=checks)


def _mp3(length_s: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_bit_rate(32)
    sound = b"".join(encoder.encode(_sawtooth()) for _ in range(length_s))
    return sound + bytes(encoder.flush())


def _sawtooth() -> bytes:
    """Return a second of 400 Hz with all its overtones, which is harder to decode than silence."""
    return b"".join(int(at % 40 * 800 - 16_000).to_bytes(2, "little", signed=True) for at in range(RATE_HZ))


def _used_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
