"""A call told in plain English, from the sentence of its operation and the facts that it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cordboard.base.phone import mask
from cordboard.catalogue.verbs import infinitive

NOT_ALLOWED, WAITS, FAILED = "was not allowed to", "has to wait before it may", "could not"
WHY = {401: "it was not let in.", 404: "it is not there."}
UNKNOWN_PATH = "asked for an unknown path"
MAX_FACT_CHARS = 64
_NUMERIC = frozenset("+(0123456789")
_HOLE = re.compile(r"\{(\w+)\}")


def holes(says: str) -> tuple[str, ...]:
    """Return the names of the facts that a sentence tells, in order."""
    return tuple(_HOLE.findall(says))


def tell(
    says: str,
    facts: Sequence[str],
    *,
    who: str,
    status: int,
    code: int,
    name: str = "",
    why: str = "",
    is_held: bool = False,
    is_ahead: bool = False,
) -> str:
    """Tell a call, and of an agent's call why it was let pass or refused; one that is held waits for a person.

    One that is still ahead may be done, and nobody knows yet what comes of it.
    Phone numbers are masked, so that the sentence may be shown to whoever may see the log.
    """
    name = name or (f"{who[:8]}…" if who else "Somebody unknown")
    if status < 400:
        told = f"may {wish(says, facts)}" if is_ahead else words(says, facts)
        return f"{name} {told}." + (f" {why}" if why else "")
    barred = (WAITS if is_held else NOT_ALLOWED) if status == 403 else FAILED
    because = why or WHY.get(status, "")
    # What was let pass and failed all the same did not fail because of that: "Allowed: …" is a sentence of its own.
    link = "." if not because else f". {because}" if because[0].isupper() else f": {because}"
    return f"{name} {barred} {wish(says, facts)} (error {code}){link}"


def around_fact(says: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Return what stands around the only fact of a sentence, as wanted and as done; None where there are more."""
    wished, was = _parts(infinitive(says)), _parts(says)
    if len(wished) > 2 or len(was) > 2:
        return None
    return (wished[0], "".join(wished[1:])), (was[0], "".join(was[1:]))


def wish(says: str, facts: Sequence[str]) -> str:
    """Return what was wanted, as it stands behind "to"."""
    return words(infinitive(says), facts)


def words(says: str, facts: Sequence[str]) -> str:
    """Return what was done, with the facts in their places."""
    first, *others = _parts(says)
    if not others:
        return first
    if len(others) == 1:  # as nearly every sentence
        return f"{first}{_shown(facts[0] if facts else '')}{others[0]}"
    told = [*map(_shown, facts), *[""] * len(others)]
    return first + "".join(fact + part for fact, part in zip(told, others, strict=False))


@lru_cache(maxsize=4096)
def _parts(says: str) -> tuple[str, ...]:
    """Return what stands around the holes of a sentence; there are as many as the catalogue has operations."""
    return tuple(_HOLE.split(says)[::2])


def _shown(value: str) -> str:
    return mask(value) if value[:1] in _NUMERIC or ":" in value else value[:40]
