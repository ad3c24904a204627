"""Arrivals: messages that came in beyond the ceiling wait for their turn, on disk, and are then received."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from cordboard.base.clock import Clock, Spawn
from cordboard.base.outbox import Task
from cordboard.base.page import PageRequest
from cordboard.messaging.ceiling import Ceiling
from cordboard.messaging.due import DueQueue
from cordboard.messaging.message import Message, Status
from cordboard.messaging.ports import Media, MessageStore, MessageUnit
from cordboard.messaging.receive import Inbox, Receiving

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
        spawn: Spawn,
    ) -> None:
        self._store = store
        self._receiving = receiving
        self._ceiling = ceiling
        self._waiting = DueQueue(clock, spawn, self._receive)

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
            self._waiting.put(_Entry(task.due_ms, task.subject, task.payload, held))
        self._waiting.wake()

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
