"""Gather: keys and speech. Source: https://www.twilio.com/docs/voice/twiml/gather."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import Attribute, boolean, keys, method, resolve, seconds, some_of, text, whole
from cordboard.twiml.voice.effects import Collected, Effect, Gather, Note, Pairs, Prompt
from cordboard.twiml.voice.speech import prompts_of
from cordboard.twiml.voice.step import Run, Scene, action, noted, only, verb

NESTED, NO_AUTO = 13320, 13335
DEFAULT_TIMEOUT_S = 5.0
NO_PAUSE_S = 0.0  # ours where none is given: the original waits as long as for the first word
GATHER = (
    Attribute("action", text, None),
    Attribute("method", method, "POST", 13312),
    Attribute("input", some_of("dtmf", "speech"), frozenset({"dtmf"}), 13326),
    Attribute("timeout", seconds(0, 3600), DEFAULT_TIMEOUT_S, 13313),
    Attribute("finishOnKey", keys, "#", 13310),
    Attribute("numDigits", whole(1, 1000), None, 13314),
    Attribute("speechTimeout", seconds(0, 3600), None, 13327),
    Attribute("maxSpeechTime", whole(1, 60), 60, 13328),
    Attribute("partialResultCallback", text, None),
    Attribute("partialResultCallbackMethod", method, "POST", 13329),
    Attribute("language", text, "en-US", 13331),
    Attribute("hints", text, "", 13330),
    Attribute("speechModel", text, "default", 13334),
    Attribute("enhanced", boolean, False),
    Attribute("profanityFilter", boolean, True, 13333),
    Attribute("bargeIn", boolean, True, 13332),
    Attribute("actionOnEmptyResult", boolean, False, 13338),
    Attribute("debug", boolean, False),
)


@verb("Gather")
def gather(element: Element, scene: Scene) -> Run:
    """Listen while the nested prompts play; what was entered goes to the action."""
    given = yield from noted(element, GATHER)
    if given.given.get("speechTimeout") == "auto" and given.given.get("speechModel") == "default":
        yield Note(NO_AUTO, "The default speechModel takes no speechTimeout of auto.", element.line)
    prompts = yield from _prompts(element, scene)
    timeout_s = given["timeout"] if given["timeout"] is not None else DEFAULT_TIMEOUT_S
    collected: Collected = yield Gather(
        prompts=prompts,
        takes_keys="dtmf" in given["input"],
        takes_speech="speech" in given["input"],
        timeout_s=timeout_s,
        speech_pause_s=given["speechTimeout"] or NO_PAUSE_S,
        max_speech_s=given["maxSpeechTime"],
        filters_profanity=given["profanityFilter"],
        finish_on_key=given["finishOnKey"],
        num_digits=given["numDigits"],
        may_barge_in=given["bargeIn"],
        partial_url=resolve(scene.url, given["partialResultCallback"]),
        partial_method=given["partialResultCallbackMethod"],
    )
    is_empty = not collected.digits and collected.speech is None and not collected.is_empty_by_key
    if is_empty and not given["actionOnEmptyResult"]:
        return None
    return (yield from action(element, scene, given, _parameters(collected), default_is_self=True))


def _prompts(element: Element, scene: Scene) -> Generator[Effect, Any, tuple[Prompt, ...]]:
    found: list[Prompt] = []
    for child in (yield from only(element, "Say", "Play", "Pause", code=NESTED)):
        found += yield from prompts_of(child, scene)
    return tuple(found)


def _parameters(collected: Collected) -> Pairs:
    found: list[tuple[str, str]] = []
    if collected.speech is None:
        found.append(("Digits", collected.digits))
    else:
        found += [("SpeechResult", collected.speech), ("Confidence", f"{collected.confidence:.8f}")]
    if collected.finished_on_key:
        found.append(("FinishedOnKey", collected.finished_on_key))
    return tuple(found)
