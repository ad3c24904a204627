"""What is heard on a call and is not said: tones, a beep, ringing, music, a file."""

from __future__ import annotations

from typing import Final

SPEECH, KEYS, TONES, QUIET, CLIP = "speech", "keys", "tones", "quiet", "clip"
LASTING: Final = frozenset({"music", "ringing", CLIP})  # these go on until something else is heard
RENDERED: Final = LASTING | {SPEECH, TONES, QUIET, "beep"}


def signal_of(what: str, text: str) -> tuple[str, str]:
    """Return the kind of what is in a transcript, and what belongs to it: ``[tones 12]`` are tones, of 12."""
    if what == KEYS:
        return TONES, text
    if what != "sound":
        return what, text
    kind, _, rest = text.strip("[]").partition(" ")
    return kind, rest
