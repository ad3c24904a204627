"""What the gate asks of others: ids, an upstream, the audit, and who follows or carries out an operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from cordboard.access.call import Call
from cordboard.catalogue.request import Answer


class Ids(Protocol):
    """Makes the ids of calls."""

    def key(self) -> int:
        """Return the next key."""

    def sid(self, prefix: str) -> str:
        """Return a new SID."""


class Upstreams(Protocol):
    """Where calls are carried out that are decided here and belong elsewhere."""

    async def carry(self, name: str, call: Call) -> Answer:
        """Carry a call out and return the answer, whatever it is. Raises: Problem for one that did nothing."""


class Audit(Protocol):
    """Where decisions about agents go, and what came of them."""

    def decided(self, call: Call, *, goes_with_act: bool) -> Awaitable[None] | None:
        """Append the decision about a call; done when it is on disk, or nothing where it goes with the act."""

    def ended(self, call: Call, request_sid: str, now_ms: int, micros: int) -> None:
        """Append what came of it. The answer does not wait. Units: ``micros`` is how long it took."""


Follower = Callable[[Call], Awaitable[None] | None]
"""Is told of the calls of an operation that were carried out."""
NOBODY: Mapping[str, Follower] = MappingProxyType({})
Around = Callable[[Call, Callable[[], Awaitable[Any]]], Awaitable[Any]]
"""Carries an operation out, with what has to be on disk before it, and returns its result."""
NOTHING_AROUND: Mapping[str, Around] = MappingProxyType({})
