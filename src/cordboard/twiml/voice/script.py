"""The script of a call: documents, one after another, until one ends.

The script does nothing itself: it yields effects and is sent their results. Closing it ends it at any point, as an
update of a live call does.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cordboard.twiml.voice import control, dialing, gathering, paying, queueing, recording, speech, streaming
from cordboard.twiml.voice.attributes import SCHEMA
from cordboard.twiml.voice.effects import Effect, Fetch, HangUp, Inline, Note, Page, SendDigits
from cordboard.twiml.voice.stage import Stage
from cordboard.twiml.voice.step import VERBS, End, Run, Scene

# Importing a module puts its verbs into the table; naming it here says that it belongs.
DECLARED = (control, dialing, gathering, paying, queueing, recording, speech, streaming)
Script = Generator[Effect, Any, None]


Entry = Fetch | Inline | Page
"""Where a script begins: a document to get, one that was given as text, or one that is at hand."""


def script(entry: Entry | None, *, hangs_up: bool = True, stage: Stage | None = None, tones: str = "") -> Script:
    """Run a call from its first document, behind the tones that it is answered with, as far as there are any.

    At the end of the last document it hangs up, unless it plays to who waits.
    """
    if tones:
        yield SendDigits(tones)
    page: Page | None = entry if isinstance(entry, Page | None) else (yield entry)
    while page is not None:
        following = yield from _document(page, stage)
        if isinstance(following, End):
            return
        if following is None:
            break
        page = yield following
    if hangs_up:
        yield HangUp()


def lone(effect: Effect) -> Script:
    """Carry out one effect, as if it were a whole document, and hang up."""
    yield effect
    yield HangUp()


def _document(page: Page, stage: Stage | None) -> Run:
    is_first = True
    for element in page.document.verbs:
        run = VERBS.get(element.name)
        if run is None:
            yield Note(SCHEMA, f"The element {element.name[:40]} is not known here.", element.line)
            continue
        if stage is not None and element.name not in stage.verbs:
            yield stage.refused(element.name, element.line)
            continue
        following = yield from run(element, Scene(page.url, is_first))
        if following is not None:
            return following
        is_first = False
    return None
