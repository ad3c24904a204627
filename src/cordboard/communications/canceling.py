"""Cancelling: what of an operation has not been tried yet never will be. The state is the reference's, how is ours."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from cordboard.base.conflict import ConflictError
from cordboard.base.outbox import Task, TaskKind
from cordboard.base.problem import Problem
from cordboard.communications.operation import Operation
from cordboard.communications.words import Family, OperationStatus

CONFLICT, GONE = 20409, 20404
_CANCELABLE = frozenset({OperationStatus.SCHEDULED, OperationStatus.PROCESSING})


class Unit(Protocol):
    """A transaction on an operation."""

    def move_operation(self, operation: Operation, to: OperationStatus, was: OperationStatus, now_ms: int) -> None:
        """Write an operation's new state; the transaction is void when it was not in the state named."""

    def put_task(self, task: Task) -> None:
        """Write a task, in place of one with the same id."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk. Raises: ConflictError."""


class Store(Protocol):
    """Where operations are kept."""

    def unit(self) -> Unit:
        """Begin a transaction."""

    def operation_by_key(self, key: int) -> Operation | None:
        """Return an operation of any account."""


async def cancel(store: Store, operation: Operation, now_ms: int) -> Operation:
    """Cancel what of an operation has not been tried yet, and return it. Raises: Problem when nothing is left."""
    while operation.status in _CANCELABLE:
        unit = store.unit()
        unit.move_operation(operation, OperationStatus.CANCELED, operation.status, now_ms)
        unit.put_task(task_of(operation, now_ms))
        is_canceled = await _is_written(unit)
        found = store.operation_by_key(operation.key)
        if found is None:
            raise Problem(GONE)
        if is_canceled:
            return found
        operation = found
    raise Problem(CONFLICT, message="The operation has ended: there is nothing to cancel.")


async def _is_written(unit: Unit) -> bool:
    """Tell whether the operation was in the state named: it may have begun, ended or been canceled just now."""
    try:
        await unit.commit()
    except ConflictError:
        return False
    return True


def task_of(operation: Operation, due_ms: int) -> Task:
    """Return the task of an operation, whose payload says its family; that of messages has none."""
    payload = b"" if operation.family is Family.MESSAGE else operation.family.value.encode()
    return Task(operation.key, TaskKind.COMMUNICATION, due_ms, operation.key, payload)
