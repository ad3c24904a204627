"""What was asked for of a call, once it is answered: its recording, then its first document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.twiml.voice.effects import Fetch, Inline, Reason
from cordboard.voice.recording import Source
from cordboard.voice.tape import TapeSettings, tape_of_call

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg


def prepare(leg: Leg) -> None:
    """Do what was asked for of a call once it is answered, before its document runs."""
    options = leg.call.options
    if options.records:
        settings = TapeSettings(
            Source.OUTBOUND_API,
            options.recording_told.led_by(options),
            options.recording_channels,
            options.recording_track,
            options.trims,
        )
        tape_of_call(leg, settings)


def run_first(leg: Leg) -> None:
    """Run the first document of a call that was answered, or comes in, which is told what came along with it."""
    options = leg.call.options
    if options.url is not None:
        given = leg.offer.parameters if leg.is_inbound else ()
        leg.run(Fetch(options.url, options.method, given, Reason.REQUESTED), options.send_digits)
    else:
        leg.run(Inline(options.twiml or "<Response/>"), options.send_digits)
