"""Reads operations, their messages and sessions; each list in one descent of an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from cordboard.base.page import Page, PageRequest
from cordboard.base.sid import key_of
from cordboard.communications.message import Message, Session
from cordboard.communications.operation import Operation, OperationError, Terms
from cordboard.communications.ports import Person
from cordboard.communications.rows import MessageFilter, Open, OperationFilter, SessionFilter, T, Waiting
from cordboard.communications.words import COUNTED, Channel, Family, OperationStatus, Reach, Status
from cordboard.messaging.message import Message as Ordinary
from cordboard.store.sqlite.bounded import read_walk
from cordboard.store.sqlite.comms_lists import MESSAGE_INDEXES, Given, dated, dates, key_in, walk_of
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.pages import Condition, Rows, read_page
from cordboard.store.sqlite.rows import MESSAGE, message_of
from cordboard.store.sqlite.unit import Unit

_COUNTS = tuple(each.value for each in COUNTED)
OPERATION = (
    "id, account_sid, status, created_ms, updated_ms, scheduled_ms, terms, recipients, waiting, open, attempts,"
    f" unaddressable, family, errors, {', '.join(_COUNTS)}"
)
COMMS_MESSAGE = "status, updated_ms, body"
SESSION = "id, key, account_sid, sender, recipient, created_ms, updated_ms"
BY_FAMILY, BY_STATUS = "comms_operation_by_family", "comms_operation_by_status"
_terms = msgspec.json.Decoder(Terms).decode
_errors = msgspec.json.Decoder(tuple[OperationError, ...]).decode
_people = msgspec.json.Decoder(list[Person]).decode
_each = msgspec.json.Decoder(list[msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode
_body = msgspec.json.Decoder(Message).decode
_STATUS = {each.value: each for each in Status}


class SqliteCommunications:
    """Reads rows and begins transactions."""

    def __init__(self, engine: Engine, unit: Callable[[], Unit]) -> None:
        self._read = engine.read
        self.unit = unit

    def operation(self, account_sid: str, operation_id: str, family: Family = Family.MESSAGE) -> Operation | None:
        """Return an operation of an account and a family."""
        found = self.operation_by_key(key_in(operation_id))
        wanted = (operation_id, account_sid, family)
        return found if found is not None and (found.id, found.account_sid, found.family) == wanted else None

    def operation_by_key(self, key: int) -> Operation | None:
        """Return an operation of any account."""
        rows = self._read(f"SELECT {OPERATION} FROM comms_operation WHERE key=?", (key,))  # noqa: S608 - names of ours
        return operation_of(rows[0]) if rows else None

    def operations(self, account_sid: str, wanted: OperationFilter, page: PageRequest) -> Page[Operation]:
        """Return the operations of an account, newest first."""
        where: list[Condition] = [("account_sid=?", account_sid), ("family=?", wanted.family.value)]
        index = BY_FAMILY
        if wanted.status is not None:
            where, index = [*where, ("status=?", wanted.status.value)], BY_STATUS
        where += dates(wanted.after_ms, wanted.before_ms)
        return read_page(self._read, Rows(OPERATION, "comms_operation", where, through=index), page, operation_of)

    def message(self, account_sid: str, message_id: str) -> Message | None:
        """Return a message of an account."""
        found = self._message(key_in(message_id))
        return found if found is not None and (found.id, found.account_sid) == (message_id, account_sid) else None

    def _message(self, key: int) -> Message | None:
        rows = self._read(f"SELECT {COMMS_MESSAGE} FROM comms_message WHERE key=?", (key,))  # noqa: S608
        return _message_of(rows[0]) if rows else None

    def messages(self, account_sid: str, wanted: MessageFilter, page: PageRequest) -> Page[Message]:
        """Return the messages of an account, newest first."""
        channel, reach = wanted.channel, wanted.reach
        if reach is Reach.WHATSAPP and channel is None:  # it is a channel, too, of which there is an index
            channel, reach = Channel.WHATSAPP, None
        given: Given = {
            "operation_key=?": key_in(wanted.operation_id) if wanted.operation_id is not None else None,
            "session_id=?": wanted.session_id,
            "channel=?": channel and channel.value,
            "status=?": wanted.status and wanted.status.value,
            "reach=?": reach and reach.value,
        }
        walk = walk_of(COMMS_MESSAGE, "comms_message", account_sid, given, wanted.tags, MESSAGE_INDEXES)
        return read_walk(self._read, dated(walk, wanted.after_ms, wanted.before_ms), page, _message_of)

    def message_tried_as(self, account_sid: str, sid: str) -> Message | None:
        """Return the message that an ordinary message is an attempt of."""
        if sid[2] not in "01234567":  # a key is a positive 64-bit integer
            return None
        rows = self._read("SELECT message_key FROM comms_attempt WHERE key=?", (key_of(sid),))
        found = self._message(int(str(rows[0][0]))) if rows else None
        is_ours = found is not None and found.account_sid == account_sid
        return found if found is not None and is_ours and any(each.sid == sid for each in found.attempts) else None

    def attempts(self, message: Message) -> Mapping[str, Ordinary]:
        """Return the ordinary messages of a message, by SID; those that were deleted are not among them."""
        keys = [key_of(each.sid) for each in message.attempts if each.sid]
        holes = ",".join("?" * len(keys))
        found = self._read(f"SELECT {MESSAGE} FROM message WHERE key IN ({holes})", keys)  # noqa: S608 - names of ours
        return {each.sid: each for each in map(message_of, found)}

    def waiting(self, operation: Operation, most: int | None = None) -> Waiting[Person] | None:
        """Return a row of people without a message, or the first of it; None when all have one."""
        return self._waiting(operation, most, _people)

    def _waiting(
        self, operation: Operation, most: int | None, people_of: Callable[[bytes], list[T]]
    ) -> Waiting[T] | None:
        rows = self._waiting_rows(operation, 1)
        if not rows:
            return None
        place, people = rows[0]
        if most is None:
            return Waiting(place, people_of(people))
        each = _each(people)
        others = each[most:]
        return Waiting(place, people_of(_encode(each[:most])), _encode(others) if others else b"")

    def _waiting_rows(self, operation: Operation, most: int) -> list[tuple[Any, ...]]:
        sql = "SELECT place, people FROM comms_waiting WHERE operation_key=? ORDER BY place LIMIT ?"
        return self._read(sql, (operation.key, most))

    def skipped(self, operation: Operation) -> Waiting[None] | None:
        """Return the first person without a message, or all of a row that cannot be read; None when all have one."""
        rows = self._waiting_rows(operation, 2)
        if not rows:
            return None
        place, people = rows[0]
        try:
            others = _each(people)[1:]
        except msgspec.DecodeError:
            end = rows[1][0] if len(rows) > 1 else operation.recipients
            return Waiting(place, [None] * (end - place))
        return Waiting(place, [None], _encode(others) if others else b"")

    def first_open(self, operation: Operation, after_key: int) -> Open | None:
        """Return the first message past a key that is to be sent later."""
        sql = (
            "SELECT key, id, status FROM comms_message INDEXED BY comms_message_by_operation"
            " WHERE operation_key=? AND key>? AND status='scheduled' ORDER BY key LIMIT 1"
        )
        return self._open(sql, operation, after_key)

    def _open(self, sql: str, operation: Operation, after_key: int) -> Open | None:
        rows: list[tuple[Any, ...]] = self._read(sql, (operation.key, after_key))
        return Open(rows[0][0], rows[0][1], Status(rows[0][2])) if rows else None

    def scheduled(self, operation: Operation, most: int, after_key: int = 0) -> list[Message]:
        """Return some messages past a key that are to be sent later, oldest first."""
        sql = (
            f"SELECT {COMMS_MESSAGE} FROM comms_message INDEXED BY comms_message_by_operation"  # noqa: S608
            " WHERE operation_key=? AND key>? AND status='scheduled' ORDER BY key LIMIT ?"
        )
        return [_message_of(row) for row in self._read(sql, (operation.key, after_key, most))]

    def session(self, account_sid: str, session_id: str) -> Session | None:
        """Return a session of an account."""
        sql = f"SELECT {SESSION} FROM comms_session WHERE id=? AND account_sid=?"  # noqa: S608 - names of ours
        rows = self._read(sql, (session_id, account_sid))
        return _session_of(rows[0]) if rows else None

    def sessions(self, account_sid: str, wanted: SessionFilter, page: PageRequest) -> Page[Session]:
        """Return the sessions of an account, newest first."""
        where: list[Condition] = [("account_sid=?", account_sid), *dates(wanted.after_ms, wanted.before_ms)]
        return read_page(self._read, Rows(SESSION, "comms_session", where), page, _session_of)


def operation_of(row: tuple[Any, ...]) -> Operation:
    """Return the operation of a row."""
    operation_id, account_sid, status, created, updated, scheduled, terms, recipients, waiting, *figures = row[:14]
    left, tried, unaddressable, family, errors = figures
    return Operation(
        id=operation_id,
        account_sid=account_sid,
        status=OperationStatus(status),
        terms=_terms(terms),
        recipients=recipients,
        created_ms=created,
        updated_ms=updated,
        scheduled_ms=scheduled,
        waiting=waiting,
        open=left,
        attempts=tried,
        unaddressable=unaddressable,
        counts=dict(zip(_COUNTS, row[14:], strict=True)),
        family=Family(family),
        errors=_errors(errors),
    )


def _message_of(row: tuple[Any, ...]) -> Message:
    status, updated, body = row
    message = _body(body)  # which nobody has seen yet: it is completed, and not copied
    force_setattr(message, "status", _STATUS[status])
    force_setattr(message, "updated_ms", updated)
    return message


def _session_of(row: tuple[Any, ...]) -> Session:
    session_id, key, account_sid, sender, recipient, created, updated = row
    return Session(
        id=session_id,
        key=key,
        account_sid=account_sid,
        sender=sender,
        recipient=recipient,
        created_ms=created,
        updated_ms=updated,
    )
