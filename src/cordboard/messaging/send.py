"""Sending: from what was asked for to a message in its sender's queue.

Source: reference 02, sections 1, 2, 7 and 8. The checks stand in the order of the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from cordboard.base.phone import Address, AddressKind, calling_code, is_toll_free, parse_recipient, parse_sender
from cordboard.base.problem import Problem
from cordboard.base.sid import SERVICE, SidMaker, is_sid
from cordboard.messaging.draft import Draft, checked_body, first_task, message_of
from cordboard.messaging.message import Message
from cordboard.messaging.opt_out import OptOuts
from cordboard.messaging.ports import MessageStore, MessageUnit
from cordboard.messaging.standing import Standing
from cordboard.numbers.number import Numbers

# Segments a second by kind of sender. Source: reference 02 section 7.
ALPHANUMERIC, SHORT_CODE = AddressKind.ALPHANUMERIC, AddressKind.SHORT_CODE
LONG_CODE_RATE, TOLL_FREE_RATE, SHORT_CODE_RATE, ALPHANUMERIC_RATE, CHANNEL_RATE = 1.0, 3.0, 100.0, 10.0, 80.0


class Queues(Protocol):
    """How much each sender has waiting."""

    def has_room(self, account_sid: str, sender: str, segments: int) -> bool:
        """Tell whether a sender's queue takes these segments."""

    def reserve(self, account_sid: str, sender: str, segments: int) -> None:
        """Count segments that are about to wait."""


class Through(Protocol):
    """Sends through services."""

    def accept(self, account_sid: str, draft: Draft, recipient: Address, unit: MessageUnit) -> Message:
        """Check a draft and write the message with what follows. Raises: Problem."""


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
        opt_outs: OptOuts,
        through: Through,
        standing: Standing,
        sids: SidMaker,
        now_ms: Callable[[], int],
        sender_rate: float | None,
        use_real_rates: bool,
    ) -> None:
        """Take the ports; ``sender_rate`` is segments a second for every sender; None is no limit."""
        self._store = store
        self._numbers = numbers
        self._queues = queues
        self._opt_outs = opt_outs
        self._through = through
        self._standing = standing
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
        """Accept a message and return it once it is on disk. Raises: Problem."""
        unit = self._store.unit()
        message = self.accept(account_sid, draft, unit)
        await unit.commit()
        return message

    def accept(self, account_sid: str, draft: Draft, unit: MessageUnit) -> Message:
        """Check a draft and write the message and its first task into a transaction. Raises: Problem."""
        draft = self._standing.applied(account_sid, draft)
        recipient = parse_recipient(draft.to)
        if recipient is None:
            raise Problem(21211, parameter="To", to=draft.to)
        if draft.service_sid is not None or draft.is_scheduled:
            return self._through.accept(account_sid, draft, recipient, unit)
        given = draft.from_
        if given is None:
            raise Problem(21603, parameter="From")
        if is_sid(given, SERVICE):
            return self._through.accept(account_sid, replace(draft, service_sid=given), recipient, unit)
        sender = self._sender(account_sid, given, recipient)
        body = checked_body(draft, is_smart=draft.smart_encoded)
        self._standing.check_recipient(account_sid, recipient, draft)
        if self._opt_outs.is_out(account_sid, sender.value, recipient.value):
            raise Problem(21610, to=draft.to)
        ends = (sender.value, recipient.value)
        message = message_of(draft, self._sids, self._now_ms(), account_sid, ends, body)
        self._queue(message, unit)
        return message

    def _sender(self, account_sid: str, given: str, recipient: Address) -> Address:
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
        if sender.kind is ALPHANUMERIC:
            if recipient.number is not None and calling_code(recipient.number) == "1":
                raise Problem(21612, to=recipient.value, from_=given)
            return
        number = sender.value if sender.kind is SHORT_CODE else sender.number
        if number is None and sender.channel != "sms":
            return  # Ours: on the simulated network every Messenger page and RCS agent may send.
        owned = self._numbers.owned(number) if number else None
        if owned is None or owned.account_sid != account_sid or not owned.can_sms:
            raise Problem(21606 if sender.channel == "sms" else 63007, parameter="From", from_=given)

    def _queue(self, message: Message, unit: MessageUnit) -> None:
        if not self._queues.has_room(message.account_sid, message.sender, message.num_segments):
            raise Problem(21611, from_=message.sender)
        self._queues.reserve(message.account_sid, message.sender, message.num_segments)
        unit.add_message(message)
        unit.put_task(first_task(message, message.created_ms))

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
