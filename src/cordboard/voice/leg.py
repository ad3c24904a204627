"""A leg: one call that is alive. It runs its script, does what the script asks for, and tells how the call goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from cordboard.base.clock import Timer
from cordboard.base.outbox import Task
from cordboard.twiml.voice.effects import Fetch, Inline, Refuse, Target
from cordboard.voice.activity import Activity
from cordboard.voice.call import Call, CallDirection, CallStatus, Event, move
from cordboard.voice.ports import Heard, Telephone
from cordboard.voice.runner import Runner

if TYPE_CHECKING:
    from cordboard.voice.recording import Tape
    from cordboard.voice.switchboard import Switchboard

EVENTS = {CallStatus.RINGING: Event.RINGING, CallStatus.IN_PROGRESS: Event.ANSWERED}


class Owner(Protocol):
    """What made a leg for its own ends, such as a dial, and follows what becomes of it."""

    def leg_answered(self, leg: Leg) -> None:
        """The leg was answered."""

    def script_ended(self, leg: Leg) -> None:
        """The leg's script, which does not hang up at its end, has ended."""

    def leg_ended(self, leg: Leg) -> None:
        """The leg has ended."""


class Leg:
    """One call, alive. It is the ear of its telephone."""

    def __init__(self, board: Switchboard, call: Call) -> None:
        self.board = board
        self.call = call
        self.telephone: Telephone | None = None
        self.owner: Owner | None = None
        self.target: Target | None = None
        self.bridge: Leg | None = None
        self.bridge_ended: Callable[[], None] | None = None
        self.entry: Fetch | Inline | None = None
        self.tapes: list[Tape] = []
        self.main = Runner(self, self._script_ended)
        self.side: Runner | None = None
        self.patience: Timer | None = None
        self._limit: Timer | None = None
        board.legs[call.sid] = self

    # What the network tells

    def on_ringing(self) -> None:
        """The telephone rings."""
        if self.call.status is CallStatus.QUEUED:
            self.move(CallStatus.RINGING)

    def on_answered(self, by: str) -> None:
        """Somebody, or something, answered."""
        if self.call.status not in (CallStatus.QUEUED, CallStatus.RINGING):
            return
        self.on_ringing()
        if self.call.options.machine_detection is not None:
            self.call = replace(self.call, answered_by=by)
        self.answer()
        if self.owner is not None:
            self.owner.leg_answered(self)
        else:
            self.board.answered(self)

    def on_refused(self, status: CallStatus) -> None:
        """The telephone is busy, declines, or cannot be reached."""
        self.end(status)

    def on_pressed(self, digits: str) -> None:
        """Keys were pressed."""
        self.transcribe("caller", "keys", digits)
        for activity in self._listeners():
            activity.pressed(digits)
        if self.bridge is not None:
            self.bridge.hear(f"[tones {digits}]")

    def on_spoke(self, text: str) -> None:
        """Something was said."""
        self.transcribe("caller", "speech", text)
        for activity in self._listeners():
            activity.spoke(text)
        if self.bridge is not None:
            self.bridge.hear(text)
            self.bridge.heard()

    def on_hung_up(self) -> None:
        """The other side hung up."""
        for activity in self._listeners():
            activity.hung_up()
        self.end(CallStatus.COMPLETED if self.call.started_ms is not None else CallStatus.CANCELED)

    def _listeners(self) -> list[Activity]:
        """Return the activities that listen: that of the waiting script, then that of the call."""
        runners = (self.side, self.main)
        return [runner.activity for runner in runners if runner is not None and runner.activity is not None]

    # What the telephone hears

    def hear(self, text: str) -> None:
        """Let the telephone hear something; nothing is silence."""
        if text:
            self.transcribe("callee", "speech", text)
        if self.telephone is not None and text:
            self.telephone.hear(text)

    def heard(self) -> None:
        """Tell the telephone that what it heard has ended."""
        if self.telephone is not None:
            self.telephone.heard()

    def transcribe(self, who: str, what: str, text: str) -> None:
        """Write a line of the transcript."""
        self.board.write(heard=Heard(self.call.sid, self.board.clock.now_ms(), who, what, text))
        for tape in self.tapes:
            tape.take(who, what, text)

    # The script

    def run(self, entry: Fetch | Inline, *, hangs_up: bool = True) -> None:
        """Run a script from its first document, in place of the one that runs."""
        self.drop()
        self.entry = entry
        self.main.run(entry, hangs_up=hangs_up)

    def drop(self) -> None:
        """Stop what the call is doing."""
        side, self.side = self.side, None
        if side is not None:
            side.drop()
        self.main.drop()

    def _script_ended(self) -> None:
        if self.owner is not None:
            self.owner.script_ended(self)

    def refuse(self, refuse: Refuse) -> bool:
        """Refuse a call that was not answered; tell whether it was."""
        if self.call.status is not CallStatus.RINGING:
            return False
        self.end(CallStatus.BUSY if refuse.reason == "busy" else CallStatus.NO_ANSWER)
        return True

    # The call's states

    def change_options(self, **values: object) -> Call:
        """Change what was asked for when the call was created; a time limit counts from now."""
        self.call = replace(self.call, options=replace(self.call.options, **values))
        if "time_limit_s" in values and self.call.started_ms is not None:
            self._limit_time()
        self.board.write(self.call)
        return self.call

    def answer_inbound(self) -> None:
        """Take a call that came in, when its document first lets something be heard."""
        if self.call.status is CallStatus.RINGING and self.owner is None and self.is_inbound:
            self.answer()
            if self.telephone is not None:
                self.telephone.answered()

    @property
    def is_inbound(self) -> bool:
        """Tell whether the call came in."""
        return self.call.direction is CallDirection.INBOUND

    def answer(self) -> None:
        """Take the call; from now on it costs, and its longest time runs."""
        self.move(CallStatus.IN_PROGRESS)
        if self.patience is not None:
            self.patience.cancel()
        self._limit_time()

    def _limit_time(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
        due_ms = self.board.clock.now_ms() + self.call.options.time_limit_s * 1000
        self._limit = self.board.clock.call_at(due_ms, lambda: self.end(CallStatus.COMPLETED))

    def move(self, to: CallStatus) -> None:
        """Go to the next state, and tell of it."""
        self.call = move(self.call, to, self.board.clock.now_ms())
        event = Event.COMPLETED if self.call.is_final else EVENTS.get(to)
        self.tell(event)

    def tell(self, event: Event | None, *more: Task) -> None:
        """Write the call, and the callbacks that an event causes, in one transaction."""
        task = None
        if event is not None:
            self.call, task = self.board.hooks.progress(self.call, event)
        self.board.write(self.call, tasks=[each for each in (task, *more) if each is not None])

    def end(self, status: CallStatus) -> None:
        """End the call, whatever it is doing."""
        if self.call.is_final:
            return
        for timer in (self._limit, self.patience):
            if timer is not None:
                timer.cancel()
        self.drop()
        telephone, self.telephone = self.telephone, None
        if telephone is not None:
            telephone.hang_up()
        for tape in list(self.tapes):
            tape.complete()
        self.move(status)
        self.board.ended(self)
        if self.bridge_ended is not None:
            self.bridge_ended()
        if self.owner is not None:
            self.owner.leg_ended(self)
