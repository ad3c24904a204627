"""Sending: from what was asked for to a message in its sender's queue.

Source: reference 02, sections 1, 2, 7 and 8. The checks stand in the order of the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from cordboard.base.outbox import Task, TaskKind
from cordboard.base.phone import Address, AddressKind, calling_code, is_toll_free, parse_recipient, parse_sender
from cordboard.base.problem import Problem
from cordboard.base.sid import MMS, SMS, SidMaker, is_sid
from cordboard.base.text import segment, smart_encode
from cordboard.messaging.message import NO_OPTIONS, Direction, Message, Options, Status
from cordboard.messaging.ports import MessageStore, MessageUnit
from cordboard.numbers.number import Numbers

LONGEST_BODY = 1600
QUEUE_SECONDS = 36_000  # Ten hours. Source: the brief, "Request rate".
# Segments a second by kind of sender. Source: reference 02 section 7.
LONG_CODE_RATE, TOLL_FREE_RATE, SHORT_CODE_RATE, ALPHANUMERIC_RATE, CHANNEL_RATE = 1.0, 3.0, 100.0, 10.0, 80.0


class Draft(Struct, frozen=True, kw_only=True):
    """A message as it was asked for. Units: ``validity_s`` in seconds."""

    to: str
    from_: str | None = None
    service_sid: str | None = None
    body: str | None = None
    media_urls: tuple[str, ...] = ()
    content_sid: str | None = None
    status_callback: str | None = None
    validity_s: int = QUEUE_SECONDS
    provide_feedback: bool = False
    smart_encoded: bool = False
    send_as_mms: bool = False
    is_scheduled: bool = False
    direction: Direction = Direction.API


class Queues(Protocol):
    """How much each sender has waiting."""

    def waiting(self, account_sid: str, sender: str) -> int:
        """Return the segments that wait for a sender."""

    def reserve(self, account_sid: str, sender: str, segments: int) -> None:
        """Count segments that are about to wait."""


def rate_of(sender: Address) -> float:
    """Return how fast a sender of this kind may send. Units: segments a second."""
    if sender.kind is AddressKind.PHONE:
        return TOLL_FREE_RATE if is_toll_free(sender.value) else LONG_CODE_RATE
    if sender.kind is AddressKind.SHORT_CODE:
        return SHORT_CODE_RATE
    return ALPHANUMERIC_RATE if sender.kind is AddressKind.ALPHANUMERIC else CHANNEL_RATE


class Sending:
    """Accepts messages."""

    def __init__(
        self,
        *,
        store: MessageStore,
        numbers: Numbers,
        queues: Queues,
        sids: SidMaker,
        now_ms: Callable[[], int],
        sender_rate: float | None,
        use_real_rates: bool,
    ) -> None:
        """Take the ports; ``sender_rate`` is segments a second for every sender; None is no limit."""
        self._store = store
        self._numbers = numbers
        self._queues = queues
        self._sids = sids
        self._now_ms = now_ms
        self._sender_rate = sender_rate
        self._use_real_rates = use_real_rates

    def rate(self, sender: str) -> float | None:
        """Return a sender's rate. Units: segments a second; None is unlimited."""
        if not self._use_real_rates:
            return self._sender_rate
        address = parse_sender(sender)
        return rate_of(address) if address else LONG_CODE_RATE

    async def send(self, account_sid: str, draft: Draft) -> Message:
        """Accept a message and return it, queued, once it is on disk. Raises: Problem."""
        unit = self._store.unit()
        message = self.accept(account_sid, draft, unit)
        await unit.commit()
        return message

    def accept(self, account_sid: str, draft: Draft, unit: MessageUnit) -> Message:
        """Check a draft and write the message and its first task into a transaction. Raises: Problem."""
        recipient = parse_recipient(draft.to)
        if recipient is None:
            raise Problem(21211, parameter="To", to=draft.to)
        sender = self._sender(account_sid, draft, recipient)
        body = self._body(draft)
        if self._store.is_opted_out(account_sid, sender.value, recipient.value):
            raise Problem(21610, to=draft.to)
        message = self._message(account_sid, draft, sender, recipient, body)
        self._queue(message, unit)
        return message

    def _sender(self, account_sid: str, draft: Draft, recipient: Address) -> Address:
        if draft.is_scheduled and draft.service_sid is None:
            raise Problem(35118)
        if draft.from_ is None and draft.service_sid is None:
            raise Problem(21603, parameter="From")
        if draft.service_sid is not None or (draft.from_ and is_sid(draft.from_, "MG")):
            raise Problem(21701, messaging_service_sid=draft.service_sid or draft.from_)
        given = draft.from_ or ""
        sender = parse_sender(given)
        if sender is None:
            raise Problem(21212, parameter="From", from_=given)
        if sender.channel != recipient.channel:
            raise Problem(21910)
        if sender.value == recipient.value:
            raise Problem(21266)
        self._check_owned(account_sid, sender, recipient, given)
        return sender

    def _check_owned(self, account_sid: str, sender: Address, recipient: Address, given: str) -> None:
        if sender.kind is AddressKind.ALPHANUMERIC:
            if recipient.number is not None and calling_code(recipient.number) == "1":
                raise Problem(21612, to=recipient.value, from_=given)
            return
        number = sender.number
        if sender.channel != "sms" and number is None:
            return  # Ours: on the simulated network every Messenger page and RCS agent may send.
        owned = self._numbers.owned(number) if number else None
        if owned is None or owned.account_sid != account_sid or not owned.can_sms:
            raise Problem(21606 if sender.channel == "sms" else 63007, parameter="From", from_=given)

    @staticmethod
    def _body(draft: Draft) -> str:
        if not draft.body and not draft.media_urls:
            raise Problem(21655 if draft.content_sid else 21602, content_sid=draft.content_sid)
        body = draft.body or ""
        if draft.smart_encoded:
            body = smart_encode(body)
        if len(body) > LONGEST_BODY:
            raise Problem(21617, parameter="Body")
        return body

    def _message(self, account_sid: str, draft: Draft, sender: Address, recipient: Address, body: str) -> Message:
        now = self._now_ms()
        is_media = bool(draft.media_urls) or draft.send_as_mms
        needs_options = (
            draft.status_callback or draft.media_urls or draft.validity_s != QUEUE_SECONDS or draft.provide_feedback
        )
        options = Options(
            status_callback=draft.status_callback,
            validity_s=draft.validity_s,
            provide_feedback=draft.provide_feedback,
            media_urls=draft.media_urls,
        )
        return Message(
            sid=self._sids.sid(MMS if is_media else SMS),
            account_sid=account_sid,
            direction=draft.direction,
            sender=sender.value,
            recipient=recipient.value,
            body=body,
            status=Status.QUEUED,
            num_segments=1 if is_media else segment(body).segments,
            num_media=len(draft.media_urls),
            created_ms=now,
            updated_ms=now,
            options=options if needs_options else NO_OPTIONS,
        )

    def _queue(self, message: Message, unit: MessageUnit) -> None:
        rate = self.rate(message.sender)
        if rate is not None:
            waiting = self._queues.waiting(message.account_sid, message.sender)
            if waiting + message.num_segments > rate * QUEUE_SECONDS:
                raise Problem(21611, from_=message.sender)
        self._queues.reserve(message.account_sid, message.sender, message.num_segments)
        kind = TaskKind.MEDIA if message.options.media_urls else TaskKind.SUBMIT
        unit.add_message(message)
        unit.put_task(Task(message.key, kind, message.created_ms, message.key, held=message))

    async def redact(self, message: Message) -> Message:
        """Empty the body of a finished message. Raises: Problem 20009."""
        if not message.is_final:
            raise Problem(20009)
        redacted = replace(message, body="", updated_ms=self._now_ms())
        unit = self._store.unit()
        unit.redact_message(redacted)
        await unit.commit()
        return redacted

    async def delete(self, message: Message) -> None:
        """Delete a finished message. Raises: Problem 20009."""
        if not message.is_final:
            raise Problem(20009)
        unit = self._store.unit()
        unit.delete_message(message)
        await unit.commit()
