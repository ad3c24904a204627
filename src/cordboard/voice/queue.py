"""Queues: calls wait in them until another call takes them, or they leave.

Source: https://www.twilio.com/docs/voice/twiml/enqueue, /dial queue noun, /docs/voice/api/queue-resource.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.shelf.shelf import Kept, Kind
from cordboard.twiml.voice.effects import Dequeued, Dialed, Enqueue, Fetch, TakeFromQueue
from cordboard.voice.activity import Activity
from cordboard.voice.runner import Runner

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.switchboard import Switchboard

DEFAULT_SIZE = 1000


class CallQueue(Kept, frozen=True, kw_only=True):
    """A queue."""

    friendly_name: str
    max_size: int = DEFAULT_SIZE


QUEUE: Kind[CallQueue] = Kind("queue", "QU", CallQueue)


class Queues:
    """Who waits where, oldest first. Queues are few and are kept in memory once they are known."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board
        self.members: dict[str, list[Queueing]] = {}
        self._takers: dict[str, list[Taking]] = {}
        self._by_name: dict[tuple[str, str], CallQueue] = {}

    async def load(self) -> None:
        """Read all queues, at the start."""
        for queue in await self._board.shelf.all(QUEUE, None):
            self.know(queue)

    def know(self, queue: CallQueue) -> None:
        """Know a queue that was made or renamed."""
        self.forget(queue)
        self._by_name[queue.account_sid, queue.friendly_name] = queue

    def forget(self, queue: CallQueue) -> None:
        """Forget a queue."""
        for key in [key for key, each in self._by_name.items() if each.sid == queue.sid]:
            del self._by_name[key]

    def named(self, account_sid: str, name: str) -> CallQueue | None:
        """Return a queue by its name."""
        return self._by_name.get((account_sid, name))

    def open(self, account_sid: str, name: str, max_size: int | None) -> CallQueue:
        """Return a queue by its name; one that there is not is made."""
        found = self.named(account_sid, name)
        if found is None:
            board = self._board
            found = board.shelf.make(QUEUE, account_sid, friendly_name=name, max_size=max_size or DEFAULT_SIZE)
            board.write(kept=(QUEUE, found))
            self.know(found)
        return found

    def add(self, member: Queueing) -> None:
        """Put a call at the end, or connect it with a call that waits for one."""
        takers = self._takers.get(member.queue.sid)
        self.members.setdefault(member.queue.sid, []).append(member)
        if takers:
            takers.pop(0).take(member)

    def remove(self, member: Queueing) -> None:
        """Take a call out."""
        members = self.members.get(member.queue.sid, [])
        if member in members:
            members.remove(member)

    def first(self, queue: CallQueue) -> Queueing | None:
        """Return who has waited longest."""
        members = self.members.get(queue.sid)
        return members[0] if members else None

    def wait_for(self, taker: Taking, queue: CallQueue) -> None:
        """Let a call wait for somebody to come into the queue."""
        self._takers.setdefault(queue.sid, []).append(taker)

    def give_up(self, taker: Taking) -> None:
        """Let a call wait no longer."""
        for takers in self._takers.values():
            if taker in takers:
                takers.remove(taker)

    def member(self, queue_sid: str, call_sid: str) -> Queueing | None:
        """Return a waiting call."""
        return next((each for each in self.members.get(queue_sid, []) if each.leg.call.sid == call_sid), None)

    def leave(self, leg: Leg) -> None:
        """Take a call that has ended out of its queue."""
        for members in self.members.values():
            for member in [each for each in members if each.leg is leg]:
                members.remove(member)

    def leave_by_document(self, leg: Leg) -> None:
        """Take a call out of its queue, as its waiting document asks."""
        for members in list(self.members.values()):
            for member in [each for each in members if each.leg is leg]:
                member.leave("leave")


class Queueing(Activity):
    """The Enqueue verb."""

    effect: Enqueue

    def start(self) -> None:
        """Wait; the waiting document plays again and again."""
        board, effect = self.leg.board, self.effect
        self.began_ms = board.clock.now_ms()
        self._script_began_ms = self.began_ms
        self.queue = board.queues.open(self.leg.call.account_sid, effect.name, effect.max_size)
        if len(board.queues.members.get(self.queue.sid, [])) >= self.queue.max_size:
            self.finish(Dequeued("queue-full", self.queue.sid, 0))
            return
        board.queues.add(self)
        if not self._is_over and self.leg.bridge is None:
            self._play()

    @property
    def waited_s(self) -> int:
        """Return how long it has waited."""
        return (self.leg.board.clock.now_ms() - self.began_ms) // 1000

    @property
    def position(self) -> int:
        """Return the place in the queue, from 1."""
        return self.leg.board.queues.members[self.queue.sid].index(self) + 1

    def _play(self) -> None:
        if self.effect.wait_url is None:
            self.leg.hear("[music]")
            return
        self._script_began_ms = self.leg.board.clock.now_ms()
        members = self.leg.board.queues.members[self.queue.sid]
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
        self.leg.side.run(Fetch(self.effect.wait_url, self.effect.wait_method, parameters), hangs_up=False)

    def _play_again(self) -> None:
        # A document that takes no time is not asked for again, or it would be asked for without end.
        if not self._is_over and self.leg.board.clock.now_ms() > self._script_began_ms:
            self._play()

    def leave(self, result: str) -> None:
        """Wait no longer."""
        self.finish(Dequeued(result, self.queue.sid, self.waited_s))

    def taken(self) -> None:
        """Stop waiting, because somebody takes the call; it is connected from now on."""
        self._taken_after_s = self.waited_s
        self.leg.board.queues.remove(self)
        self._silence()

    def bridge_ended(self) -> None:
        """The connection has ended."""
        if not self.leg.call.is_final:
            self.finish(Dequeued("bridged", self.queue.sid, self._taken_after_s))

    def _silence(self) -> None:
        side, self.leg.side = self.leg.side, None
        if side is not None:
            side.drop()

    def clean(self) -> None:
        """Leave the queue."""
        self._silence()
        self.leg.board.queues.remove(self)

    _taken_after_s = 0


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
        first = board.queues.first(queue)
        if first is not None:
            self.take(first)
        else:
            board.queues.wait_for(self, queue)
            self.after(self.effect.settings.timeout_s, self._give_up)

    def _give_up(self) -> None:
        self.finish(Dialed("no-answer", extra=(("DequeueResult", "queue-empty"),)))

    def take(self, member: Queueing) -> None:
        """Connect with a waiting call, after its whisper."""
        self.cancel()
        self._member = member
        member.taken()
        if self.effect.url is None:
            self._bridge()
            return
        parameters = (
            ("QueueSid", member.queue.sid),
            ("QueueTime", str(member.waited_s)),
            ("DequeingCallSid", self.leg.call.sid),
        )
        member.leg.side = Runner(member.leg, self._bridge)
        member.leg.side.run(Fetch(self.effect.url, self.effect.method, parameters), hangs_up=False)

    def _bridge(self) -> None:
        member = self._member
        if member is None or member.leg.call.is_final or self._is_over:
            return
        self._began_ms = self.leg.board.clock.now_ms()
        self.leg.bridge, member.leg.bridge = member.leg, self.leg
        member.leg.bridge_ended = self._member_ended

    def _member_ended(self) -> None:
        member = self._member
        if member is not None and not self._is_over:
            lasted_s = (self.leg.board.clock.now_ms() - self._began_ms) // 1000
            extra = (
                ("QueueSid", member.queue.sid),
                ("QueueTime", str(member._taken_after_s)),
                ("DequeueResult", "bridged"),
            )
            self.finish(Dialed("completed", member.leg.call.sid, lasted_s, True, extra=extra))

    def clean(self) -> None:
        """Give the waiting call back to its document."""
        self.leg.board.queues.give_up(self)
        member = self._member
        self.leg.bridge = None
        if member is not None:
            member.leg.bridge = None
            member.leg.bridge_ended = None
            member.bridge_ended()

    _began_ms = 0
