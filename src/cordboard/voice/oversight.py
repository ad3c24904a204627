"""Oversight: whether the policy of the agent whose call it is allows what the call does by itself."""

from __future__ import annotations

from typing import Protocol

from cordboard.voice.call import Call


class Oversight(Protocol):
    """Judges what calls do; whoever has no policy is not judged."""

    def dial(self, call: Call) -> str | None:
        """Return why a leg that a document dials may not be called, or None; one that may be called is counted."""

    def document(self, call: Call, url: str) -> str | None:
        """Return why a document may not be asked for, or None."""

    def ended(self, call: Call) -> None:
        """Take note of what a call did cost."""


class NoOversight:
    """Nobody has a policy."""

    def dial(self, call: Call) -> str | None:
        """Allow it."""

    def document(self, call: Call, url: str) -> str | None:
        """Allow it."""

    def ended(self, call: Call) -> None:
        """Count nothing."""
