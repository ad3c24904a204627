"""What the telephone of a call hears, and everything beside it: the transcript, tapes and attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.base.manner import USUAL, Manner
from cordboard.voice.call import Call
from cordboard.voice.deck import Deck
from cordboard.voice.ports import Heard, Telephone
from cordboard.voice.signals import SPEECH, signal_of

if TYPE_CHECKING:
    from cordboard.voice.attachment import Attachment
    from cordboard.voice.switchboard import Switchboard


class Earpiece:
    """The end of a call at which something is heard."""

    def __init__(self, board: Switchboard, call: Call) -> None:
        self.board = board
        self.call = call
        self.telephone: Telephone | None = None
        self.tapes = Deck(board.clock)
        self.attachments: list[Attachment] = []

    def hear(self, text: str, manner: Manner = USUAL) -> None:
        """Let the telephone hear something that is said; nothing is silence."""
        if text:
            self.transcribe("callee", SPEECH, text, manner)
        if self.telephone is not None and text:
            self.telephone.hear(text)

    def signal(self, text: str) -> None:
        """Let the telephone hear something that is not said: a beep, tones, music."""
        self.transcribe("callee", "sound", text)
        if self.telephone is not None:
            self.telephone.signal(text)

    def play(self, samples: bytes) -> None:
        """Let who listens beside the telephone hear a file: mu-law of 8 kHz, nothing where it cannot be decoded."""
        if samples:
            self.tapes.take_clip("callee", samples)
            for attachment in self.attachments:
                attachment.take_sound("callee", samples)

    def stream(self, sound: bytes, at_ms: int, source: Attachment) -> None:
        """Let who listens beside the telephone hear a frame of a stream. Units: ``at_ms``, a moment of the clock."""
        self.tapes.take_frame("callee", sound, at_ms)
        for attachment in self.attachments:
            if attachment is not source:
                attachment.take_sound("callee", sound)

    def heard(self) -> None:
        """Tell the telephone that what it heard has ended."""
        self.tapes.quiet("callee")
        for attachment in self.attachments:
            attachment.quiet("callee")
        if self.telephone is not None:
            self.telephone.heard()

    def hush(self) -> None:
        """Break off what is heard."""
        self.fall_silent()
        self.heard()

    def fall_silent(self) -> None:
        """Break off what is heard, for who listens beside the telephone."""
        self.tapes.hush("callee")
        for attachment in self.attachments:
            attachment.hush()

    def transcribe(self, who: str, what: str, text: str, manner: Manner = USUAL) -> None:
        """Write a line of the transcript."""
        voice, language = manner.voice or None, manner.language or None
        self.board.write(heard=Heard(self.call.sid, self.board.clock.now_ms(), who, what, text, voice, language))
        kind, rest = signal_of(what, text)
        self.tapes.take(who, rest, kind, manner)
        for attachment in self.attachments:
            if kind == SPEECH:
                attachment.take(who, text, manner)
            else:
                attachment.take_signal(who, kind, rest)
