"""The part of a transaction that writes mails and notifications, and counts what operations have sent."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence

import msgspec

from cordboard.base.attachment import Attachment
from cordboard.base.typeid import key_of_type_id
from cordboard.communications.operation import Operation
from cordboard.communications.post import Post
from cordboard.communications.words import Status
from cordboard.store.sqlite.comms_lists import tag_of
from cordboard.store.sqlite.operation_counts import Counts

_encode = msgspec.json.Encoder().encode
ADD_POST = (
    "INSERT INTO comms_post (key, id, account_sid, family, operation_key, status, provider, user_id, created_ms,"
    " updated_ms, tags, body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
)
_CHANGE_POST = "UPDATE comms_post SET status=?, updated_ms=?, body=? WHERE key=? AND status=?"


def post_row(post: Post) -> tuple[object, ...]:
    """Return the values of the columns of a post."""
    return (
        post.key,
        post.id,
        post.account_sid,
        post.family.value,
        key_of_type_id(post.operation_id),
        post.status.value,
        post.to.provider,
        post.to.user_id,
        post.created_ms,
        post.updated_ms,
        _encode(post.tags).decode() if post.tags else None,
        _encode(post),
    )


class PostRows:
    """Writes what mails and notifications ask of a unit."""

    __slots__ = ()

    @abstractmethod
    def _step(self, sql: str, parameters: Sequence[object], *, must_change: bool = False) -> None: ...

    @abstractmethod
    def _count(self, operation_key: int, at_ms: int) -> Counts: ...

    @abstractmethod
    def happened(self, name: str, account_sid: str, subject: str, state: str, at_ms: int) -> None:
        """Tell the feed, once the transaction is on disk."""

    def _add(self, operation_key: int, at_ms: int, **more: int) -> None:
        self._count(operation_key, at_ms).more.update(more)

    def _recount(self, operation_key: int, to: Status, was: Status, now_ms: int) -> None:
        if to is not was:
            self._add(operation_key, now_ms, **{to.value: 1, was.value: -1})

    def _tag(self, owner: str, key: int, tags: Mapping[str, str]) -> None:
        for name, value in tags.items():
            self._step("INSERT INTO comms_tag VALUES (?,?,?)", (owner, tag_of(name, value), key))

    def add_attachment(self, operation: Operation, place: int, attachment: Attachment) -> None:
        """Keep a file of the mails of an operation."""
        facts = (attachment.filename, attachment.content_type, attachment.disposition, attachment.content_id)
        row = (operation.key, place, _encode(facts).decode(), attachment.data)
        self._step("INSERT INTO comms_attachment VALUES (?,?,?,?)", row)

    def add_post(self, post: Post) -> None:
        """Write a new post, and count it."""
        self._step(ADD_POST, post_row(post))
        self._tag(post.account_sid, post.key, post.tags)
        self._add(key_of_type_id(post.operation_id), post.updated_ms, **{post.status.value: 1, "open": 1})
        self.happened(post.family.value, post.account_sid, post.id, post.status.value, post.updated_ms)

    def change_post(self, post: Post, was: Post) -> None:
        """Write what became of a post, and count it anew; void when it was not in the state that it had."""
        row = (post.status.value, post.updated_ms, _encode(post), post.key, was.status.value)
        self._step(_CHANGE_POST, row, must_change=True)
        operation_key, now = key_of_type_id(post.operation_id), post.updated_ms
        settled = int(was.is_pending) - int(post.is_pending)
        self._add(operation_key, now, open=-settled, attempts=post.attempts - was.attempts)
        self._recount(operation_key, post.status, was.status, now)
        if post.status is not was.status:
            self.happened(post.family.value, post.account_sid, post.id, post.status.value, now)

    def delete_post(self, post: Post) -> None:
        """Delete a post that is not pending; the figures of its operation stay."""
        self._step("DELETE FROM comms_post WHERE key=? AND status=?", (post.key, post.status.value), must_change=True)
        for name, value in post.tags.items():
            row = (post.account_sid, tag_of(name, value), post.key)
            self._step("DELETE FROM comms_tag WHERE owner=? AND tag=? AND key=?", row)
