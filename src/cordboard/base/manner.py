"""How something is said: by which voice, in which language, how fast, how high and how loud."""

from __future__ import annotations

from typing import Final, NamedTuple


class Manner(NamedTuple):
    """A way to say something. ``rate`` and ``pitch`` are times the usual; ``volume_db`` is what it is louder by.

    Nobody in particular is a voice without a name. ``pronounced`` is ``alphabet:signs`` in the place of the spelling.
    """

    voice: str = ""
    language: str = ""
    rate: float = 1.0
    pitch: float = 1.0
    volume_db: float = 0.0
    pronounced: str = ""


USUAL: Final = Manner()
SILENT_DB: Final = -96.0  # less than the last of 16 bits
