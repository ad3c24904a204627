"""Enqueue and Leave: waiting to be taken. Source: https://www.twilio.com/docs/voice/twiml/enqueue."""

from __future__ import annotations

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import Attribute, method, resolve, text, whole
from cordboard.twiml.voice.effects import Dequeued, Enqueue, Leave, Note
from cordboard.twiml.voice.step import End, Run, Scene, action, noted, only, verb

LONGEST_NAME = 64
TOO_SHORT, TOO_LONG, NO_TASKS = 14204, 14205, 14226
ENQUEUE = (
    Attribute("action", text, None, 14203),
    Attribute("method", method, "POST", 14201),
    Attribute("waitUrl", text, None, 14202),
    Attribute("waitUrlMethod", method, "POST", 14206),
    Attribute("maxQueueSize", whole(1, 5000), None),
    Attribute("workflowSid", text, None),
)


@verb("Enqueue")
def enqueue(element: Element, scene: Scene) -> Run:
    """Wait in a queue until somebody takes the call, or it leaves."""
    given = yield from noted(element, ENQUEUE)
    yield from only(element, "Task")
    if given["workflowSid"]:
        yield Note(NO_TASKS, "Workflows are of TaskRouter, which is not here.", element.line, False)
        return (yield from action(element, scene, given, (("QueueResult", "error"),), default_is_self=False))
    name = element.text.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        code = TOO_LONG if name else TOO_SHORT
        yield Note(code, f"The name of a queue has 1 to {LONGEST_NAME} characters.", element.line, False)
        return None
    url = resolve(scene.url, given["action"])
    dequeued: Dequeued | None = yield Enqueue(
        name, resolve(scene.url, given["waitUrl"]), given["waitUrlMethod"], given["maxQueueSize"], url, given["method"]
    )
    if dequeued is None:
        return End()
    parameters = (
        ("QueueResult", dequeued.result),
        ("QueueSid", dequeued.queue_sid),
        ("QueueTime", str(dequeued.waited_s)),
    )
    return (yield from action(element, scene, given, parameters, default_is_self=False))


@verb("Leave")
def leave(element: Element, scene: Scene) -> Run:
    """Leave the queue; the document that entered it goes on."""
    yield from noted(element, ())
    yield Leave()
    return End()
