"""Sending through a messaging service: from what was asked for to a message that waits for its sender, or its time.

Source: reference 02, sections 4, 6, 7 and 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from msgspec.structs import replace

from cordboard.base.outbox import Task, TaskKind
from cordboard.base.phone import Address, AddressKind, calling_code, parse_sender
from cordboard.base.problem import Problem
from cordboard.base.sid import SERVICE, SidMaker, is_sid
from cordboard.messaging.choose import NANP, NO_SENDERS, NONE_FITS, Chooser, Wanted
from cordboard.messaging.draft import Draft, checked_body, first_task, message_of
from cordboard.messaging.message import Message, Status
from cordboard.messaging.opt_out import OptOuts
from cordboard.messaging.pool import Pools
from cordboard.messaging.ports import MessageUnit
from cordboard.messaging.schedule import check_channel, check_count, check_time
from cordboard.messaging.service import Sender, Service
from cordboard.messaging.standing import Standing

NEEDS_SERVICE, UNKNOWN_SERVICE, NOT_IN_POOL = 35118, 21701, 21711
BAD_SENDER, OTHER_CHANNEL, TO_ITSELF, OPTED_OUT, UNREACHABLE = 21212, 21910, 21266, 21610, 21612


class Queues(Protocol):
    """How much each sender has waiting."""

    def has_room(self, account_sid: str, sender: str, segments: int) -> bool:
        """Tell whether a sender's queue takes these segments."""

    def reserve(self, account_sid: str, sender: str, segments: int) -> None:
        """Count segments that are about to wait."""


class ServiceSending:
    """Accepts messages of services."""

    def __init__(
        self,
        *,
        pools: Pools,
        chooser: Chooser,
        queues: Queues,
        opt_outs: OptOuts,
        standing: Standing,
        sids: SidMaker,
        now_ms: Callable[[], int],
        scheduled: Callable[[str], int],
    ) -> None:
        """Take the ports; ``scheduled`` tells how many messages of an account wait for their time."""
        self._pools = pools
        self._chooser = chooser
        self._queues = queues
        self._opt_outs = opt_outs
        self._standing = standing
        self._sids = sids
        self._now_ms = now_ms
        self._scheduled = scheduled

    def accept(self, account_sid: str, draft: Draft, recipient: Address, unit: MessageUnit) -> Message:
        """Check a draft and write the message with what follows. Raises: Problem."""
        if draft.service_sid is None:
            raise Problem(NEEDS_SERVICE, parameter="MessagingServiceSid")
        service = self._pools.found(account_sid, draft.service_sid)
        if service is None:
            raise Problem(UNKNOWN_SERVICE, messaging_service_sid=draft.service_sid)
        pool = self._pools.senders(service.sid)
        sender = _given_sender(pool, draft.from_, recipient)
        body = checked_body(draft, is_smart=draft.smart_encoded or service.smart_encoding)
        now = self._now_ms()
        self._standing.check_recipient(account_sid, recipient, draft)
        if draft.is_scheduled:
            self._check_schedule(account_sid, draft, recipient, now)
        elif self._opt_outs.is_out(account_sid, sender or "", recipient.value, service.sid):
            raise Problem(OPTED_OUT, to=draft.to)
        draft, body = self._converted(service, pool, draft, recipient, body)
        if sender is None:
            self._check_reach(service, pool, Wanted(recipient, bool(draft.media_urls)))
        # What stands as the sender before one is chosen is the service, where From named it. Source: reference 02.
        ends = (sender or draft.from_ or "", recipient.value)
        message = message_of(_with_defaults(service, draft), self._sids, now, account_sid, ends, body)
        return self._write(message, unit, is_chosen=sender is not None)

    def _check_schedule(self, account_sid: str, draft: Draft, recipient: Address, now_ms: int) -> None:
        check_channel(recipient.channel)
        check_time(draft.send_at_ms, now_ms)
        check_count(self._scheduled(account_sid))

    def _check_reach(self, service: Service, pool: Iterable[Sender], wanted: Wanted) -> None:
        """Refuse at once what no sender could send. Raises: Problem 21704 or 21703."""
        if not pool:
            raise Problem(NO_SENDERS)
        if not self._chooser.reach(service, pool, wanted):
            raise Problem(NONE_FITS)

    def _converted(
        self, service: Service, pool: Iterable[Sender], draft: Draft, recipient: Address, body: str
    ) -> tuple[Draft, str]:
        """Put links in the place of media where MMS does not reach: outside of North America, or without a sender."""
        if not draft.media_urls or not service.mms_converter or recipient.channel != "sms":
            return draft, body
        number = recipient.number
        has_mms = number is not None and calling_code(number) == NANP
        if has_mms and self._chooser.reach(service, pool, Wanted(recipient, has_media=True)):
            return draft, body
        links = " ".join(draft.media_urls)
        return replace(draft, media_urls=(), send_as_mms=False), f"{body} {links}".lstrip()

    def _write(self, message: Message, unit: MessageUnit, *, is_chosen: bool) -> Message:
        """Write the message, queued where its sender is known and has room, else for the release to go on with."""
        send_at_ms, segments = message.options.send_at_ms, message.num_segments
        if send_at_ms is not None:
            message = replace(message, status=Status.SCHEDULED, num_segments=0)
        elif not is_chosen:
            message = replace(message, status=Status.ACCEPTED, num_segments=0)
        elif self._queues.has_room(message.account_sid, message.sender, segments):
            self._queues.reserve(message.account_sid, message.sender, segments)
            unit.add_message(message)
            unit.put_task(first_task(message, message.created_ms))
            return message
        unit.add_message(message)
        due_ms = message.created_ms if send_at_ms is None else send_at_ms
        owner = b"" if send_at_ms is None else message.account_sid.encode()  # so that a start need not read it to count
        unit.put_task(Task(message.key, TaskKind.RELEASE, due_ms, message.key, owner, message))
        return message


def _given_sender(pool: Iterable[Sender], given: str | None, recipient: Address) -> str | None:
    """Return the sender that was asked for, if one was. Raises: Problem 21212, 21910, 21266, 21711 or 21612."""
    if given is None or is_sid(given, SERVICE):
        return None
    sender = parse_sender(given)
    if sender is None:
        raise Problem(BAD_SENDER, parameter="From", from_=given)
    if sender.channel != recipient.channel:
        raise Problem(OTHER_CHANNEL)
    if sender.value == recipient.value:
        raise Problem(TO_ITSELF)
    if all(each.address != sender.value for each in pool):
        raise Problem(NOT_IN_POOL, parameter="From", from_=given)
    is_name, number = sender.kind is AddressKind.ALPHANUMERIC, recipient.number
    if is_name and number is not None and calling_code(number) == NANP:
        raise Problem(UNREACHABLE, to=recipient.value, from_=given)
    return sender.value


def _with_defaults(service: Service, draft: Draft) -> Draft:
    """Return the draft with what its service says where the request said nothing."""
    return replace(
        draft,
        status_callback=draft.status_callback or service.status_callback,
        validity_s=service.validity_s if draft.validity_s is None else draft.validity_s,
        send_at_ms=draft.send_at_ms if draft.is_scheduled else None,
    )
