"""Who is told of what a document begins, and of which events. Data only."""

from __future__ import annotations

from typing import NamedTuple


class RecordingCallback(NamedTuple):
    """Who is told of a recording, and of which of its states."""

    url: str | None = None
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


class ProgressCallback(NamedTuple):
    """Who is told of a call's progress, and of which events."""

    url: str | None = None
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})
