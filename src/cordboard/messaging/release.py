"""The release of services' messages, at once or at their time: a sender is chosen, and its queue takes the message.

Source: reference 02, sections 4, 6, 7 and 10.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from msgspec.structs import replace

from cordboard.base.clock import Clock, Spawn
from cordboard.base.outbox import Task
from cordboard.base.phone import parse_recipient
from cordboard.base.problem import Problem
from cordboard.messaging.callbacks import Callbacks
from cordboard.messaging.choose import OVERFLOW, Chooser, Wanted
from cordboard.messaging.dispatch import SenderQueues
from cordboard.messaging.draft import first_task, segments_of
from cordboard.messaging.due import DueQueue
from cordboard.messaging.message import Message, Status, move
from cordboard.messaging.opt_out import OptOuts
from cordboard.messaging.pool import Pools
from cordboard.messaging.ports import MessageStore, MessageUnit

CANNOT_CANCEL, UNKNOWN_SERVICE, NOT_IN_POOL, OPTED_OUT, UNREADABLE = 30409, 21701, 21711, 21610, 21211
NOT_ALLOWED = 70051  # by the policy of the agent that asked for it, as it now is
_WAITING = frozenset({Status.ACCEPTED, Status.SCHEDULED, Status.QUEUED})


class _Entry(NamedTuple):
    """A message that waits, in the order of its instant and then of its acceptance."""

    due_ms: int
    key: int
    account_sid: str
    held: Message | None


class _Chosen(NamedTuple):
    """The sender of a message, or the code of why it fails."""

    sender: str
    fault: int = 0


async def _always(message: Message) -> bool:
    return True


class Releaser:
    """Owns the tasks of messages that have no place in a sender's queue yet."""

    def __init__(
        self,
        *,
        store: MessageStore,
        pools: Pools,
        chooser: Chooser,
        queues: SenderQueues,
        opt_outs: OptOuts,
        callbacks: Callbacks,
        clock: Clock,
        spawn: Spawn,
    ) -> None:
        self._store = store
        self._pools = pools
        self._chooser = chooser
        self._queues = queues
        self._opt_outs = opt_outs
        self._callbacks = callbacks
        self._clock = clock
        self._waiting = DueQueue(clock, spawn, self._release)
        self._scheduled: Counter[str] = Counter()
        self._leaving: set[int] = set()
        self._canceled: set[int] = set()
        self.is_allowed: Callable[[Message], Awaitable[bool]] = _always

    def scheduled(self, account_sid: str) -> int:
        """Return how many messages of an account wait for their time."""
        return self._scheduled[account_sid]

    def clear(self) -> None:
        """Forget what waits, as a reset does."""
        self._waiting.clear()
        self._scheduled.clear()
        self._canceled.clear()

    def take(self, tasks: list[Task]) -> None:
        """Take messages that were just written, or that an earlier run left."""
        now = self._clock.now_ms()
        for task in tasks:
            owner = task.payload.decode()
            if owner:
                self._scheduled[owner] += 1
            # What waits for days is read again when its time has come.
            held = task.held if isinstance(task.held, Message) and task.due_ms <= now else None
            self._waiting.put(_Entry(task.due_ms, task.subject, owner, held))
        self._waiting.wake()

    async def cancel(self, message: Message) -> Message:
        """Cancel a scheduled message and return it. Raises: Problem 30409 when it is none, or is leaving just now."""
        if message.status is not Status.SCHEDULED or message.key in self._leaving:
            raise Problem(CANNOT_CANCEL)
        self._leaving.add(message.key)
        try:
            unit = self._store.unit()
            canceled = self._move(message, Status.CANCELED, unit)
            unit.drop_task(message.key)
            await unit.commit()
        finally:
            self._leaving.discard(message.key)
        self._canceled.add(message.key)
        self._scheduled[message.account_sid] -= 1
        return canceled

    async def _release(self, entries: list[_Entry]) -> None:
        """Release messages in one transaction."""
        unit, keys = self._store.unit(), set[int]()
        try:
            for entry in self._not_canceled(entries):
                message = entry.held or await self._store.message_by_key(entry.key)
                if message is None or message.status not in _WAITING or entry.key in self._leaving:
                    continue
                self._leaving.add(entry.key)
                keys.add(entry.key)
                self._write(message, unit, is_allowed=await self._may_leave(message))
            if keys:
                await unit.commit()
        finally:
            self._leaving -= keys

    def _not_canceled(self, entries: list[_Entry]) -> list[_Entry]:
        """Return the entries that go, which are scheduled no more."""
        found = [entry for entry in entries if entry.key not in self._canceled]
        self._canceled.difference_update(entry.key for entry in entries)
        self._scheduled.subtract(entry.account_sid for entry in found if entry.account_sid)
        return found

    async def _may_leave(self, message: Message) -> bool:
        is_an_agents = message.status is Status.SCHEDULED and bool(message.options.agent_sid)
        return not is_an_agents or await self.is_allowed(message)

    def _write(self, message: Message, unit: MessageUnit, *, is_allowed: bool) -> None:
        segments = segments_of(message.body, is_media=message.sid.startswith("MM"))
        chosen = self._choose(message, segments, unit) if is_allowed else _Chosen("", NOT_ALLOWED)
        if chosen.fault:
            self._move(message, Status.FAILED, unit, chosen.fault)
            unit.drop_task(message.key)
            return
        self._queues.reserve(message.account_sid, chosen.sender, segments)
        if message.status is not Status.QUEUED:
            message = self._move(replace(message, sender=chosen.sender, num_segments=segments), Status.QUEUED, unit)
        unit.put_task(first_task(message, self._clock.now_ms()))

    def _choose(self, message: Message, segments: int, unit: MessageUnit) -> _Chosen:
        service = self._pools.found(message.account_sid, message.service_sid or "")
        if service is None:
            return _Chosen("", UNKNOWN_SERVICE)
        given = "" if message.sender == service.sid else message.sender
        if self._opt_outs.is_out(message.account_sid, given, message.recipient, service.sid):
            return _Chosen("", OPTED_OUT)
        pool = self._pools.senders(service.sid)
        if given:
            return self._keep(message, given, segments, is_member=any(each.address == given for each in pool))
        recipient = parse_recipient(message.recipient)
        if recipient is None:
            return _Chosen("", UNREADABLE)
        choice = self._chooser.choose(service, pool, Wanted(recipient, bool(message.options.media_urls), segments))
        if choice.sender is None:
            return _Chosen("", choice.fault)
        if self._chooser.remember(service, message.recipient, choice.sender.address):
            unit.put_sticky_sender(service.sid, message.recipient, choice.sender.address)
        return _Chosen(choice.sender.address)

    def _keep(self, message: Message, given: str, segments: int, *, is_member: bool) -> _Chosen:
        """Keep the sender that was asked for, if it is still in the pool and its queue takes the message."""
        if not is_member:
            return _Chosen("", NOT_IN_POOL)
        has_room = self._queues.has_room(message.account_sid, given, segments)
        return _Chosen(given) if has_room else _Chosen("", OVERFLOW)

    def _move(self, message: Message, to: Status, unit: MessageUnit, error_code: int | None = None) -> Message:
        was = message.status
        moved = move(message, to, self._clock.now_ms(), error_code=error_code)
        unit.move_message(moved, was)
        callback = self._callbacks.status(moved)
        if callback is not None:
            unit.put_task(callback)
        return moved
