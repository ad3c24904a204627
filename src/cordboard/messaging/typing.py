"""Typing indicators: that an answer is being written, shown on the handset. Source: messaging/v2 and v3, Indicators."""

from __future__ import annotations

from collections.abc import Callable

from cordboard.base.phone import parse_recipient
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker
from cordboard.messaging.handset import HandsetMessage
from cordboard.messaging.message import Direction
from cordboard.messaging.ports import MessageStore

UNKNOWN, INVALID = 20404, 20001
TYPING, SHOWN = "typing", "shown"


class Typing:
    """Shows typing indicators."""

    def __init__(self, store: MessageStore, sids: SidMaker, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._sids = sids
        self._now_ms = now_ms

    async def answer(self, account_sid: str, channel: str, message_sid: str) -> None:
        """Show that an inbound message of a channel is being answered. Raises: Problem 20404 or 20001."""
        message = await self._store.message(account_sid, message_sid)
        if message is None:
            raise Problem(UNKNOWN)
        if message.direction is not Direction.INBOUND or not message.sender.startswith(f"{channel}:"):
            raise Problem(INVALID, parameter="messageId", message=f"The message did not come in through {channel}")
        await self._show(account_sid, message.sid, message.recipient, message.sender)

    async def tell(self, account_sid: str, channel: str, sender: str, recipient: str) -> None:
        """Show that a sender of a channel is writing to a recipient. Raises: Problem 20001."""
        address = parse_recipient(recipient)
        if address is None or address.channel != channel:
            raise Problem(INVALID, parameter="to", value=recipient[:100])
        await self._show(account_sid, "", sender, address.value)

    async def _show(self, account_sid: str, message_sid: str, sender: str, recipient: str) -> None:
        unit, now = self._store.unit(), self._now_ms()
        unit.happened(TYPING, account_sid, message_sid, SHOWN, now)
        unit.add_handset_message(
            HandsetMessage(
                key=self._sids.key(),
                number=recipient,
                sid=message_sid,
                direction=TYPING,
                sender=sender,
                recipient=recipient,
                body="",
                at_ms=now,
            )
        )
        await unit.commit()
