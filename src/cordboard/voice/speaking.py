"""Speaking and listening: prompts, keys and speech."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from cordboard.twiml.voice.effects import Collected, Gather, Play, Prompt, Say, SendDigits, Silence
from cordboard.voice.activity import Activity

CONFIDENCE = 0.9  # what the simulated network's recognition says of a text that it was given as text
# A tone of a tenth of a second and the gap behind it; w and W are half a second and a whole one.
TONE_S, SHORT_WAIT_S, LONG_WAIT_S = 0.2, 0.5, 1.0


def length_s(prompt: Prompt, characters_per_s: float, played_s: float) -> float:
    """Return how long a prompt takes. Units: seconds; ``played_s`` is the length of a file."""
    if isinstance(prompt, Say):
        return len(prompt.text) / characters_per_s
    if isinstance(prompt, SendDigits):
        waits = {"w": SHORT_WAIT_S, "W": LONG_WAIT_S}
        return sum(waits.get(digit, TONE_S) for digit in prompt.digits)
    return prompt.length_s if isinstance(prompt, Silence) else played_s


def heard_of(prompt: Prompt) -> str:
    """Return what stands in a transcript for a prompt; nothing for silence."""
    if isinstance(prompt, Say):
        return prompt.text
    if isinstance(prompt, Play):
        return f"[plays {prompt.url}]"
    return f"[tones {prompt.digits}]" if isinstance(prompt, SendDigits) else ""


class Prompts:
    """Lets prompts be heard one after another."""

    def __init__(self, activity: Activity, prompts: Sequence[Prompt], done: Callable[[], None]) -> None:
        self._activity = activity
        self._waiting = deque(prompts)
        self._done = done
        self.is_playing = False

    def go_on(self) -> None:
        """Let the next be heard, or be done."""
        leg = self._activity.leg
        if self.is_playing:
            leg.heard()
        if not self._waiting:
            self.is_playing = False
            self._done()
            return
        prompt = self._waiting.popleft()
        self.is_playing = True
        leg.hear(heard_of(prompt))
        board = leg.board
        takes_s = length_s(prompt, board.limits.characters_per_s, board.limits.played_s)
        self._activity.after(takes_s, self.go_on, "prompt")

    def break_off(self) -> None:
        """Stop; what was not heard is never heard."""
        self._waiting.clear()
        self._activity.cancel("prompt")
        if self.is_playing:
            self.is_playing = False
            self._activity.leg.heard()


class Speaking(Activity):
    """Say, Play, tones, and silence."""

    def start(self) -> None:
        """Let the prompt be heard."""
        Prompts(self, (self.effect,), lambda: self.finish(None)).go_on()


class Waiting(Speaking):
    """Silence, which alone does not answer a call. Source: https://www.twilio.com/docs/voice/twiml/pause."""

    answers = False


class Gathering(Activity):
    """Collects keys or speech while prompts play."""

    effect: Gather

    def start(self) -> None:
        """Let the prompts be heard, then wait."""
        self._digits = ""
        self._prompts = Prompts(self, self.effect.prompts, self._listen)
        self._prompts.go_on()

    def _listen(self) -> None:
        self.after(self.effect.timeout_s, self._give_up, "silence")

    def _give_up(self) -> None:
        self.finish(Collected(digits=self._digits))

    def pressed(self, digits: str) -> None:
        """Collect keys until there are enough, or the key that finishes."""
        if not self.effect.takes_keys:
            return
        if self._prompts.is_playing:
            if not self.effect.may_barge_in:
                return
            self._prompts.break_off()
        for digit in digits:
            if digit in self.effect.finish_on_key:
                is_empty = not self._digits
                self.finish(Collected(self._digits, finished_on_key=digit, is_empty_by_key=is_empty))
                return
            self._digits += digit
            if len(self._digits) == self.effect.num_digits:
                self.finish(Collected(self._digits))
                return
        self.after(self.effect.timeout_s, self._give_up, "silence")

    def spoke(self, text: str) -> None:
        """Take speech: on the simulated network an utterance ends with its text."""
        if not self.effect.takes_speech or self._digits:
            return
        if self._prompts.is_playing:
            if not self.effect.may_barge_in:
                return
            self._prompts.break_off()
        self.finish(Collected(speech=text, confidence=CONFIDENCE))
