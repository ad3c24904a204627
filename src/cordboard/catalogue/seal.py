"""What pages are sealed with: the server's key and its clock."""

from __future__ import annotations

from typing import Protocol


class Seal(Protocol):
    """Signs what a client keeps for us."""

    def sign(self, text: str) -> bytes:
        """Return a keyed hash of a text."""

    def now_ms(self) -> int:
        """Return the present instant, by which what was signed expires."""
