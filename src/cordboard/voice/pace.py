"""How long it takes to say something."""

from __future__ import annotations

from typing import Final

NATURAL_CHARACTERS_PER_S: Final = 15.0  # people speak some 150 words of six characters a minute
# The names of the ten digits have four letters in the mean and are said apart: one digit counts as five characters.
MORE_OF_DIGIT: Final = 4


def spoken_s(text: str, characters_per_s: float) -> float:
    """Return how long a text takes to be said. Units: seconds."""
    digits = sum(map(str.isdigit, text))
    return (len(text) + MORE_OF_DIGIT * digits) / characters_per_s
