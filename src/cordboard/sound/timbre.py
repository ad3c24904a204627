"""Who speaks: how high, how long a throat, and how bright. Each voice has its own, which is the same at each run.

Source: means and spread of pitch and of vocal tracts in men, women and children, Peterson and Barney (1952), table II:
pitch of 132, 223 and 264 Hz, and formants of women higher by a sixth than those of men, of children by nearly a third.
Ours are lower, as people who read aloud are.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from cordboard.base.voices import Build, voice_of


class Timbre(NamedTuple):
    """A voice. ``tract`` is how many times higher its formants are than a man's; ``glottis_hz`` is where it dulls."""

    pitch_hz: float
    tract: float = 1.0
    glottis_hz: float = 200.0


class _Range(NamedTuple):
    """Between whom a voice lies."""

    least: Timbre
    most: Timbre


# Who says something on a call without being a voice that was chosen: people, who must be told apart in one channel.
PEOPLE: Final = {"caller": Timbre(140.0, 1.04), "callee": Timbre(190.0, 1.1)}
_RANGES: Final = {
    Build.MAN: _Range(Timbre(88.0, 0.94, 150.0), Timbre(124.0, 1.03, 260.0)),
    Build.WOMAN: _Range(Timbre(172.0, 1.11, 160.0), Timbre(216.0, 1.2, 300.0)),
    Build.CHILD: _Range(Timbre(240.0, 1.24, 200.0), Timbre(280.0, 1.32, 320.0)),
}


@lru_cache(maxsize=1024)
def timbre_of(who: str, voice: str) -> Timbre:
    """Return the timbre of a voice, or of a person where it has no name. One that nobody knows is a man or a woman."""
    if not voice:
        return PEOPLE[who]
    name = sha256(voice.lower().encode()).digest()
    # Conversations name voices without whose they are.
    known = voice_of(voice) or voice_of(f"Polly.{voice}") or voice_of(f"Google.{voice}")
    least, most = _RANGES[known.build if known is not None else (Build.MAN, Build.WOMAN)[name[3] % 2]]
    return Timbre(*(low + (high - low) * byte / 255 for low, high, byte in zip(least, most, name, strict=False)))
