"""Documents that are heard while a call waits: what they may hold, by where they play."""

from __future__ import annotations

import pytest

from cordboard.twiml.reader import Document, read
from cordboard.twiml.voice.effects import Note, Page
from cordboard.twiml.voice.script import script
from cordboard.twiml.voice.stage import CONFERENCE, QUEUE, QUEUE_WHISPER, WHISPER, Stage
from cordboard.twiml.voice.step import VERBS

HEARD = {"Play", "Say", "Pause", "Redirect"}


def refused(verb: str, stage: Stage) -> list[Note]:
    found = read(f"<Response>\n<{verb}/></Response>".encode())
    assert isinstance(found, Document)
    first = next(script(Page("http://example.com/", found), stage=stage, hangs_up=False), None)
    return [first] if isinstance(first, Note) and "cannot be used" in first.sentence else []


# Source: reference 04, Conference (waitUrl), Enqueue (waitUrl), Queue (url) and Number (url).
@pytest.mark.parametrize(
    ("stage", "allowed", "code", "is_warning"),
    [
        (CONFERENCE, HEARD, 13238, False),
        (QUEUE, HEARD | {"Hangup", "Leave", "Gather"}, 12200, True),
        (QUEUE_WHISPER, HEARD, 12200, True),
        (WHISPER, set(VERBS) - {"Dial", "Enqueue", "Leave", "Connect", "Refer", "Reject", "Echo"}, 12200, True),
    ],
    ids=["conference", "queue", "whisper of a queue", "whisper of a dial"],
)
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_document_for_who_waits_holds_what_may_be_heard_there_and_nothing_else(
    verb: str, stage: Stage, allowed: set[str], code: int, is_warning: bool
) -> None:
    if verb in allowed:
        assert refused(verb, stage) == []
    else:
        [note] = refused(verb, stage)
        told = (13201, False) if (stage, verb) == (WHISPER, "Dial") else (code, is_warning)  # reference 10
        assert (note.code, note.is_warning, note.line) == (*told, 2)
