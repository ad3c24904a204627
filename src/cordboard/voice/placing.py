"""Placing a call: what is asked for is checked in the order of the reference, then handed to the switchboard.

Source: https://www.twilio.com/docs/voice/api/call-resource (create, update).
"""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from cordboard.base.phone import AddressKind, parse_recipient
from cordboard.base.problem import Problem
from cordboard.numbers.number import Numbers
from cordboard.twiml.voice.effects import Fetch, Inline
from cordboard.twiml.voice.offer import Offer
from cordboard.voice.allowances import allowed
from cordboard.voice.call import Call, CallOptions, CallStatus, Told
from cordboard.voice.switchboard import Switchboard

LONGEST_ADDRESS = 255
_CLIENT = re.compile(r"client:[A-Za-z0-9_.@+=-]{1,121}", re.ASCII)
_SIP = re.compile(r"sips?:[!-~]{1,250}", re.ASCII)


def endpoint(text: str) -> str | None:
    """Return an address that a call can reach, as the API writes it; None when it is none."""
    if len(text) > LONGEST_ADDRESS:
        return None
    if _CLIENT.fullmatch(text) or _SIP.fullmatch(text):
        return text
    address = parse_recipient(text)
    return address.value if address is not None and address.kind is AddressKind.PHONE else None


class Placing:
    """Places and changes calls."""

    def __init__(self, board: Switchboard, numbers: Numbers) -> None:
        self._board = board
        self._numbers = numbers

    async def place(self, account_sid: str, to: str, from_: str, options: CallOptions, offer: Offer) -> Call:
        """Accept a call and return it, queued. Raises: Problem."""
        sender, recipient = self.addresses(account_sid, to, from_)
        options, notes = allowed(self._led(account_sid, options))
        owned = self._numbers.owned(sender)
        made = await self._board.create(account_sid, sender, recipient, options, owned.sid if owned else None, offer)
        leg = self._board.legs.get(made.sid)
        if leg is not None:
            for note in notes:
                self._board.note(leg, note)
        return made

    def _led(self, account_sid: str, options: CallOptions) -> CallOptions:
        """Return how to call where an application says so: it says all. Raises: Problem 21218, 21205."""
        if options.application_sid is None:
            if options.url is None and options.twiml is None:
                raise Problem(21205, parameter="Url")
            return options
        led_by = self._numbers.application(account_sid, options.application_sid)
        if led_by is None or led_by.voice_url is None:
            raise Problem(21218, parameter="ApplicationSid")
        return replace(
            options,
            url=led_by.voice_url,
            method=led_by.voice_method,
            fallback_url=led_by.voice_fallback_url,
            fallback_method=led_by.voice_fallback_method,
            told=Told(url=led_by.status_callback, method=led_by.status_callback_method),
            twiml=None,
        )

    def addresses(self, account_sid: str, to: str, from_: str) -> tuple[str, str]:
        """Return who calls and who is called, as calls write them.

        Raises: Problem 21211, 21212, 21210, 21219, 21215.
        """
        recipient = endpoint(to)
        if recipient is None:
            raise Problem(21211, parameter="To", to=to)
        sender = endpoint(from_)
        if sender is None:
            raise Problem(21212, parameter="From", from_=from_)
        if not sender.startswith(("client:", "sip:")) and not self._board.may_show(account_sid, sender):
            raise Problem(21210, parameter="From", from_=from_)
        self._board.barring.check(account_sid, recipient)
        return sender, recipient

    async def redirect(self, call: Call, entry: Fetch | Inline) -> Call:
        """Let a call that goes on run another document. Raises: Problem 21220."""
        if call.status is not CallStatus.IN_PROGRESS or call.sid not in self._board.legs:
            raise Problem(21220)
        return await self._written(self._board.redirect(call, entry))

    async def cancel(self, call: Call) -> Call:
        """End a call that was not answered. Raises: Problem 21220."""
        if call.status not in (CallStatus.QUEUED, CallStatus.RINGING) or call.sid not in self._board.legs:
            raise Problem(21220, message="Call is not queued or ringing. Cannot cancel.")
        return await self._written(self._board.end(call, CallStatus.CANCELED))

    async def complete(self, call: Call) -> Call:
        """End a call, whatever it is doing. Raises: Problem 21220."""
        if call.is_final or call.sid not in self._board.legs:
            raise Problem(21220, message="Call is not in-progress. Cannot end it.")
        answered = call.status is CallStatus.IN_PROGRESS
        status = CallStatus.COMPLETED if answered else CallStatus.CANCELED
        return await self._written(self._board.end(call, status))

    async def changed(self, call: Call, **values: Any) -> Call:
        """Return a live call with other options; a call that has ended is returned as it is."""
        leg = self._board.legs.get(call.sid)
        return call if leg is None else await self._written(leg.change_options(**values))

    async def _written(self, call: Call) -> Call:
        """Return a call once what was done to it is on disk: writes are made in their order."""
        await self._board.write()
        return call
