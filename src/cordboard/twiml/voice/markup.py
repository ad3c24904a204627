"""The markup of speech, SSML: pieces of text with a manner each, and pauses between them.

Source: https://www.w3.org/TR/speech-synthesis11/, 3.1 and 3.2, which leave to the synthesizer how long a strength is
and how much a word changes: the pauses here are those of Azure's voices, the levels of volume and emphasis ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from cordboard.base.manner import USUAL, Manner
from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import SCHEMA, Attribute, Read, one_of, read, text
from cordboard.twiml.voice.effects import Note
from cordboard.twiml.voice.markup_values import LIMITS, PAUSES_S, STRESSES, break_time, emphasis, pitch, rate, volume
from cordboard.twiml.voice.saying import KINDS, said_as

LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
BAD_RATE: Final = 13513
SENTENCE_PAUSE_S, PARAGRAPH_PAUSE_S = PAUSES_S["weak"], PAUSES_S["x-strong"]
ALPHABETS: Final = ("ipa", "x-sampa", "x-amazon-jyutping", "x-amazon-pinyin", "x-amazon-pron-kana", "x-amazon-yomigana")
ELEMENTS: Final[dict[str, tuple[Attribute, ...]]] = {
    "break": (Attribute("strength", one_of(*PAUSES_S), "medium"), Attribute("time", break_time)),
    "emphasis": (Attribute("level", emphasis, STRESSES["moderate"]),),
    "lang": (Attribute(LANGUAGE, text, ""),),
    "p": (Attribute(LANGUAGE, text, ""),),
    "phoneme": (Attribute("alphabet", one_of(*ALPHABETS), "ipa"), Attribute("ph", text)),
    "prosody": (Attribute("rate", rate, None, BAD_RATE), Attribute("pitch", pitch), Attribute("volume", volume)),
    "s": (Attribute(LANGUAGE, text, ""),),
    "say-as": (
        Attribute("interpret-as", one_of(*KINDS), ""),
        Attribute("format", text, ""),
        Attribute("role", text, ""),
    ),
    "sub": (Attribute("alias", text),),
    "w": (Attribute("role", text),),
}


class Piece(NamedTuple):
    """A text that is spoken in one manner; or without a text a pause. The language is empty where it stays.

    ``pronounced`` is the alphabet and the signs of a pronunciation.
    """

    text: str
    rate: float = 1.0
    pause_s: float = 0.0
    pitch: float = 1.0
    volume_db: float = 0.0
    language: str = ""
    pronounced: str = ""


Part = Piece | Note


def pieces(element: Element) -> tuple[list[Piece], list[Note]]:
    """Return what an element lets hear, in order, and what cannot be used; texts in one manner that follow are one."""
    if not element.children:  # as nearly every text is
        words = " ".join(element.head.split())
        return [Piece(words)] if words else [], []
    parts = list(_walk(element, USUAL))
    notes = [each for each in parts if isinstance(each, Note)]
    found = []
    for manner, run in groupby((each for each in parts if isinstance(each, Piece)), lambda each: each[1:]):
        words = " ".join("".join(each.text for each in run).split())
        if words or manner[1]:
            found.append(Piece(words, *manner))
    return found, notes


def _walk(element: Element, manner: Manner) -> Iterator[Part]:
    """Yield the texts and pauses of an element and of those inside, and what is wrong with them."""
    yield _piece(element.head, manner)
    for child in element.children:
        known = ELEMENTS.get(child.name)
        if known is None:
            yield Note(SCHEMA, f"The element {child.name[:40]} is not known in {element.name}.", child.line)
            yield from _walk(child, manner)
        else:
            given = read(child, known)
            yield from given.notes
            yield from _INSIDE.get(child.name, _plain)(child, given, manner)
        yield _piece(child.tail, manner)


def _piece(words: str, manner: Manner) -> Piece:
    return Piece(words, manner.rate, 0.0, manner.pitch, manner.volume_db, manner.language)


def _plain(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    return _walk(element, manner)


def _break(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    time_s = given["time"]
    pause_s = PAUSES_S[given["strength"]] if time_s is None else time_s
    yield _piece(" ", manner)._replace(pause_s=pause_s)


def _emphasis(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    slower, higher, louder_db = given["level"]
    return _walk(element, _prosodic(manner, manner.rate * slower, manner.pitch * higher, manner.volume_db + louder_db))


def _prosody(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    changed = [
        around if change is None else change(around)
        for change, around in zip((given["rate"], given["pitch"], given["volume"]), manner[2:5], strict=True)
    ]
    return _walk(element, _prosodic(manner, *changed))


def _prosodic(manner: Manner, *prosody: float) -> Manner:
    """Return a manner within what a voice can do."""
    speed, height, volume_db = (
        min(max(value, least), most) for value, (least, most) in zip(prosody, LIMITS, strict=True)
    )
    return manner._replace(rate=speed, pitch=height, volume_db=volume_db)


def _lang(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    return _walk(element, manner._replace(language=given[LANGUAGE] or manner.language))


def _sentence(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    yield from _lang(element, given, manner)
    yield Piece("", pause_s=SENTENCE_PAUSE_S)


def _paragraph(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    yield from _lang(element, given, manner)
    yield Piece("", pause_s=PARAGRAPH_PAUSE_S)


def _sub(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    alias = given["alias"]
    yield _piece(element.text if alias is None else alias, manner)


def _phoneme(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    signs = given["ph"]
    yield _piece(element.text, manner)._replace(pronounced=f"{given['alphabet']}:{signs}" if signs else "")


def _say_as(element: Element, given: Read, manner: Manner) -> Iterator[Part]:
    yield _piece(said_as(element.text, given["interpret-as"], given["format"]), manner)


_INSIDE: Final[dict[str, Callable[[Element, Read, Manner], Iterator[Part]]]] = {
    "break": _break,
    "emphasis": _emphasis,
    "lang": _lang,
    "p": _paragraph,
    "phoneme": _phoneme,
    "prosody": _prosody,
    "s": _sentence,
    "say-as": _say_as,
    "sub": _sub,
}
