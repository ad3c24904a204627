"""The tapes of a call: each takes what the call lets be heard, and a new one what goes on being heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.base.clock import Clock
from cordboard.base.manner import USUAL, Manner
from cordboard.voice.signals import CLIP, LASTING, RENDERED
from cordboard.voice.sounding import Sounding

if TYPE_CHECKING:
    from cordboard.voice.tape import Tape


class Deck(list["Tape"]):
    """The tapes that are being made of a call. ``sounding`` is what was last heard of each side."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.sounding: dict[str, Sounding] = {}

    def take(self, who: str, text: str, what: str, manner: Manner = USUAL) -> None:
        """Take what is said, or a signal."""
        if what in RENDERED:
            self.sounding[who] = Sounding(who, what, text, self._clock.now_ms(), manner=manner)
        for tape in self:
            tape.take(who, text, what, manner)

    def take_clip(self, who: str, samples: bytes) -> None:
        """Take a file that begins to play."""
        self.sounding[who] = Sounding(who, CLIP, "", self._clock.now_ms(), samples)
        for tape in self:
            tape.take_clip(who, samples)

    def take_frame(self, who: str, sound: bytes, at_ms: int) -> None:
        """Take sound of a stream as it plays, from a moment of the clock on."""
        for tape in self:
            tape.take_frame(who, sound, at_ms)

    def quiet(self, who: str) -> None:
        """Take note that what lasts from one side has ended."""
        if who in self.sounding and self.sounding[who].what in LASTING:
            del self.sounding[who]
        for tape in self:
            tape.quiet(who)

    def hush(self, who: str) -> None:
        """Take note that what one side lets be heard was broken off."""
        self.sounding.pop(who, None)
        for tape in self:
            tape.hush(who)
