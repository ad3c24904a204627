"""Which voice says something, and in which language: what a document asks for, as far as there is such a voice.

Source: https://www.twilio.com/docs/voice/twiml/say (attributes), /docs/api/errors/13511 and /13512.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cordboard.base.voices import LANGUAGES, voice_of

BAD_VOICE, BAD_LANGUAGE = 13511, 13512
VOICE, LANGUAGE = "man", "en-US"  # what speaks where a document does not say


class Chosen(NamedTuple):
    """A voice and a language, and the code and the sentence of what could not be had."""

    voice: str = VOICE
    language: str = LANGUAGE
    fault: tuple[int, str] | None = None


_USUAL: Final = Chosen()


def choose(voice: str | None, language: str | None) -> Chosen:
    """Return what speaks: the usual voice in the place of one that is not known, in a language that it speaks.

    A voice that speaks other languages than the one asked for keeps to its own.
    """
    if voice is None and language is None:
        return _USUAL
    known = LANGUAGES if voice is None else voice_of(voice)
    if voice is not None and known is None:
        usual = choose(None, language)
        return Chosen(VOICE, usual.language, (BAD_VOICE, f"There is no voice {voice[:80]!r}; {VOICE} speaks."))
    assert known is not None  # noqa: S101 - or it was not found, above
    own = LANGUAGE if voice is None else known.languages[0]
    if language is None:
        return Chosen(voice or VOICE, own)
    if known.speaks(language):
        return Chosen(voice or VOICE, language)
    sentence = f"{voice or 'No voice'} does not speak {language[:40]!r}; {own} is spoken."
    return Chosen(voice or VOICE, own, (BAD_LANGUAGE, sentence))
