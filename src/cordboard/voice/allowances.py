"""What is taken in a request for a call though it leads to nothing: it is noted on the call, which is made.

Source: reference 06, CreateCall; reference 10, 21262, 21626 and 32019.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from cordboard.twiml.voice.effects import Note
from cordboard.voice.call import CallOptions, Event

UNKNOWN_EVENT: Final = 21626
BOTH_DOCUMENTS: Final = Note(32019, "Both Url and Twiml were given; Url is used.")
NOBODY_TOLD: Final = Note(21262, "Nobody is told who answers: there is no callback for it.")
EVENTS: Final = frozenset(each.value for each in Event)


class Allowed(NamedTuple):
    """How a call is made, and what is noted of how it was asked for."""

    options: CallOptions
    notes: tuple[Note, ...]


def allowed(asked: CallOptions) -> Allowed:
    """Return how a call is made that was asked for so."""
    told = asked.told
    options = replace(
        asked,
        twiml=None if asked.url is not None else asked.twiml,
        told=replace(told, events=tuple(each for each in told.events if each in EVENTS)),
        # Tones are for a machine that is known to answer.
        machine_detection=None if asked.send_digits else asked.machine_detection,
    )
    return Allowed(options, tuple(_notes(asked)))


def _notes(asked: CallOptions) -> Iterator[Note]:
    if asked.url is not None and asked.twiml is not None:
        yield BOTH_DOCUMENTS
    unknown = [each for each in asked.told.events if each not in EVENTS]
    if asked.told.url is not None and unknown:
        yield Note(UNKNOWN_EVENT, f"Calls have no event {unknown[0][:40]!r}; nothing is told of it.")
    if asked.machine_detection and asked.is_machine_async and asked.machine_told.url is None:
        yield NOBODY_TOLD
