"""Say, Play and Pause: what is heard. Source: https://www.twilio.com/docs/voice/twiml/say, /play, /pause."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import Attribute, resolve, text, tones, whole
from cordboard.twiml.voice.effects import Effect, Note, Play, Prompt, Say, SendDigits, Silence
from cordboard.twiml.voice.markup import Piece, pieces
from cordboard.twiml.voice.step import Run, Scene, noted, only, verb
from cordboard.twiml.voice.voices import BAD_LANGUAGE, BAD_VOICE, Chosen, choose

MOST_LOOPS = 1000  # what a loop of 0, which means for ever, is held to
LONGEST_TEXT = 4096
EMPTY_TEXT, TOO_LONG, NO_URL, BAD_LENGTH = 13520, 13521, 13410, 13910
_loops = whole(0, MOST_LOOPS)
SAY = (
    Attribute("voice", text, None, BAD_VOICE),
    Attribute("language", text, None, BAD_LANGUAGE),
    Attribute("loop", _loops, 1, 13510),
)
PLAY = (Attribute("loop", _loops, 1, 13410), Attribute("digits", tones, None, 13430))
PAUSE = (Attribute("length", whole(0, 86_400), 1, BAD_LENGTH),)


def prompts_of(element: Element, scene: Scene) -> Generator[Effect, Any, list[Prompt]]:
    """Return what an element lets hear, its loops written out; what cannot be heard is noted."""
    make = {"Say": _say, "Play": _play, "Pause": _pause}[element.name]
    found, loops = yield from make(element, scene)
    return found * (loops or MOST_LOOPS)


def _say(element: Element, scene: Scene) -> Generator[Effect, Any, tuple[list[Prompt], int]]:
    given = yield from noted(element, SAY)
    chosen = choose(given["voice"], given["language"])
    if chosen.fault is not None:
        yield Note(*chosen.fault, element.line)
    found, notes = pieces(element)
    yield from notes
    if not found:
        yield Note(EMPTY_TEXT, "Say has no text.", element.line)
        return [], 1
    length = sum(len(piece.text) for piece in found)
    if length > LONGEST_TEXT:
        yield Note(TOO_LONG, f"Say has {length} characters; {LONGEST_TEXT} are spoken.", element.line)
    return [_prompt(piece, chosen) for piece in _within(found, LONGEST_TEXT)], given["loop"]


def _prompt(piece: Piece, chosen: Chosen) -> Prompt:
    if piece.pause_s:
        return Silence(piece.pause_s)
    language = piece.language or chosen.language
    return Say(piece.text, chosen.voice, language, piece.rate, piece.pitch, piece.volume_db, piece.pronounced)


def _within(found: list[Piece], most: int) -> Iterator[Piece]:
    """Yield pieces until a number of characters is used up."""
    for piece in found:
        if len(piece.text) >= most:
            yield piece._replace(text=piece.text[:most])
            return
        yield piece
        most -= len(piece.text)


def _play(element: Element, scene: Scene) -> Generator[Effect, Any, tuple[list[Prompt], int]]:
    given = yield from noted(element, PLAY)
    yield from only(element)
    link = element.text.strip()
    if given["digits"] is not None and not link:
        return [SendDigits(given["digits"])], given["loop"]
    url = resolve(scene.url, link) if link else None
    if url is None:
        yield Note(NO_URL, "Play has no URL that can be fetched.", element.line)
        return [], 1
    return [Play(url)], given["loop"]


def _pause(element: Element, scene: Scene) -> Generator[Effect, Any, tuple[list[Prompt], int]]:
    given = yield from noted(element, PAUSE)
    return [Silence(given["length"])], 1


def _heard(element: Element, scene: Scene) -> Run:
    for prompt in (yield from prompts_of(element, scene)):
        was_missed: bool | None = yield prompt
        if was_missed:  # a file that is no sound is none the next time either
            return None
    return None


for _name in ("Say", "Play", "Pause"):
    verb(_name)(_heard)
