"""What a step of the scenario is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

NONE: Mapping[str, str] = {}


class Step(NamedTuple):
    """One call: what stands in its path, its form or query, how its SID is called later, and what to wait for.

    Words in braces are those that the steps before kept. ``then`` is what the operator does after it.
    """

    operation: str
    at: Mapping[str, str] = NONE
    given: Mapping[str, str] = NONE
    keep: str = ""
    until: str = ""
    then: Callable[[Any, Mapping[str, str]], None] | None = None
