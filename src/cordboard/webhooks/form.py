"""Parameters as a form.

Source: WHATWG URL, application/x-www-form-urlencoded serializing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote_plus

LONGEST_KEPT = 100  # numbers, states and names of countries come again and again, long texts do not


@lru_cache(maxsize=4096)
def _escaped(value: str) -> str:
    return quote_plus(value)


def form_of(parameters: Iterable[tuple[str, str]]) -> str:
    """Return parameters as a form; their names are ours and need no escape."""
    return "&".join(
        [f"{name}={_escaped(value) if len(value) <= LONGEST_KEPT else quote_plus(value)}" for name, value in parameters]
    )
