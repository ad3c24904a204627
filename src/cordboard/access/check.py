"""What one setting says of a call."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from cordboard.access.policy import LEVEL_NAMES, OFF


class Stop(NamedTuple):
    """A kill switch that is on: where it stands and what its owner said."""

    at: str
    reason: str


class Check(NamedTuple):
    """What one setting says: the words behind "because" when it refuses, and what would change that."""

    passes: bool
    rule: str
    reason: str
    why: str
    fix: str = ""
    have: str = ""
    need: str = ""
    wait_ms: int = 0


@lru_cache(maxsize=1024)
def level_check(area: str, have: int, needed: int) -> Check:
    """Say what the level of an area says."""
    has, needs = LEVEL_NAMES[have], LEVEL_NAMES[needed]
    passes = have >= needed > OFF
    why = f"its access to {area} is {has}" + ("" if passes else f", and this needs {needs}")
    return Check(passes, f"areas.{area}", "level", why, f"Set areas.{area} to {needs}.", has, needs)
