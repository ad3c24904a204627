"""Calling with test credentials: magic numbers tell what would be refused, and no telephone rings.

Source: reference 02, section 11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker
from cordboard.voice.call import Call, CallDirection, CallStatus
from cordboard.voice.placing import endpoint

GOOD_CALLER = "+15005550006"
OTHER_CALLER = 21210
CALLERS: Mapping[str, int] = {"+15005550001": 21212}
RECIPIENTS: Mapping[str, int] = {
    "+15005550001": 21217,
    "+15005550002": 21214,
    "+15005550003": 21215,
    "+15005550004": 21216,
}


class CallRehearsal:
    """Answers as if calls were made."""

    def __init__(self, sids: SidMaker, now_ms: Callable[[], int]) -> None:
        self._sids = sids
        self._now_ms = now_ms

    def place(self, account_sid: str, to: str, from_: str, *, has_document: bool) -> Call:
        """Return the call that would be queued. Raises: Problem."""
        recipient, sender = endpoint(to), endpoint(from_)
        code = 21211 if recipient is None else RECIPIENTS.get(recipient)
        if recipient is None or code is not None:
            raise Problem(code or 21211, parameter="To", to=to)
        if sender != GOOD_CALLER:
            code = 21212 if sender is None else CALLERS.get(sender, OTHER_CALLER)
            raise Problem(code, parameter="From", from_=from_)
        if not has_document:
            raise Problem(21205, parameter="Url")
        now = self._now_ms()
        return Call(
            sid=self._sids.sid("CA"),
            account_sid=account_sid,
            direction=CallDirection.API,
            sender=sender,
            recipient=recipient,
            status=CallStatus.QUEUED,
            created_ms=now,
            updated_ms=now,
        )
