"""The worker of operations: makes a message for each recipient, some hundred in a transaction, and releases schedules.

An operation has one task while there is something to do for it. Each step takes its people and writes their messages in
one transaction, so a crash repeats no step and leaves none out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec.structs import replace

from cordboard.base.clock import Clock, Spawn
from cordboard.base.typeid import type_id
from cordboard.communications.attempt import Attempts, settles
from cordboard.communications.beginning import begin
from cordboard.communications.giving_up import give_up
from cordboard.communications.message import Message, Route, session_id
from cordboard.communications.operation import Operation
from cordboard.communications.plan import Planner
from cordboard.communications.ports import Person, Sender, SenderDirectory
from cordboard.communications.rows import CommunicationsStore, CommunicationsUnit, Waiting
from cordboard.communications.tags import tags_for
from cordboard.communications.turns import Turns
from cordboard.communications.words import MESSAGE, OperationStatus, Status

RELEASED_AT_ONCE = 250  # as many as are made at once


class Ids(Protocol):
    """Makes what ids are made of."""

    def key(self) -> int:
        """Return the next key."""


class Worker(Turns):
    """Carries operations out."""

    def __init__(
        self,
        *,
        store: CommunicationsStore,
        attempts: Attempts,
        senders: SenderDirectory,
        ids: Ids,
        random_64: Callable[[], int],
        clock: Clock,
        spawn: Spawn,
    ) -> None:
        super().__init__(clock, spawn)
        self._store = store
        self._attempts = attempts
        self._senders = senders
        self._ids = ids
        self._random_64 = random_64

    async def _step(self, key: int, *, is_careful: bool) -> bool:
        operation = self._store.operation_by_key(key)
        if operation is None:
            return False
        unit = self._store.unit()
        has_more = await self._write(operation, unit, is_careful=is_careful)
        await unit.commit()
        return has_more

    async def _give_up(self, key: int, fault: Exception) -> None:
        await give_up(self._store, key, fault, self._clock.now_ms())

    async def _write(self, operation: Operation, unit: CommunicationsUnit, *, is_careful: bool) -> bool:
        now_ms = self._clock.now_ms()
        waiting = self._store.waiting(operation, 1 if is_careful else None)
        if waiting is not None:
            self._make(operation, waiting, now_ms, unit)
            return True
        if operation.status is OperationStatus.SCHEDULED:
            return await begin(operation, unit, now_ms, self.may_begin)
        messages = self._store.scheduled(operation, 1 if is_careful else RELEASED_AT_ONCE)
        for message in messages:
            self._release(operation, message, now_ms, unit)
        if not messages:
            unit.drop_task(operation.key)
        return bool(messages)

    def _release(self, operation: Operation, message: Message, now_ms: int, unit: CommunicationsUnit) -> None:
        """Send a message whose time has come, or cancel it with its operation."""
        if operation.status is OperationStatus.CANCELED:
            released = replace(message, status=Status.CANCELED, updated_ms=now_ms)
        else:
            released = self._attempts.start(operation, message, unit)
        unit.change_comms_message(released, message, settles=settles(released))

    def _make(self, operation: Operation, waiting: Waiting[Person], now_ms: int, unit: CommunicationsUnit) -> None:
        """Make the messages of some people."""
        planner, unaddressable = Planner(operation.terms, self._usable(operation)), 0
        for person in waiting.people:
            routes = planner.routes(person)
            if not routes:
                unaddressable += 1
                continue
            message = self._begun(operation, self._message(operation, person, routes, now_ms), unit)
            unit.add_comms_message(message, settles=settles(message))
        unit.take_waiting(operation, waiting, unaddressable, now_ms)

    def _begun(self, operation: Operation, message: Message, unit: CommunicationsUnit) -> Message:
        """Return a new message as it begins: canceled with its operation, scheduled, or tried at once."""
        if operation.status is OperationStatus.CANCELED:
            return replace(message, status=Status.CANCELED)
        if operation.status is OperationStatus.SCHEDULED:
            return replace(message, status=Status.SCHEDULED)
        return self._attempts.start(operation, message, unit)

    def _message(self, operation: Operation, person: Person, routes: tuple[Route, ...], now_ms: int) -> Message:
        return Message(
            id=type_id(MESSAGE, self._ids.key(), self._random_64()),
            account_sid=operation.account_sid,
            status=Status.QUEUED,
            session_id=session_id(operation.account_sid, *routes[0].ends),
            created_ms=now_ms,
            updated_ms=now_ms,
            routes=routes,
            operation_id=operation.id,
            pool_id=operation.terms.pool_id,
            scheduled_ms=operation.scheduled_ms,
            variables=person.variables,
            tags=tags_for(operation.terms.tags, person.variables),
        )

    def _usable(self, operation: Operation) -> Sequence[Sender]:
        """Return the senders that an operation may use."""
        terms, senders, account_sid = operation.terms, self._senders, operation.account_sid
        if terms.sender_id is not None:
            sender = senders.by_id(account_sid, terms.sender_id)
            return [sender] if sender is not None else []
        if terms.pool_id is not None:
            return senders.of_pool(account_sid, terms.pool_id) or []
        return senders.of_account(account_sid)
