"""Calls that come in: what their number says is asked for, and run.

Source: https://www.twilio.com/docs/voice/twiml (inbound), /docs/phone-numbers/api/incomingphonenumber-resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cordboard.numbers.lookup import LISTING
from cordboard.numbers.number import PhoneNumber
from cordboard.twiml.voice.offer import Offer
from cordboard.voice.beginning import run_first
from cordboard.voice.call import Call, CallDirection, CallOptions, CallStatus, Told, move

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.switchboard import Switchboard

LedBy = Callable[[str, Iterable[str | None], Sequence[str | None]], tuple[str, str]]
"""Returns the agent, and its decision, that had one of some documents set for one of some numbers or applications."""


def _led_by_nobody(account_sid: str, holders: Iterable[str | None], urls: Sequence[str | None]) -> tuple[str, str]:
    """Know of no agents."""
    return "", ""


class Arrivals:
    """Takes calls that come in."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board
        self.led: LedBy = _led_by_nobody

    def receive(self, number: PhoneNumber, sender: str, connect: Callable[[Leg], Any], offer: Offer) -> Call:
        """Take a call that comes in for a number, or an application; ``connect`` gives the leg its telephone."""
        board, routing = self._board, number.routing
        holders = (number.phone_number, routing.voice_application_sid)
        documents = (routing.voice_url, routing.voice_fallback_url)
        agent_sid, decision_id = self.led(number.account_sid, holders, documents)
        options = CallOptions(
            url=routing.voice_url,
            method=routing.voice_method,
            fallback_url=routing.voice_fallback_url,
            fallback_method=routing.voice_fallback_method,
            application_sid=routing.voice_application_sid,
            told=Told(url=routing.status_callback, method=routing.status_callback_method),
            agent_sid=agent_sid,
            decision_id=decision_id,
            is_led=bool(agent_sid),
        )
        leg = board.new_leg(
            account_sid=number.account_sid,
            direction=CallDirection.INBOUND,
            sender=sender,
            recipient=number.phone_number,
            options=options,
            phone_number_sid=None if number.sid == routing.voice_application_sid else number.sid,
            offer=offer,
        )
        board.pacing.began(leg)
        leg.telephone = connect(leg)
        leg.call = move(leg.call, CallStatus.RINGING, board.clock.now_ms())
        board.write(leg.call)
        if options.url is None or not board.is_active(number.account_sid):
            leg.end(CallStatus.FAILED)
        elif routing.voice_caller_id_lookup:
            board.spawn(self._run_named(leg))
        else:
            run_first(leg)
        return leg.call

    async def _run_named(self, leg: Leg) -> None:
        """Run the first document of a call once it is known what the directory calls its caller."""
        board = self._board
        with board.clock.work():
            listing = await board.shelf.find(LISTING, None, phone_number=leg.call.sender)
            if leg.call.is_final or leg.is_redirected:
                return
            if listing is not None and listing.caller_name is not None:
                leg.call = replace(leg.call, caller_name=listing.caller_name)
                board.write(leg.call)
            run_first(leg)
