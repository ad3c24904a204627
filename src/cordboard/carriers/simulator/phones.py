"""Telephones of the simulated network: what handsets do when they are called, and calling from one.

A handset rings until somebody acts for it, through the control API or by a script that was given to it before.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping

from cordboard.base.clock import Clock, Timer
from cordboard.base.problem import Problem
from cordboard.carriers.simulator.loop import Loop, Receive
from cordboard.messaging.handset import Condition, Handset
from cordboard.numbers.number import Numbers, PhoneNumber
from cordboard.twiml.voice.offer import NOTHING_OFFERED, Offer
from cordboard.voice.call import Call, CallStatus
from cordboard.voice.handset import Act, Script, Step
from cordboard.voice.leg import Leg
from cordboard.voice.ports import Ear, Telephone

RING_MS = 100  # what a network takes to find a handset
MOST_ENDED = 1000  # calls that have ended and are remembered, of all handsets together; some 2 MB
SIP = ("sip:", "sips:")
UNREACHED = (Condition.OFF, Condition.UNREACHABLE)
# Source: RFC 3261, section 21.
OK, NOT_FOUND = 200, 404
REFUSALS = {Act.BUSY: 486, Act.NO_ANSWER: 480, Act.DECLINE: 603}
Keep = Callable[[str, Script], Awaitable[None]]


def handset_at(address: str) -> str:
    """Return whose telephone rings at an address: what a SIP address says of ways and headers is not part of it."""
    return re.split("[;?]", address, maxsplit=1)[0] if address.startswith(SIP) else address


class PhoneCall:
    """A call on a handset, in either direction. It is the telephone of its leg."""

    def __init__(
        self,
        clock: Clock,
        number: str,
        other: str,
        direction: str,
        ear: Ear | None,
        script: Script,
        ended: Callable[[PhoneCall], None],
    ) -> None:
        """Take the two sides, and whom to tell of the end."""
        self.number = number
        self.other = other
        self.direction = direction
        self.status = "ringing"
        self.sid = ""
        self.began_ms = clock.now_ms()
        self.ear = ear
        self.offer = NOTHING_OFFERED
        self._clock = clock
        self._ended = ended
        self._steps = deque(script)
        self._hearing: list[str] = []
        self._heard = ""
        self._timer: Timer | None = None
        self._awaited: str | None = None

    @property
    def caller(self) -> str:
        """Who called."""
        return self.number if self.direction == "outbound" else self.other

    @property
    def callee(self) -> str:
        """Who was called."""
        return self.other if self.direction == "outbound" else self.number

    # The telephone

    def ring(self, call: Call, offer: Offer) -> None:
        """Ring, and begin the script."""
        self.sid, self.other, self.offer = call.sid, call.sender, offer
        self._later(RING_MS, self._ringing)

    def _ringing(self) -> None:
        if self.status == "ringing" and self.ear is not None:
            self.ear.on_ringing()
            self._go_on()

    def answered(self) -> None:
        """The other side took the call that this handset made."""
        self.status = "in-progress"
        self._go_on()

    def hear(self, text: str) -> None:
        """Hear something begin."""
        self._hearing.append(text)

    def signal(self, text: str) -> None:
        """Hear a beep, tones or music begin."""
        self._hearing.append(text)

    def heard(self) -> None:
        """Hear it end; a script may have waited for it."""
        self._heard += " " + " ".join(self._hearing).lower()
        self._hearing.clear()
        if self._awaited is not None and self._awaited in self._heard:
            # What was waited for is used up, so that the next wait is for what comes after.
            self._heard = self._heard.partition(self._awaited)[2]
            self._awaited = None
            self._go_on()

    def hang_up(self) -> None:
        """The other side ended the call; of an end that came from here nothing is left to do."""
        if self.ear is not None:
            self._end("completed" if self.status == "in-progress" else "missed")

    # The script

    def _go_on(self) -> None:
        if not self._steps or self._awaited is not None or self._timer is not None:
            return
        step = self._steps.popleft()
        if step.action is Act.WAIT_FOR:
            self._awaited = step.text.lower()
            self._hearing_may_suffice()
        else:
            self._later(round(step.after_s * 1000), lambda: self._perform(step))

    def _hearing_may_suffice(self) -> None:
        if self._awaited is not None and self._awaited in self._heard:
            self._heard = self._heard.partition(self._awaited)[2]
            self._awaited = None
            self._go_on()

    def _perform(self, step: Step) -> None:
        if self.ear is not None:
            with self._clock.work():
                self.act(step)
                self._go_on()

    def _later(self, delay_ms: int, call: Callable[[], None]) -> None:
        def due() -> None:
            self._timer = None
            call()

        self._timer = self._clock.call_at(self._clock.now_ms() + delay_ms, due)

    def act(self, step: Step) -> None:
        """Do something on the handset. Raises: Problem 90014 when it cannot be done now."""
        ear = self.ear
        if ear is None:
            raise Problem(90014, reason="the call has ended")
        is_talking = self.status == "in-progress"
        if step.action in (Act.ANSWER, Act.DECLINE, Act.BUSY, Act.NO_ANSWER) and is_talking:
            raise Problem(90014, reason="the call was answered already")
        if step.action in (Act.PRESS, Act.SPEAK, Act.REFER) and not is_talking:
            raise Problem(90014, reason="the call was not answered yet")
        if step.action is Act.REFER and not self.number.startswith(SIP):
            raise Problem(90014, reason="SIP devices refer, others do not")
        if step.action is Act.ANSWER:
            self.status = "in-progress"
            ear.on_answered(step.answered_by)
        elif step.action is Act.PRESS:
            ear.on_pressed(step.digits)
        elif step.action is Act.SPEAK:
            ear.on_spoke(step.text)
        elif step.action is Act.REFER:
            ear.on_referred(step.to)
        elif step.action is Act.HANG_UP:
            self._end("completed" if is_talking else "missed")
            ear.on_hung_up()
        else:
            self._end("declined")
            ear.on_refused(CallStatus.NO_ANSWER if step.action is Act.NO_ANSWER else CallStatus.BUSY)

    def _end(self, status: str) -> None:
        self.status = status
        self._forget()
        self._ended(self)

    def _forget(self) -> None:
        self.ear = None
        self._steps.clear()
        self._hearing.clear()
        self._heard = ""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Phones:
    """Every telephone of the simulated network."""

    def __init__(
        self, clock: Clock, numbers: Numbers, handset: Callable[[str], Handset], receive: Receive, keep: Keep
    ) -> None:
        """Take the ports; ``keep`` writes a script to where it outlives the server."""
        self._clock = clock
        self._keep = keep
        self._numbers = numbers
        self._handset = handset
        self._receive = receive
        self._scripts: dict[str, Script] = {}
        self._calls: dict[str, dict[PhoneCall, None]] = {}  # of each handset, oldest first
        self._ended: deque[PhoneCall] = deque()

    def load(self, scripts: Mapping[str, Script]) -> None:
        """Take the scripts that were given in an earlier run."""
        self._scripts.update(scripts)

    async def set_script(self, number: str, script: Script) -> None:
        """Give a handset the script that it follows at its next calls; an empty one takes it away."""
        await self._keep(number, script)
        if script:
            self._scripts[number] = script
        else:
            self._scripts.pop(number, None)

    def script(self, number: str) -> Script:
        """Return the script of a handset."""
        return self._scripts.get(number, ())

    def telephone(self, address: str, ear: Ear) -> Telephone | None:
        """Return the telephone at an address; None where nobody can be reached."""
        owned = self._numbers.owned(address)
        if owned is not None:
            return self.line(owned, ear)
        number = handset_at(address)
        if self._handset(number).condition in UNREACHED:
            return None
        call = PhoneCall(self._clock, number, "", "inbound", ear, self.script(number), self._forget_oldest)
        self._remember(call)
        return call

    def line(self, number: PhoneNumber, ear: Ear) -> Telephone:
        """Return the telephone of a number that is here, or of what answers as one would."""
        return Loop(self._receive, number, ear)

    def refer(self, address: str) -> int:
        """Return what a device hears that calls an address: what the handset there does with calls, by its script."""
        number = handset_at(address)
        if self._handset(number).condition in UNREACHED:
            return NOT_FOUND
        return next((REFUSALS[step.action] for step in self.script(number) if step.action in REFUSALS), OK)

    def call(self, number: str, owned: PhoneNumber) -> PhoneCall:
        """Call an owned number from a handset."""
        script = self.script(number)
        call = PhoneCall(self._clock, number, owned.phone_number, "outbound", None, script, self._forget_oldest)

        def connect(leg: Leg) -> Telephone:
            call.ear, call.sid = leg, leg.call.sid
            return call

        self._remember(call)
        self._receive(owned, number, connect, NOTHING_OFFERED)
        return call

    def _remember(self, call: PhoneCall) -> None:
        self._calls.setdefault(call.number, {})[call] = None

    def _forget_oldest(self, ended: PhoneCall) -> None:
        """Remember a call that has ended in place of the one that ended first."""
        self._ended.append(ended)
        if len(self._ended) > MOST_ENDED:
            oldest = self._ended.popleft()
            of_handset = self._calls.get(oldest.number, {})
            of_handset.pop(oldest, None)
            if not of_handset:
                self._calls.pop(oldest.number, None)

    def numbers(self) -> set[str]:
        """Return the numbers of the handsets that have calls, or a script."""
        return {*self._calls, *self._scripts}

    def calls(self, number: str) -> list[PhoneCall]:
        """Return the calls of a handset, oldest first."""
        return list(self._calls.get(number, ()))

    def clear(self) -> None:
        """Forget everything, as a reset does."""
        self._scripts.clear()
        self._calls.clear()
        self._ended.clear()
