"""A text as somebody says it, in the time that there is."""

from __future__ import annotations

from collections.abc import Iterator

from cordboard.base.manner import SILENT_DB, Manner
from cordboard.sound.pronunciation import phonemes_written
from cordboard.sound.prosody import fitted, length_ms, sounds_of
from cordboard.sound.timbre import timbre_of
from cordboard.sound.tract import Samples, pieces_of


def said(text: str, who: str, manner: Manner, lasts_ms: int | None, room_ms: int | None) -> Iterator[Samples]:
    """Yield a text as samples between -0.5 and 0.5, in pieces.

    It takes the time that it is given, or the usual time where it is given none. What cannot be said in that without
    haste goes on into the silence behind it, as far as there is room. Units: milliseconds.
    """
    sounds = sounds_of(text, manner.pitch, phonemes_written(manner.pronounced))
    wanted_ms = length_ms(sounds) / manner.rate
    if room_ms is not None:
        wanted_ms = min(wanted_ms, max(room_ms, 1))
        if lasts_ms is not None:
            wanted_ms = max(wanted_ms, lasts_ms)
    elif lasts_ms is not None:
        wanted_ms = lasts_ms
    volume_db = max(manner.volume_db, SILENT_DB)
    yield from pieces_of(fitted(sounds, wanted_ms), timbre_of(who, manner.voice), volume_db)
