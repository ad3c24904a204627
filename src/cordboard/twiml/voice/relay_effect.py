"""What the ConversationRelay noun asks for. Data only."""

from __future__ import annotations

from typing import NamedTuple


class Relay(NamedTuple):
    """Let an application converse in texts. Result: the parameters of the action.

    ``language`` is what is spoken, ``heard_language`` what is recognized; of ``events`` the application is told, too.
    ``interrupts`` and ``greeting_interrupts`` say what breaks off the application's speech, ``reports`` what it is told
    of while it speaks and cannot be interrupted: none, dtmf, speech or any. ``voices`` are those of languages that have
    one of their own.
    """

    url: str
    language: str
    heard_language: str
    welcome: str
    greeting_interrupts: str
    interrupts: str
    reports: str
    takes_keys: bool
    is_preemptible: bool
    tells_partial: bool
    events: frozenset[str]
    action: str | None
    action_method: str
    parameters: tuple[tuple[str, str], ...]
    voice: str = ""
    voices: tuple[tuple[str, str], ...] = ()

    def voice_of(self, language: str) -> str:
        """Return the voice that speaks a language."""
        return dict(self.voices).get(language, self.voice)
