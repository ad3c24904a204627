"""Which senders reach whom, in the order in which a send tries them.

Source: reference of the Communications API, section 4: results stand by priority, 0 first. That a channel with a given
priority comes before those without one, and RCS before SMS, is what a send does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import count
from typing import NamedTuple

from cordboard.communications.plan import LAST, ORDER
from cordboard.communications.ports import Target
from cordboard.communications.senders import Sender
from cordboard.communications.words import Channel


class Way(NamedTuple):
    """A sender that reaches a recipient, and the place of this way among those to the recipient."""

    sender: Sender
    recipient: Target
    priority: int


def resolved(
    senders: Iterable[Sender], recipients: Iterable[Target], only: Set[Channel], priority: Mapping[Channel, int]
) -> list[Way]:
    """Return the ways to each recipient over the channels wanted, those tried first before all others."""
    usable = [each for each in senders if each.is_active and each.over in only]
    ways = [way for recipient in recipients for way in _ways(usable, recipient, priority)]
    return sorted(ways, key=lambda way: way.priority)


def _ways(senders: Iterable[Sender], recipient: Target, priority: Mapping[Channel, int]) -> Iterator[Way]:
    order: dict[Channel | None, tuple[int, int]] = {
        channel: (priority.get(channel, LAST), place) for place, channel in enumerate(ORDER[recipient.reach])
    }
    reaching = [each for each in senders if each.over in order and each.address != recipient.address]
    for place, sender in zip(count(), sorted(reaching, key=lambda each: order[each.over]), strict=False):
        yield Way(sender, recipient, place)
