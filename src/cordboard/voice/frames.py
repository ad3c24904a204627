"""Sound in frames of 20 ms: what a side of a call says, and what an application sends back to be heard.

Source: https://www.twilio.com/docs/voice/media-streams/websocket-messages; ITU-T G.711 (mu-law, 8,000 bytes a second).
"""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

from cordboard.base.manner import USUAL, Manner

FRAME_MS: Final = 20
BYTES_PER_MS: Final = 8
FRAME_BYTES: Final = FRAME_MS * BYTES_PER_MS
SILENCE: Final = b"\xff"  # mu-law of a sample of zero
MOST_BYTES: Final = 600_000 * BYTES_PER_MS  # ten minutes that wait to be heard; 4.8 MB
MOST_MARKS: Final = 1_000


class Track:
    """One side of a call: texts that wait for their sound, and sound that waits for its frames."""

    def __init__(self) -> None:
        self.texts: deque[tuple[str, str, Manner, int]] = deque()
        self.is_speaking = False
        self.era = self.turn = 0
        self._sound = bytearray()
        self._turn = b""
        self._turned = 0

    def add(self, sound: bytes) -> None:
        """Let sound follow what waits; what is too much is lost."""
        self._sound += sound[: MOST_BYTES - len(self._sound)]

    def wait(self, kind: str, text: str, manner: Manner = USUAL) -> None:
        """Let speech or a signal wait for its sound; what lasts is wanted until the track is quiet."""
        self.texts.append((kind, text, manner, self.turn))

    def last(self, sound: bytes) -> None:
        """Let sound be heard over and over, where nothing else waits."""
        self._turn, self._turned = sound, 0

    def quiet(self) -> None:
        """Let what lasts end, also where it is being made."""
        self.turn += 1
        self._turn = b""

    def take(self) -> bytes:
        """Return the next frame, filled up with silence."""
        frame = bytes(self._sound[:FRAME_BYTES])
        del self._sound[:FRAME_BYTES]
        if not frame and self._turn:
            frame = self._turn[self._turned : self._turned + FRAME_BYTES]
            self._turned = (self._turned + FRAME_BYTES) % len(self._turn)
        return frame.ljust(FRAME_BYTES, SILENCE)

    def hush(self) -> None:
        """Forget what waits; what is being made for it is not wanted any more."""
        self.era += 1
        self.quiet()
        self.texts.clear()
        self._sound.clear()


class Played(NamedTuple):
    """What was heard in a frame, and the marks that were reached with it."""

    sound: bytes
    marks: list[str]


class Playback:
    """Sound that an application sent, and marks in it."""

    def __init__(self) -> None:
        self._sound = bytearray()
        self._marks: deque[tuple[int, str]] = deque()
        self._added = 0
        self._played = 0

    def add(self, sound: bytes) -> bool:
        """Let sound follow what waits; tell whether there was room for it."""
        if len(self._sound) + len(sound) > MOST_BYTES:
            return False
        self._sound += sound
        self._added += len(sound)
        return True

    def mark(self, name: str) -> bool:
        """Set a mark behind what waits; tell whether there was room for it."""
        if len(self._marks) >= MOST_MARKS:
            return False
        self._marks.append((self._added, name))
        return True

    def take(self) -> Played:
        """Let the next frame be heard."""
        sound = bytes(self._sound[:FRAME_BYTES])
        del self._sound[:FRAME_BYTES]
        self._played += len(sound)
        return Played(sound, self.reached())

    def reached(self) -> list[str]:
        """Return the marks behind which nothing waits, once."""
        names = []
        while self._marks and self._marks[0][0] <= self._played:
            names.append(self._marks.popleft()[1])
        return names

    def clear(self) -> list[str]:
        """Forget what waits; return the marks in it."""
        self._sound.clear()
        self._played = self._added
        return self.reached()
