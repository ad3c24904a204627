"""Connect, Start and Stop: what runs beside a call, or instead of its document.

Source: https://www.twilio.com/docs/voice/twiml/connect, /start, /stop, /stream.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import Attribute, Read, boolean, method, one_of, resolve, text
from cordboard.twiml.voice.callback import ProgressCallback
from cordboard.twiml.voice.effects import Background, Effect, Note, Pairs, Stream
from cordboard.twiml.voice.recording import CALLBACK
from cordboard.twiml.voice.relaying import relay
from cordboard.twiml.voice.step import Run, Scene, action, noted, only, verb

BAD_SCHEME, BAD_TRACK, NOT_HERE, NESTED = 31922, 31941, 12200, 14300
# What is connected with services that are not here, and has a code of its own to say so.
ELSEWHERE = {"VirtualAgent": 32600, "Conversation": 32500}
ACTION = (Attribute("action", text, None), Attribute("method", method, "POST"))
STREAM = (
    Attribute("url", text, None),
    Attribute("name", text, None),
    Attribute("track", one_of("inbound_track", "outbound_track", "both_tracks"), "inbound_track", 31941),
    Attribute("statusCallback", text, None),
    Attribute("statusCallbackMethod", method, "POST"),
    Attribute("connectorName", text, None),
)
_TRACK = Attribute("track", one_of("inbound_track", "outbound_track", "both_tracks"), None, 31941)
_NAME = Attribute("name", text, None)
SIPREC = (
    _NAME,
    _TRACK,
    Attribute("connectorName", text, None, 31940),
    Attribute("statusCallback", text, None),
    Attribute("statusCallbackMethod", method, "POST"),
)
TRANSCRIPTION = (
    _NAME,
    _TRACK,
    Attribute("statusCallbackUrl", text, None),
    Attribute("statusCallbackMethod", method, "POST"),
    Attribute("languageCode", text, None),
    Attribute("inboundTrackLabel", text, None),
    Attribute("outboundTrackLabel", text, None),
    Attribute("partialResults", boolean, False),
    Attribute("profanityFilter", boolean, True),
    Attribute("transcriptionEngine", one_of("google", "deepgram"), None),
    Attribute("speechModel", text, None),
    Attribute("hints", text, None),
    Attribute("enableAutomaticPunctuation", boolean, True),
    Attribute("intelligenceService", text, None),
    Attribute("conversationConfiguration", text, None),
    Attribute("conversationId", text, None),
    Attribute("enableProviderData", boolean, False),
)
RECORDING = (
    Attribute("channels", one_of("mono", "dual"), None),
    Attribute("track", one_of("inbound", "outbound", "both"), None),
    Attribute("trim", one_of("trim-silence", "do-not-trim"), None),
    *CALLBACK,
)
BESIDE = {"Siprec": SIPREC, "Transcription": TRANSCRIPTION, "Recording": RECORDING}
STARTED, STOPPED = ("Stream", *BESIDE), ("Stream", "Siprec", "Transcription")
LINKS = ("statusCallback", "statusCallbackUrl", "recordingStatusCallback")


@verb("Start")
def start(element: Element, scene: Scene) -> Run:
    """Start what runs beside the document, and go on at once."""
    yield from noted(element, ACTION)
    for child in (yield from only(element, *STARTED, code=NESTED)):
        if child.name == "Stream":
            stream = yield from _stream(child, scene, is_connected=False)
            if stream is not None:
                yield stream
        else:
            given = yield from noted(child, BESIDE[child.name])
            yield from only(child, "Parameter", "Config")
            yield Background(child.name, True, _absolute(given, scene), _custom(child))
    return None


@verb("Stop")
def stop(element: Element, scene: Scene) -> Run:
    """Stop what runs beside the document."""
    yield from noted(element, ())
    for child in (yield from only(element, *STOPPED)):
        given = yield from noted(child, (_NAME,))
        yield Background(child.name, False, tuple(given.given.items()), ())
    return None


@verb("Connect")
def connect(element: Element, scene: Scene) -> Run:
    """Hand the call to a stream or a conversation until it ends; then the action, or the next verb."""
    given = yield from noted(element, ACTION)
    for child in element.children:
        if child.name == "Stream":
            stream = yield from _stream(child, scene, is_connected=True)
            if stream is not None:
                yield stream
            return (yield from action(element, scene, given, (), default_is_self=False))
        if child.name == "ConversationRelay":
            parameters = yield from relay(child, scene, given)
            return (yield from action(element, scene, given, parameters, default_is_self=False))
        code = ELSEWHERE.get(child.name, NOT_HERE)
        yield Note(code, f"{child.name[:40]} cannot be connected here.", child.line, code == NOT_HERE)
    return None


def _stream(child: Element, scene: Scene, *, is_connected: bool) -> Generator[Effect, Any, Stream | None]:
    given = yield from noted(child, STREAM)
    url = (given["url"] or "").strip()
    if is_connected and given["track"] != "inbound_track":
        yield Note(BAD_TRACK, "A connected stream has the inbound track alone.", child.line, False)
        return None
    if not url.startswith(("wss://", "ws://")):
        yield Note(BAD_SCHEME, "The URL of a stream begins with wss://.", child.line, False)
        return None
    events = frozenset({"stream-started", "stream-stopped", "stream-error"})
    callback = ProgressCallback(resolve(scene.url, given["statusCallback"]), given["statusCallbackMethod"], events)
    return Stream(url, given["name"], given["track"], is_connected, callback, _custom(child))


def _custom(element: Element) -> Pairs:
    return tuple(
        (child.attributes.get("name", ""), child.attributes.get("value", ""))
        for child in element.children
        if child.name == "Parameter"
    )


def _absolute(read: Read, scene: Scene) -> Pairs:
    """Return the attributes that are given and can be used, those that are links made absolute."""
    return tuple(
        (name, (resolve(scene.url, value) or "") if name in LINKS else value) for name, value in read.given.items()
    )
