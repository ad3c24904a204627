"""The senders of accounts, made of what there is: numbers, short codes, names, channel senders and push credentials.

A sender is nothing of its own: its id follows from the SID of what it is. Source: reference of the Communications API,
section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cordboard.base.phone import parse_sender
from cordboard.communications import ports
from cordboard.communications.held import id_of
from cordboard.communications.push import Credential, Push
from cordboard.communications.sender_pool import SenderPools
from cordboard.communications.words import SENDER, Channel, SenderChannel
from cordboard.messaging.channel import Channels, ChannelSender
from cordboard.messaging.pool import Pools
from cordboard.messaging.service import Role
from cordboard.numbers.number import Numbers, PhoneNumber

CHANNELS: Mapping[str, SenderChannel] = {"whatsapp": SenderChannel.WHATSAPP, "rcs": SenderChannel.RCS}
_OVER: Mapping[SenderChannel, Channel] = {SenderChannel(each.value): each for each in Channel}
ONLINE = "ONLINE"


class SenderStatus(StrEnum):
    """Whether messages can be sent from a sender."""

    ACTIVATED = "activated"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A sender; the address stands without the prefix of its channel, and is the credential of one that notifies."""

    sid: str
    account_sid: str
    address: str
    channel: SenderChannel
    display_name: str | None
    status: SenderStatus
    created_ms: int
    updated_ms: int

    @property
    def id(self) -> str:
        """Return the id, which is the same as long as the account has the sender."""
        return id_of(SENDER, self.sid)

    @property
    def is_active(self) -> bool:
        """Tell whether it may be used."""
        return self.status is SenderStatus.ACTIVATED

    @property
    def port(self) -> ports.Sender | None:
        """Return what a send of messages needs to know of it; None of one that sends none now."""
        over = self.over
        return ports.Sender(self.id, self.address, over) if over is not None and self.is_active else None

    @property
    def over(self) -> Channel | None:
        """Return the channel that it sends messages over; None of one that sends none."""
        return _OVER.get(self.channel)


class Senders:
    """Finds senders."""

    def __init__(
        self, *, numbers: Numbers, channels: Channels, services: Pools, pools: SenderPools, push: Push
    ) -> None:
        self._numbers = numbers
        self._channels = channels
        self._services = services
        self._pools = pools
        self._push = push

    def every(self, account_sid: str) -> list[Sender]:
        """Return every sender of an account, newest first."""
        found = {(each.channel, each.address): each for each in self._each(account_sid)}
        return sorted(found.values(), key=lambda each: each.sid[2:], reverse=True)

    def _each(self, account_sid: str) -> Iterator[Sender]:
        yield from map(_of_line, self._numbers.lines(account_sid))
        for channel_sender in self._channels.of(account_sid):
            if channel_sender.channel in CHANNELS:
                yield _of_channel(channel_sender)
        for service in self._services.of(account_sid):
            for member in self._services.senders(service.sid):
                if member.role is Role.ALPHA:
                    yield _of_name(member)
        yield from map(_of_credential, self._push.credentials.of(account_sid).values())

    def found(self, account_sid: str, sender_id: str) -> Sender | None:
        """Return a sender of an account, active or not."""
        return next((each for each in self.every(account_sid) if each.id == sender_id), None)

    def at(self, account_sid: str, address: str, channel: str) -> Sender | None:
        """Return the sender of an account at an address, however that is written."""
        parsed = parse_sender(address) if channel == Channel.SMS else None
        wanted = parsed.value if parsed else address
        every = self.every(account_sid)
        return next((each for each in every if each.address == wanted and each.channel.value == channel), None)

    def of_account(self, account_sid: str) -> Sequence[ports.Sender]:
        """Return every sender of an account that is active."""
        return _usable(self.every(account_sid))

    def of_pool(self, account_sid: str, pool_id: str) -> Sequence[ports.Sender] | None:
        """Return the active senders of a pool; None when the account has no such pool."""
        members = self.members(account_sid, pool_id)
        return None if members is None else _usable(members)

    def members(self, account_sid: str, pool_id: str) -> list[Sender] | None:
        """Return the senders of a pool that the account still has, newest first; None without the pool."""
        pool = self._pools.held.found(account_sid, pool_id)
        if pool is None:
            return None
        ids = frozenset(pool.sender_ids)
        return [each for each in self.every(account_sid) if each.id in ids]

    def by_id(self, account_sid: str, sender_id: str) -> ports.Sender | None:
        """Return a sender of an account that is active."""
        found = self.found(account_sid, sender_id)
        return found.port if found is not None else None

    def by_address(self, account_sid: str, address: str, channel: Channel) -> ports.Sender | None:
        """Return the active sender of an account at an address of a channel."""
        found = self.at(account_sid, address, channel.value)
        return found.port if found is not None else None

    def credentials(self, account_sid: str, sender_id: str | None, pool_id: str | None) -> list[Credential]:
        """Return what a sender, or those of a pool, notify with; nothing where they do not."""
        if sender_id is not None:
            found = self.found(account_sid, sender_id)
            senders = [found] if found is not None else []
        else:
            senders = self.members(account_sid, pool_id or "") or []
        held = self._push.credentials.of(account_sid)
        return [held[each.address] for each in senders if each.channel is SenderChannel.PUSH]


def _usable(senders: Iterable[Sender]) -> list[ports.Sender]:
    return [port for each in senders if (port := each.port) is not None]


def _status(*, is_active: bool) -> SenderStatus:
    return SenderStatus.ACTIVATED if is_active else SenderStatus.DEACTIVATED


def _of_line(line: PhoneNumber) -> Sender:
    return _sender(line, line.phone_number, SenderChannel.SMS, line.friendly_name, is_active=line.can_sms)


def _of_channel(sender: ChannelSender) -> Sender:
    address = sender.sender_id.partition(":")[2]
    is_active = sender.status == ONLINE
    return _sender(sender, address, CHANNELS[sender.channel], sender.profile.get("name"), is_active=is_active)


def _of_name(member: Any) -> Sender:
    return _sender(member, member.address, SenderChannel.SMS, member.address, is_active=True)


def _of_credential(credential: Credential) -> Sender:
    return _sender(credential, credential.id, SenderChannel.PUSH, credential.app_name, is_active=True)


def _sender(source: Any, address: str, channel: SenderChannel, name: str | None, *, is_active: bool) -> Sender:
    return Sender(
        sid=source.sid,
        account_sid=source.account_sid,
        address=address,
        channel=channel,
        display_name=name or None,
        status=_status(is_active=is_active),
        created_ms=source.created_ms,
        updated_ms=source.updated_ms,
    )
