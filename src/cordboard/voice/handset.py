"""What a handset does in a call: alone, step by step, or as somebody tells it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from cordboard.twiml.voice.offer import Offer


class Act(StrEnum):
    """What a handset can do; the words are those of the control API and of scripts."""

    ANSWER = "answer"
    DECLINE = "decline"
    BUSY = "busy"
    NO_ANSWER = "noanswer"
    HANG_UP = "hangup"
    PRESS = "press"
    SPEAK = "speak"
    REFER = "refer"
    WAIT_FOR = "wait_for"


class Step(NamedTuple):
    """One step of a handset's script. Units: ``after_s`` in seconds."""

    action: Act
    after_s: float = 0.0
    digits: str = ""
    text: str = ""
    answered_by: str = "human"
    to: str = ""


Script = tuple[Step, ...]
"""What a handset does in a call, in order."""

KEYS: Final = frozenset("0123456789*#ABCD")
LONGEST_PAUSE_S: Final = 86_400.0  # no call lasts longer than a day
ANSWERERS: Final = frozenset(
    {"human", "fax", "unknown", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other"}
)
_NEEDS: Final = {
    Act.PRESS: ("digits", "it presses keys: give digits"),
    Act.SPEAK: ("text", "it says something: give text"),
    Act.REFER: ("to", "it refers to somebody: give to"),
    Act.WAIT_FOR: ("text", "it waits for something that is said: give text"),
}
_ENDS: Final = frozenset({Act.DECLINE, Act.BUSY, Act.NO_ANSWER, Act.HANG_UP})


class Flaw(NamedTuple):
    """What is wrong with a script: the number of its step from zero, what of it, and why."""

    step: int
    field: str
    reason: str


def flaw_of(script: Script) -> Flaw | None:
    """Return the first thing in a script that cannot be done, if there is one."""
    for place, step in enumerate(script):
        field, reason = _needed(step) or (None, "")
        if field is not None:
            return Flaw(place, field, reason)
        if step.action in _ENDS and place < len(script) - 1:
            return Flaw(place + 1, "action", f"the call has ended with {step.action} before it")
    return None


def _needed(step: Step) -> tuple[str, str] | None:
    field, reason = _NEEDS.get(step.action, ("", ""))
    if field and not getattr(step, field).strip():
        return field, reason
    if not KEYS.issuperset(step.digits):
        return "digits", "keys are 0 to 9, *, #, and A to D"
    if not 0 <= step.after_s <= LONGEST_PAUSE_S:
        return "after_s", f"it is from 0 to {LONGEST_PAUSE_S:.0f} seconds"
    if step.answered_by not in ANSWERERS:
        return "answered_by", f"it is one of {', '.join(sorted(ANSWERERS))}"
    return None


class HandsetCall(Protocol):
    """A call as a handset shows it."""

    sid: str
    status: str
    direction: str
    began_ms: int
    offer: Offer

    @property
    def caller(self) -> str:
        """Who called."""

    @property
    def callee(self) -> str:
        """Who was called."""

    def act(self, step: Step) -> None:
        """Do something. Raises: Problem 90014 when it cannot be done now."""
