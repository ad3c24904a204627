"""Oversight: whether the policy of the agent whose call it is allows what the call does by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cordboard.voice.call import Call


class Oversight(Protocol):
    """Judges what calls do, and writes it down first; each answer is why it may not be done, or None.

    It is asked about calls of agents only: whoever has no policy is not judged.
    """

    async def dial(self, call: Call) -> str | None:
        """Judge the call of a leg that a document dials; one that may be made is counted."""

    async def document(self, call: Call, url: str) -> str | None:
        """Judge the request of a document."""

    async def page(self, call: Call, urls: Sequence[str]) -> str | None:
        """Judge what a document that is there leads to: the URLs that it names."""

    async def meet(self, call: Call, addresses: Sequence[str]) -> str | None:
        """Judge whom a call is connected with that is there already: in a conference, or out of a queue."""

    async def redirected(self, call: Call, url: str) -> str | None:
        """Judge where the request of a file redirects to."""

    def ended(self, call: Call) -> None:
        """Take note of what a call did cost."""


class NoOversight:
    """Nobody has a policy."""

    async def dial(self, call: Call) -> str | None:
        """Allow it."""

    async def document(self, call: Call, url: str) -> str | None:
        """Allow it."""

    async def page(self, call: Call, urls: Sequence[str]) -> str | None:
        """Allow it."""

    async def meet(self, call: Call, addresses: Sequence[str]) -> str | None:
        """Allow it."""

    async def redirected(self, call: Call, url: str) -> str | None:
        """Allow it."""

    def ended(self, call: Call) -> None:
        """Count nothing."""
