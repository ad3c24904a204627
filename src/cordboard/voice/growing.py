"""What recognition tells before it has heard everything: the words so far, a few times."""

from __future__ import annotations

from collections.abc import Iterator

MOST_PARTIAL = 20  # texts before the whole one; recognizers tell a few a second


def growing(text: str) -> Iterator[str]:
    """Yield the beginnings of a text, each longer than the one before, and not the whole."""
    words = text.split()
    step = -(-len(words) // MOST_PARTIAL) or 1
    for end in range(step, len(words), step):
        yield " ".join(words[:end])
