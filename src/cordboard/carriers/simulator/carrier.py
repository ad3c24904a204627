"""The simulated phone network: takes every message, and after a while tells what became of it at the handset.

What happens follows from the handset's condition and from the message's own random digits, so a seeded run repeats.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from cordboard.base.clock import Clock, Spawn, Timer
from cordboard.base.outbox import Task, TaskKind
from cordboard.messaging.handset import Condition, Handset, HandsetMessage
from cordboard.messaging.message import Message, Status
from cordboard.messaging.ports import MessageStore, MessageUnit, Report
from cordboard.messaging.receive import Receiving
from cordboard.numbers.number import Numbers

UNREACHABLE, UNKNOWN, BLOCKED = 30003, 30008, 30004
SLOW_FACTOR = 20  # a slow handset's receipts take twenty times as long
LOST_SHARE = 0.5  # of the messages to a lossy handset, half are lost


class Simulator:
    """A carrier with virtual handsets."""

    def __init__(
        self,
        *,
        store: MessageStore,
        numbers: Numbers,
        receiving: Receiving,
        clock: Clock,
        spawn: Spawn,
        latency_ms: int,
    ) -> None:
        self._store = store
        self._numbers = numbers
        self._receiving = receiving
        self._clock = clock
        self._spawn = spawn
        self.latency_ms = latency_ms
        self.report: Callable[[Sequence[Report]], Awaitable[None]] | None = None
        self._handsets: dict[str, Handset] = {}
        self._waiting: dict[str, list[Task]] = {}
        self._due: dict[int, list[Task]] = {}
        self._expiries: dict[str, Timer] = {}

    def load(self, handsets: Sequence[Handset]) -> None:
        """Take the handsets whose condition was set in an earlier run."""
        self._handsets = {handset.number: handset for handset in handsets}

    def clear(self) -> None:
        """Forget everything, as a reset does."""
        self._handsets.clear()
        self._waiting.clear()
        self._due.clear()
        for timer in self._expiries.values():
            timer.cancel()
        self._expiries.clear()

    def handset(self, number: str) -> Handset:
        """Return a handset; one that was never spoken of is on."""
        return self._handsets.get(number) or Handset(number=number)

    def known(self) -> list[str]:
        """Return the numbers of the handsets whose condition was ever set."""
        return list(self._handsets)

    async def set_handset(self, handset: Handset) -> None:
        """Change a handset; what waited for it to be on comes now."""
        unit = self._store.unit()
        unit.put_handset(handset)
        await unit.commit()
        self._handsets[handset.number] = handset
        if handset.condition is not Condition.OFF:
            for task in self._waiting.pop(handset.number, []):
                self._schedule(task, self._clock.now_ms() + self._latency(handset))

    async def read(self, message: Message) -> Message:
        """Read a message on the handset that it was delivered to, and return it as it is then."""
        if message.status is Status.DELIVERED and self.report is not None:
            await self.report([Report(message, Status.READ)])
        return await self._store.message_by_key(message.key) or message

    def submit(self, messages: Sequence[Message]) -> list[Report]:
        """Take messages: each is sent, and its receipt follows."""
        return [Report(message, Status.SENT, also=self._sent) for message in messages]

    def _sent(self, unit: MessageUnit, message: Message) -> None:
        due = self._clock.now_ms() + self._latency(self.handset(message.recipient))
        unit.put_task(Task(message.key, TaskKind.RECEIPT, due, message.key, held=message))

    def _latency(self, handset: Handset) -> int:
        if handset.latency_ms is not None:
            return handset.latency_ms
        return self.latency_ms * SLOW_FACTOR if handset.condition is Condition.SLOW else self.latency_ms

    def take(self, tasks: list[Task]) -> None:
        """Take receipts that are to be given."""
        for task in tasks:
            self._schedule(task, task.due_ms)

    def _schedule(self, task: Task, due_ms: int) -> None:
        """Give receipts of one millisecond together, so that they share a transaction."""
        due = self._due.get(due_ms)
        if due is not None:
            due.append(task)
            return
        self._due[due_ms] = [task]
        self._clock.call_at(due_ms, lambda: self._spawn(self._give(self._due.pop(due_ms, []))))

    async def _give(self, tasks: list[Task]) -> None:
        with self._clock.work():
            reports = []
            for task in tasks:
                message = (
                    task.held if isinstance(task.held, Message) else await self._store.message_by_key(task.subject)
                )
                if message is not None and message.status is Status.SENT:
                    report = self._receipt(message, task)
                    if report is not None:
                        reports.append(report)
            if reports and self.report is not None:
                await self.report(reports)

    def _receipt(self, message: Message, task: Task) -> Report | None:
        """Say what became of a message; None while it waits for its handset."""
        handset = self.handset(message.recipient)
        if handset.condition is Condition.OFF:
            if self._clock.now_ms() < message.expires_ms:
                self._wait(message, task, message.expires_ms)
                return None
            return Report(message, Status.UNDELIVERED, UNREACHABLE)
        if handset.condition is Condition.UNREACHABLE:
            return Report(message, Status.UNDELIVERED, UNREACHABLE)
        if handset.condition is Condition.REJECT:
            return Report(message, Status.UNDELIVERED, handset.error_code or BLOCKED)
        if handset.condition is Condition.LOSSY and chance(message.sid) < LOST_SHARE:
            return Report(message, Status.UNDELIVERED, handset.error_code or UNKNOWN)
        return Report(message, Status.DELIVERED, also=self._arrive)

    def _wait(self, message: Message, task: Task, expires_ms: int) -> None:
        waiting = self._waiting.setdefault(message.recipient, [])
        if not waiting:
            number = message.recipient
            self._expiries[number] = self._clock.call_at(expires_ms, lambda: self._expire(number))
        waiting.append(Task(task.id, task.kind, task.due_ms, task.subject, held=message))

    def _expire(self, number: str) -> None:
        now = self._clock.now_ms()
        self._expiries.pop(number, None)
        for task in self._waiting.pop(number, []):
            self._schedule(task, now)

    def _arrive(self, unit: MessageUnit, message: Message) -> None:
        """Show the message on its handset, or hand it to the owned number that it was sent to."""
        owned = self._numbers.owned(message.recipient)
        if owned is not None:
            self._receiving.receive(owned, message.sender, message.body, [], unit)
        else:
            unit.add_handset_message(self._shown(message))
        unit.drop_task(message.key)

    def _shown(self, message: Message) -> HandsetMessage:
        media = tuple(message.options.media_urls)
        return HandsetMessage(
            key=message.key,
            number=message.recipient,
            sid=message.sid,
            direction="inbound",
            sender=message.sender,
            recipient=message.recipient,
            body=message.body,
            at_ms=self._clock.now_ms(),
            media=media,
        )


def chance(sid: str) -> float:
    """Return a number from 0 to 1 that belongs to a SID: its last 32 random bits."""
    return int(sid[-8:], 16) / 0xFFFFFFFF
