"""Pools of senders, and the operations that made and filled them.

A change is carried out in the transaction that accepts it, so that its operation is complete at once.
Source: reference of the Communications API, section 5; the figures and which row each counts are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from msgspec.structs import replace

from cordboard.base.problem import Problem
from cordboard.communications.held import Held, Identified
from cordboard.communications.words import INVALID, OPERATION, SENDER_POOL, OperationStatus
from cordboard.shelf.shelf import Kind, Shelf

MOST_SENDERS, MOST_POOLS, MOST_OPERATIONS = 10_000, 1_000, 1_000


class SenderPool(Identified, frozen=True, kw_only=True):
    """A pool; ``operation_id`` is the operation that made it."""

    PREFIX: ClassVar[str] = SENDER_POOL
    name: str
    tags: dict[str, str]
    sender_ids: tuple[str, ...] = ()
    operation_id: str = ""


class PoolOperation(Identified, frozen=True, kw_only=True):
    """What became of making or filling a pool; ``created`` and ``failed`` count the pool and its new members."""

    PREFIX: ClassVar[str] = OPERATION
    pool_id: str
    created: int
    failed: int = 0
    status: OperationStatus = OperationStatus.COMPLETED

    @property
    def stats(self) -> Mapping[str, int]:
        """Return the figures of the operation."""
        total = self.created + self.failed
        return {"total": total, "queued": 0, "created": self.created, "failed": self.failed}


POOL = Kind("comms_sender_pool", "QS", SenderPool)
POOL_OPERATION = Kind("comms_pool_operation", "QO", PoolOperation)


class SenderPools:
    """Finds and changes pools."""

    def __init__(self, shelf: Shelf) -> None:
        self.held = Held(shelf, POOL)
        self.operations = Held(shelf, POOL_OPERATION)

    async def load(self) -> None:
        """Read all pools, at the start."""
        await self.held.load()
        await self.operations.load()

    async def create(
        self, account_sid: str, name: str, tags: dict[str, str], asked: Iterable[str], known: Iterable[str]
    ) -> PoolOperation:
        """Make a pool of those of the senders asked for that are known. Raises: Problem 20001 beyond 1,000 pools."""
        if len(self.held.of(account_sid)) >= MOST_POOLS:
            raise Problem(INVALID, parameter="name", message=f"An account has {MOST_POOLS:,} sender pools at most.")
        unique, members = _parted(asked, known)
        pool = self.held.make(account_sid, name=name, tags=tags, sender_ids=members)
        operation = self._operation(pool, created=1 + len(members), failed=len(unique) - len(members))
        await self.held.put([replace(pool, operation_id=operation.id)])
        return await self._keep(operation)

    async def add(self, pool: SenderPool, asked: Iterable[str], known: Iterable[str]) -> PoolOperation:
        """Put senders into a pool. Raises: Problem 20001 when it would hold more than 10,000."""
        unique, members = _parted(asked, known)
        held = dict.fromkeys((*pool.sender_ids, *members))
        if len(held) > MOST_SENDERS:
            raise Problem(INVALID, parameter="senders", message=f"A pool holds {MOST_SENDERS:,} senders at most.")
        operation = self._operation(pool, created=len(members), failed=len(unique) - len(members))
        await self.held.change(pool, sender_ids=tuple(held))
        return await self._keep(operation)

    async def drop(self, pool: SenderPool, sender_id: str) -> None:
        """Take a sender out of a pool. Raises: Problem 20404 when it is in none."""
        if sender_id not in pool.sender_ids:
            raise Problem(POOL.missing)
        await self.held.change(pool, sender_ids=tuple(each for each in pool.sender_ids if each != sender_id))

    def _operation(self, pool: SenderPool, *, created: int, failed: int) -> PoolOperation:
        return self.operations.make(pool.account_sid, pool_id=pool.id, created=created, failed=failed)

    async def _keep(self, operation: PoolOperation) -> PoolOperation:
        """Keep an operation, and forget the oldest of an account that has many."""
        await self.operations.put([operation])
        of_account = self.operations.of(operation.account_sid)
        if len(of_account) > MOST_OPERATIONS:
            await self.operations.remove(next(iter(of_account.values())))
        return operation


def _parted(asked: Iterable[str], known: Iterable[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the senders asked for, each once, and those of them that there are."""
    unique, there = list(dict.fromkeys(asked)), frozenset(known)
    return unique, tuple(each for each in unique if each in there)
