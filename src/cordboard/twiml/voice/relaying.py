"""ConversationRelay: an application that converses in texts.

Source: https://www.twilio.com/docs/voice/conversationrelay/conversationrelay-noun.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import Attribute, Read, boolean, resolve, text
from cordboard.twiml.voice.effects import Effect, Note, Pairs
from cordboard.twiml.voice.relay_effect import Relay
from cordboard.twiml.voice.step import Scene, noted, only

NO_SOCKET, BAD_VALUE = 64102, 64106
INPUTS = ("none", "dtmf", "speech", "any")
_SYNONYMS = {"true": "any", "false": "none"}
# The voice of each provider where none is named. Source: reference 04, section 5
_VOICES = {"elevenlabs": "UgBBYS2sOqTuMpoF3BR0", "google": "en-US-Journey-O", "amazon": "Joanna-Neural"}
PROVIDER = "elevenlabs"
# They choose a recognizer, or what none does here: they are read, and nothing follows from them.
_WITHOUT_EFFECT = (
    "transcriptionProvider",
    "speechModel",
    "hints",
    "interruptSensitivity",
    "elevenlabsTextNormalization",
    "intelligenceService",
    "speechTimeout",
    "backgroundNoiseReduction",
    "profanityFilter",
    "ignoreBackchannel",
    "deepgramSmartFormat",
)


def words(value: str) -> frozenset[str]:
    """Read words with spaces between them; what is not known is of no effect."""
    return frozenset(value.split())


def inputs(value: str) -> str:
    """Read which input is meant; true is any, false none. Raises: ValueError."""
    word = _SYNONYMS.get(value.lower(), value)
    if word not in INPUTS:
        raise ValueError
    return word


def provider(value: str) -> str:
    """Read who speaks, whatever its capitals. Raises: ValueError."""
    if value.lower() not in _VOICES:
        raise ValueError
    return value.lower()


RELAY = (
    Attribute("url", text, "", NO_SOCKET),
    Attribute("language", text, "en-US", BAD_VALUE),
    Attribute("ttsLanguage", text, "", BAD_VALUE),
    Attribute("transcriptionLanguage", text, "", BAD_VALUE),
    Attribute("ttsProvider", provider, PROVIDER, BAD_VALUE),
    Attribute("voice", text, "", BAD_VALUE),
    Attribute("welcomeGreeting", text, "", BAD_VALUE),
    Attribute("welcomeGreetingInterruptible", inputs, "any", BAD_VALUE),
    Attribute("interruptible", inputs, "any", BAD_VALUE),
    Attribute("reportInputDuringAgentSpeech", inputs, "none", BAD_VALUE),
    Attribute("dtmfDetection", boolean, False, BAD_VALUE),
    Attribute("preemptible", boolean, False, BAD_VALUE),
    Attribute("partialPrompts", boolean, False, BAD_VALUE),
    Attribute("debug", words, frozenset(), BAD_VALUE),
    Attribute("events", words, frozenset(), BAD_VALUE),  # the later name of debug
    *(Attribute(name, text, None) for name in _WITHOUT_EFFECT),
)
LANGUAGE = (
    Attribute("code", text, "", BAD_VALUE),
    Attribute("ttsProvider", provider, None, BAD_VALUE),
    Attribute("voice", text, "", BAD_VALUE),
    Attribute("transcriptionProvider", text, None),
    Attribute("speechModel", text, None),
)


def relay(child: Element, scene: Scene, connect: Read) -> Generator[Effect, Any, Pairs]:
    """Converse until either side ends it; return the parameters of the action of Connect."""
    given = yield from noted(child, RELAY)
    children = yield from only(child, "Language", "Parameter")
    url = given["url"].strip()
    if not url.startswith(("wss://", "ws://")):
        sentence = "The url of ConversationRelay begins with wss://."
        yield Note(NO_SOCKET, sentence, child.line, False)
        return (("SessionStatus", "failed"), ("ErrorCode", str(NO_SOCKET)), ("ErrorMessage", sentence))
    languages = []
    for each in children:
        if each.name == "Language":
            languages.append((yield from noted(each, LANGUAGE)))
    speaker = given["ttsProvider"]
    found: Pairs | None = yield Relay(
        url=url,
        language=given["ttsLanguage"] or given["language"],
        heard_language=given["transcriptionLanguage"] or given["language"],
        welcome=given["welcomeGreeting"],
        greeting_interrupts=given["welcomeGreetingInterruptible"],
        interrupts=given["interruptible"],
        reports=given["reportInputDuringAgentSpeech"],
        takes_keys=given["dtmfDetection"],
        is_preemptible=given["preemptible"],
        tells_partial=given["partialPrompts"],
        events=given["debug"] | given["events"],
        action=resolve(scene.url, connect["action"]),
        action_method=connect["method"],
        parameters=tuple(
            (each.attributes.get("name", ""), each.attributes.get("value", ""))
            for each in children
            if each.name == "Parameter"
        ),
        voice=given["voice"] or _VOICES[speaker],
        voices=tuple((each["code"], each["voice"] or _VOICES[each["ttsProvider"] or speaker]) for each in languages),
    )
    return found or ()
