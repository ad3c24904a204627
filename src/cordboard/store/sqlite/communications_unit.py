"""The part of a transaction that writes operations, their messages and sessions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

import msgspec

from cordboard.base.sid import SidMaker, key_of
from cordboard.base.typeid import key_of_type_id
from cordboard.communications.message import Message
from cordboard.communications.operation import Operation, OperationError
from cordboard.communications.ports import Person
from cordboard.communications.post import Addressee
from cordboard.communications.rows import Open, T, Waiting
from cordboard.communications.words import Family, OperationStatus, Status
from cordboard.messaging.message import Message as Ordinary
from cordboard.store.sqlite.post_rows import PostRows

MOST_ERRORS = 20  # of an operation that are told
CHUNK = 250  # people of one row and one transaction: some 20 ms of work, and 15 kB
_encode = msgspec.json.Encoder().encode
_ADD_OPERATION = (
    "INSERT INTO comms_operation (key, id, account_sid, status, created_ms, updated_ms, scheduled_ms, terms,"
    " recipients, waiting, family) VALUES (?,?,?,?,?,?,?,?,?,?,?)"
)
_MOVE_OPERATION = "UPDATE comms_operation SET status=?, updated_ms=? WHERE key=? AND status=?"
_ADD_ERROR = (
    "UPDATE comms_operation SET errors=json_insert(errors, '$[#]', json(?)) WHERE key=? AND json_array_length(errors)<?"
)
_ADD_WAITING = "INSERT INTO comms_waiting VALUES (?,?,?)"
_DROP_WAITING = "DELETE FROM comms_waiting WHERE operation_key=? AND place=?"
ADD_MESSAGE = (
    "INSERT INTO comms_message (key, id, account_sid, operation_key, status, reach, channel, session_id, created_ms,"
    " updated_ms, tags, body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
)
_CHANGE_MESSAGE = (
    "UPDATE comms_message SET status=?, reach=?, channel=?, session_id=?, updated_ms=?, body=? WHERE key=?"
)
_FOLLOW_MESSAGE = "UPDATE comms_message SET status=?, updated_ms=? WHERE key=?"
_FAIL_MESSAGE = "UPDATE comms_message SET status='failed', updated_ms=? WHERE key=? AND status=?"
_FAIL_POST = (  # a body that can be read says the state, too
    "UPDATE comms_post SET status='failed', updated_ms=?1, body=CASE WHEN json_valid(CAST(body AS TEXT))"
    " THEN json_set(CAST(body AS TEXT), '$.status', 'failed', '$.updated_ms', ?1) ELSE body END"
    " WHERE key=?2 AND status=?3"
)
_ADD_ATTEMPT = "INSERT INTO comms_attempt VALUES (?,?)"
_PUT_SESSION = (
    "INSERT INTO comms_session (key, id, account_sid, sender, recipient, created_ms, updated_ms)"
    " VALUES (?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET updated_ms=excluded.updated_ms"
)


def message_row(message: Message) -> tuple[object, ...]:
    """Return the values of the columns of a message."""
    route = message.route
    return (
        message.key,
        message.id,
        message.account_sid,
        key_of_type_id(message.operation_id) if message.operation_id else None,
        message.status.value,
        route.reach.value,
        route.channel.value,
        message.session_id,
        message.created_ms,
        message.updated_ms,
        _encode(message.tags).decode() if message.tags else None,
        _encode(message),
    )


class CommunicationsRows(PostRows):
    """Writes what communications asks of a unit."""

    __slots__ = ()
    _sids: SidMaker

    @abstractmethod
    def _stream_communication(self, message: Message) -> None: ...

    @abstractmethod
    def _stream_operation(self, account_sid: str, operation_id: str, status: str, at_ms: int) -> None: ...

    def add_operation(self, operation: Operation, people: Sequence[Person | Addressee]) -> None:
        """Write a new operation, and the people without a message yet."""
        now, key = operation.created_ms, operation.key
        row = (key, operation.id, operation.account_sid, operation.status.value, now, now, operation.scheduled_ms)
        terms = _encode(operation.terms)
        self._step(_ADD_OPERATION, (*row, terms, operation.recipients, len(people), operation.family.value))
        for place in range(0, len(people), CHUNK):
            self._step(_ADD_WAITING, (key, place, _encode(people[place : place + CHUNK])))
        self.happened("operation", operation.account_sid, operation.id, operation.status.value, now)
        self._stream_operation(operation.account_sid, operation.id, operation.status.value, now)

    def move_operation(self, operation: Operation, to: OperationStatus, was: OperationStatus, now_ms: int) -> None:
        """Write an operation's new state; void when it was not in the state named."""
        self._step(_MOVE_OPERATION, (to.value, now_ms, operation.key, was.value), must_change=True)
        self.happened("operation", operation.account_sid, operation.id, to.value, now_ms)
        self._stream_operation(operation.account_sid, operation.id, to.value, now_ms)

    def take_waiting(self, operation: Operation, waiting: Waiting[T], unaddressable: int, now_ms: int) -> None:
        """Drop people who have a message now, or cannot have one; void when they were dropped before."""
        people = len(waiting.people)
        self._step(_DROP_WAITING, (operation.key, waiting.place), must_change=True)
        if waiting.others:
            self._step(_ADD_WAITING, (operation.key, waiting.place + people, waiting.others))
        self._add(operation.key, now_ms, waiting=-people, unaddressable=unaddressable)

    def fail_open(self, operation: Operation, found: Open, now_ms: int) -> None:
        """Write that what was made for somebody has failed, whatever else its row holds."""
        is_message = operation.family is Family.MESSAGE
        self._step(
            _FAIL_MESSAGE if is_message else _FAIL_POST, (now_ms, found.key, found.status.value), must_change=True
        )
        self._add(operation.key, now_ms, open=-1)
        self._recount(operation.key, Status.FAILED, found.status, now_ms)
        name = "communication" if is_message else operation.family.value
        self.happened(name, operation.account_sid, found.id, Status.FAILED.value, now_ms)

    def add_operation_error(self, operation: Operation, error: OperationError) -> None:
        """Write why a part of an operation was given up; the first of many say enough."""
        self._step(_ADD_ERROR, (_encode(error).decode(), operation.key, MOST_ERRORS))

    def add_comms_message(self, message: Message, *, settles: bool) -> None:
        """Write a new message with its attempts, and count it."""
        operation_key = key_of_type_id(message.operation_id) if message.operation_id else None
        self._step(ADD_MESSAGE, message_row(message))
        self._tag(message.account_sid, message.key, message.tags)
        self._tried(message, 0)
        self._put_session(message)
        if operation_key is not None:
            more = {message.status.value: 1, "open": int(not settles), "attempts": len(message.attempts)}
            self._add(operation_key, message.updated_ms, **more)
        self.happened("communication", message.account_sid, message.id, message.status.value, message.updated_ms)
        self._stream_communication(message)

    def change_comms_message(self, message: Message, was: Message, *, settles: bool) -> None:
        """Write a message that was tried again, or was canceled."""
        route = message.route
        row = (message.status.value, route.reach.value, route.channel.value, message.session_id, message.updated_ms)
        self._step(_CHANGE_MESSAGE, (*row, _encode(message), message.key))
        self._tried(message, len(was.attempts))
        if message.session_id != was.session_id:
            self._put_session(message)
        if message.operation_id is not None:
            operation_key, now = key_of_type_id(message.operation_id), message.updated_ms
            attempts = len(message.attempts) - len(was.attempts)
            self._add(operation_key, now, open=-int(settles), attempts=attempts)
            self._recount(operation_key, message.status, was.status, now)
        self.happened("communication", message.account_sid, message.id, message.status.value, message.updated_ms)
        self._stream_communication(message)

    def follow_comms_message(self, attempt: Ordinary, to: Status, was: Status, *, settles: bool) -> None:
        """Write the state of the message that an ordinary message is an attempt of."""
        origin, now = attempt.options.origin, attempt.updated_ms
        if origin is None or to is was:
            return
        self._step(_FOLLOW_MESSAGE, (to.value, now, key_of_type_id(origin.message_id)))
        operation_key = key_of_type_id(origin.operation_id)
        self._recount(operation_key, to, was, now)
        self._add(operation_key, now, open=-int(settles))
        self.happened("communication", attempt.account_sid, origin.message_id, to.value, now)

    def _tried(self, message: Message, already: int) -> None:
        for attempt in message.attempts[already:]:
            if attempt.sid:
                self._step(_ADD_ATTEMPT, (key_of(attempt.sid), message.key))

    def _put_session(self, message: Message) -> None:
        sender, recipient = message.ends
        row = (self._sids.key(), message.session_id, message.account_sid, sender, recipient)
        self._step(_PUT_SESSION, (*row, message.updated_ms, message.updated_ms))
