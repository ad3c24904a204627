"""Channel senders: WhatsApp numbers, RCS agents and Messenger pages that an account sends from and is written to.

They are few and asked for with each message that comes in, so all are kept in memory.
Source: messaging/v2, Channels/Senders.
"""

from __future__ import annotations

from typing import Any

from msgspec import field

from cordboard.base.page import Page, PageRequest
from cordboard.base.phone import AddressKind, parse_recipient
from cordboard.base.problem import Problem
from cordboard.messaging.pool import Pools
from cordboard.messaging.receive import Inbox
from cordboard.numbers.number import Numbers, Routing
from cordboard.shelf.shelf import Kept, Kind, Shelf

KINDS = {"whatsapp": "WhatsApp", "rcs": "RCS", "messenger": "Messenger"}
BAD_SENDER = 20001


class ChannelSender(Kept, frozen=True, kw_only=True):
    """A channel sender; ``sender_id`` is its address, such as whatsapp:+14155550100."""

    sender_id: str
    channel: str
    status: str = "ONLINE"
    configuration: dict[str, Any] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Return the channel as services name it."""
        return KINDS.get(self.channel, self.channel)

    @property
    def routing(self) -> Routing:
        """Return where its messages go."""
        return Routing(
            sms_url=self.webhook.get("callback_url"),
            sms_method=self.webhook.get("callback_method") or "POST",
            sms_fallback_url=self.webhook.get("fallback_url"),
            sms_fallback_method=self.webhook.get("fallback_method") or "POST",
        )


CHANNEL_SENDER = Kind("channel_sender", "XE", ChannelSender)


class Channels:
    """Finds and changes channel senders."""

    def __init__(self, shelf: Shelf, numbers: Numbers, pools: Pools) -> None:
        self._shelf = shelf
        self._numbers = numbers
        self._pools = pools
        self._by_sid: dict[str, ChannelSender] = {}
        self._by_address: dict[str, str] = {}

    async def load(self) -> None:
        """Read all channel senders, at the start."""
        for sender in await self._shelf.all(CHANNEL_SENDER, None):
            self._hold(sender)

    def _hold(self, sender: ChannelSender) -> None:
        self._by_sid[sender.sid] = sender
        self._by_address[sender.sender_id] = sender.sid

    def sender(self, account_sid: str, sid: str) -> ChannelSender:
        """Return a channel sender of an account. Raises: Problem 20404."""
        found = self._by_sid.get(sid)
        if found is None or found.account_sid != account_sid:
            raise Problem(CHANNEL_SENDER.missing)
        return found

    def of(self, account_sid: str) -> list[ChannelSender]:
        """Return all channel senders of an account."""
        return [each for each in self._by_sid.values() if each.account_sid == account_sid]

    def inbox(self, address: str) -> Inbox | None:
        """Return where messages to an address of a channel come in, or None."""
        sid = self._by_address.get(address)
        if sid is not None:
            sender = self._by_sid[sid]
            return Inbox(sender.account_sid, address, sender.routing)
        number = address.rpartition(":")[2]
        owned = self._numbers.owned(number)
        return None if owned is None else Inbox(owned.account_sid, address, owned.routing)

    async def senders(self, account_sid: str, page: PageRequest, channel: str | None) -> Page[ChannelSender]:
        """Return the channel senders of an account, newest first."""
        return await self._shelf.page(CHANNEL_SENDER, account_sid, page, channel=channel)

    async def create(self, account_sid: str, sender_id: str, **values: Any) -> ChannelSender:
        """Register a channel sender. Raises: Problem 20001 when it has no channel, or is somebody's already."""
        address = parse_recipient(sender_id)
        if address is None or address.channel not in KINDS:
            raise Problem(BAD_SENDER, parameter="sender_id", value=sender_id[:100])
        if address.value in self._by_address or not self._may_have(account_sid, address.kind, address.number):
            raise Problem(
                BAD_SENDER, parameter="sender_id", message=f"{address.value} is not the account's to register"
            )
        made = self._shelf.make(CHANNEL_SENDER, account_sid, sender_id=address.value, channel=address.channel, **values)
        self._hold(made)  # before it is written, so that of two at the same moment one is refused
        try:
            await self._shelf.put(CHANNEL_SENDER, made)
        except BaseException:
            self._drop(made)
            raise
        return made

    def _may_have(self, account_sid: str, kind: AddressKind, number: str | None) -> bool:
        owned = self._numbers.owned(number) if number is not None else None
        is_free = owned is None and kind is not AddressKind.WHATSAPP
        return is_free or (owned is not None and owned.account_sid == account_sid)

    async def change(self, sender: ChannelSender, **values: Any) -> ChannelSender:
        """Write new values into a channel sender; what is None stays."""
        changed = await self._shelf.change(CHANNEL_SENDER, sender, **values)
        self._hold(changed)
        return changed

    async def delete(self, sender: ChannelSender) -> None:
        """Delete a channel sender, and take it out of its service."""
        self._drop(sender)
        await self._pools.leave(sender.account_sid, sender.sender_id)
        await self._shelf.remove(sender)

    def _drop(self, sender: ChannelSender) -> None:
        self._by_sid.pop(sender.sid, None)
        self._by_address.pop(sender.sender_id, None)
