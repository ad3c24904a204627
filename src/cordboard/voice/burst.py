"""Sound of a stream that plays frame by frame, gathered so that a tape keeps it as one file."""

from __future__ import annotations

from typing import Final

from cordboard.voice.frames import BYTES_PER_MS, SILENCE

# A gap of a fifth of a second ends a burst, as it ends a line of the transcript; a minute is half a megabyte.
GAP_MS, LONGEST_MS = 200, 60_000
MOST_BYTES: Final = LONGEST_MS * BYTES_PER_MS


class Burst:
    """Frames of one side that follow each other. Units: ``at_ms`` are moments of the clock."""

    def __init__(self, who: str, at_ms: int) -> None:
        self.who = who
        self.at_ms = at_ms
        self.samples = bytearray()

    def takes(self, who: str, at_ms: int) -> bool:
        """Tell whether a frame belongs to it."""
        is_soon = at_ms - self.at_ms - len(self.samples) // BYTES_PER_MS < GAP_MS
        return who == self.who and is_soon and len(self.samples) < MOST_BYTES

    def add(self, sound: bytes, at_ms: int) -> None:
        """Let a frame follow, after silence where it is not the next."""
        self.samples += SILENCE * ((at_ms - self.at_ms) * BYTES_PER_MS - len(self.samples))
        self.samples += sound
