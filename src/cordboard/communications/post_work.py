"""The worker of mails and notifications: makes a post for each person, and has those that are due delivered.

Each step makes or delivers some posts in one transaction. On the simulated network what is delivered is written in the
same transaction, so a crash repeats nothing. A relay of others may have taken a mail whose state was not written yet:
after a crash it gets it again, under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from msgspec.structs import replace

from cordboard.base.clock import Clock, Spawn
from cordboard.base.typeid import type_id
from cordboard.communications.beginning import begin
from cordboard.communications.canceling import task_of
from cordboard.communications.giving_up import give_up
from cordboard.communications.operation import Operation
from cordboard.communications.personalization import Fill, TemplateFault
from cordboard.communications.post import PREFIX_OF, Addressee, Post
from cordboard.communications.post_rows import PostStore, PostUnit
from cordboard.communications.rows import Waiting
from cordboard.communications.tags import tags_for
from cordboard.communications.turns import Turns
from cordboard.communications.wording import fill_of
from cordboard.communications.words import INVALID, Family, OperationStatus, Status
from cordboard.communications.work import Ids

AT_ONCE = 50  # posts of a transaction; a relay takes some 10 ms for each
AGAIN_MS, GIVE_UP_MS = 60_000, 4 * 3_600_000
"""When what a relay cannot take now is tried again, and how long; events to sinks are given up after as long."""


class Parcel(NamedTuple):
    """A post with what it says to its person."""

    post: Post
    origin: Mapping[str, str]
    content: Mapping[str, Any]


class Outcome(NamedTuple):
    """What became of a try; the state QUEUED asks for another one later."""

    status: Status
    error_code: int | None = None


class Deliverer(Protocol):
    """Delivers posts of a family."""

    async def deliver(self, parcels: Sequence[Parcel], unit: PostUnit) -> Sequence[Outcome]:
        """Return an outcome for each; what the simulated network shows is written into the transaction."""


class PostWorker(Turns):
    """Carries operations of mails and notifications out."""

    def __init__(
        self,
        *,
        store: PostStore,
        deliverers: Mapping[Family, Deliverer],
        ids: Ids,
        random_64: Callable[[], int],
        clock: Clock,
        spawn: Spawn,
    ) -> None:
        super().__init__(clock, spawn)
        self._store = store
        self._deliverers = deliverers
        self._ids = ids
        self._random_64 = random_64
        self._passed: dict[int, int] = {}  # by operation that waits for a relay: the key of the last post tried

    def clear(self) -> None:
        """Forget what waits, as a reset does."""
        super().clear()
        self._passed.clear()

    async def _give_up(self, key: int, fault: Exception) -> None:
        await give_up(self._store, key, fault, self._clock.now_ms(), self._passed.get(key, 0))

    async def _step(self, key: int, *, is_careful: bool) -> bool:
        operation = self._store.operation_by_key(key)
        if operation is None:
            return False
        now, unit = self._clock.now_ms(), self._store.unit()
        waiting = self._store.addressees(operation, 1 if is_careful else None)
        if waiting is not None:
            self._make(operation, waiting, now, unit)
            has_more = True
        elif operation.status is OperationStatus.SCHEDULED:
            has_more = await begin(operation, unit, now, self.may_begin)
        else:
            has_more = await self._go_through(operation, 1 if is_careful else AT_ONCE, now, unit)
        await unit.commit()
        return has_more

    def _make(self, operation: Operation, waiting: Waiting[Addressee], now_ms: int, unit: PostUnit) -> None:
        """Make the posts of some people."""
        reachable = [each for each in waiting.people if each.address]
        for person in reachable:
            unit.add_post(self._post(operation, person, now_ms))
        unit.take_waiting(operation, waiting, len(waiting.people) - len(reachable), now_ms)

    def _post(self, operation: Operation, person: Addressee, now_ms: int) -> Post:
        is_later = operation.status is OperationStatus.SCHEDULED
        return Post(
            id=type_id(PREFIX_OF[operation.family], self._ids.key(), self._random_64()),
            account_sid=operation.account_sid,
            family=operation.family,
            operation_id=operation.id,
            to=person,
            status=Status.SCHEDULED if is_later else Status.QUEUED,
            created_ms=now_ms,
            updated_ms=now_ms,
            scheduled_ms=operation.scheduled_ms,
            tags=tags_for(operation.terms.tags, person.variables),
        )

    async def _go_through(self, operation: Operation, most: int, now_ms: int, unit: PostUnit) -> bool:
        """Deliver some posts, or cancel them with their operation."""
        key = operation.key
        if operation.status is OperationStatus.CANCELED:
            self._passed.pop(key, None)
        posts = self._store.pending(operation, self._passed.get(key, 0), most)
        if not posts:
            if self._passed.pop(key, None) is None:
                unit.drop_task(key)
            else:  # some are left that a relay could not take
                unit.put_task(task_of(operation, now_ms + AGAIN_MS))
            return False
        if operation.status is OperationStatus.CANCELED:
            outcomes: Sequence[Outcome] = [Outcome(Status.CANCELED)] * len(posts)
        else:
            outcomes = await self._tried(operation, posts, now_ms, unit)
        for post, outcome in zip(posts, outcomes, strict=True):
            unit.change_post(_changed(post, outcome, now_ms), post)
        if key in self._passed or any(each.status is Status.QUEUED for each in outcomes):
            self._passed[key] = posts[-1].key
        return True

    async def _tried(
        self, operation: Operation, posts: Sequence[Post], now_ms: int, unit: PostUnit
    ) -> Sequence[Outcome]:
        fill, given = fill_of(operation.terms.content), operation.terms.origin
        parcels = {post.id: Parcel(post, given, said) for post in posts if (said := _said(fill, post)) is not None}
        found = await self._deliverers[operation.family].deliver(list(parcels.values()), unit)
        by_id = dict(zip(parcels, found, strict=True))
        since_ms, failed = operation.scheduled_ms or operation.created_ms, Outcome(Status.FAILED, INVALID)
        outcomes = [by_id.get(post.id, failed) for post in posts]
        is_too_late = now_ms - since_ms > GIVE_UP_MS
        return [
            Outcome(Status.FAILED, each.error_code) if is_too_late and each.status is Status.QUEUED else each
            for each in outcomes
        ]


def _said(fill: Fill, post: Post) -> Mapping[str, Any] | None:
    """Return what a post says, or None when its template cannot be filled for its person."""
    try:
        return dict(fill(post.to.variables))
    except TemplateFault:
        return None


def _changed(post: Post, outcome: Outcome, now_ms: int) -> Post:
    tries = post.attempts + (outcome.status is not Status.CANCELED)
    return replace(post, status=outcome.status, error_code=outcome.error_code, attempts=tries, updated_ms=now_ms)
