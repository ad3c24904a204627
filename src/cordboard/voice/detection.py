"""Finding out who answered: a person or a machine.

The simulated network knows from the start what a handset is; what takes its time is the listening, as long as the
thresholds that the call was made with. Source: https://www.twilio.com/docs/voice/answering-machine-detection.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cordboard.base.webhook import Purpose
from cordboard.voice.call import Call, CallOptions
from cordboard.voice.callbacks import Pairs, of_call
from cordboard.voice.occurrence import DETECTED
from cordboard.voice.pace import NATURAL_CHARACTERS_PER_S

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg

MESSAGE_END = "DetectMessageEnd"
MESSAGE_MS = 4000  # how long the greeting of a simulated answering machine lasts


def kind_of(by: str, mode: str) -> str:
    """Return the word for who answered: the end of a message is told only to whom wants to wait for it."""
    if not by.startswith("machine"):
        return by
    if mode != MESSAGE_END:
        return "machine_start"
    return by if by.startswith("machine_end") else "machine_end_beep"


def takes_ms(by: str, options: CallOptions) -> int:
    """Return how long it takes to find out. Units: milliseconds, where people speak at their own speed.

    A person greets shortly and is silent; a machine or a fax goes on past the longest greeting of a person; the end of
    a message is followed by silence; of who says nothing it is not known after the longest silence.
    """
    if by == "human":
        return options.speech_end_ms
    if by.startswith("machine_end"):
        return MESSAGE_MS + options.speech_end_ms
    return options.silence_ms if by == "unknown" else options.speech_ms


def detected(call: Call) -> Pairs:
    """Return what is told of who answered, which is little. Source: reference 03, section 7."""
    return (
        ("AccountSid", call.account_sid),
        ("CallSid", call.sid),
        ("AnsweredBy", call.answered_by or ""),
        ("MachineDetectionDuration", str(call.detected_after_ms or 0)),
    )


def detect(leg: Leg, by: str, go_on: Callable[[], None]) -> None:
    """Find out who answered, and go on: at once where nobody asks, or where the document need not wait."""
    options = leg.call.options
    if options.machine_detection is None:
        go_on()
        return
    kind = kind_of(by, options.machine_detection)
    pace = NATURAL_CHARACTERS_PER_S / leg.board.limits.characters_per_s
    lasts_ms = round(min(takes_ms(kind, options), options.machine_timeout_s * 1000) * pace)

    def found() -> None:
        leg.detection = None
        if leg.call.is_final:
            return
        with leg.board.clock.work():
            leg.call = replace(leg.call, answered_by=kind, detected_after_ms=lasts_ms)
            task = leg.board.hooks.told_alone(leg.call, options.machine_told, detected(leg.call), Purpose.CALL_STATUS)
            occurred = of_call(DETECTED, leg.call, options.machine_told, ())
            leg.board.write(leg.call, tasks=[task] if task else [], occurred=occurred)
            if not options.is_machine_async:
                go_on()

    leg.detection = leg.board.clock.call_at(leg.board.clock.now_ms() + lasts_ms, found)
    if options.is_machine_async:
        go_on()
