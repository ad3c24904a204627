"""How long each phoneme takes, and how high it is: the rhythm and melody of a text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from cordboard.sound.irregular_words import WEAK
from cordboard.sound.phonemes import PHONEMES
from cordboard.sound.pronounce import phonemes_of
from cordboard.sound.words import COMMA, GAP, PAUSES, QUESTION, STOP, words_of

# An hour at 15 characters a second, and the words that so many may be; what is longer is said in part.
MAX_CHARACTERS, MAX_WORDS = 54_000, 10_000
MAX_HASTE: Final = 2.5  # how much faster than usual; beyond that, words cannot be told apart
MAX_DRAWL: Final = 8.0  # how much slower: more than a call at a fifth of the speed has time for
PAUSE_MS: Final = {COMMA: 180, STOP: 320, QUESTION: 320}
END_MS: Final = 60  # a voice dies away
# Twice the closure of a stop, also after a voice has died away: a digit is not taken for part of the next.
GAP_MS: Final = 150
HUM: Final = "hm"  # what a text without any word is: somebody did say something

# What is unstressed is shorter, what ends a phrase is longer. Source: Klatt (1976), as in phonemes.py.
UNSTRESSED, LAST_WORD = 0.75, 1.35
TEMPO: Final = 0.9  # of 0.65 to 1.2 times Klatt's durations, which a speech recognizer understood best
# A voice falls by about a third over a phrase, is higher on stress, and rises at the end of a question.
FALL, ACCENT, RISE = 0.3, 0.12, 0.4


class Sound(NamedTuple):
    """A phoneme, or silence when it has no name; ``pitch`` is relative to the voice's own. Units: milliseconds."""

    phoneme: str
    length_ms: float
    pitch: float


class _Said(NamedTuple):
    phoneme: str
    is_stressed: bool
    is_of_last_word: bool


def sounds_of(text: str, pitch: float = 1.0, phonemes: tuple[str, ...] = ()) -> tuple[Sound, ...]:
    """Return the sounds of a text at the usual speed, or of the phonemes that are said in its place.

    ``pitch`` is relative to the voice's own.
    """
    if phonemes:
        sounds = (*_melody(list(_stressed(phonemes, is_last=True))), Sound("", END_MS, 1.0))
    else:
        words = tuple(islice(words_of(text[:MAX_CHARACTERS]), MAX_WORDS))
        if text.strip() and PAUSES.issuperset(words):
            words = (HUM,)
        sounds = tuple(_sounds(words))
    # What follows waits for the end of the text alone, not for the rest behind it.
    sounds = (*sounds[:-1], sounds[-1]._replace(length_ms=END_MS)) if sounds else ()
    return sounds if pitch == 1 else tuple(sound._replace(pitch=sound.pitch * pitch) for sound in sounds)


def length_ms(sounds: tuple[Sound, ...]) -> float:
    """Return how long sounds are. Units: milliseconds."""
    return sum(sound.length_ms for sound in sounds)


def fitted(sounds: tuple[Sound, ...], within_ms: float) -> tuple[Sound, ...]:
    """Return sounds said slower or faster, so that they take a time, as far as words can be. Units: milliseconds."""
    usual_ms = length_ms(sounds)
    times = min(max(within_ms / usual_ms, 1 / MAX_HASTE), MAX_DRAWL) if usual_ms else 1.0
    return tuple(sound._replace(length_ms=sound.length_ms * times) for sound in sounds)


def _sounds(words: tuple[str, ...]) -> Iterator[Sound]:
    phrase: list[str] = []
    for word in (*words, STOP):
        if word not in PAUSES:
            phrase.append(word)
        elif phrase:
            yield from _phrase(phrase, is_question=word == QUESTION)
            yield Sound("", PAUSE_MS[word], 1.0)
            phrase = []


def _phrase(words: list[str], *, is_question: bool) -> Iterator[Sound]:
    following = (*words[1:], GAP)
    said = [part for word, after in zip(words, following, strict=True) for part in _word(word, is_last=after == GAP)]
    yield from _melody(said, is_question=is_question)


def _melody(said: list[_Said], *, is_question: bool = False) -> Iterator[Sound]:
    for at, part in enumerate(said):
        progress = at / len(said)
        pitch = 1 + FALL / 2 - FALL * progress + (ACCENT if part.is_stressed else 0)
        if is_question and part.is_of_last_word:
            pitch += RISE * progress
        yield Sound(part.phoneme, _length_ms(part), pitch) if part.phoneme else Sound("", GAP_MS, pitch)


def _word(word: str, *, is_last: bool) -> Iterator[_Said]:
    """Yield the phonemes of a word. A gap has no name."""
    if word == GAP:
        yield _Said("", is_stressed=False, is_of_last_word=False)
    else:
        yield from _stressed(phonemes_of(word), is_last=is_last, is_weak=word in WEAK)


def _stressed(phonemes: tuple[str, ...], *, is_last: bool, is_weak: bool = False) -> Iterator[_Said]:
    """Yield phonemes, of which the first full vowel of a word that matters is stressed."""
    vowels = (at for at, name in enumerate(phonemes) if PHONEMES[name].is_vowel and name != "AX")
    stressed = None if is_weak else next(vowels, None)
    for at, name in enumerate(phonemes):
        yield _Said(name, at == stressed, is_last)


def _length_ms(part: _Said) -> float:
    phoneme = PHONEMES[part.phoneme]
    share = LAST_WORD if part.is_of_last_word else 1.0
    if phoneme.is_vowel and not part.is_stressed:
        share *= UNSTRESSED
    return TEMPO * max(phoneme.usual_ms * share, phoneme.least_ms)
