"""Who is on the line: the people at the other end of calls that go on, as what is done to a call reaches them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cordboard.base.sid import is_sid

if TYPE_CHECKING:
    from cordboard.voice.switchboard import Switchboard

CALL = "CA"


def present(board: Switchboard, account_sid: str, named: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses of those whom a path names: by a call, a conference, a participant, or a place in a queue.

    ``named`` are the ids of the path. Of a queue it is everybody who waits, since any of them may be in front by then.
    """
    if not named:
        return ()
    place, who = named[0], named[-1]
    if is_sid(who, CALL):
        leg = board.legs.get(who)
        return (leg.call.other_side,) if leg is not None and leg.call.account_sid == account_sid else ()
    room = board.rooms.find(account_sid, place)
    if room is not None:
        is_one = len(named) > 1
        found = [each.leg.call for each in room.participants if not is_one or each.effect.label == who]
        return tuple(call.other_side for call in found)
    return tuple(each.leg.call.other_side for each in board.queues.waiting_in(account_sid, place))
