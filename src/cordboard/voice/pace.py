"""How long it takes to say something."""

from __future__ import annotations

from typing import Final

NATURAL_CHARACTERS_PER_S: Final = 15.0  # people speak some 150 words of six characters a minute
# The names of the ten digits have four letters in the mean, and as much time again parts them: said faster, two of them
# are taken for one. One digit counts as seven characters, nearly half a second.
MORE_OF_DIGIT: Final = 6


def spoken_s(text: str, characters_per_s: float) -> float:
    """Return how long a text takes to be said. Units: seconds."""
    digits = sum(map(str.isdigit, text))
    return (len(text) + MORE_OF_DIGIT * digits) / characters_per_s
