"""Speaking and listening: prompts, keys and speech."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from cordboard.twiml.voice.effects import Collected, Gather, Note, Play, Prompt, Say, SendDigits, Silence
from cordboard.voice.activity import Activity
from cordboard.voice.call import Told
from cordboard.voice.callbacks import Pairs
from cordboard.voice.frames import BYTES_PER_MS
from cordboard.voice.growing import growing
from cordboard.voice.pace import NATURAL_CHARACTERS_PER_S, spoken_s
from cordboard.voice.recognizing import recognized

CONFIDENCE = 0.9  # what the simulated network's recognition says of a text that it was given as text
# A tone of a tenth of a second and the gap behind it; w and W are half a second and a whole one.
TONE_S, WAITS_S = 0.2, {"w": 0.5, "W": 1.0}


def length_s(prompt: Say | SendDigits | Silence, characters_per_s: float) -> float:
    """Return how long a prompt takes. Units: seconds."""
    if isinstance(prompt, Say):
        return spoken_s(prompt.text, characters_per_s * prompt.rate)
    if isinstance(prompt, SendDigits):
        return sum(WAITS_S.get(digit, TONE_S) for digit in prompt.digits)
    return prompt.length_s


def _be_done() -> None:
    """Do nothing more."""


class Prompts:
    """Lets prompts be heard one after another."""

    def __init__(self, activity: Activity, prompts: Sequence[Prompt], done: Callable[[], None]) -> None:
        self._activity = activity
        self._waiting = deque(prompts)
        self._done = done
        self.is_playing = False
        self.was_missed = False
        self._fetching: Play | None = None

    def go_on(self) -> None:
        """Let the next be heard, or be done."""
        leg = self._activity.leg
        if self.is_playing:
            leg.heard()
        if not self._waiting:
            self.is_playing = False
            done, self._done = self._done, _be_done  # once, and not kept: it may know these prompts
            done()
            return
        prompt = self._waiting.popleft()
        self.is_playing = True
        if isinstance(prompt, Play):
            self._fetching = prompt
            leg.board.spawn(self._fetch(prompt))
            return
        if isinstance(prompt, Say):
            leg.hear(prompt.text, prompt.manner)
        elif isinstance(prompt, SendDigits):
            leg.signal(f"[tones {prompt.digits}]")
        self._activity.after(length_s(prompt, leg.board.limits.characters_per_s), self.go_on, "prompt")

    async def _fetch(self, prompt: Play) -> None:
        """Get a file and let it be heard as long as it lasts; one that is no sound is noted and passed over."""
        leg = self._activity.leg
        with leg.board.clock.work():
            call = leg.call
            may_follow = partial(leg.board.oversight.redirected, call) if call.options.agent_sid else None
            sound = await leg.board.library.sound(prompt.url, may_follow)
            if self._activity.is_over or self._fetching is not prompt:
                return
            self._fetching = None
            if sound.fault is not None:
                leg.board.note(leg, Note(sound.fault, sound.sentence, is_warning=False))
                self._pass_over(prompt)
                return
            leg.signal(f"[plays {prompt.url}]")
            # The network plays as fast as it speaks.
            pace = NATURAL_CHARACTERS_PER_S / leg.board.limits.characters_per_s
            leg.play(sound.samples[: round(sound.length_s * pace * 1000) * BYTES_PER_MS])
            self._activity.after(sound.length_s * pace, self.go_on, "prompt")

    def _pass_over(self, missed: Play) -> None:
        """Go on behind a file that is no sound, and behind its repetitions: a loop of 0 would note it 1000 times."""
        self.was_missed = True
        while self._waiting and self._waiting[0] == missed:
            self._waiting.popleft()
        self.go_on()

    def break_off(self) -> None:
        """Stop; what was not heard is never heard."""
        self._waiting.clear()
        self._fetching = None
        self._activity.cancel("prompt")
        if self.is_playing:
            self.is_playing = False
            self._activity.leg.hush()


class _NoPrompts(Prompts):
    """Stands in for the prompts of an activity that is over: they know it, and each would keep the other."""

    def __init__(self) -> None:
        self.is_playing = self.was_missed = False

    def go_on(self) -> None:
        """Let nothing be heard."""

    def break_off(self) -> None:
        """Break nothing off."""


NO_PROMPTS: Final = _NoPrompts()


class Speaking(Activity):
    """Say, Play, tones, and silence."""

    def start(self) -> None:
        """Let the prompt be heard; the script learns whether it was missed, as a file that is no sound is."""
        prompts = Prompts(self, (self.effect,), lambda: self.finish(prompts.was_missed))
        prompts.go_on()


class Waiting(Speaking):
    """Silence, which alone does not answer a call. Source: https://www.twilio.com/docs/voice/twiml/pause."""

    answers = False


class Echoing(Activity):
    """Gives back what is said and pressed, until the call ends or goes elsewhere."""

    def start(self) -> None:
        """Wait for something."""

    def spoke(self, text: str) -> None:
        """Give back what was said, which takes as long once more."""
        self.leg.hear(text)
        self.after(spoken_s(text, NATURAL_CHARACTERS_PER_S), self.leg.heard, "echo")

    def pressed(self, digits: str) -> None:
        """Give back the tones of keys."""
        self.leg.signal(f"[tones {digits}]")
        self.leg.heard()


class Gathering(Activity):
    """Collects keys or speech while prompts play."""

    effect: Gather
    _prompts: Prompts

    def start(self) -> None:
        """Let the prompts be heard, then wait."""
        self._digits = self._said = ""
        self._partials = 0
        self._prompts = Prompts(self, self.effect.prompts, self._listen)
        self._prompts.go_on()

    def clean(self) -> None:
        """Let the prompts go."""
        self._prompts = NO_PROMPTS

    def _listen(self) -> None:
        self.after(self.effect.timeout_s, self._give_up, "silence")

    def _give_up(self) -> None:
        self.finish(Collected(digits=self._digits))

    def pressed(self, digits: str) -> None:
        """Collect keys until there are enough, or the key that finishes."""
        if not self.effect.takes_keys or self._said:
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
        """Take speech, and what follows before the pause is over: an utterance of the network ends with its text."""
        if not self.effect.takes_speech or self._digits:
            return
        if self._prompts.is_playing:
            if not self.effect.may_barge_in:
                return
            self._prompts.break_off()
        before, said = len(self._said), f"{self._said} {text}".strip()
        self._said = recognized(
            said,
            max_speech_s=self.effect.max_speech_s,
            filters_profanity=self.effect.filters_profanity,
            characters_per_s=self.leg.board.limits.characters_per_s,
        )
        self._tell_partials([each for each in (*growing(self._said), self._said) if len(each) > before])
        if self.effect.speech_pause_s:
            self.after(self.effect.speech_pause_s, self._heard_out, "silence")
        else:
            self._heard_out()

    def _heard_out(self) -> None:
        self.finish(Collected(speech=self._said, confidence=CONFIDENCE))

    def _tell_partials(self, texts: Sequence[str]) -> None:
        """Tell what was said as far as it was heard, before the whole of it goes to the action."""
        told = Told(url=self.effect.partial_url, method=self.effect.partial_method)
        if told.url is None:
            return
        board, call = self.leg.board, self.leg.call
        tasks = [
            board.hooks.told(call, told, _partial(number, begun)) for number, begun in enumerate(texts, self._partials)
        ]
        self._partials += len(tasks)
        board.write(tasks=[task for task in tasks if task is not None])


def _partial(number: int, text: str) -> Pairs:
    """Return what is told of half of what was said. Source: reference 04, Gather; the names are not verified."""
    return (
        ("SequenceNumber", str(number)),
        ("StableSpeechResult", ""),
        ("UnstableSpeechResult", text),
        ("Stability", str(CONFIDENCE)),
    )
