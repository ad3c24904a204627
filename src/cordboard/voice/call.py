"""A call: its states, the transitions between them, and the one function that changes a state.

Source: https://www.twilio.com/docs/voice/api/call-resource (status values, properties).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from cordboard.base.sid import key_of
from cordboard.pricing.table import PRICE_UNIT, minute_price


class CallStatus(StrEnum):
    """Where a call is; the values are the wire words."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


_ENDS = frozenset({CallStatus.COMPLETED, CallStatus.BUSY, CallStatus.FAILED, CallStatus.NO_ANSWER, CallStatus.CANCELED})
TRANSITIONS: Mapping[CallStatus, frozenset[CallStatus]] = {
    CallStatus.QUEUED: frozenset({CallStatus.RINGING}) | _ENDS,
    CallStatus.RINGING: frozenset({CallStatus.IN_PROGRESS}) | _ENDS,
    CallStatus.IN_PROGRESS: frozenset({CallStatus.COMPLETED, CallStatus.FAILED}),
    **dict.fromkeys(_ENDS, frozenset()),
}


class CallDirection(StrEnum):
    """Who made a call, and why."""

    INBOUND = "inbound"
    API = "outbound-api"
    DIAL = "outbound-dial"


class Event(StrEnum):
    """What a status callback may tell."""

    INITIATED = "initiated"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"


class Told(Struct, frozen=True, kw_only=True):
    """Who is told of something, how, and of which events; ``agent_sid`` had it so, by decision ``decision_id``."""

    url: str | None = None
    method: str = "POST"
    events: tuple[str, ...] = ("completed",)
    agent_sid: str = ""
    decision_id: str = ""

    def led_by(self, options: CallOptions) -> Told:
        """Return the same, had so by the agent of a call, if it has one."""
        if not options.agent_sid:
            return self
        return replace(self, agent_sid=options.agent_sid, decision_id=options.decision_id)


NOBODY = Told()
"""Nobody is told."""


class CallOptions(Struct, frozen=True, kw_only=True):
    """What was asked for when the call was created. Units: seconds.

    ``url`` or ``twiml`` is the first document; ``fallback_url`` stands in when it cannot be had. ``speech_ms`` is the
    longest greeting of a person, ``speech_end_ms`` the silence that ends it, ``silence_ms`` that of who says nothing.
    ``agent_sid`` is the agent that asked for it, empty for everybody else, and ``decision_id`` what was decided of
    that; ``is_led`` when it placed no call, but set the document that one runs.
    """

    url: str | None = None
    method: str = "POST"
    fallback_url: str | None = None
    fallback_method: str = "POST"
    twiml: str | None = None
    application_sid: str | None = None
    told: Told = Told()
    send_digits: str = ""
    timeout_s: int = 60
    time_limit_s: int = 14_400
    records: bool = False
    recording_channels: int = 1
    recording_track: str = "both"
    recording_told: Told = Told()
    trims: bool = True
    machine_detection: str | None = None
    machine_timeout_s: int = 30
    speech_ms: int = 2400
    speech_end_ms: int = 1200
    silence_ms: int = 5000
    is_machine_async: bool = False
    machine_told: Told = Told()
    agent_sid: str = ""
    decision_id: str = ""
    is_led: bool = False


NO_CALL_OPTIONS = CallOptions()


class Call(Struct, frozen=True, kw_only=True):
    """One call, as it stands now."""

    sid: str
    account_sid: str
    direction: CallDirection
    sender: str
    recipient: str
    status: CallStatus
    created_ms: int
    updated_ms: int
    parent_sid: str | None = None
    phone_number_sid: str | None = None
    started_ms: int | None = None
    ended_ms: int | None = None
    price: Decimal | None = None
    answered_by: str | None = None
    detected_after_ms: int | None = None
    forwarded_from: str | None = None
    caller_name: str | None = None
    queued_ms: int = 0
    sequence: int = 0
    options: CallOptions = NO_CALL_OPTIONS

    @property
    def key(self) -> int:
        """Return the row's key, which is inside the SID."""
        return key_of(self.sid)

    @property
    def other_side(self) -> str:
        """Return the address of the person at the other end."""
        return self.sender if self.direction is CallDirection.INBOUND else self.recipient

    @property
    def is_final(self) -> bool:
        """Tell whether the call has ended."""
        return self.status in _ENDS

    @property
    def duration_s(self) -> int | None:
        """Return how long the call lasted, in whole seconds; None while it goes on."""
        if self.ended_ms is None:
            return None
        return 0 if self.started_ms is None else round((self.ended_ms - self.started_ms) / 1000)

    @property
    def price_unit(self) -> str:
        """Return the currency of the price."""
        return PRICE_UNIT


class CallTransitionError(Exception):
    """A call was to go where its state does not lead; a mistake of ours."""


def move(call: Call, to: CallStatus, now_ms: int) -> Call:
    """Return the call in its next state. Raises: CallTransitionError."""
    if to not in TRANSITIONS[call.status]:
        raise CallTransitionError(f"{call.status} does not lead to {to}")
    if to is CallStatus.IN_PROGRESS:
        return replace(call, status=to, updated_ms=now_ms, started_ms=now_ms)
    if to not in _ENDS:
        return replace(call, status=to, updated_ms=now_ms)
    ended = replace(call, status=to, updated_ms=now_ms, ended_ms=now_ms)
    return replace(ended, price=price_of(ended))


def price_of(call: Call) -> Decimal | None:
    """Return what a call costs: negative, for each minute begun; None for one that was never answered."""
    if call.started_ms is None or call.ended_ms is None:
        return None
    minutes = max(-(-(call.ended_ms - call.started_ms) // 60_000), 1)
    return -minute_price(call.sender, call.recipient, is_inbound=call.direction is CallDirection.INBOUND) * minutes
