"""Sends of mails and notifications: accepted as one operation, and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from cordboard.base.attachment import Attachment
from cordboard.base.conflict import ConflictError
from cordboard.base.problem import Problem, Problems
from cordboard.base.typeid import type_id
from cordboard.communications.asked import (
    MOST_PROBLEMS,
    MOST_RECIPIENTS,
    NOBODY,
    TOO_MANY,
    said,
    schedule_problems,
    tag_problems,
    template_problems,
)
from cordboard.communications.canceling import CONFLICT, GONE, task_of
from cordboard.communications.operation import Operation, Terms
from cordboard.communications.personalization import TemplateFault
from cordboard.communications.post import Addressee, Post
from cordboard.communications.post_rows import PostStore, PostUnit
from cordboard.communications.wording import fill_of
from cordboard.communications.words import OPERATION, Family, OperationStatus, Status
from cordboard.communications.work import Ids


class AskedPosts(NamedTuple):
    """A send as it was asked for. Units: ``send_at_ms`` an instant."""

    family: Family
    to: Sequence[Addressee]
    terms: Terms
    send_at_ms: int | None = None
    files: Sequence[Attachment] = ()


class Posting:
    """Accepts sends of mails and notifications."""

    def __init__(self, *, store: PostStore, ids: Ids, random_64: Callable[[], int], now_ms: Callable[[], int]) -> None:
        self.store = store
        self._ids = ids
        self._random_64 = random_64
        self._now_ms = now_ms

    async def send(self, account_sid: str, asked: AskedPosts, faults: Sequence[Problem] = ()) -> Operation:
        """Accept a send in one transaction, and return its operation once it is on disk.

        Raises: Problems, those that were found before among them.
        """
        now = self._now_ms()
        found = [*faults, *self._faults(asked, now)]
        if found:
            raise Problems(found[:MOST_PROBLEMS])
        is_later = asked.send_at_ms is not None
        operation = Operation(
            id=type_id(OPERATION, self._ids.key(), self._random_64()),
            account_sid=account_sid,
            status=OperationStatus.SCHEDULED if is_later else OperationStatus.PROCESSING,
            terms=asked.terms,
            recipients=len(asked.to),
            created_ms=now,
            updated_ms=now,
            scheduled_ms=asked.send_at_ms,
            family=asked.family,
        )
        unit = self.store.unit()
        unit.add_operation(operation, asked.to)
        for place, each in enumerate(asked.files):
            unit.add_attachment(operation, place, each)
        unit.put_task(task_of(operation, now))
        await unit.commit()
        return operation

    def _faults(self, asked: AskedPosts, now_ms: int) -> Sequence[Problem]:
        faults = [*tag_problems(asked.terms.tags), *schedule_problems(asked.send_at_ms, now_ms)]
        if not asked.to:
            faults.append(said(NOBODY, "to"))
        if len(asked.to) > MOST_RECIPIENTS:
            faults.append(said(TOO_MANY, "to"))
        content = asked.terms.content
        return faults if content.is_stored else [*faults, *template_problems(content.given)]

    def content(self, post: Post, operation: Operation | None) -> Mapping[str, Any]:
        """Return what a post says, filled for its person; as it was given when that cannot be done."""
        if operation is None:
            return {}
        try:
            return dict(fill_of(operation.terms.content)(post.to.variables))
        except TemplateFault:
            return operation.terms.content.given

    async def open(self, post: Post) -> None:
        """Write that a mail was opened by whoever it was delivered to. Raises: Problem 20404 for one that was not."""
        if post.status is Status.READ:
            return
        if post.status is not Status.DELIVERED:
            raise Problem(GONE)
        unit = self.store.unit()
        unit.change_post(replace(post, status=Status.READ, updated_ms=self._now_ms()), post)
        await self._commit(unit)

    async def delete(self, post: Post) -> None:
        """Delete a post. Raises: Problem while it may still be tried."""
        if post.is_pending:
            raise Problem(CONFLICT, message="It is not sent yet: cancel its operation before.")
        unit = self.store.unit()
        unit.delete_post(post)
        await self._commit(unit)

    async def _commit(self, unit: PostUnit) -> None:
        try:
            await unit.commit()
        except ConflictError as fault:  # another was faster
            raise Problem(GONE) from fault
