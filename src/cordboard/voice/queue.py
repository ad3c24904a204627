"""Queues: calls wait in them until another call takes them, or they leave.

Source: https://www.twilio.com/docs/voice/api/queue-resource, /member-resource.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.shelf.shelf import Kept, Kind
from cordboard.twiml.voice.effects import Fetch

if TYPE_CHECKING:
    from cordboard.voice.queueing import Queueing, Taking
    from cordboard.voice.switchboard import Switchboard

DEFAULT_SIZE, LARGEST = 1000, 5000
NAME_TAKEN, NOT_EMPTY = 22003, 20009
FRONT = "Front"


class CallQueue(Kept, frozen=True, kw_only=True):
    """A queue."""

    friendly_name: str
    max_size: int = DEFAULT_SIZE


QUEUE: Kind[CallQueue] = Kind("queue", "QU", CallQueue)


class QueueState(Struct, frozen=True, kw_only=True):
    """A queue as it stands now. Units: seconds."""

    queue: CallQueue
    current_size: int
    average_wait_s: int

    @property
    def sid(self) -> str:
        """Return its SID."""
        return self.queue.sid

    @property
    def account_sid(self) -> str:
        """Return whose it is."""
        return self.queue.account_sid


class Member(Struct, frozen=True, kw_only=True):
    """A call that waits; its SID is that of the call. ``position`` counts from 1. Units: seconds."""

    sid: str
    account_sid: str
    queue_sid: str
    enqueued_ms: int
    position: int
    waited_s: int


class Queues:
    """Who waits where, oldest first. Queues are few and are kept in memory once they are known."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board
        self._members: dict[str, list[Queueing]] = {}
        self._takers: dict[str, list[Taking]] = {}
        self._by_name: dict[tuple[str, str], CallQueue] = {}

    def clear(self) -> None:
        """Forget all, as a reset does."""
        for kept in (self._members, self._takers, self._by_name):
            kept.clear()

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody waits, neither in a queue nor for somebody to come."""
        return not self._members and not self._takers

    # The queues

    async def load(self) -> None:
        """Read all queues, at the start."""
        for queue in await self._board.shelf.all(QUEUE, None):
            self._know(queue)

    def _know(self, queue: CallQueue) -> None:
        self._forget(queue)
        self._by_name[queue.account_sid, queue.friendly_name] = queue

    def _forget(self, queue: CallQueue) -> None:
        for key in [key for key, each in self._by_name.items() if each.sid == queue.sid]:
            del self._by_name[key]

    def named(self, account_sid: str, name: str) -> CallQueue | None:
        """Return a queue by its name."""
        return self._by_name.get((account_sid, name))

    def open(self, account_sid: str, name: str, max_size: int | None) -> CallQueue:
        """Return a queue by its name; one that there is not is made."""
        found = self.named(account_sid, name)
        if found is None:
            board = self._board
            found = board.shelf.make(QUEUE, account_sid, friendly_name=name, max_size=max_size or DEFAULT_SIZE)
            board.write(kept=(QUEUE, found))
            self._know(found)
        return found

    async def create(self, account_sid: str, name: str, max_size: int) -> QueueState:
        """Make a queue. Raises: Problem 22003 when there is one of that name."""
        if self.named(account_sid, name) is not None:
            raise Problem(NAME_TAKEN, friendly_name=name)
        made = self.open(account_sid, name, max_size)
        await self._board.write()
        return self._state(made)

    async def page(self, account_sid: str, page: PageRequest) -> Page[QueueState]:
        """Return the queues of an account, newest first."""
        found = await self._board.shelf.page(QUEUE, account_sid, page)
        return Page([self._state(each) for each in found.items], found.number, found.before, found.after)

    async def get(self, account_sid: str, sid: str) -> QueueState:
        """Return a queue. Raises: Problem 20404."""
        return self._state(await self._board.shelf.get(QUEUE, account_sid, sid))

    async def change(self, account_sid: str, sid: str, name: str | None, max_size: int | None) -> QueueState:
        """Rename a queue or give it another size. Raises: Problem 20404, 22003."""
        found = await self._board.shelf.get(QUEUE, account_sid, sid)
        other = self.named(account_sid, name) if name is not None else None
        if other is not None and other.sid != sid:
            raise Problem(NAME_TAKEN, friendly_name=name)
        changed = await self._board.shelf.change(QUEUE, found, friendly_name=name, max_size=max_size)
        self._know(changed)
        for member in self._members.get(sid, ()):
            member.queue = changed
        return self._state(changed)

    async def delete(self, account_sid: str, sid: str) -> None:
        """Delete a queue in which nobody waits. Raises: Problem 20404, 20009."""
        found = await self._board.shelf.get(QUEUE, account_sid, sid)
        if self._members.get(sid) or self._takers.get(sid):
            raise Problem(NOT_EMPTY, message="The queue is not empty.")
        self._forget(found)
        await self._board.shelf.remove(found)

    def _state(self, queue: CallQueue) -> QueueState:
        members = self._members.get(queue.sid, [])
        average = sum(each.waited_s for each in members) // len(members) if members else 0
        return QueueState(queue=queue, current_size=len(members), average_wait_s=average)

    # Who waits

    def waiting(self, queue: CallQueue) -> list[Queueing]:
        """Return who waits, oldest first."""
        return self._members.get(queue.sid, [])

    def waiting_in(self, account_sid: str, sid: str) -> list[Queueing]:
        """Return who waits in a queue of an account, oldest first."""
        return [each for each in self._members.get(sid, []) if each.leg.call.account_sid == account_sid]

    async def members(self, account_sid: str, sid: str) -> list[Member]:
        """Return who waits, oldest first. Raises: Problem 20404."""
        queue = await self._board.shelf.get(QUEUE, account_sid, sid)
        return [_seen(each) for each in self.waiting(queue)]

    async def member(self, account_sid: str, sid: str, call_sid: str) -> Member:
        """Return a waiting call, or with `Front` the one that has waited longest. Raises: Problem 20404."""
        return _seen(await self._waiting_call(account_sid, sid, call_sid))

    async def dequeue(self, account_sid: str, sid: str, call_sid: str, entry: Fetch, **asked: str) -> Member:
        """Let a waiting call go on with another document, which is of whoever asked for it. Raises: Problem 20404."""
        found = await self._waiting_call(account_sid, sid, call_sid)
        seen = _seen(found)
        if asked:
            self._board.adopt(found.leg.call.sid, **asked)
        self._board.redirect(found.leg.call, entry)
        await self._board.write()
        return seen

    async def _waiting_call(self, account_sid: str, sid: str, call_sid: str) -> Queueing:
        queue = await self._board.shelf.get(QUEUE, account_sid, sid)
        for each in self.waiting(queue):
            if call_sid in (FRONT, each.leg.call.sid):
                return each
        raise Problem(20404)

    def add(self, member: Queueing) -> None:
        """Put a call at the end, or connect it with a call that waits for one."""
        self._members.setdefault(member.queue.sid, []).append(member)
        takers = self._takers.get(member.queue.sid)
        if takers:
            self._next_taker(member.queue.sid, takers).take(member)

    def _next_taker(self, sid: str, takers: list[Taking]) -> Taking:
        taker = takers.pop(0)
        if not takers:
            del self._takers[sid]
        return taker

    def remove(self, member: Queueing) -> None:
        """Take a call out."""
        members = self._members.get(member.queue.sid, [])
        if member in members:
            members.remove(member)
        if not members:
            self._members.pop(member.queue.sid, None)

    def wait_for(self, taker: Taking, queue: CallQueue) -> None:
        """Let a call wait for somebody to come into the queue."""
        self._takers.setdefault(queue.sid, []).append(taker)

    def give_up(self, taker: Taking) -> None:
        """Let a call wait no longer."""
        for sid, takers in list(self._takers.items()):
            if taker in takers:
                takers.remove(taker)
                if not takers:
                    del self._takers[sid]


def _seen(member: Queueing) -> Member:
    return Member(
        sid=member.leg.call.sid,
        account_sid=member.leg.call.account_sid,
        queue_sid=member.queue.sid,
        enqueued_ms=member.began_ms,
        position=member.position,
        waited_s=member.waited_s,
    )
