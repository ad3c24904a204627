"""The part of the composition root that puts together whom messages come from, and whom they go to."""

from __future__ import annotations

from cordboard.communications.people import People
from cordboard.communications.push import Push
from cordboard.communications.reach import Reaching
from cordboard.communications.sender_pool import SenderPools
from cordboard.communications.senders import Senders
from cordboard.messaging.channel import Channels
from cordboard.messaging.pool import Pools
from cordboard.numbers.number import Numbers
from cordboard.shelf.shelf import Shelf


def wire_reach(shelf: Shelf, numbers: Numbers, channels: Channels, services: Pools) -> Reaching:
    """Make the directories of senders and recipients."""
    pools = SenderPools(shelf)
    senders = Senders(numbers=numbers, channels=channels, services=services, pools=pools)
    return Reaching(senders, pools, People(shelf), Push(shelf))
