"""Stages: where a document plays that is not its call's own, and what it may hold there.

Source: https://www.twilio.com/docs/voice/twiml/conference (waitUrl), /docs/voice/twiml/enqueue (waitUrl),
/docs/voice/twiml/queue (url), /docs/voice/twiml/number (url).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import Final, NamedTuple

from cordboard.twiml.voice.attributes import SCHEMA
from cordboard.twiml.voice.effects import Note

_NO_CODES: Final[Mapping[str, int]] = MappingProxyType({})


class Stage(NamedTuple):
    """Which verbs a document may hold, and the code of a note about another; some verbs have their own."""

    place: str
    verbs: Set[str]
    code: int = SCHEMA
    codes: Mapping[str, int] = _NO_CODES

    def refused(self, verb: str, line: int) -> Note:
        """Return what is noted of a verb that is passed over here."""
        code = self.codes.get(verb, self.code)
        return Note(code, f"{verb} cannot be used {self.place}.", line, is_warning=code == SCHEMA)


_HEARD = frozenset({"Say", "Play", "Pause", "Redirect"})
_BESIDE = frozenset({"Start", "Stop", "Message", "Sms"})  # they take no time, and leave the call where it is
CONFERENCE = Stage("in what a conference lets be heard", _HEARD, 13238)
QUEUE = Stage("in what a queue lets be heard", _HEARD | {"Hangup", "Leave", "Gather"})
QUEUE_WHISPER = Stage("in what is heard before a queue connects", _HEARD)
WHISPER = Stage(
    "by who was dialed, before the sides are connected",
    _HEARD | _BESIDE | {"Gather", "Hangup", "Record", "Pay"},
    codes=MappingProxyType({"Dial": 13201}),
)
