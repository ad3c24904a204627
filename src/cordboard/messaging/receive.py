"""Receiving: one transaction stores a message that comes in, obeys its keyword and queues the number's web hook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple, Protocol

import msgspec
from msgspec.structs import replace

from cordboard.base.outbox import Task, TaskKind
from cordboard.base.phone import is_toll_free
from cordboard.base.sid import MMS, SMS, SidMaker
from cordboard.base.text import segment
from cordboard.messaging.callbacks import Callbacks
from cordboard.messaging.ceiling import Ceiling
from cordboard.messaging.keywords import Keyword, keyword_of, reply_to
from cordboard.messaging.message import NO_OPTIONS, Direction, Message, Options, Status, move, price_of
from cordboard.messaging.opt_out import OptOuts
from cordboard.messaging.pool import Pools
from cordboard.messaging.ports import Media, MessageUnit
from cordboard.messaging.service import OptOut, Service
from cordboard.messaging.standing import Standing
from cordboard.numbers.number import PhoneNumber, Routing

LedBy = Callable[[str, Iterable[str | None], Sequence[str | None]], tuple[str, str]]
"""Returns the agent, and its decision, that had one of some documents set for one of some numbers or services."""
_encode = msgspec.json.Encoder().encode


class Queues(Protocol):
    """Counts what waits for a sender."""

    def reserve(self, account_sid: str, sender: str, segments: int) -> None:
        """Count segments that are about to wait."""


class Inbox(NamedTuple):
    """Where a message comes in: an address, whose it is, and where its own traffic goes."""

    account_sid: str
    address: str
    routing: Routing


class Receiving:
    """Takes messages in."""

    def __init__(
        self,
        *,
        queues: Queues,
        pools: Pools,
        opt_outs: OptOuts,
        standing: Standing,
        ceiling: Ceiling,
        callbacks: Callbacks,
        sids: SidMaker,
        now_ms: Callable[[], int],
        base_url: Callable[[], str],
    ) -> None:
        self._queues = queues
        self._pools = pools
        self._opt_outs = opt_outs
        self._standing = standing
        self._ceiling = ceiling
        self._callbacks = callbacks
        self._sids = sids
        self._now_ms = now_ms
        self._base_url = base_url
        self.listeners: list[Callable[[Message], None]] = []
        self.is_private: Callable[[str], bool] = lambda body: False
        self.led: LedBy = lambda account_sid, holders, urls: ("", "")
        self.follow: Callable[[Message, MessageUnit], None] = lambda message, unit: None

    def receive(
        self,
        number: PhoneNumber,
        sender: str,
        body: str,
        media: list[tuple[str, str, bytes]],
        unit: MessageUnit,
    ) -> Message:
        """Write a message to an owned number, as the sender's channel addresses it; see `receive_at`."""
        channel = sender.rpartition(":")[0]
        address = f"{channel}:{number.phone_number}" if channel else number.phone_number
        return self.receive_at(Inbox(number.account_sid, address, number.routing), sender, body, media, unit)

    def receive_at(
        self, inbox: Inbox, sender: str, body: str, media: list[tuple[str, str, bytes]], unit: MessageUnit
    ) -> Message:
        """Write an inbound message and what follows; media are content types, digests and bytes.

        What a service does not want is returned, and not written; its keyword is obeyed all the same. What comes for an
        account that is not active is not written either. Beyond the ceiling of the address a message is written as
        receiving, and waits for its turn.
        """
        now = self._now_ms()
        service = self._service(inbox)
        message = Message(
            sid=self._sids.sid(MMS if media else SMS),
            account_sid=inbox.account_sid,
            direction=Direction.INBOUND,
            sender=sender,
            recipient=inbox.address,
            body=body,
            status=Status.RECEIVED,
            num_segments=1 if media else segment(body).segments,
            num_media=len(media),
            created_ms=now,
            updated_ms=now,
            sent_ms=now,
            service_sid=service.sid if service else None,
            options=Options(is_private=True) if self.is_private(body) else NO_OPTIONS,
        )
        if not self._standing.is_active(inbox.account_sid):
            return message
        message = replace(message, price=price_of(message))
        if _routing_of(service, inbox) is None:
            self._take_in(message, service, inbox, [], unit)
            return message
        due_ms = self._ceiling.book(inbox.address, now)
        if due_ms > now:
            message = replace(message, status=Status.RECEIVING)
        unit.add_message(message)
        stored = [self._store_media(message, *each, unit) for each in media]
        if due_ms > now:
            unit.put_task(Task(message.key, TaskKind.ARRIVAL, due_ms, message.key, _encode(inbox), message))
        else:
            self._take_in(message, service, inbox, stored, unit)
        return message

    def arrive(self, message: Message, inbox: Inbox, media: list[Media], unit: MessageUnit) -> None:
        """Receive a message that waited for its turn; an account that is not active any more is told nothing."""
        received = move(message, Status.RECEIVED, self._now_ms())
        unit.move_message(received, message.status)
        unit.drop_task(message.key)
        if self._standing.is_active(message.account_sid):
            self._take_in(received, self._service(inbox), inbox, media, unit)

    def _take_in(
        self, message: Message, service: Service | None, inbox: Inbox, media: list[Media], unit: MessageUnit
    ) -> None:
        """Obey the keyword of a message that was received, and queue its web hook."""
        own = service.opt_out if service else None
        keyword = keyword_of(message.body, is_toll_free=is_toll_free(message.recipient), own=own)
        routing = _routing_of(service, inbox)
        if routing is not None:
            self.follow(message, unit)
        for listener in self.listeners:
            unit.then(partial(listener, message))
        if keyword is not None:
            self._obey(message, keyword, own, unit)
        if routing is not None:
            more = {"OptOutType": keyword.value} if keyword is not None and own is not None else {}
            holders = (message.recipient.rpartition(":")[2], message.service_sid, routing.sms_application_sid)
            led_by = self.led(message.account_sid, holders, (routing.sms_url, routing.sms_fallback_url))
            hook = self._callbacks.inbound(message, routing, media, self._base_url(), more, led_by)
            if hook is not None:
                unit.put_task(hook)

    def _service(self, inbox: Inbox) -> Service | None:
        home = self._pools.home(inbox.account_sid, inbox.address)
        return self._pools.found(inbox.account_sid, home) if home is not None else None

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

    def _obey(self, message: Message, keyword: Keyword, own: OptOut | None, unit: MessageUnit) -> None:
        """Block or unblock the sender, and answer."""
        ends = (message.account_sid, message.recipient, message.sender)
        is_out = self._opt_outs.is_out(*ends)
        if keyword is not Keyword.HELP:
            self._opt_outs.put(*ends, unit, is_out=keyword is Keyword.STOP)
        if keyword is Keyword.STOP and is_out:
            return  # Reference 02 section 12: a second STOP gets no second answer.
        if keyword is Keyword.START and own is None and not is_out:
            return  # Ours: who says YES to an application was not asked by us; a service's own words invite to join.
        text = reply_to(keyword, own)
        if text:
            self._reply(message, text, unit)

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
            service_sid=message.service_sid,
            options=Options(is_notice=True),
        )
        self._queues.reserve(reply.account_sid, reply.sender, reply.num_segments)
        unit.add_message(reply)
        unit.put_task(Task(reply.key, TaskKind.SUBMIT, now, reply.key, held=reply))


def _routing_of(service: Service | None, inbox: Inbox) -> Routing | None:
    """Return where messages go; None when their service receives none. Source: reference 02, section 10."""
    if service is None or service.use_inbound_webhook_on_number:
        return inbox.routing
    if service.inbound_request_url is None:
        return None
    return Routing(
        sms_url=service.inbound_request_url,
        sms_method=service.inbound_method,
        sms_fallback_url=service.fallback_url,
        sms_fallback_method=service.fallback_method,
    )
