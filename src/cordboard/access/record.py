"""The record of a call: who, what, where and the decision. Its sentence is told by `catalogue.sentence`, when read."""

from __future__ import annotations

from typing import Any, Protocol

from msgspec import Struct


class Record(Struct, frozen=True):
    """One call, as the request log keeps it; of an agent also its name, why it was decided so, and what rules saw.

    ``channel`` is the face that it came through. Units: ``duration_us`` in microseconds.
    """

    sid: str
    at_ms: int
    agent: str
    account_sid: str
    operation: str
    area: str
    method: str
    path: str
    decision: str
    status: int
    code: int
    duration_us: int
    says: str
    facts: tuple[str, ...]
    unknown_parameters: tuple[str, ...]
    name: str = ""
    why: str = ""
    seen: Any = None
    channel: str = "http"


class Recorder(Protocol):
    """Where records go. It gathers them and writes in batches; the answer does not wait."""

    def record(self, key: int, account_sid: str, record: Record) -> None:
        """Keep a record under its key."""
