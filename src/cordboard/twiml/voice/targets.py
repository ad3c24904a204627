"""Whom Dial calls: numbers, clients, SIP addresses and others.

Source: https://www.twilio.com/docs/voice/twiml/number, /client, /sip, /whatsapp-noun, /dial/application.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
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
    tones,
    whole,
)
from cordboard.twiml.voice.callback import ProgressCallback
from cordboard.twiml.voice.dial_effects import MachineDetection, Target
from cordboard.twiml.voice.effects import Effect, Note, Pairs
from cordboard.twiml.voice.offer import Offer, headers_of
from cordboard.twiml.voice.step import Scene, noted

BAD_LOGIN = 13249
LONGEST_LOGIN = 255  # Source: reference 10, 21221 and 21223: fewer than 256 characters
_CALL_EVENTS = some_of("initiated", "ringing", "answered", "completed")
_PROGRESS = (
    Attribute("url", text, None),
    Attribute("method", method, "POST"),
    Attribute("statusCallback", text, None),
    Attribute("statusCallbackMethod", method, "POST"),
    Attribute("statusCallbackEvent", _CALL_EVENTS, frozenset({"completed"})),
)
_MACHINE = (
    Attribute("machineDetection", one_of("Enable", "DetectMessageEnd"), None),
    Attribute("machineDetectionTimeout", whole(3, 60), 30),
    Attribute("machineDetectionSpeechThreshold", whole(1000, 6000), 2400),
    Attribute("machineDetectionSpeechEndThreshold", whole(500, 5000), 1200),
    Attribute("machineDetectionSilenceTimeout", whole(2000, 10_000), 5000),
    Attribute("amdStatusCallback", text, None),
    Attribute("amdStatusCallbackMethod", method, "POST"),
)
_LOGIN = (
    Attribute("username", short(LONGEST_LOGIN), "", BAD_LOGIN),
    Attribute("password", short(LONGEST_LOGIN), "", BAD_LOGIN),
)
NOUNS = {
    "Number": (Attribute("sendDigits", tones, "", 13222), Attribute("byoc", text, None), *_PROGRESS, *_MACHINE),
    "Client": _PROGRESS,
    "Sip": (*_LOGIN, *_PROGRESS, *_MACHINE),
    "Sim": (),
    "WhatsApp": _PROGRESS,
    "Application": (Attribute("customerId", short(256), ""), Attribute("copyParentTo", boolean, False), *_PROGRESS),
}
# The child that has the address, where it is not the text.
_ADDRESSES = {"Client": "Identity", "Sip": "Uri", "Application": "ApplicationSid"}


def target(noun: Element, scene: Scene, reason: str) -> Generator[Effect, Any, Target]:
    """Return whom a noun calls, and what is offered along with the call."""
    given = yield from noted(noun, NOUNS[noun.name])
    inner = _ADDRESSES.get(noun.name, "")
    named = [child.text.strip() for child in noun.children if child.name == inner]
    address, values = named[0] if named else noun.text.strip(), given.values
    username, password = values.get("username", ""), values.get("password", "")
    if bool(username) is not bool(password):
        yield Note(BAD_LOGIN, "A user name needs a password, and a password a user name.", noun.line)
        username = password = ""
    return Target(
        kind=noun.name,
        address=address,
        send_digits=values.get("sendDigits", ""),
        url=resolve(scene.url, values.get("url")),
        method=values.get("method", "POST"),
        progress=_progress(given, scene),
        machine=_machine(given, scene) if values.get("machineDetection") else None,
        offer=Offer(reason=reason, parameters=_parameters(noun, address), username=username, password=password),
        copies_to=values.get("copyParentTo", False),
        customer_id=values.get("customerId", ""),
    )


def _progress(given: Read, scene: Scene) -> ProgressCallback:
    if "statusCallback" not in given.values:
        return ProgressCallback()
    return ProgressCallback(
        resolve(scene.url, given["statusCallback"]), given["statusCallbackMethod"], given["statusCallbackEvent"]
    )


def _machine(given: Read, scene: Scene) -> MachineDetection:
    return MachineDetection(
        given["machineDetection"],
        given["machineDetectionTimeout"],
        given["machineDetectionSpeechThreshold"],
        given["machineDetectionSpeechEndThreshold"],
        given["machineDetectionSilenceTimeout"],
        resolve(scene.url, given["amdStatusCallback"]),
        given["amdStatusCallbackMethod"],
    )


def _parameters(noun: Element, address: str) -> Pairs:
    """Return what a client is told, or the headers that a SIP address gets."""
    if noun.name != "Sip":
        return _named(child for child in noun.children if child.name == "Parameter")
    inside = (header for child in noun.children if child.name == "Headers" for header in child.children)
    return (*headers_of(address), *_named(inside))


def _named(elements: Iterable[Element]) -> Pairs:
    return tuple((each.attributes.get("name", ""), each.attributes.get("value", "")) for each in elements)
