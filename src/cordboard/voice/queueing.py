"""Waiting in a queue, and taking somebody out of one: the Enqueue verb, and the Dial verb with a queue.

Source: https://www.twilio.com/docs/voice/twiml/enqueue, /docs/voice/twiml/queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.twiml.voice.dial_effects import Dialed, TakeFromQueue
from cordboard.twiml.voice.effects import Dequeued, Enqueue, Fetch, Note, Reason
from cordboard.twiml.voice.stage import QUEUE, QUEUE_WHISPER
from cordboard.voice.activity import Activity
from cordboard.voice.dialing import tape_of_dial, tell_dialed
from cordboard.voice.documents import ask_in_vain
from cordboard.voice.runner import Runner
from cordboard.voice.tape import Tape

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg

# A waiting document that lets nothing be heard would be asked for without end; a second is ours.
SHORTEST_ROUND_MS = 1000
FULL, NOT_ALLOWED = 14207, 70051
HANGUP = "hangup"  # what a queue's result is for who hung up


class Queueing(Activity):
    """The Enqueue verb."""

    effect: Enqueue

    def start(self) -> None:
        """Wait; the waiting document plays again and again."""
        board, effect = self.leg.board, self.effect
        self.began_ms = board.clock.now_ms()
        self._script_began_ms = self.began_ms
        self.queue = board.queues.open(self.leg.call.account_sid, effect.name, effect.max_size)
        if len(board.queues.waiting(self.queue)) >= self.queue.max_size:
            board.note(self.leg, Note(FULL, f"The queue {effect.name!r} has {self.queue.max_size} members already."))
            self.finish(Dequeued("queue-full", self.queue.sid, 0))
            return
        board.queues.add(self)
        if not self._is_over and not self._is_taken:
            self._play()

    @property
    def waited_s(self) -> int:
        """Return how long it has waited."""
        return (self.leg.board.clock.now_ms() - self.began_ms) // 1000

    @property
    def position(self) -> int:
        """Return the place in the queue, from 1."""
        return self.leg.board.queues.waiting(self.queue).index(self) + 1

    def _play(self) -> None:
        if self.effect.wait_url is None:
            self.leg.signal("[music]")
            return
        self._script_began_ms = self.leg.board.clock.now_ms()
        members = self.leg.board.queues.waiting(self.queue)
        waited = [member.waited_s for member in members]
        parameters = (
            ("QueueSid", self.queue.sid),
            ("QueuePosition", str(self.position)),
            ("QueueTime", str(self.waited_s)),
            ("AvgQueueTime", str(sum(waited) // len(waited))),
            ("CurrentQueueSize", str(len(members))),
            ("MaxQueueSize", str(self.queue.max_size)),
        )
        self.leg.side = Runner(self.leg, self._play_again)
        self.leg.side.play(Fetch(self.effect.wait_url, self.effect.wait_method, parameters), QUEUE)

    def _play_again(self) -> None:
        if not self._is_over and not self._is_taken:
            lasted_ms = self.leg.board.clock.now_ms() - self._script_began_ms
            self.after(max(SHORTEST_ROUND_MS - lasted_ms, 0) / 1000, self._play, "round")

    def left(self) -> None:
        """Wait no longer; the document that entered the queue goes on."""
        self.finish(Dequeued("leave", self.queue.sid, self.waited_s))

    def refuse(self, refusal: str) -> None:
        """Wait no longer, because an agent's call may not be connected with who would take it."""
        self.leg.board.note(self.leg, Note(NOT_ALLOWED, refusal, is_warning=False))
        self.finish(Dequeued("error", self.queue.sid, self.waited_s))

    def hung_up(self) -> None:
        """Tell the action that the caller did not wait, or hung up on who had taken it."""
        self._tell(HANGUP if self.leg.bridge is None else "bridged")

    def redirected(self) -> None:
        """Tell the action that the call went elsewhere."""
        self._tell("redirected-from-bridged" if self._is_taken else "redirected")

    def _tell(self, result: str) -> None:
        if self.effect.action is not None:
            waited_s = self.taken_after_s if self._is_taken else self.waited_s
            extra = (("QueueResult", result), ("QueueSid", self.queue.sid), ("QueueTime", str(waited_s)))
            wanted = Fetch(self.effect.action, self.effect.method, extra, Reason.ENQUEUED)
            ask_in_vain(self.leg, wanted)

    def taken(self) -> None:
        """Stop waiting, because somebody takes the call; it is connected from now on."""
        self._is_taken = True
        self.taken_after_s = self.waited_s
        self.cancel("round")
        self.leg.board.queues.remove(self)
        self._silence()
        self.leg.heard()

    def bridge_ended(self) -> None:
        """The connection has ended."""
        if not self.leg.call.is_final:
            self.finish(Dequeued("bridged", self.queue.sid, self.taken_after_s))

    def _silence(self) -> None:
        side, self.leg.side = self.leg.side, None
        if side is not None:
            side.drop()

    def clean(self) -> None:
        """Leave the queue."""
        self._silence()
        self.leg.board.queues.remove(self)
        ended, self.leg.bridge_ended = self.leg.bridge_ended, None
        if ended is not None:
            ended()

    _is_taken = False
    taken_after_s = 0


async def _why_not(leg: Leg, other: Leg) -> str | None:
    """Return why an agent's call may not be connected with another one."""
    if not leg.call.options.agent_sid:
        return None
    return await leg.board.oversight.meet(leg.call, [other.call.other_side])


class Taking(Activity):
    """The Dial verb with a queue: takes who has waited longest, or waits for somebody to come."""

    effect: TakeFromQueue

    def start(self) -> None:
        """Take somebody."""
        self._member: Queueing | None = None
        board = self.leg.board
        queue = board.queues.named(self.leg.call.account_sid, self.effect.name)
        if queue is None:
            self.finish(Dialed("failed", extra=(("DequeueResult", "error"),)))
            return
        self._queue = queue
        self.after(self.effect.settings.timeout_s, self._give_up)
        self._take_next()

    def _take_next(self) -> None:
        queues = self.leg.board.queues
        waiting = queues.waiting(self._queue)
        if waiting:
            self.take(waiting[0])
        else:
            queues.wait_for(self, self._queue)

    def _give_up(self) -> None:
        self.finish(Dialed("no-answer", extra=(("DequeueResult", "queue-empty"),)))

    def take(self, member: Queueing) -> None:
        """Connect with a waiting call; of an agent's it is asked first whether it may reach the other."""
        if self.leg.call.options.agent_sid or member.leg.call.options.agent_sid:
            self.leg.board.spawn(self._take_if_allowed(member))
        else:
            self._take(member)

    async def _take_if_allowed(self, member: Queueing) -> None:
        board = self.leg.board
        with board.clock.work():
            mine = await _why_not(self.leg, member.leg)
            theirs = await _why_not(member.leg, self.leg) if mine is None else None
            if self.is_over:
                return
            if mine is not None:
                board.note(self.leg, Note(NOT_ALLOWED, mine, is_warning=False))
                self.finish(Dialed("failed", extra=(("DequeueResult", "error"),)))
                return
            if theirs is not None and not member.is_over:
                member.refuse(theirs)
            if member in board.queues.waiting(self._queue):
                self._take(member)
            else:  # somebody else was faster, or it may not be taken
                self._take_next()

    def _take(self, member: Queueing) -> None:
        """Connect with a waiting call, after its whisper."""
        self.cancel()
        self._member = member
        member.taken()
        member.leg.bridge_ended = self._member_ended
        if self.effect.url is None:
            self._bridge()
            return
        parameters = (
            ("QueueSid", member.queue.sid),
            ("QueueTime", str(member.taken_after_s)),
            ("DequeingCallSid", self.leg.call.sid),
        )
        member.leg.side = Runner(member.leg, self._bridge)
        member.leg.side.play(Fetch(self.effect.url, self.effect.method, parameters), QUEUE_WHISPER)

    def _bridge(self) -> None:
        member = self._member
        if member is None or member.leg.call.is_final or self._is_over:
            return
        member.leg.side = None
        self._began_ms = self.leg.board.clock.now_ms()
        self._is_bridged = True
        self.leg.bridge, member.leg.bridge = member.leg, self.leg
        settings = self.effect.settings
        if settings.record != "do-not-record":
            self._tape = tape_of_dial(self.leg, settings)

    def _member_ended(self) -> None:
        if self._member is not None and not self._is_over:
            self.finish(self._result(self._member))

    def _result(self, member: Queueing) -> Dialed:
        lasted_s = (self.leg.board.clock.now_ms() - self._began_ms) // 1000 if self._is_bridged else 0
        extra = (
            ("QueueSid", member.queue.sid),
            ("QueueTime", str(member.taken_after_s)),
            ("DequeueResult", "bridged" if self._is_bridged else HANGUP),
        )
        url = self.leg.board.recording_url(self._tape.complete()) if self._tape is not None else None
        return Dialed("completed", member.leg.call.sid, lasted_s, self._is_bridged, url, extra=extra)

    def hung_up(self) -> None:
        """Tell the action how far it came."""
        nobody = Dialed("no-answer", extra=(("DequeueResult", HANGUP),))
        dialed = nobody if self._member is None else self._result(self._member)
        tell_dialed(self.leg, self.effect.settings, dialed)

    def pressed(self, digits: str) -> None:
        """A star may end the connection."""
        if "*" in digits and self.effect.settings.hangs_up_on_star and self._is_bridged and self._member is not None:
            self._member_ended()

    def clean(self) -> None:
        """Give the waiting call back to its document."""
        self.leg.board.queues.give_up(self)
        member = self._member
        self.leg.bridge = None
        if self._tape is not None:
            self._tape.complete()
        if member is not None:
            member.leg.bridge = None
            member.leg.bridge_ended = None
            member.bridge_ended()

    _began_ms = 0
    _is_bridged = False
    _tape: Tape | None = None
