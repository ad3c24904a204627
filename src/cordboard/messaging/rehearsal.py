"""Sending with test credentials: magic numbers tell what would be refused, and nothing is kept, sent, billed or called.

Source: reference 02, section 11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cordboard.base.phone import parse_recipient, parse_sender
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker
from cordboard.messaging.draft import Draft, checked_body, message_of
from cordboard.messaging.message import Message

GOOD_SENDER = "+15005550006"
OTHER_SENDER = 21606
SENDERS: Mapping[str, int] = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
RECIPIENTS: Mapping[str, int] = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}


class Rehearsal:
    """Answers as if messages were sent."""

    def __init__(self, sids: SidMaker, now_ms: Callable[[], int]) -> None:
        self._sids = sids
        self._now_ms = now_ms

    def send(self, account_sid: str, draft: Draft) -> Message:
        """Return the message that would be queued. Raises: Problem."""
        recipient = parse_recipient(draft.to)
        code = 21211 if recipient is None else RECIPIENTS.get(recipient.value)
        if recipient is None or code is not None:
            raise Problem(code or 21211, parameter="To", to=draft.to, from_=draft.from_)
        sender = self._sender(draft)
        body = checked_body(draft, is_smart=draft.smart_encoded)
        return message_of(draft, self._sids, self._now_ms(), account_sid, (sender, recipient.value), body)

    @staticmethod
    def _sender(draft: Draft) -> str:
        if draft.service_sid is not None:
            raise Problem(21701, messaging_service_sid=draft.service_sid)
        if draft.from_ is None:
            raise Problem(21603, parameter="From")
        sender = parse_sender(draft.from_)
        if sender is not None and sender.value == GOOD_SENDER:
            return sender.value
        code = SENDERS.get(sender.value, OTHER_SENDER) if sender is not None else 21212
        raise Problem(code, parameter="From", from_=draft.from_)
