"""Record: the caller's voice. Source: https://www.twilio.com/docs/voice/twiml/record."""

from __future__ import annotations

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import (
    Attribute,
    Read,
    boolean,
    keys,
    method,
    one_of,
    resolve,
    seconds,
    some_of,
    text,
    whole,
)
from cordboard.twiml.voice.callback import RecordingCallback
from cordboard.twiml.voice.effects import Note, Pairs, Record, Recorded
from cordboard.twiml.voice.step import Run, Scene, action, noted, only, verb

LONGEST_S, LONGEST_TRANSCRIBED_S = 3600, 120
TOO_LONG = 13615
_EVENTS = some_of("in-progress", "completed", "absent")
CALLBACK = (
    Attribute("recordingStatusCallback", text, None, 13256),
    Attribute("recordingStatusCallbackMethod", method, "POST"),
    Attribute("recordingStatusCallbackEvent", _EVENTS, frozenset({"completed"}), 13621),
)
RECORD = (
    Attribute("action", text, None),
    Attribute("method", method, "POST", 13610),
    Attribute("timeout", seconds(0, 3600), 5.0, 13611),
    Attribute("finishOnKey", keys, "1234567890*#", 13613),
    Attribute("maxLength", whole(2, 86_400), None, 13612),
    Attribute("playBeep", boolean, True, 13616),
    Attribute("trim", one_of("trim-silence", "do-not-trim"), "trim-silence", 13699),
    Attribute("transcribe", boolean, False, 13614),
    Attribute("transcribeCallback", text, None, 13257),
    Attribute("recordingConfigurationId", text, None),
    *CALLBACK,
)


def recording_callback(scene: Scene, given: Read) -> RecordingCallback:
    """Return who is told of a recording."""
    return RecordingCallback(
        resolve(scene.url, given["recordingStatusCallback"]),
        given["recordingStatusCallbackMethod"],
        given["recordingStatusCallbackEvent"],
    )


def recorded_parameters(recorded: Recorded) -> Pairs:
    """Return what an action is told of what was recorded."""
    return (
        ("RecordingUrl", recorded.url),
        ("RecordingSid", recorded.sid),
        ("RecordingDuration", str(recorded.duration_s)),
        ("Digits", recorded.digits),
    )


@verb("Record")
def record(element: Element, scene: Scene) -> Run:
    """Record until silence, a key or the end; then the action has the URL of the recording."""
    given = yield from noted(element, RECORD)
    yield from only(element)
    transcribes = given["transcribe"] or given["transcribeCallback"] is not None
    if transcribes and (given["maxLength"] or 0) > LONGEST_TRANSCRIBED_S:
        yield Note(
            TOO_LONG, f"Of {given['maxLength']} s no more than {LONGEST_TRANSCRIBED_S} are transcribed.", element.line
        )
    recorded: Recorded | None = yield Record(
        timeout_s=given["timeout"] if given["timeout"] is not None else 5.0,
        finish_on_key=given["finishOnKey"],
        max_length_s=given["maxLength"] or (LONGEST_TRANSCRIBED_S if transcribes else LONGEST_S),
        plays_beep=given["playBeep"],
        trims=given["trim"] == "trim-silence",
        transcribes=transcribes,
        transcribe_callback=resolve(scene.url, given["transcribeCallback"]),
        callback=recording_callback(scene, given),
        action_url=resolve(scene.url, given["action"] or scene.url),
        action_method=given["method"],
    )
    if recorded is None:
        return None
    return (yield from action(element, scene, given, recorded_parameters(recorded), default_is_self=True))
