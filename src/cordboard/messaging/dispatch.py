"""The dispatcher: takes messages from their senders' queues at the senders' rates, to the carrier, and writes reports.

Source: reference 02, section 7: first in, first out for each sender; the rate counts segments.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from cordboard.base.clock import Clock, Spawn
from cordboard.base.outbox import Task
from cordboard.messaging.callbacks import Callbacks
from cordboard.messaging.draft import QUEUE_SECONDS
from cordboard.messaging.due import MOST_AT_ONCE, Alarm
from cordboard.messaging.message import Message, Status, TransitionError, move
from cordboard.messaging.opt_out import OptOuts
from cordboard.messaging.ports import Carrier, MessageStore, MessageUnit, Report
from cordboard.messaging.standing import Standing

HELD_IN_MEMORY = 1000  # messages a queue keeps whole; of the others it keeps only the key
EXPIRED, SUSPENDED, OPTED_OUT, COUNTRY_OFF = 30001, 30002, 21610, 21408

Follow = Callable[[Message, Status, MessageUnit], None]
"""Told of each move of a message that is an attempt: the message, the state it was in, and the transaction."""


class SenderQueue:
    """What waits for one sender, and when it may send next. Units: ``rate`` in segments a second, None is unlimited."""

    __slots__ = ("entries", "free_at_ms", "rate", "segments")

    def __init__(self, rate: float | None) -> None:
        self.rate = rate
        self.free_at_ms = 0.0
        self.segments = 0
        self.entries: deque[tuple[int, Message | None]] = deque()

    def add(self, key: int, message: Message | None) -> None:
        """Put a message at the end."""
        self.entries.append((key, message if len(self.entries) < HELD_IN_MEMORY else None))

    def spend(self, segments: int, now_ms: int) -> None:
        """Count segments that were sent."""
        self.segments = max(self.segments - segments, 0)
        if self.rate is not None:
            self.free_at_ms = max(self.free_at_ms, now_ms) + segments * 1000 / self.rate


class SenderQueues:
    """Every sender's queue."""

    def __init__(self) -> None:
        self.rate_of: Callable[[str], float | None] = lambda _: None
        self._queues: dict[tuple[str, str], SenderQueue] = {}

    def queue(self, account_sid: str, sender: str) -> SenderQueue:
        """Return the queue of a sender."""
        key = (account_sid, sender)
        found = self._queues.get(key)
        if found is None:
            found = self._queues[key] = SenderQueue(self.rate_of(sender))
        return found

    def has_room(self, account_sid: str, sender: str, segments: int) -> bool:
        """Tell whether a sender's queue takes these segments."""
        queue = self._queues.get((account_sid, sender)) or self.queue(account_sid, sender)
        return queue.rate is None or queue.segments + segments <= queue.rate * QUEUE_SECONDS

    def wait_s(self, account_sid: str, sender: str) -> float:
        """Return how long what waits for a sender takes; without a rate, as if it were a segment a second."""
        queue = self._queues.get((account_sid, sender))
        return queue.segments / (queue.rate or 1) if queue else 0

    def reserve(self, account_sid: str, sender: str, segments: int) -> None:
        """Count segments that are about to wait."""
        queue = self._queues.get((account_sid, sender)) or self.queue(account_sid, sender)
        queue.segments += segments

    def release(self, account_sid: str) -> None:
        """Let every sender of an account send at once."""
        for (owner_sid, _), queue in self._queues.items():
            if owner_sid == account_sid:
                queue.free_at_ms = 0

    def clear(self) -> None:
        """Forget everything, as a reset does."""
        self._queues.clear()


class Dispatcher:
    """Moves messages from their queues to the carrier, and on by what the carrier reports."""

    def __init__(
        self,
        *,
        store: MessageStore,
        queues: SenderQueues,
        opt_outs: OptOuts,
        standing: Standing,
        callbacks: Callbacks,
        clock: Clock,
        carrier: Carrier,
        spawn: Spawn,
    ) -> None:
        self._store = store
        self._queues = queues
        self._opt_outs = opt_outs
        self._standing = standing
        self._callbacks = callbacks
        self._clock = clock
        self._carrier = carrier
        self._spawn = spawn
        self._active: dict[int, SenderQueue] = {}
        self._alarm = Alarm(clock, spawn, self._drain)
        self.follow: Follow = lambda message, was, unit: None

    async def resume(self, tasks: Sequence[Task]) -> None:
        """Take tasks that an earlier run left; their messages count in the queues again."""
        for task in tasks:
            message = await self._store.message_by_key(task.subject)
            if message is not None:
                self._queues.reserve(message.account_sid, message.sender, message.num_segments)
                self._enqueue(task.subject, message)
        self._alarm.at(0)

    def take(self, tasks: list[Task]) -> None:
        """Take tasks that were just written."""
        lost = [task for task in tasks if not isinstance(task.held, Message)]
        for task in tasks:
            if isinstance(task.held, Message):
                self._enqueue(task.subject, task.held)
        if lost:
            self._spawn(self.resume(lost))
        self._alarm.at(0)

    def drain(self, account_sid: str) -> None:
        """Let what waits for an account's senders be judged now, as when it may not send any more."""
        self._queues.release(account_sid)
        self._alarm.at(0)

    def clear(self) -> None:
        """Forget what waits, as a reset does."""
        self._active.clear()

    def _enqueue(self, key: int, message: Message) -> None:
        queue = self._queues.queue(message.account_sid, message.sender)
        queue.add(key, message)
        self._active[id(queue)] = queue

    async def _drain(self) -> float | None:
        while await self._round():
            pass
        following_ms = [queue.free_at_ms for queue in self._active.values() if queue.entries]
        return min(following_ms, default=None)

    async def _round(self) -> bool:
        """Send what is due now, at most one transaction's worth; tell whether there may be more."""
        now = self._clock.now_ms()
        messages, reports = await self._due(now)
        if messages:
            reports += self._carrier.submit(messages)
        if reports:
            await self.report(reports)
        return len(messages) >= MOST_AT_ONCE or bool(
            self._active and any(queue.entries and queue.free_at_ms <= now for queue in self._active.values())
        )

    async def _due(self, now_ms: int) -> tuple[list[Message], list[Report]]:
        messages: list[Message] = []
        refused: list[Report] = []
        for key, queue in list(self._active.items()):
            while queue.entries and queue.free_at_ms <= now_ms and len(messages) + len(refused) < MOST_AT_ONCE:
                message_key, held = queue.entries.popleft()
                message = held or await self._store.message_by_key(message_key)
                if message is None or message.status is not Status.QUEUED:
                    continue
                fault = self._fault(message, now_ms)
                if fault is None:
                    queue.spend(message.num_segments, now_ms)
                    messages.append(message)
                else:
                    queue.segments = max(queue.segments - message.num_segments, 0)
                    refused.append(Report(message, Status.FAILED, fault))
            if not queue.entries:
                del self._active[key]
        return messages, refused

    def _fault(self, message: Message, now_ms: int) -> int | None:
        if now_ms > message.expires_ms:
            return EXPIRED
        if not self._standing.is_active(message.account_sid):
            return SUSPENDED
        if self._standing.is_barred(message.account_sid, message.recipient):
            return COUNTRY_OFF
        ends = (message.account_sid, message.sender, message.recipient)
        if not message.options.is_notice and self._opt_outs.is_out(*ends, message.service_sid):
            return OPTED_OUT
        return None

    def report(self, reports: Sequence[Report]) -> Awaitable[None]:
        """Write what became of messages, with the callbacks that follow, in one transaction."""
        unit = self._store.unit()
        for report in reports:
            self._write(report, unit)
        return unit.commit()

    def _write(self, report: Report, unit: MessageUnit) -> None:
        was = report.message.status
        try:
            moved = move(report.message, report.status, self._clock.now_ms(), error_code=report.error_code)
        except TransitionError:
            return  # A carrier reported twice, or too late; the first report stands.
        unit.move_message(moved, was)
        if moved.options.origin is not None:
            self.follow(moved, was, unit)
        callback = self._callbacks.status(moved)
        if callback is not None:
            unit.put_task(callback)
        if report.also is not None:
            report.also(unit, moved)
        else:
            unit.drop_task(moved.key)
