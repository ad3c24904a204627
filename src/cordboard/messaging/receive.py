"""Receiving: one transaction stores a message that comes in, obeys its keyword and queues the number's web hook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from cordboard.base.outbox import Task, TaskKind
from cordboard.base.phone import is_toll_free
from cordboard.base.sid import MMS, SMS, SidMaker
from cordboard.base.text import segment
from cordboard.messaging.callbacks import Callbacks
from cordboard.messaging.keywords import REPLIES, Keyword, keyword_of
from cordboard.messaging.message import Direction, Message, Options, Status, price_of
from cordboard.messaging.ports import Media, MessageStore, MessageUnit
from cordboard.numbers.number import PhoneNumber


class Queues(Protocol):
    """Counts what waits for a sender."""

    def reserve(self, account_sid: str, sender: str, segments: int) -> None:
        """Count segments that are about to wait."""


class Receiving:
    """Takes messages in."""

    def __init__(
        self,
        *,
        store: MessageStore,
        queues: Queues,
        callbacks: Callbacks,
        sids: SidMaker,
        now_ms: Callable[[], int],
        base_url: Callable[[], str],
    ) -> None:
        self._store = store
        self._queues = queues
        self._callbacks = callbacks
        self._sids = sids
        self._now_ms = now_ms
        self._base_url = base_url

    def receive(
        self,
        number: PhoneNumber,
        sender: str,
        body: str,
        media: list[tuple[str, str, bytes]],
        unit: MessageUnit,
    ) -> Message:
        """Write an inbound message and what follows; media are content types, digests and bytes."""
        now = self._now_ms()
        message = Message(
            sid=self._sids.sid(MMS if media else SMS),
            account_sid=number.account_sid,
            direction=Direction.INBOUND,
            sender=sender,
            recipient=number.phone_number,
            body=body,
            status=Status.RECEIVED,
            num_segments=1 if media else segment(body).segments,
            num_media=len(media),
            created_ms=now,
            updated_ms=now,
            sent_ms=now,
        )
        message = replace(message, price=price_of(message))
        unit.add_message(message)
        stored = [self._store_media(message, content_type, digest, data, unit) for content_type, digest, data in media]
        self._obey(message, unit)
        hook = self._callbacks.inbound(message, number, stored, self._base_url())
        if hook is not None:
            unit.put_task(hook)
        return message

    def _store_media(self, message: Message, content_type: str, digest: str, data: bytes, unit: MessageUnit) -> Media:
        media = Media(
            sid=self._sids.sid("ME"),
            account_sid=message.account_sid,
            message_sid=message.sid,
            content_type=content_type,
            digest=digest,
            created_ms=message.created_ms,
            updated_ms=message.created_ms,
        )
        unit.add_media(media, data)
        return media

    def _obey(self, message: Message, unit: MessageUnit) -> None:
        """Block or unblock the pair when the body is a keyword, and tell the recipient so."""
        keyword = keyword_of(message.body, is_toll_free=is_toll_free(message.recipient))
        if keyword is None:
            return
        pair = (message.account_sid, message.recipient, message.sender)
        is_out = self._store.is_opted_out(*pair)
        if keyword is not Keyword.HELP:
            unit.put_opt_out(*pair, is_out=keyword is Keyword.STOP)
        if keyword is Keyword.STOP and is_out:
            return  # Reference 02 section 12: a second STOP gets no second answer.
        self._reply(message, REPLIES[keyword], unit)

    def _reply(self, message: Message, text: str, unit: MessageUnit) -> None:
        now = self._now_ms()
        reply = Message(
            sid=self._sids.sid(SMS),
            account_sid=message.account_sid,
            direction=Direction.REPLY,
            sender=message.recipient,
            recipient=message.sender,
            body=text,
            status=Status.QUEUED,
            num_segments=segment(text).segments,
            created_ms=now,
            updated_ms=now,
            options=Options(is_notice=True),
        )
        self._queues.reserve(reply.account_sid, reply.sender, reply.num_segments)
        unit.add_message(reply)
        unit.put_task(Task(reply.key, TaskKind.SUBMIT, now, reply.key, held=reply))
