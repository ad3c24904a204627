"""Arrivals: messages that came in beyond the ceiling wait for their turn, on disk, and are then received."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

import msgspec

from cordboard.base.clock import Clock
from cordboard.base.outbox import Task
from cordboard.base.page import PageRequest
from cordboard.messaging.ceiling import Ceiling
from cordboard.messaging.message import Message, Status
from cordboard.messaging.ports import Media, MessageStore, MessageUnit
from cordboard.messaging.receive import Inbox, Receiving

MOST_AT_ONCE = 256  # messages of one transaction, as of the dispatcher
HELD_IN_MEMORY = 1000  # messages that are kept whole; of the others only the key
ALL_MEDIA = PageRequest(10)  # a message has ten pieces at most
_inbox_of = msgspec.json.Decoder(Inbox).decode


class _Entry(NamedTuple):
    """A message that waits; entries of one instant go in the order of their keys."""

    due_ms: int
    key: int
    inbox: bytes
    held: Message | None


class Arrivals:
    """Receives messages at their turn."""

    def __init__(
        self,
        *,
        store: MessageStore,
        receiving: Receiving,
        ceiling: Ceiling,
        clock: Clock,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._store = store
        self._receiving = receiving
        self._ceiling = ceiling
        self._clock = clock
        self._spawn = spawn
        self._waiting: list[_Entry] = []
        self._wakes_at_ms: int | None = None
        self._is_running = False

    def clear(self) -> None:
        """Forget what waits, as a reset does."""
        self._waiting.clear()

    def take(self, tasks: list[Task]) -> None:
        """Take messages that were just written, or that an earlier run left, whose turns are given here anew."""
        for task in sorted(tasks, key=lambda each: (each.due_ms, each.id)):
            held = task.held if isinstance(task.held, Message) else None
            if held is None:
                self._ceiling.note(_inbox_of(task.payload).address, task.due_ms)
            elif len(self._waiting) >= HELD_IN_MEMORY:
                held = None
            heapq.heappush(self._waiting, _Entry(task.due_ms, task.subject, task.payload, held))
        self._wake()

    def _wake(self) -> None:
        if self._is_running or not self._waiting:
            return
        due_ms = self._waiting[0].due_ms
        if self._wakes_at_ms is None or due_ms < self._wakes_at_ms:
            self._wakes_at_ms = due_ms
            self._clock.call_at(due_ms, self._start)

    def _start(self) -> None:
        self._wakes_at_ms = None
        if not self._is_running:
            self._is_running = True
            self._spawn(self._run())

    async def _run(self) -> None:
        with self._clock.work():
            try:
                while entries := self._due():
                    await self._receive(entries)
            finally:
                self._is_running = False
        self._wake()

    def _due(self) -> list[_Entry]:
        now, found = self._clock.now_ms(), list[_Entry]()
        while self._waiting and self._waiting[0].due_ms <= now and len(found) < MOST_AT_ONCE:
            found.append(heapq.heappop(self._waiting))
        return found

    async def _receive(self, entries: list[_Entry]) -> None:
        """Receive messages in one transaction."""
        unit: MessageUnit = self._store.unit()
        for entry in entries:
            message = entry.held or await self._store.message_by_key(entry.key)
            if message is None or message.status is not Status.RECEIVING:
                unit.drop_task(entry.key)
                continue
            self._receiving.arrive(message, _inbox_of(entry.inbox), await self._media(message), unit)
        await unit.commit()

    async def _media(self, message: Message) -> list[Media]:
        if not message.num_media:
            return []
        return list((await self._store.media_of(message.sid, ALL_MEDIA, None, None)).items)
