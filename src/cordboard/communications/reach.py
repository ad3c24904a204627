"""Whom messages come from, and whom they go to."""

from __future__ import annotations

from dataclasses import dataclass

from cordboard.communications.people import People
from cordboard.communications.push import Push
from cordboard.communications.sender_pool import SenderPools
from cordboard.communications.senders import Senders


@dataclass(frozen=True, slots=True)
class Reaching:
    """The senders, their pools, the people who are known by name, and the devices that are notified."""

    senders: Senders
    pools: SenderPools
    people: People
    push: Push

    async def load(self) -> None:
        """Read what is kept in memory, at the start."""
        await self.pools.load()
        await self.people.load()
        await self.push.load()
