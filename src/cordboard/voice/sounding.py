"""What a side of a call lets be heard, and how much is left of it when a tape begins or pauses in its midst.

Units: milliseconds; mu-law has eight bytes in each.
"""

from __future__ import annotations

from typing import NamedTuple

from cordboard.base.manner import USUAL, Manner
from cordboard.voice.frames import BYTES_PER_MS
from cordboard.voice.pace import spoken_s
from cordboard.voice.signals import CLIP, LASTING, SPEECH


class Sounding(NamedTuple):
    """Something that is heard since a moment of the clock; ``skipped_ms`` of a file were over by then."""

    who: str
    what: str
    text: str
    began_ms: int
    samples: bytes = b""
    skipped_ms: int = 0
    manner: Manner = USUAL

    def lasts_ms(self, characters_per_s: float) -> int:
        """Return how long speech takes."""
        return round(spoken_s(self.text, characters_per_s * self.manner.rate) * 1000)

    def begun(self, now_ms: int, characters_per_s: float) -> str:
        """Return the words that have begun."""
        return " ".join(self._words(now_ms, characters_per_s)[0])

    def rest(self, now_ms: int, characters_per_s: float) -> Sounding | None:
        """Return what is left of it from now on, if anything is."""
        if self.what == SPEECH:
            left = " ".join(self._words(now_ms, characters_per_s)[1])
            return self._replace(text=left, began_ms=now_ms) if left else None
        if self.what not in LASTING:
            return None
        skipped_ms = self.skipped_ms + now_ms - self.began_ms
        is_over = self.what == CLIP and skipped_ms * BYTES_PER_MS >= len(self.samples)
        return None if is_over else self._replace(began_ms=now_ms, skipped_ms=skipped_ms)

    def _words(self, now_ms: int, characters_per_s: float) -> tuple[list[str], list[str]]:
        """Return the words that have begun, and those that have not."""
        words = self.text.split()
        passed_s = (now_ms - self.began_ms) / 1000
        begin_s = 0.0
        for at, word in enumerate(words):
            if begin_s > passed_s:
                return words[:at], words[at:]
            begin_s += spoken_s(f"{word} ", characters_per_s * self.manner.rate)
        return words, []
