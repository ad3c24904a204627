"""The messages of a conversation between the server and an application, in both directions.

Source: https://www.twilio.com/docs/voice/conversationrelay/websocket-messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from cordboard.voice.call import Call, CallDirection
from cordboard.voice.growing import growing

DIGITS = frozenset("0123456789wW#*")
LONGEST_TEXT, MOST_DIGITS, MOST_LOOPS = 100_000, 100, 1000
WORDS = {True: "any", False: "none", "true": "any", "false": "none"}
INPUTS = frozenset({"none", "dtmf", "speech", "any"})
_encode = msgspec.json.Encoder().encode


def write(kind: str, **fields: object) -> str:
    """Return a message to the application."""
    return _encode({"type": kind, **fields}).decode()


def info(name: str, value: str, **more: object) -> str:
    """Return a message about what goes on, for who asked for ``events``."""
    return write("info", name=name, value=value, **more)


def prompt_messages(text: str, language: str, *, tells_partial: bool) -> Iterator[str]:
    """Yield the messages that tell what was said: growing ones before the whole, where they are wanted."""
    for begun in growing(text) if tells_partial else ():
        yield write("prompt", voicePrompt=begun, lang=language, last=False)
    yield write("prompt", voicePrompt=text, lang=language, last=True)


def setup(call: Call, session_sid: str, parameters: tuple[tuple[str, str], ...]) -> str:
    """Return what begins the conversation."""
    ends = (call.sender, call.recipient)
    kind = next(
        (
            word
            for prefix, word in (("client:", "CLIENT"), ("sip:", "SIP"))
            if any(each.startswith(prefix) for each in ends)
        ),
        "PSTN",
    )
    return write(
        "setup",
        sessionId=session_sid,
        accountSid=call.account_sid,
        parentCallSid=call.parent_sid or "",
        callSid=call.sid,
        **{"from": call.sender},
        to=call.recipient,
        forwardedFrom=call.forwarded_from or "",
        callType=kind,
        callerName=call.caller_name or "",
        direction="inbound" if call.direction is CallDirection.INBOUND else call.direction.value,
        callStatus=call.status.value.upper(),
        customParameters=dict(parameters),
    )


class Token(NamedTuple):
    """A piece of what is to be said; None stands for what the document says."""

    text: str
    is_last: bool
    language: str | None
    interrupts: str | None
    is_preemptible: bool | None


class Media(NamedTuple):
    """A file to be played."""

    url: str
    loops: int
    interrupts: str | None
    is_preemptible: bool | None


class Tones(NamedTuple):
    """Tones to be sent."""

    digits: str


class Language(NamedTuple):
    """Another language: of what is said, and of what is heard; None stays as it is."""

    spoken: str | None
    heard: str | None


class End(NamedTuple):
    """The conversation is over."""

    handoff: str | None


class Bad(NamedTuple):
    """A message that is none."""

    sentence: str


Message = Token | Media | Tones | Language | End | Bad


class _Wire(msgspec.Struct, rename="camel"):
    type: str
    token: str | None = None
    last: bool = False
    lang: str | None = None
    interruptible: bool | str | None = None
    preemptible: bool | None = None
    source: str | None = None
    loop: int = 1
    digits: str | None = None
    tts_language: str | None = None
    transcription_language: str | None = None
    handoff_data: str | None = None


_decode = msgspec.json.Decoder(_Wire).decode


def read(text: str | None) -> Message:
    """Read a message of the application; None is one that is no text."""
    if text is None:
        return Bad("The message is binary.")
    try:
        wire = _decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return Bad("The message is no JSON of a known form.")
    interrupts = WORDS.get(wire.interruptible, wire.interruptible) if wire.interruptible is not None else None
    if interrupts is not None and interrupts not in INPUTS:
        return Bad("interruptible is none, dtmf, speech or any.")
    reader = _READERS.get(wire.type)
    return reader(wire, interrupts) if reader is not None else Bad(f"The type {wire.type[:40]} is not known.")


def _token(wire: _Wire, interrupts: Any) -> Message:
    if wire.token is None:
        return Bad("A text has a token.")
    return Token(wire.token[:LONGEST_TEXT], wire.last, wire.lang, interrupts, wire.preemptible)


def _media(wire: _Wire, interrupts: Any) -> Message:
    if not (wire.source or "").startswith(("http://", "https://")) or not 0 <= wire.loop <= MOST_LOOPS:
        return Bad("play has a source that is a URL, and a loop of 0 to 1000.")
    return Media(wire.source or "", wire.loop or MOST_LOOPS, interrupts, wire.preemptible)


def _tones(wire: _Wire, interrupts: Any) -> Message:
    digits = wire.digits or ""
    return Tones(digits) if digits and len(digits) <= MOST_DIGITS and set(digits) <= DIGITS else Bad("No digits.")


def _language(wire: _Wire, interrupts: Any) -> Message:
    if wire.tts_language is None and wire.transcription_language is None:
        return Bad("language has a ttsLanguage or a transcriptionLanguage.")
    return Language(wire.tts_language, wire.transcription_language)


def _end(wire: _Wire, interrupts: Any) -> Message:
    return End(wire.handoff_data)


_READERS = {"text": _token, "play": _media, "sendDigits": _tones, "language": _language, "end": _end}
