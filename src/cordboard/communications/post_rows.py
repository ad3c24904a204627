"""What mails and notifications ask of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cordboard.base.attachment import Attachment
from cordboard.base.outbox import Task
from cordboard.base.page import Page, PageRequest
from cordboard.communications.operation import Operation, OperationError
from cordboard.communications.post import Addressee, Post
from cordboard.communications.rows import Open, T, Waiting
from cordboard.communications.words import Family, OperationStatus, Status
from cordboard.messaging.handset import HandsetMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFilter:
    """Which posts a list shows. Units: ``_ms`` instants, neither included."""

    family: Family
    operation_id: str | None = None
    after_ms: int | None = None
    before_ms: int | None = None
    status: Status | None = None
    user_id: str | None = None
    provider: str | None = None
    address: str | None = None
    tags: Mapping[str, str] | None = None


class PostUnit(Protocol):
    """One transaction on posts and their operations."""

    def add_operation(self, operation: Operation, people: Sequence[Addressee]) -> None:
        """Write a new operation, and the people without a post yet."""

    def move_operation(self, operation: Operation, to: OperationStatus, was: OperationStatus, now_ms: int) -> None:
        """Write an operation's new state; the transaction is void when it was not in the state named."""

    def take_waiting(self, operation: Operation, waiting: Waiting[T], unaddressable: int, now_ms: int) -> None:
        """Drop people who have a post now, or cannot have one; void when they were dropped before."""

    def fail_open(self, operation: Operation, found: Open, now_ms: int) -> None:
        """Write that what was made for somebody has failed, whatever else its row holds."""

    def add_attachment(self, operation: Operation, place: int, attachment: Attachment) -> None:
        """Keep a file of the mails of an operation."""

    def add_operation_error(self, operation: Operation, error: OperationError) -> None:
        """Write why a part of an operation was given up."""

    def add_post(self, post: Post) -> None:
        """Write a new post, and count it."""

    def change_post(self, post: Post, was: Post) -> None:
        """Write what became of a post that was pending, and count it anew."""

    def delete_post(self, post: Post) -> None:
        """Delete a post that is not pending; the figures of its operation stay."""

    def add_handset_message(self, shown: HandsetMessage) -> None:
        """Write into the inbox of an address or a device of the simulated network."""

    def put_task(self, task: Task) -> None:
        """Write a task, in place of one with the same id."""

    def drop_task(self, task_id: int) -> None:
        """Delete a task that is done."""

    async def commit(self) -> None:
        """Write it; done when it is on disk."""


class PostStore(Protocol):
    """Where posts are kept. Reads are of one row or a page, and do not wait."""

    def unit(self) -> PostUnit:
        """Begin a transaction."""

    def operation(self, account_sid: str, operation_id: str, family: Family) -> Operation | None:
        """Return an operation of an account and a family."""

    def operation_by_key(self, key: int) -> Operation | None:
        """Return an operation of any account."""

    def post(self, account_sid: str, post_id: str) -> Post | None:
        """Return a post of an account."""

    def any_post(self, post_id: str) -> Post | None:
        """Return a post of any account."""

    def posts(self, account_sid: str, wanted: PostFilter, page: PageRequest) -> Page[Post]:
        """Return the posts of an account, newest first."""

    def operations_of(self, posts: Sequence[Post]) -> Mapping[str, Operation]:
        """Return the operations of posts by their ids, without those that cannot be read."""

    def attachments(self, operation_key: int) -> list[Attachment]:
        """Return the files of the mails of an operation, in their order, each with a reference to it."""

    def attachment(self, reference: str) -> Attachment | None:
        """Return the file that a reference leads to."""

    def addressees(self, operation: Operation, most: int | None = None) -> Waiting[Addressee] | None:
        """Return a row of people without a post, or the first of it; None when all have one."""

    def skipped(self, operation: Operation) -> Waiting[None] | None:
        """Return the first person without a post, or all of a row that cannot be read; None when all have one."""

    def first_open(self, operation: Operation, after_key: int) -> Open | None:
        """Return the first post past a key that may still be tried."""

    def pending(self, operation: Operation, after_key: int, most: int) -> list[Post]:
        """Return some posts past a key that may still be tried, oldest first."""
