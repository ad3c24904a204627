"""The part of the composition root that puts together whom messages come from, and whom they go to."""

from __future__ import annotations

from cordboard.communications.people import People
from cordboard.communications.push import Push
from cordboard.communications.reach import Reaching
from cordboard.communications.sender_pool import SenderPools
from cordboard.communications.senders import Senders
from cordboard.numbers.number import Numbers
from cordboard.wiring.ground import Ground
from cordboard.wiring.messaging import Messaging


def wire_reach(ground: Ground, numbers: Numbers, messaging: Messaging) -> Reaching:
    """Make the directories of senders and recipients."""
    shelf = ground.shelf
    pools, push = SenderPools(shelf), Push(shelf)
    senders = Senders(numbers=numbers, channels=messaging.channels, services=messaging.pools, pools=pools, push=push)
    return Reaching(senders, pools, People(shelf), push)
