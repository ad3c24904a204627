"""A call told in plain English, from the sentence of its operation and the facts that it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cordboard.base.phone import mask

REFUSALS = {401: "was not let in", 403: "was refused", 404: "asked for something that is not there"}
UNKNOWN_PATH = "asked for an unknown path"
MAX_FACT_CHARS = 64
_HOLE = re.compile(r"\{(\w+)\}")


def holes(says: str) -> tuple[str, ...]:
    """Return the names of the facts that a sentence tells, in order."""
    return tuple(_HOLE.findall(says))


def tell(says: str, facts: Sequence[str], *, who: str, status: int, code: int, name: str = "", why: str = "") -> str:
    """Tell a call, and of an agent's call why it was let pass or refused.

    Phone numbers are masked, so that the sentence may be shown to whoever may see the log.
    """
    what = words(says, tuple(facts))
    name = name or (f"{who[:8]}…" if who else "Somebody unknown")
    reason = f" {why}" if why else ""
    if status < 400:
        return f"{name} {what}.{reason}"
    return f"{name} {REFUSALS.get(status, 'was answered with an error')} (error {code}): {what}.{reason}"


@lru_cache(maxsize=1024)
def words(says: str, facts: tuple[str, ...]) -> str:
    """Return what was done, with the facts in their places; a call is told when it is decided and when it is over."""
    left = iter(facts)
    return _HOLE.sub(lambda _: _shown(next(left, "")), says)


def _shown(value: str) -> str:
    return mask(value) if value[:1] in ("+", "(", *"0123456789") or ":" in value else value[:40]
