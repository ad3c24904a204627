"""Whose telephone rings for a leg: that at its address, or an application, which answers as one of its numbers would.

Source: https://www.twilio.com/docs/voice/twiml/dial/application.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cordboard.numbers.application import Application
from cordboard.numbers.number import PhoneNumber, Routing
from cordboard.twiml.voice.dial_effects import Target
from cordboard.twiml.voice.effects import Note
from cordboard.twiml.voice.offer import Offer
from cordboard.voice.ports import Telephone

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.switchboard import Switchboard

APPLICATION, NOT_THERE = "Application", 13224


def telephone_of(board: Switchboard, leg: Leg) -> Telephone | None:
    """Return the telephone of a leg; None where nobody can be reached."""
    network, target = board.network, leg.target
    assert network is not None  # noqa: S101 - set when the parts are wired
    if target is None or target.kind != APPLICATION:
        return network.telephone(leg.call.recipient, leg)
    called = board.numbers.application_called(leg.call.account_sid, target.address)
    if called is None or called.voice_url is None:
        caller = board.legs.get(leg.call.parent_sid or "", leg)
        board.note(caller, Note(NOT_THERE, f"There is no application {target.address[:40]!r} that may be called."))
        return None
    leg.offer = _offered(leg, target)
    return network.line(_line(called, leg.call.recipient), leg)


def _offered(leg: Leg, target: Target) -> Offer:
    """Return what the document of an application is told, besides."""
    named = tuple((f"Param_{name}", value) for name, value in leg.offer.parameters)
    customer = ("CustomerId", target.customer_id or leg.call.account_sid)
    return replace(leg.offer, parameters=(*named, customer))


def _line(called: Application, to: str) -> PhoneNumber:
    """Return an application as a number that leads to it."""
    routing = Routing(
        voice_url=called.voice_url,
        voice_method=called.voice_method,
        voice_fallback_url=called.voice_fallback_url,
        voice_fallback_method=called.voice_fallback_method,
        voice_application_sid=called.sid,
        status_callback=called.status_callback,
        status_callback_method=called.status_callback_method,
    )
    return PhoneNumber(
        sid=called.sid,
        account_sid=called.account_sid,
        phone_number=to,
        friendly_name=called.friendly_name,
        created_ms=called.created_ms,
        updated_ms=called.updated_ms,
        routing=routing,
    )
