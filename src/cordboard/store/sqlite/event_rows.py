"""The rows of events: written with the change that they tell of, deleted with the attempt that took them."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from cordboard.base.feed import Happening
from cordboard.base.sid import SidMaker
from cordboard.communications.message import Message as Communication
from cordboard.events import communications, error_logs, messaging, voice
from cordboard.events.event import Event, written
from cordboard.events.streams import NOTHING, Stream, Streams
from cordboard.messaging.message import Message
from cordboard.notifications.notification import Notification
from cordboard.store.sqlite.engine import Batch, Parameters
from cordboard.store.sqlite.operation_counts import Execute
from cordboard.voice.call import Call
from cordboard.voice.occurrence import Occurrence

_COLUMNS = "INSERT INTO event (sink_sid, due_ms, at_ms, attempts, body) "
_ADD = _COLUMNS + "VALUES (?,?,?,0,?)"
_ADD_UNLESS = _COLUMNS + "SELECT ?,?,?,0,? WHERE NOT EXISTS ({})"
_NEW_CALL_STATUS = _ADD_UNLESS.format("SELECT 1 FROM call WHERE key=? AND status=?")
_DROP = "DELETE FROM event WHERE id IN (SELECT value FROM json_each(?))"
_AGAIN = "UPDATE event SET attempts=attempts+1, due_ms=? WHERE id=?"
MESSAGING, VOICE = "EZ", "VW"
OPERATIONS = frozenset({"scheduled", "processing", "completed"})


class EventRows(ABC):
    """What a transaction writes of events; nothing where nobody subscribed."""

    __slots__ = ()
    _batch: Batch
    _sids: SidMaker
    _streams: Streams

    @abstractmethod
    def _step(self, sql: str, parameters: Parameters, *, must_change: bool = False) -> None: ...

    def stream(self, event: Event | None, sql: str = _ADD, unless: Parameters = (), *, apart_from: str = "") -> None:
        """Write an event for those who subscribed to its type."""
        if event is not None:
            streams = self._streams.watched.get(event.account_sid, NOTHING).get(event.type, ())
            self._stream_to([each for each in streams if each.sink_sid != apart_from], event, sql, unless)

    def stream_to(self, streams: Sequence[Stream], event: Event) -> None:
        """Write an event for each of these sinks."""
        self._stream_to(streams, event, _ADD, ())

    def _stream_to(self, streams: Sequence[Stream], event: Event, sql: str, unless: Parameters) -> None:
        if streams:
            body = written(event)
            for stream in streams:
                self._step(sql, (stream.sink_sid, event.at_ms, event.at_ms, body, *unless))
                self._batch.after.append(stream.wake)

    def _is_watched(self, account_sid: str) -> bool:
        return account_sid in self._streams.watched

    def _stream_message(self, message: Message) -> None:
        if message.account_sid in self._streams.watched:
            self.stream(messaging.of_message(self._sids.sid(MESSAGING), message))
            self.stream(communications.of_attempt(self._sids.sid(MESSAGING), message))

    def _stream_notification(self, notification: Notification, apart_from: str) -> None:
        """A sink is not told of its own failures: it would fail at those, too."""
        if self._is_watched(notification.account_sid):
            self.stream(error_logs.of_notification(notification), apart_from=apart_from)

    def _stream_call(self, call: Call) -> None:
        """Write the event of a call's status, once: calls are written for other reasons, too."""
        if self._is_watched(call.account_sid):
            self.stream(voice.of_call(self._sids.sid(VOICE), call), _NEW_CALL_STATUS, (call.key, call.status.value))

    def add_occurrence(self, occurrence: Occurrence) -> None:
        """Write the event of something that happened on a call or in a conference."""
        if self._is_watched(occurrence.account_sid):
            self.stream(voice.of_occurrence(self._sids.sid(VOICE), occurrence))

    def _stream_communication(self, message: Communication) -> None:
        if self._is_watched(message.account_sid):
            self.stream(communications.of_communication(self._sids.sid(MESSAGING), message))

    def _stream_operation(self, account_sid: str, operation_id: str, status: str, at_ms: int) -> None:
        if self._is_watched(account_sid) and status in OPERATIONS:
            self.stream(
                communications.of_operation(self._sids.sid(MESSAGING), account_sid, operation_id, status, at_ms)
            )

    def settle_events(self, done: Sequence[int], again: Sequence[tuple[int, int]]) -> None:
        """Delete events that need no further attempt; note a failed one for others, with the instant of the next."""
        if done:
            self._step(_DROP, (json.dumps(done),))
        for event_id, due_ms in again:
            self._step(_AGAIN, (due_ms, event_id))

    def drop_events(self, sink_sid: str) -> None:
        """Delete all that waits for a sink."""
        self._step("DELETE FROM event WHERE sink_sid=?", (sink_sid,))


class EndedOperations:
    """Writes the events of operations that the counts of a transaction have completed."""

    def __init__(self, streams: Streams, sids: SidMaker) -> None:
        self._streams = streams
        self._sids = sids

    def __call__(self, execute: Execute, ended: Happening) -> list[Callable[[], None]]:
        """Write what is told of an operation; returns whom to wake when it is on disk."""
        wanted = self._streams.watched.get(ended.account_sid)
        if wanted is None:
            return []
        facts = (ended.account_sid, ended.subject, ended.state, ended.at_ms)
        event = communications.of_operation(self._sids.sid(MESSAGING), *facts)
        streams = wanted.get(event.type, ())
        for stream in streams:
            execute(_ADD, (stream.sink_sid, event.at_ms, event.at_ms, written(event)))
        return [stream.wake for stream in streams]
