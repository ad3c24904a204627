"""A conversation: what the caller says reaches an application as text, and its texts are said to the caller.

On the simulated network nothing is recognized: the texts are what they are, and take as long as speech does; recordings
and streams make sound of them. Source: https://www.twilio.com/docs/voice/conversationrelay, /docs/voice/twiml/connect;
reference 04, section 5 (what the action is told).
"""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

from cordboard.twiml.voice.effects import Fetch, Note, Play, Prompt, Say, SendDigits
from cordboard.twiml.voice.relay_effect import Relay
from cordboard.voice.activity import Activity
from cordboard.voice.documents import ask_in_vain
from cordboard.voice.relay_messages import (
    Bad,
    End,
    Language,
    Media,
    Token,
    Tones,
    info,
    prompt_messages,
    read,
    setup,
    write,
)
from cordboard.voice.speaking import Prompts

NO_SOCKET, ENDED, INVALID = 64102, 64105, 64107
MOST_BAD: Final = 10  # messages in a row that are none. Source: reference 04, section 5
NOT_CONSISTENT: Final = 1007  # RFC 6455, section 7.4.1
MOST_WAITING, LONGEST_TEXT = 1000, 100_000  # utterances that wait to be said; characters of one
# What an application may ask for besides. Source: https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
SPEAKERS, PLAYED = "speaker-events", "tokens-played"
MOST_WARNINGS: Final = 20  # of one conversation
# Ours: an application that says of no token that it is the last one has said a sentence after this silence.
TOKENS_S: Final = 0.5
Pairs = tuple[tuple[str, str], ...]


class Utterance(NamedTuple):
    """Something to be heard, what breaks it off, and whether what comes next takes its place."""

    prompts: tuple[Prompt, ...]
    interrupts: str
    is_preemptible: bool = False
    text: str = ""


class Relaying(Activity):
    """The ConversationRelay noun. It is the ear of its web socket."""

    effect: Relay

    def start(self) -> None:
        """Connect with the application; the greeting does not wait for it."""
        board, effect = self.leg.board, self.effect
        self._session_sid = f"VX{board.hooks.random_hex()}"
        self._began_ms = self._current_ms = board.clock.now_ms()
        self._language, self._heard_language = effect.language, effect.heard_language
        self._is_speaking = False
        self._waiting: deque[Utterance] = deque()
        self._current: Utterance | None = None
        self._prompts: Prompts | None = None
        self._words = ""
        self._last: Token | None = None
        self._is_open = False
        self._bad = self._warnings = 0
        self._line = board.lines.open(effect.url, self.leg.call.account_sid, self)

    # What the web socket tells

    def on_open(self) -> None:
        """Say who calls, and greet."""
        self._is_open = True
        self._line.send(setup(self.leg.call, self._session_sid, self.effect.parameters))
        if self.effect.welcome.strip():
            self._add(self._said(self.effect.welcome, self.effect.greeting_interrupts, is_preemptible=False))

    def on_text(self, text: str | None) -> None:
        """Take a message of the application."""
        with self.leg.board.clock.work():
            message = read(text)
            if isinstance(message, Bad):
                self._refuse(message.sentence)
                return
            self._bad = 0
            if isinstance(message, Token):
                self._take(message)
            elif isinstance(message, Media):
                self._flush()
                self._add(self._media(message))
            elif isinstance(message, Tones):
                self._flush()
                self._add(Utterance((SendDigits(message.digits),), "none"))
            elif isinstance(message, Language):
                self._language = message.spoken or self._language
                self._heard_language = message.heard or self._heard_language
            else:
                self._hand_off(message)

    def on_end(self, code: int, sentence: str) -> None:
        """There is no connection, or none any more: the document goes on."""
        self._fail(ENDED if self._is_open else NO_SOCKET, f"{sentence} ({code})")

    def _refuse(self, sentence: str) -> None:
        """Tell of a message that is none; too many in a row end the conversation."""
        self._bad += 1
        self._warnings += 1
        if self._warnings <= MOST_WARNINGS:
            self.leg.board.note(self.leg, Note(INVALID, sentence))
        self._line.send(write("error", description=f"Invalid message received: {sentence}"))
        if self._bad >= MOST_BAD:
            self._line.close(NOT_CONSISTENT)
            self._fail(ENDED, f"{MOST_BAD} messages in a row were invalid.")

    # What is said

    def _take(self, token: Token) -> None:
        self._words = (self._words + token.text)[:LONGEST_TEXT]
        self._last = token
        if token.is_last:
            self._flush()
        else:
            self.after(TOKENS_S, self._flush, "tokens")

    def _flush(self) -> None:
        """Say the tokens that have come."""
        self.cancel("tokens")
        words, token = self._words.strip(), self._last
        self._words, self._last = "", None
        if words and token is not None:
            interrupts = token.interrupts or self.effect.interrupts
            is_preemptible = self._is_preemptible(token.is_preemptible)
            self._add(self._said(words, interrupts, is_preemptible=is_preemptible, language=token.language))

    def _is_preemptible(self, given: bool | None) -> bool:
        return self.effect.is_preemptible if given is None else given

    def _said(self, text: str, interrupts: str, *, is_preemptible: bool, language: str | None = None) -> Utterance:
        spoken = language or self._language
        return Utterance((Say(text, self.effect.voice_of(spoken), spoken),), interrupts, is_preemptible, text)

    def _media(self, media: Media) -> Utterance:
        interrupts = media.interrupts or self.effect.interrupts
        prompts = (Play(media.url),) * media.loops
        return Utterance(prompts, interrupts, self._is_preemptible(media.is_preemptible))

    def _add(self, utterance: Utterance) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._refuse(f"{MOST_WAITING} texts wait to be said.")
            return
        self._waiting = deque(each for each in self._waiting if not each.is_preemptible)
        self._waiting.append(utterance)
        if self._current is not None and self._current.is_preemptible:
            self._break_off()
        if self._current is None:
            self._go_on()

    def _go_on(self) -> None:
        self._played(self._current.text if self._current is not None else "")
        self._current = self._waiting.popleft() if self._waiting else None
        self._show_speaking()
        if self._current is not None:
            self._current_ms = self.leg.board.clock.now_ms()
            self._prompts = Prompts(self, self._current.prompts, self._go_on)
            self._prompts.go_on()

    def _break_off(self) -> None:
        prompts, self._prompts, current, self._current = self._prompts, None, self._current, None
        if prompts is not None:
            prompts.break_off()
        if current is not None:
            self._played(self._heard_of(current))
            self._show_speaking()

    def _heard_of(self, current: Utterance) -> str:
        """Return what has been said of an utterance by now."""
        board = self.leg.board
        lasted_s = (board.clock.now_ms() - self._current_ms) / 1000
        return current.text[: round(lasted_s * board.limits.characters_per_s)]

    # What the application is told where it asked for it

    def _played(self, text: str) -> None:
        if text and PLAYED in self.effect.events and self._is_open:
            self._line.send(info("tokensPlayed", text))

    def _show_speaking(self) -> None:
        is_speaking = self._current is not None
        if is_speaking is not self._is_speaking:
            self._is_speaking = is_speaking
            self._show("agentSpeaking", is_on=is_speaking)

    def _show(self, name: str, *, is_on: bool) -> None:
        if SPEAKERS in self.effect.events and self._is_open:
            self._line.send(info(name, "on" if is_on else "off", ts=self.leg.board.clock.now_ms()))

    # What the caller does

    def spoke(self, text: str) -> None:
        """Let the application have what was said."""
        self._show("clientSpeaking", is_on=True)
        if self._hears("speech"):
            for message in prompt_messages(text, self._heard_language, tells_partial=self.effect.tells_partial):
                self._line.send(message)
        self._show("clientSpeaking", is_on=False)

    def pressed(self, digits: str) -> None:
        """Let the application have keys, if it wants them."""
        for digit in digits if self.effect.takes_keys else "":
            if self._hears("dtmf"):
                self._line.send(write("dtmf", digit=digit))

    def _hears(self, kind: str) -> bool:
        """Tell whether input is told; what is being said is broken off by it, or keeps it from being told."""
        if not self._is_open:
            return False
        if self._current is None:
            return True
        if self._current.interrupts in (kind, "any"):
            self._interrupt(self._current)
            return True
        return self.effect.reports in (kind, "any")

    def _interrupt(self, current: Utterance) -> None:
        lasted_ms = self.leg.board.clock.now_ms() - self._current_ms
        heard = self._heard_of(current)
        self._words, self._last = "", None
        self.cancel("tokens")
        self._waiting.clear()
        self._break_off()
        self._line.send(write("interrupt", utteranceUntilInterrupt=heard, durationUntilInterruptMs=lasted_ms))

    # How it ends

    def _hand_off(self, end: End) -> None:
        extra = (("HandoffData", end.handoff),) if end.handoff is not None else ()
        self.finish(self._parameters("ended", extra))

    def _fail(self, code: int, sentence: str) -> None:
        self._is_open = False
        self.leg.board.note(self.leg, Note(code, sentence, is_warning=False))
        self.finish(self._parameters("failed", (("ErrorCode", str(code)), ("ErrorMessage", sentence))))

    def _parameters(self, status: str, extra: Pairs = ()) -> Pairs:
        lasted_s = (self.leg.board.clock.now_ms() - self._began_ms) // 1000
        head = (("SessionId", self._session_sid), ("SessionStatus", status), ("SessionDuration", str(lasted_s)))
        return (*head, *extra)

    def hung_up(self) -> None:
        """Tell the action that the caller has gone."""
        if self.effect.action is not None:
            extra = self._parameters("completed")
            ask_in_vain(self.leg, Fetch(self.effect.action, self.effect.action_method, extra))

    def clean(self) -> None:
        """Break off what is said, and close the web socket."""
        self._waiting.clear()
        self._break_off()
        self._line.close()
