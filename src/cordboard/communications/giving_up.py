"""Giving up: a piece of an operation that fails whenever it is tried is left, so that the rest can go on."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from cordboard.communications.operation import Operation, OperationError
from cordboard.communications.rows import Open, Waiting

INTERNAL = 20500


class Unit(Protocol):
    """A transaction on what of an operation is given up."""

    def take_waiting(self, operation: Operation, waiting: Waiting[None], unaddressable: int, now_ms: int) -> None:
        """Drop people who cannot have a message."""

    def fail_open(self, operation: Operation, found: Open, now_ms: int) -> None:
        """Write that what was made for somebody has failed, whatever else its row holds."""

    def add_operation_error(self, operation: Operation, error: OperationError) -> None:
        """Write why a part of an operation was given up."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class Store(Protocol):
    """Where operations are kept."""

    def unit(self) -> Unit:
        """Begin a transaction."""

    def operation_by_key(self, key: int) -> Operation | None:
        """Return an operation of any account."""

    def skipped(self, operation: Operation) -> Waiting[None] | None:
        """Return the first person without a message, or all of a piece that cannot be read; None when all have one."""

    def first_open(self, operation: Operation, after_key: int) -> Open | None:
        """Return what may still be tried, and was made first of it past a key."""


async def give_up(store: Store, key: int, fault: Exception, now_ms: int, after_key: int = 0) -> None:
    """Give up what an operation would do next. Raises: the fault itself where there is nothing that could be."""
    operation = store.operation_by_key(key)
    if operation is None:
        return
    unit, count = store.unit(), 1
    skipped = store.skipped(operation)
    if skipped is not None:
        count = len(skipped.people)
        unit.take_waiting(operation, skipped, count, now_ms)
    else:
        found = store.first_open(operation, after_key)
        if found is None:
            raise fault
        unit.fail_open(operation, found, now_ms)
    who = "A recipient" if count == 1 else f"{count} recipients"
    message = f"{who} could not be written to because of an internal error ({type(fault).__name__})."
    unit.add_operation_error(operation, OperationError(INTERNAL, message))
    await unit.commit()
