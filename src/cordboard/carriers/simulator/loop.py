"""A call from one owned number to another: two legs that hear each other."""

from __future__ import annotations

from collections.abc import Callable

from cordboard.numbers.number import PhoneNumber
from cordboard.twiml.voice.offer import Offer
from cordboard.voice.call import Call
from cordboard.voice.handset import KEYS
from cordboard.voice.leg import Leg
from cordboard.voice.ports import Ear, Telephone

Receive = Callable[[PhoneNumber, str, Callable[[Leg], Telephone], Offer], Call]


def tones_of(text: str) -> str:
    """Return the keys that a signal stands for; none for a beep and for music."""
    is_tones = text.startswith("[tones ")
    return "".join(each for each in text[7:-1] if each in KEYS) if is_tones else ""


class Loop:
    """The telephone of a call to a number that is owned here: two legs that hear each other."""

    def __init__(self, receive: Receive, number: PhoneNumber, ear: Ear) -> None:
        self._receive = receive
        self._number = number
        self._near: Ear | None = ear
        self._far: Leg | None = None

    def ring(self, call: Call, offer: Offer) -> None:
        """Let the call come in at the number."""
        if self._near is not None:
            self._near.on_ringing()
            self._receive(self._number, call.sender, self._connect, offer)

    def _connect(self, leg: Leg) -> Telephone:
        self._far = leg
        return _Mirror(self)

    def answered(self) -> None:
        """Nothing: this end made no call."""

    def hear(self, text: str) -> None:
        """Let the far leg hear it as what its caller says."""
        if self._far is not None:
            self._far.on_spoke(text)

    def signal(self, text: str) -> None:
        """Let the far leg hear tones as keys; beeps and music say nothing to it."""
        tones = tones_of(text)
        if self._far is not None and tones:
            self._far.on_pressed(tones)

    def heard(self) -> None:
        """Nothing: the far leg took it when it began."""

    def hang_up(self) -> None:
        """End the far leg, too."""
        self._near, far, self._far = None, self._far, None
        if far is not None:
            far.on_hung_up()

    def far_answered(self) -> None:
        """The far leg's document took the call."""
        if self._near is not None:
            self._near.on_answered("human")

    def far_said(self, text: str) -> None:
        """The far leg's document lets something be heard."""
        if self._near is not None:
            self._near.on_spoke(text)

    def far_signalled(self, text: str) -> None:
        """The far leg's document lets tones, a beep or music be heard."""
        tones = tones_of(text)
        if self._near is not None and tones:
            self._near.on_pressed(tones)

    def far_ended(self) -> None:
        """The far leg has ended."""
        self._far, near, self._near = None, self._near, None
        if near is not None:
            near.on_hung_up()


class _Mirror:
    """The telephone of the far leg: what it hears is what the near one's other side says."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    def ring(self, call: Call, offer: Offer) -> None:
        """Nothing: the call came in, it does not go out."""

    def answered(self) -> None:
        """Tell the near leg."""
        self._loop.far_answered()

    def hear(self, text: str) -> None:
        """Let the near leg hear it."""
        self._loop.far_said(text)

    def signal(self, text: str) -> None:
        """Let the near leg hear it."""
        self._loop.far_signalled(text)

    def heard(self) -> None:
        """Nothing: the near leg took it when it began."""

    def hang_up(self) -> None:
        """End the near leg, too."""
        self._loop.far_ended()
