"""What a network takes of calls, and how fast it speaks."""

from __future__ import annotations

from typing import NamedTuple

from cordboard.voice.pace import NATURAL_CHARACTERS_PER_S


class Limits(NamedTuple):
    """How fast the simulated network speaks, how many calls it takes, and what lists show. None is no limit."""

    characters_per_s: float = NATURAL_CHARACTERS_PER_S
    calls_per_s: float | None = None
    concurrency: int | None = None
    lists_ended: bool = False
