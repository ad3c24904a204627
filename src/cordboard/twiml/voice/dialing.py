"""Dial and its nouns: connecting the call with somebody. Source: https://www.twilio.com/docs/voice/twiml/dial."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import (
    Attribute,
    Read,
    boolean,
    method,
    one_of,
    resolve,
    short,
    some_of,
    text,
    whole,
)
from cordboard.twiml.voice.callback import ProgressCallback
from cordboard.twiml.voice.dial_effects import Dial, Dialed, DialSettings, JoinConference, TakeFromQueue, Target
from cordboard.twiml.voice.effects import Effect, Note, Pairs
from cordboard.twiml.voice.offer import Offer
from cordboard.twiml.voice.recording import CALLBACK, recording_callback
from cordboard.twiml.voice.step import Run, Scene, action, noted, only, verb
from cordboard.twiml.voice.targets import NOUNS, target

MOST_TARGETS, LONGEST_REASON = 10, 50
NESTED, NO_TARGET, TOO_MANY, MIXED = 13215, 13223, 13250, 13000
NO_ROOM, NO_QUEUE, NO_TASKS = 13237, 14212, 14219
_RECORDS = (
    "do-not-record",
    "record-from-answer",
    "record-from-ringing",
    "record-from-answer-dual",
    "record-from-ringing-dual",
    "true",
    "false",
)
_SYNONYMS = {"true": "record-from-answer", "false": "do-not-record"}
_RING_TONES = (
    "at au bg br be ch cl cn cz de dk ee es fi fr gr hu il in it lt jp mx my nl no nz ph pl pt ru se sg th uk us "
    "us-old tw ve za"
)
RING_TONES = frozenset(_RING_TONES.split())
DIAL = (
    Attribute("action", text, None),
    Attribute("method", method, "POST", 13210),
    Attribute("timeout", whole(1, 600), 30, 13212),
    Attribute("timeLimit", whole(1, 86_400), 14_400, 13216),
    Attribute("callerId", text, None, 13214),
    Attribute("hangupOnStar", boolean, False, 13213),
    Attribute("answerOnBridge", boolean, False, 13219),
    Attribute("record", one_of(*_RECORDS), "do-not-record", 13217),
    Attribute("recordingTrack", one_of("inbound", "outbound", "both"), "both"),
    Attribute("trim", one_of("trim-silence", "do-not-trim"), "do-not-trim"),
    Attribute("referUrl", text, None),
    Attribute("referMethod", method, "POST"),
    Attribute("ringTone", one_of(*RING_TONES), None, 13220),
    Attribute("sequential", boolean, False, 13218),
    Attribute("callReason", short(LONGEST_REASON), ""),
    Attribute("events", text, None),
    Attribute("recordingConfigurationId", text, None),
    *CALLBACK,
)
_REGIONS = "us1 us2 ie1 de1 sg1 br1 au1 jp1"
_CONFERENCE_EVENTS = some_of("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement")
CONFERENCE = (
    Attribute("muted", boolean, False, 13230),
    Attribute("beep", one_of("true", "false", "onEnter", "onExit"), "true", 13235),
    Attribute("startConferenceOnEnter", boolean, True, 13232),
    Attribute("endConferenceOnExit", boolean, False, 13231),
    Attribute("participantLabel", text, None, 16025),
    Attribute("jitterBufferSize", one_of("small", "medium", "large", "off"), "large"),
    Attribute("waitUrl", text, None, 13233),
    Attribute("waitMethod", method, "POST", 13234),
    Attribute("maxParticipants", whole(2, 250), 250),
    Attribute("record", one_of("do-not-record", "record-from-start", "true", "false"), "do-not-record"),
    Attribute("trim", one_of("trim-silence", "do-not-trim"), "trim-silence", 13239),
    Attribute("region", one_of(*_REGIONS.split()), "us1"),
    Attribute("coach", text, None, 13240),
    Attribute("statusCallback", text, None),
    Attribute("statusCallbackMethod", method, "POST"),
    Attribute("statusCallbackEvent", _CONFERENCE_EVENTS, frozenset()),
    Attribute("eventCallbackUrl", text, None),
    *CALLBACK,
)
QUEUE = (
    Attribute("url", text, None, 14211),
    Attribute("method", method, "POST", 14210),
    Attribute("reservationSid", text, None),
    Attribute("postWorkActivitySid", text, None),
)


@verb("Dial")
def dial(element: Element, scene: Scene) -> Run:
    """Connect the call; afterwards the action is told how it went."""
    given = yield from noted(element, DIAL)
    nouns = yield from only(element, *NOUNS, "Conference", "Queue", code=NESTED)
    settings = _settings(given, scene)
    connection = yield from _connection(element, scene, settings, nouns, given["callReason"])
    if connection is None:
        return None
    dialed: Dialed = yield connection
    return (yield from action(element, scene, given, dialed_parameters(dialed), default_is_self=False))


def _settings(given: Read, scene: Scene) -> DialSettings:
    return DialSettings(
        caller_id=given["callerId"],
        timeout_s=max(given["timeout"], 5),
        time_limit_s=given["timeLimit"],
        hangs_up_on_star=given["hangupOnStar"],
        answers_on_bridge=given["answerOnBridge"],
        record=_SYNONYMS.get(given["record"], given["record"]),
        recording_track=given["recordingTrack"],
        trims=given["trim"] == "trim-silence",
        recording=recording_callback(scene, given),
        is_sequential=given["sequential"],
        ring_tone=given["ringTone"],
        refer_url=resolve(scene.url, given["referUrl"]),
        refer_method=given["referMethod"],
        action=resolve(scene.url, given["action"]),
        action_method=given["method"],
    )


def _connection(
    element: Element, scene: Scene, settings: DialSettings, nouns: list[Element], reason: str
) -> Generator[Effect, Any, Dial | JoinConference | TakeFromQueue | None]:
    """Return what is to be connected: one conference, one queue, or up to ten addresses."""
    rooms = [noun for noun in nouns if noun.name in ("Conference", "Queue")]
    if rooms and len(nouns) > 1:
        yield Note(MIXED, f"{rooms[0].name} stands alone in Dial.", rooms[0].line)
        return None
    if rooms:
        make = _conference if rooms[0].name == "Conference" else _queue
        return (yield from make(rooms[0], scene, settings))
    targets = [] if nouns else [Target("Number", element.text.strip(), offer=Offer(reason=reason))]
    for noun in nouns:
        targets.append((yield from target(noun, scene, reason)))
    found = tuple(each for each in targets if each.address)
    if not found:
        yield Note(NO_TARGET, "Dial has nobody to call.", element.line, False)
        return None
    if len(found) > MOST_TARGETS:
        yield Note(TOO_MANY, f"Dial calls {MOST_TARGETS} at most; the others are left out.", element.line)
    return Dial(found[:MOST_TARGETS], settings)


def _conference(noun: Element, scene: Scene, settings: DialSettings) -> Generator[Effect, Any, JoinConference | None]:
    given = yield from noted(noun, CONFERENCE)
    name = noun.text.strip()
    if not name:
        yield Note(NO_ROOM, "Conference has no name.", noun.line, False)
        return None
    return JoinConference(
        name=name,
        settings=settings,
        is_muted=given["muted"],
        beep=given["beep"],
        starts_on_enter=given["startConferenceOnEnter"],
        ends_on_exit=given["endConferenceOnExit"],
        label=given["participantLabel"],
        wait_url="" if given["waitUrl"] == "" else resolve(scene.url, given["waitUrl"]),
        wait_method=given["waitMethod"],
        max_participants=given["maxParticipants"],
        record=_SYNONYMS.get(given["record"], given["record"]).replace("record-from-answer", "record-from-start"),
        trims=given["trim"] == "trim-silence",
        coach=given["coach"],
        callback=ProgressCallback(
            resolve(scene.url, given["statusCallback"]), given["statusCallbackMethod"], given["statusCallbackEvent"]
        ),
        recording=recording_callback(scene, given),
        region=given["region"],
        event_callback=resolve(scene.url, given["eventCallbackUrl"]),
    )


def _queue(noun: Element, scene: Scene, settings: DialSettings) -> Generator[Effect, Any, TakeFromQueue | None]:
    given = yield from noted(noun, QUEUE)
    name = noun.text.strip()
    if not name:
        yield Note(NO_QUEUE, "Queue has no name.", noun.line, False)
        return None
    if given["reservationSid"] or given["postWorkActivitySid"]:
        yield Note(NO_TASKS, "Reservations and activities are of TaskRouter, which is not here.", noun.line, False)
        return None
    return TakeFromQueue(name, settings, resolve(scene.url, given["url"]), given["method"])


def dialed_parameters(dialed: Dialed) -> Pairs:
    """Return what an action is told of a connection."""
    found = [("DialCallStatus", dialed.status)]
    if dialed.call_sid is not None:
        found += [("DialCallSid", dialed.call_sid), ("DialBridged", "true" if dialed.is_bridged else "false")]
    if dialed.duration_s is not None:
        found.append(("DialCallDuration", str(dialed.duration_s)))
    if dialed.recording_url is not None:
        found.append(("RecordingUrl", dialed.recording_url))
    return (*found, *dialed.extra)
