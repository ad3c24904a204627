"""A leg: one call that is alive. It runs its script, does what the script asks for, and tells how the call goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from cordboard.base.clock import Timer
from cordboard.base.outbox import Task
from cordboard.twiml.voice.dial_effects import Target
from cordboard.twiml.voice.effects import Effect, Fetch, Inline, Note, Refuse
from cordboard.twiml.voice.offer import NOTHING_OFFERED
from cordboard.twiml.voice.script import lone
from cordboard.twiml.voice.stage import WHISPER
from cordboard.voice.activity import Activity
from cordboard.voice.beginning import prepare, run_first
from cordboard.voice.call import Call, CallDirection, CallStatus, Event, move
from cordboard.voice.detection import detect
from cordboard.voice.earpiece import Earpiece
from cordboard.voice.recording import Recording, Source
from cordboard.voice.runner import AT_REST, Runner

if TYPE_CHECKING:
    from cordboard.voice.payments import PaymentSession
    from cordboard.voice.switchboard import Switchboard

NOT_REFERRED = Note(13802, "The call is no Dial with a referUrl.", is_warning=False)
EVENTS = {CallStatus.RINGING: Event.RINGING, CallStatus.IN_PROGRESS: Event.ANSWERED}


class Owner(Protocol):
    """What made a leg for its own ends, such as a dial, and follows what becomes of it."""

    def leg_answered(self, leg: Leg) -> None:
        """The leg was answered."""

    def script_ended(self, leg: Leg) -> None:
        """The leg's script, which does not hang up at its end, has ended."""

    def leg_left(self, leg: Leg) -> None:
        """The leg goes to another document from outside, and is its own from now on."""

    def leg_ended(self, leg: Leg) -> None:
        """The leg has ended."""


class Leg(Earpiece):
    """One call, alive. It is the ear of its telephone."""

    def __init__(self, board: Switchboard, call: Call) -> None:
        super().__init__(board, call)
        self.owner: Owner | None = None
        self.target: Target | None = None
        self.offer = NOTHING_OFFERED
        self.bridge: Leg | None = None
        self.bridge_ended: Callable[[], None] | None = None
        self.payment: PaymentSession | None = None
        self.client_messages = 0  # that the client at the other end has sent
        self.main: Runner = Runner(self, self._script_ended)
        self.side: Runner | None = None
        self.patience: Timer | None = None
        self.detection: Timer | None = None
        self.has_begun = False
        self.is_redirected = False
        self._recorded: Recording | None = None
        self.ending: CallStatus | None = None
        self.written: Awaitable[None] | None = None  # done when the latest state is on disk
        self.document = ("", "")  # the method and the URL of the request that is made, or was made last
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
        self.answer()
        detect(self, by, self._go_on_answered)

    def _go_on_answered(self) -> None:
        """Go on once it is known who answered, as far as that is waited for."""
        if self.call.is_final or self.is_redirected:
            return
        prepare(self)
        if self.owner is not None:
            self.owner.leg_answered(self)
        else:
            run_first(self)

    def on_refused(self, status: CallStatus) -> None:
        """The telephone is busy, declines, or cannot be reached."""
        self.end(status)

    def on_pressed(self, digits: str) -> None:
        """Keys were pressed; those of a payment are nobody else's to know."""
        payment, listeners = self.payment, self._listeners()
        is_captured = payment is not None and payment.is_capturing
        is_secret = is_captured or any(activity.hides_keys for activity in listeners)
        self.transcribe("caller", "keys", "x" * len(digits) if is_secret else digits)
        if payment is not None and is_captured:
            payment.pressed(digits)
            return
        for activity in listeners:
            activity.pressed(digits)
        if self.bridge is not None:
            self.bridge.signal(f"[tones {digits}]")

    def on_spoke(self, text: str) -> None:
        """Something was said."""
        self.transcribe("caller", "speech", text)
        for activity in self._listeners():
            activity.spoke(text)
        if self.bridge is not None:
            self.bridge.hear(text)
            self.bridge.heard()

    def on_referred(self, to: str) -> None:
        """Somebody wants to be replaced by somebody else; it is the dial that connects the sides which knows how."""
        for leg in (self.bridge, self):
            if leg is not None and leg.main.activity is not None and leg.main.activity.referred(self, to):
                return
        self.board.note(self, NOT_REFERRED)

    def on_hung_up(self) -> None:
        """The other side hung up."""
        for activity in self._listeners():
            activity.hung_up()
        self.end(CallStatus.COMPLETED if self.call.started_ms is not None else CallStatus.CANCELED)

    def _listeners(self) -> list[Activity]:
        """Return the activities that listen: that of the waiting script, then that of the call."""
        runners = (self.side, self.main)
        return [runner.activity for runner in runners if runner is not None and runner.activity is not None]

    # The script

    def run(self, entry: Fetch | Inline, tones: str = "") -> None:
        """Run a script from its first document, in place of the one that runs."""
        self.drop()
        self.main.run(entry, tones)

    def whisper(self, entry: Fetch | None, tones: str) -> None:
        """Send tones, and let a document be heard before the sides are connected."""
        self.drop()
        self.main.play(entry, WHISPER, tones)

    def redirect(self, entry: Fetch | Inline) -> None:
        """Run a script that came from outside, whatever the call does and whoever it does it for."""
        self.is_redirected = True
        if self.main.activity is not None:
            self.main.activity.redirected()
        owner, self.owner = self.owner, None
        if owner is not None:
            owner.leg_left(self)
        self.run(entry)

    def enter(self, effect: Effect) -> None:
        """Do one thing in place of what the call does, and hang up behind it."""
        self.drop()
        self.main.begin(lone(effect))

    def drop(self) -> None:
        """Stop what the call is doing; what is still heard of it is broken off."""
        self.fall_silent()
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
        self._limit = self.board.clock.call_at(due_ms, lambda: self.board.cut(self))

    def move(self, to: CallStatus) -> None:
        """Go to the next state, and tell of it."""
        self.call = move(self.call, to, self.board.clock.now_ms())
        event = Event.COMPLETED if self.call.is_final else EVENTS.get(to)
        # Nobody was told of a call that never left the queue. Source: reference 03, section 7.
        self.tell(event if self.has_begun else None)

    def tell(self, event: Event | None, *more: Task) -> None:
        """Write the call, and the callbacks that an event causes, in one transaction."""
        task = None
        if event is not None:
            extra = self._recorded_parameters() if event is Event.COMPLETED else ()
            self.call, task = self.board.hooks.progress(self.call, event, extra)
        self.written = self.board.write(self.call, tasks=[each for each in (task, *more) if each is not None])

    def _recorded_parameters(self) -> tuple[tuple[str, str], ...]:
        """Return what the last callback says of the recording that the call was made with."""
        made = self._recorded
        if made is None:
            return ()
        url, duration_s = self.board.recording_url(made), made.duration_s or 0
        return (("RecordingUrl", url), ("RecordingSid", made.sid), ("RecordingDuration", str(duration_s)))

    def _cancel_timers(self) -> None:
        for timer in (self._limit, self.patience, self.detection):
            if timer is not None:
                timer.cancel()

    def forget(self) -> None:
        """Stop everything, and let nothing of it be told or written."""
        self.ending = CallStatus.FAILED
        self._cancel_timers()
        self.main.forget()
        if self.side is not None:
            self.side.forget()
        for attachment in self.attachments:
            attachment.forget()
        if self.payment is not None:
            self.payment.forget()

    def end(self, status: CallStatus) -> None:
        """End the call, whatever it is doing."""
        if self.call.is_final or self.ending is not None:
            return
        self.ending = status
        self._cancel_timers()
        self.drop()
        telephone, self.telephone = self.telephone, None
        if telephone is not None:
            telephone.hang_up()
        for tape in list(self.tapes):
            made = tape.complete()
            if made.source is Source.OUTBOUND_API:
                self._recorded = made
        for attachment in list(self.attachments):
            attachment.stop()
        if self.payment is not None:
            self.payment.hung_up()
        self.move(status)
        self.board.ended(self)
        if self.owner is not None:
            self.owner.leg_ended(self)
        self.main = AT_REST
