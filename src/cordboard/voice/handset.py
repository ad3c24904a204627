"""What a handset does in a call: alone, step by step, or as somebody tells it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Protocol


class Act(StrEnum):
    """What a handset can do; the words are those of the control API and of scripts."""

    ANSWER = "answer"
    DECLINE = "decline"
    BUSY = "busy"
    NO_ANSWER = "noanswer"
    HANG_UP = "hangup"
    PRESS = "press"
    SPEAK = "speak"
    WAIT_FOR = "wait_for"


class Step(NamedTuple):
    """One step of a handset's script. Units: ``after_s`` in seconds."""

    action: Act
    after_s: float = 0.0
    digits: str = ""
    text: str = ""
    answered_by: str = "human"


class HandsetCall(Protocol):
    """A call as a handset shows it."""

    sid: str
    status: str
    direction: str
    began_ms: int

    @property
    def caller(self) -> str:
        """Who called."""

    @property
    def callee(self) -> str:
        """Who was called."""

    def act(self, step: Step) -> None:
        """Do something. Raises: Problem 90014 when it cannot be done now."""
