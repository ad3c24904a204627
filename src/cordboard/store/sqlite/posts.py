"""Reads mails and notifications; each list in one descent of an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from cordboard.base.attachment import Attachment
from cordboard.base.page import Page, PageRequest
from cordboard.communications.operation import Operation
from cordboard.communications.post import Addressee, Post
from cordboard.communications.post_rows import PostFilter
from cordboard.communications.rows import Open, Waiting
from cordboard.store.sqlite.bounded import HIGHEST_KEY, read_walk
from cordboard.store.sqlite.comms_lists import POST_INDEXES, Given, dated, key_in, walk_of
from cordboard.store.sqlite.communications import OPERATION, SqliteCommunications, operation_of
from cordboard.store.sqlite.readable import readable

ATTACHMENT = "operation_key, place, facts, data"
_TEXT = "CAST(body AS TEXT)"
_ADDRESS = f"CASE WHEN json_valid({_TEXT}) THEN json_extract({_TEXT}, '$.to.address') END=? COLLATE NOCASE"
_facts = msgspec.json.Decoder(tuple[str, str, str, str]).decode
_post = msgspec.json.Decoder(Post).decode
_addressees = msgspec.json.Decoder(list[Addressee]).decode


class SqlitePosts(SqliteCommunications):
    """Reads posts, beside the operations that they are of."""

    def post(self, account_sid: str, post_id: str) -> Post | None:
        """Return a post of an account."""
        found = self.any_post(post_id)
        return found if found is not None and found.account_sid == account_sid else None

    def any_post(self, post_id: str) -> Post | None:
        """Return a post of any account."""
        rows = self._read("SELECT body FROM comms_post WHERE key=?", (key_in(post_id),))
        found = _post_of(rows[0]) if rows else None
        return found if found is not None and found.id == post_id else None

    def posts(self, account_sid: str, wanted: PostFilter, page: PageRequest) -> Page[Post]:
        """Return the posts of an account, newest first."""
        given: Given = {
            "family=?": wanted.family.value,
            "operation_key=?": key_in(wanted.operation_id) if wanted.operation_id is not None else None,
            "user_id=?": wanted.user_id,
            "status=?": wanted.status and wanted.status.value,
            "provider=?": wanted.provider,
            _ADDRESS: wanted.address,
        }
        walk = walk_of("body", "comms_post", account_sid, given, wanted.tags, POST_INDEXES)
        return read_walk(self._read, dated(walk, wanted.after_ms, wanted.before_ms), page, _post_of)

    def operations_of(self, posts: Sequence[Post]) -> Mapping[str, Operation]:
        """Return the operations of posts by their ids, without those that cannot be read."""
        keys = sorted({key_in(each.operation_id) for each in posts})
        holes = ",".join("?" * len(keys))
        sql = f"SELECT key, {OPERATION} FROM comms_operation WHERE key IN ({holes})"  # noqa: S608 - names of ours
        found = readable("comms_operation", self._read(sql, keys), operation_of)
        return {each.id: each for each in found}

    def addressees(self, operation: Operation, most: int | None = None) -> Waiting[Addressee] | None:
        """Return a row of people without a post, or the first of it; None when all have one."""
        return self._waiting(operation, most, _addressees)

    def pending(self, operation: Operation, after_key: int, most: int) -> list[Post]:
        """Return some posts past a key that may still be tried, oldest first."""
        sql = (
            "SELECT body FROM comms_post INDEXED BY comms_post_pending"
            " WHERE operation_key=? AND key>? AND status IN ('scheduled', 'queued') ORDER BY key LIMIT ?"
        )
        return [_post_of(row) for row in self._read(sql, (operation.key, after_key, most))]

    def attachments(self, operation_key: int) -> list[Attachment]:
        """Return the files of the mails of an operation, in their order, each with a reference to it."""
        sql = f"SELECT {ATTACHMENT} FROM comms_attachment WHERE operation_key=? ORDER BY place"  # noqa: S608
        return [_attachment_of(row) for row in self._read(sql, (operation_key,))]

    def attachment(self, reference: str) -> Attachment | None:
        """Return the file that a reference leads to."""
        key, _, place = reference.partition("-")
        if not (key.isascii() and place.isascii() and key.isdigit() and place.isdigit()):
            return None
        sql = f"SELECT {ATTACHMENT} FROM comms_attachment WHERE operation_key=? AND place=?"  # noqa: S608
        rows = self._read(sql, (int(key) & HIGHEST_KEY, int(place) & HIGHEST_KEY))
        return _attachment_of(rows[0]) if rows else None

    def first_open(self, operation: Operation, after_key: int) -> Open | None:
        """Return the first post past a key that may still be tried."""
        sql = (
            "SELECT key, id, status FROM comms_post INDEXED BY comms_post_pending"
            " WHERE operation_key=? AND key>? AND status IN ('scheduled', 'queued') ORDER BY key LIMIT 1"
        )
        return self._open(sql, operation, after_key)


def _attachment_of(row: tuple[Any, ...]) -> Attachment:
    key, place, facts, data = row
    filename, content_type, disposition, content_id = _facts(facts)
    return Attachment(filename, content_type, len(data), data, disposition, content_id, f"{key}-{place}")


def _post_of(row: tuple[Any, ...]) -> Post:
    return _post(row[0])
