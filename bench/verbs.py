"""What the interpreter takes for a verb: to read the document, and to say what is to be done."""

from __future__ import annotations

import os
import time
from typing import Any, Final

from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from cordboard.twiml.reader import Document, read
from cordboard.twiml.voice.effects import Collected, Gather, Page
from cordboard.twiml.voice.script import script

BLOCK: Final = (
    '<Say voice="alice" language="en-US" loop="2">Your table is ready</Say>',
    '<Gather input="dtmf speech" numDigits="4" timeout="3" hints="yes, no"><Say>Enter your code</Say></Gather>',
    '<Pause length="2"/>',
    '<Play digits="1w2"/>',
)
BLOCKS, RUNS, TARGET_US = 50, 40, 50


def verbs(plan: Plan) -> Outcome:
    """Measure documents of 200 verbs, the best of some runs."""
    xml = f"<Response>{''.join(BLOCK) * BLOCKS}</Response>".encode()
    os.sched_setaffinity(0, plan.cores.server)
    try:
        took_s, effects = min(_run(xml) for _ in range(RUNS))
    finally:
        os.sched_setaffinity(0, plan.cores.load)
    count = BLOCKS * len(BLOCK)
    figure = Figure(name="a verb, from its text to its effect", value=took_s / count * 1e6, unit="us", target=TARGET_US)
    every = Check(name="every verb asked for something", passed=effects >= count, detail=f"{effects} effects")
    return Outcome(figures=[figure], checks=[every])


def _run(xml: bytes) -> tuple[float, int]:
    began_s, effects, result = time.perf_counter(), 0, None
    document = read(xml)
    if not isinstance(document, Document):
        raise TypeError(f"the document cannot be read: {document}")
    running: Any = script(Page("https://app.example/voice", document))
    try:
        while True:
            effect = running.send(result)
            effects += 1
            result = Collected() if isinstance(effect, Gather) else None
    except StopIteration:
        return time.perf_counter() - began_s, effects
