"""Beginning: a scheduled operation whose time has come goes on, unless the agent that asked for it may not any more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from cordboard.base.outbox import Task
from cordboard.communications.canceling import task_of
from cordboard.communications.operation import Operation, OperationError
from cordboard.communications.words import OperationStatus

NOT_ALLOWED = 70051
MayBegin = Callable[[Operation], Awaitable[str | None]]
"""Returns why an operation may not begin, or None."""


class Unit(Protocol):
    """A transaction on an operation."""

    def move_operation(self, operation: Operation, to: OperationStatus, was: OperationStatus, now_ms: int) -> None:
        """Write an operation's new state; the transaction is void when it was not in the state named."""

    def add_operation_error(self, operation: Operation, error: OperationError) -> None:
        """Write why an operation was not carried out."""

    def put_task(self, task: Task) -> None:
        """Write a task, in place of one with the same id."""


async def anybody(operation: Operation) -> str | None:
    """Let every operation begin."""
    return None


async def begin(operation: Operation, unit: Unit, now_ms: int, may_begin: MayBegin) -> bool:
    """Begin a scheduled operation, cancel it, or wait for its time; tell whether there is more to do now."""
    due_ms = operation.scheduled_ms or now_ms
    if due_ms > now_ms:
        unit.put_task(task_of(operation, due_ms))
        return False
    refusal = await may_begin(operation)
    to = OperationStatus.PROCESSING if refusal is None else OperationStatus.CANCELED
    unit.move_operation(operation, to, OperationStatus.SCHEDULED, now_ms)
    if refusal is not None:
        unit.add_operation_error(operation, OperationError(NOT_ALLOWED, refusal))
    return True
