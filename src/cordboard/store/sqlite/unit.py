"""One transaction: typed writes, turned into statements, sent to the engine as one unit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from cordboard.accounts.account import Account
from cordboard.accounts.keys import ApiKey
from cordboard.accounts.ports import Vault
from cordboard.base.feed import Happening
from cordboard.base.outbox import Task
from cordboard.base.sid import SidMaker, key_of
from cordboard.events.streams import Streams
from cordboard.messaging.handset import Handset, HandsetMessage
from cordboard.messaging.message import Direction, Message, Status
from cordboard.messaging.ports import Feedback, Media
from cordboard.notifications.notification import PREFIX as NOTIFICATION
from cordboard.notifications.notification import Exchange, Notification, of_failure, of_problem
from cordboard.numbers.number import PhoneNumber
from cordboard.shelf.shelf import Kept
from cordboard.store.sqlite.communications_unit import CommunicationsRows
from cordboard.store.sqlite.engine import Batch, Engine, Parameters, prune
from cordboard.store.sqlite.event_rows import EventRows
from cordboard.store.sqlite.operation_counts import Counts
from cordboard.store.sqlite.rows import ACCOUNT, API_KEY, MEDIA, MESSAGE, NUMBER, WORD, encode, message_row
from cordboard.store.sqlite.tally import add_once
from cordboard.usage.measure import Used, kept_used, message_used, number_used

INBOUND, SENT = Direction.INBOUND, Status.SENT


def _insert(table: str, columns: str, *, replace: bool = False) -> str:
    verb = "INSERT OR REPLACE" if replace else "INSERT"
    holes = ",".join("?" for _ in columns.split(","))
    return f"{verb} INTO {table} ({columns}) VALUES ({holes})"


_ADD_MESSAGE = _insert("message", MESSAGE)
_MOVE_MESSAGE = (
    "UPDATE message SET status=?, updated_ms=?, sent_ms=?, error_code=?, price=?, sender=?, num_segments=?"
    " WHERE key=? AND status=?"
)
_UNLESS_MEASURED = "SELECT 1 FROM kept WHERE key=? AND json_extract(body, '$.length_ms') IS NOT NULL"
_PUT_TASK = _insert("task", "id, kind, due_ms, subject, payload", replace=True)
_PUT_ACCOUNT = _insert("account", ACCOUNT, replace=True)
_PUT_KEY = _insert("api_key", "key, " + API_KEY, replace=True)
_PUT_NUMBER = _insert("phone_number", "key, " + NUMBER, replace=True)
_PUT_KEPT = _insert("kept", "key, kind, account_sid, parent_sid, sid, body", replace=True)
_ADD_MEDIA = _insert("media", "key, " + MEDIA)
_ADD_ATTEMPT = _insert("webhook_attempt", "key, account_sid, subject_sid, at_ms, attempt")
_ADD_NOTIFICATION = _insert("notification", "key, account_sid, call_sid, level, at_ms, sid, body")
_PUT_HANDSET = _insert("handset", "number, condition, error_code, latency_ms", replace=True)
_ADD_HANDSET_MESSAGE = _insert("handset_message", "key, number, sid, direction, sender, recipient, body, media, at_ms")
_DROP_UNUSED_DATA = "DELETE FROM media_data WHERE digest=? AND NOT EXISTS (SELECT 1 FROM media WHERE digest=?)"


def kept_step(kind: str, kept: Kept) -> tuple[str, Parameters]:
    """Return the statement that writes a plain resource, in place of one with the same SID."""
    return _PUT_KEPT, (key_of(kept.sid), kind, kept.account_sid, kept.parent_sid, kept.sid, encode(kept))


class Unit(EventRows, CommunicationsRows):
    """A transaction in the making. It implements what every product asks of a unit."""

    __slots__ = ("_batch", "_engine", "_sids", "_store_opt_out", "_streams", "_vault")

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        sids: SidMaker,
        opt_out: Callable[[tuple[str, str, str], bool], None],
        streams: Streams,
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._sids = sids
        self._store_opt_out = opt_out
        self._streams = streams
        self._batch = Batch()

    def _step(self, sql: str, parameters: Parameters, *, must_change: bool = False) -> None:
        self._batch.steps.append((sql, parameters, must_change))

    def _count(self, operation_key: int, at_ms: int) -> Counts:
        counts = self._batch.counted.get(operation_key)
        if counts is None:
            counts = self._batch.counted[operation_key] = Counts(self._sids.key(), at_ms)
        return counts

    def put_account(self, account: Account) -> None:
        """Write an account, its tokens sealed."""
        second = account.secondary_token
        self._step(
            _PUT_ACCOUNT,
            (
                account.key,
                account.sid,
                account.owner_sid,
                account.friendly_name,
                account.status.value,
                account.type.value,
                self._vault.seal(account.auth_token),
                account.created_ms,
                account.updated_ms,
                None if second is None else self._vault.seal(second),
                account.is_held,
            ),
        )

    def put_api_key(self, key: ApiKey) -> None:
        """Write a key; its secret is not among what is written."""
        row = (key.sid, key.account_sid, key.friendly_name, key.secret_hash, key.created_ms, key.updated_ms)
        self._step(_PUT_KEY, (key_of(key.sid), *row, key.kind.value, encode(key.allowed)))

    def delete_api_key(self, sid: str) -> None:
        """Delete a key."""
        self._step("DELETE FROM api_key WHERE key=?", (key_of(sid),))

    def put_number(self, number: PhoneNumber) -> None:
        """Write a number."""
        self._count_once(
            number_used(number, number.created_ms), "SELECT 1 FROM phone_number WHERE key=?", key_of(number.sid)
        )
        row = (
            number.sid,
            number.account_sid,
            number.phone_number,
            number.friendly_name,
            encode(number.routing),
            number.created_ms,
            number.updated_ms,
            encode(number.nature),
        )
        self._step(_PUT_NUMBER, (key_of(number.sid), *row))

    def renew_number(self, number: PhoneNumber, at_ms: int) -> None:
        """Count another month of a number."""
        self.count(number_used(number, at_ms))

    def count(self, used: Used) -> None:
        """Count something in the tally."""
        self._batch.used.append(used)

    def delete_number(self, sid: str) -> None:
        """Delete a number, with what is assigned to it."""
        self._step("DELETE FROM phone_number WHERE key=?", (key_of(sid),))
        self._step("DELETE FROM task WHERE id=?", (key_of(sid),))  # its next month
        self._step("DELETE FROM kept WHERE parent_sid IN (SELECT sid FROM kept WHERE parent_sid=?)", (sid,))
        self._step("DELETE FROM kept WHERE parent_sid=?", (sid,))

    def add_message(self, message: Message) -> None:
        """Write a new message."""
        self._step(_ADD_MESSAGE, message_row(message))
        if message.direction is INBOUND:
            self._batch.used.append(message_used(message))
        if message.options.decision_id:
            self._batch.decision_id = message.options.decision_id
        self.happened("message", message.account_sid, message.sid, WORD[message.status], message.updated_ms)
        self._stream_message(message)

    def move_message(self, message: Message, was: Status) -> None:
        """Write a message's new state; void when it was not in the state named."""
        price = None if message.price is None else str(message.price)
        changed = (WORD[message.status], message.updated_ms, message.sent_ms, message.error_code, price)
        where = (message.sender, message.num_segments, message.key, WORD[was])
        self._step(_MOVE_MESSAGE, (*changed, *where), must_change=True)
        if message.status is SENT:
            self._batch.used.append(message_used(message))
        elif message.error_code is not None:
            self.add_notification(
                of_failure(
                    self._sids.sid(NOTIFICATION),
                    message.account_sid,
                    message.sid,
                    message.error_code,
                    message.updated_ms,
                )
            )
        self.happened("message", message.account_sid, message.sid, WORD[message.status], message.updated_ms)
        self._stream_message(message)

    def redact_message(self, message: Message) -> None:
        """Write a message's body anew."""
        parameters = (message.body, message.updated_ms, message.key)
        self._step("UPDATE message SET body=?, updated_ms=? WHERE key=?", parameters, must_change=True)

    def delete_message(self, message: Message) -> None:
        """Delete a message with its media and feedback."""
        orphans = (
            "DELETE FROM media_data WHERE digest IN (SELECT digest FROM media WHERE message_sid=?)"
            " AND digest NOT IN (SELECT digest FROM media WHERE message_sid<>?)"
        )
        self._step(orphans, (message.sid, message.sid))
        self._step("DELETE FROM media WHERE message_sid=?", (message.sid,))
        self._step("DELETE FROM feedback WHERE message_sid=?", (message.sid,))
        self._step("DELETE FROM message WHERE key=?", (message.key,), must_change=True)

    def put_task(self, task: Task) -> None:
        """Write a task, in place of one with the same id."""
        self._step(_PUT_TASK, (task.id, WORD[task.kind], task.due_ms, task.subject, task.payload))
        self._batch.tasks.append(task)

    def drop_task(self, task_id: int) -> None:
        """Delete a task that is done."""
        self._step("DELETE FROM task WHERE id=?", (task_id,))

    def add_media(self, media: Media, data: bytes) -> None:
        """Write a piece of media; equal bytes are kept once."""
        self._step("INSERT OR IGNORE INTO media_data VALUES (?,?)", (media.digest, data))
        row = (media.sid, media.account_sid, media.message_sid, media.content_type, media.digest)
        self._step(_ADD_MEDIA, (key_of(media.sid), *row, media.created_ms, media.updated_ms))

    def delete_media(self, media: Media) -> None:
        """Delete a piece of media, and its bytes when no other uses them."""
        self._step("DELETE FROM media WHERE key=?", (key_of(media.sid),))
        self._step(_DROP_UNUSED_DATA, (media.digest, media.digest))
        num = "UPDATE message SET num_media=num_media-1 WHERE key=? AND num_media>0"
        self._step(num, (key_of(media.message_sid),))

    def put_feedback(self, feedback: Feedback) -> None:
        """Write the feedback of a message."""
        row = (feedback.message_sid, feedback.account_sid, feedback.outcome, feedback.created_ms, feedback.updated_ms)
        self._step("INSERT OR REPLACE INTO feedback VALUES (?,?,?,?,?)", row)

    def put_opt_out(self, account_sid: str, sender: str, recipient: str, *, is_out: bool) -> None:
        """Write that a recipient does not, or does again, want messages of a sender."""
        pair = (account_sid, sender, recipient)
        insert, delete = (
            "INSERT OR IGNORE INTO opt_out VALUES (?,?,?)",
            "DELETE FROM opt_out WHERE account_sid=? AND sender=? AND recipient=?",
        )
        self._step(insert if is_out else delete, pair)
        self.then(lambda: self._store_opt_out(pair, is_out))

    def put_sticky_sender(self, service_sid: str, recipient: str, sender: str) -> None:
        """Write which sender of a service a recipient knows."""
        self._step("INSERT OR REPLACE INTO sticky_sender VALUES (?,?,?)", (service_sid, recipient, sender))

    def add_attempt(self, key: int, account_sid: str, subject_sid: str, at_ms: int, attempt: bytes) -> None:
        """Write an attempt at a web hook."""
        self._step(_ADD_ATTEMPT, (key, account_sid, subject_sid, at_ms, attempt))

    def prune_attempts(self, keep: int) -> None:
        """Delete all but the newest attempts at web hooks."""
        self._step(*prune("webhook_attempt", keep))

    def _count_once(self, used: Used, unless: str, key: int) -> None:
        """Count something in the tally, unless a row says that it was counted."""
        self._step(add_once(unless), (*used, key))
        engine = self._engine
        self.then(lambda: engine.on_used())  # without the unit: each would keep the other until the collector came

    def add_notification(self, notification: Notification, *, apart_from: str = "") -> None:
        """Write what went wrong, and stream it to all sinks but one."""
        row = (
            key_of(notification.sid),
            notification.account_sid,
            notification.call_sid,
            notification.log.value,
            notification.at_ms,
            notification.sid,
            encode(notification),
        )
        self._step(_ADD_NOTIFICATION, row)
        self._stream_notification(notification, apart_from)

    def add_problem(self, exchange: Exchange, problem: Mapping[str, object]) -> None:
        """Write what was wrong with a web hook or its answer."""
        found = of_problem(self._sids.sid(NOTIFICATION), exchange, problem)
        self.add_notification(found, apart_from=exchange.subject_sid)

    def put_kept(self, kind: str, kept: Kept) -> None:
        """Write a plain resource, in place of one with the same SID."""
        for used in kept_used(kept):
            self._count_once(used, _UNLESS_MEASURED, key_of(kept.sid))
        self._step(*kept_step(kind, kept))

    def change_kept(self, kept: Kept) -> None:
        """Write a plain resource if it is still there: one that was deleted meanwhile stays so."""
        self._step("UPDATE kept SET body=? WHERE sid=?", (encode(kept), kept.sid))

    def drop_kept(self, sid: str) -> None:
        """Delete a plain resource, and those whose parent it is."""
        self._step("DELETE FROM kept WHERE parent_sid=?", (sid,))
        self._step("DELETE FROM kept WHERE sid=?", (sid,))

    def put_handset(self, handset: Handset) -> None:
        """Write the condition of a handset."""
        row = (handset.number, handset.condition.value, handset.error_code, handset.latency_ms)
        self._step(_PUT_HANDSET, row)

    def add_handset_message(self, shown: HandsetMessage) -> None:
        """Write a message into a handset's inbox."""
        row = (shown.key, shown.number, shown.sid, shown.direction, shown.sender, shown.recipient, shown.body)
        self._step(_ADD_HANDSET_MESSAGE, (*row, encode(shown.media), shown.at_ms))

    def happened(self, name: str, account_sid: str, subject: str, state: str, at_ms: int) -> None:
        """Tell the feed, once the transaction is on disk."""
        self._batch.happenings.append(Happening(self._sids.key(), at_ms, name, account_sid, subject, state))

    def then(self, call: Callable[[], None]) -> None:
        """Call when the transaction is on disk."""
        self._batch.after.append(call)

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""
        return self._engine.submit(self._batch)
