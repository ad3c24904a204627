"""Stages: where a document plays that is not its call's own, and what it may hold there.

Source: https://www.twilio.com/docs/voice/twiml/conference (waitUrl), /docs/voice/twiml/enqueue (waitUrl),
/docs/voice/twiml/queue (url).
"""

from __future__ import annotations

from typing import NamedTuple

from cordboard.twiml.voice.attributes import SCHEMA
from cordboard.twiml.voice.effects import Note


class Stage(NamedTuple):
    """The verbs that a document may hold, and the code of a note about another."""

    place: str
    verbs: frozenset[str]
    code: int = SCHEMA

    def refused(self, verb: str, line: int) -> Note:
        """Return what is noted of a verb that is passed over here."""
        return Note(self.code, f"{verb} cannot be used {self.place}.", line, is_warning=self.code == SCHEMA)


_HEARD = frozenset({"Say", "Play", "Pause", "Redirect"})
CONFERENCE = Stage("in what a conference lets be heard", _HEARD, 13238)
QUEUE = Stage("in what a queue lets be heard", _HEARD | {"Hangup", "Leave", "Gather"})
QUEUE_WHISPER = Stage("in what is heard before a queue connects", _HEARD)
