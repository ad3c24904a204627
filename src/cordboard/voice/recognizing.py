"""What recognition makes of what is said: no more than its longest time, and no profane words."""

from __future__ import annotations

import re
from typing import Final

from cordboard.voice.pace import spoken_s
from cordboard.voice.signals import SPEECH
from cordboard.voice.sounding import Sounding

# English words that are profane in every use; what is a name too, such as Dick, is left as it is.
_PROFANE: Final = re.compile(
    r"\b(?:(?:mother)?fuck(?:s|ed|er|ers|ing)?|(?:bull)?shit(?:s|ty)?|assholes?|bitch(?:es)?|bastards?|cunts?)\b",
    re.IGNORECASE,
)


def recognized(text: str, *, max_speech_s: float, filters_profanity: bool, characters_per_s: float) -> str:
    """Return what is recognized of an utterance. Source: https://www.twilio.com/docs/voice/twiml/gather."""
    if spoken_s(text, characters_per_s) > max_speech_s:
        text = Sounding("caller", SPEECH, text, 0).begun(round(max_speech_s * 1000), characters_per_s)
    return _PROFANE.sub(_starred, text) if filters_profanity else text


def _starred(found: re.Match[str]) -> str:
    """Return a word of which the first letter is left."""
    word = found[0]
    return word[0] + "*" * (len(word) - 1)
