"""Stages: where a document plays that is not its call's own, and what it may hold there.

Source: https://www.twilio.com/docs/voice/twiml/conference (waitUrl), /docs/voice/twiml/enqueue (waitUrl),
/docs/voice/twiml/queue (url), /docs/voice/twiml/number (url).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cordboard.twiml.voice.attributes import SCHEMA
from cordboard.twiml.voice.effects import Note


class Stage(NamedTuple):
    """Which verbs a document may hold, and the code of a note about another."""

    place: str
    holds: Callable[[str], bool]
    code: int = SCHEMA

    def refused(self, verb: str, line: int) -> Note:
        """Return what is noted of a verb that is passed over here."""
        return Note(self.code, f"{verb} cannot be used {self.place}.", line, is_warning=self.code == SCHEMA)


_HEARD = frozenset({"Say", "Play", "Pause", "Redirect"})
CONFERENCE = Stage("in what a conference lets be heard", _HEARD.__contains__, 13238)
QUEUE = Stage("in what a queue lets be heard", (_HEARD | {"Hangup", "Leave", "Gather"}).__contains__)
QUEUE_WHISPER = Stage("in what is heard before a queue connects", _HEARD.__contains__)
WHISPER = Stage("by who was dialed, before the sides are connected", lambda verb: verb != "Dial", 13201)
