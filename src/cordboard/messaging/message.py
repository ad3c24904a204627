"""A message: its states, the transitions between them, and the one function that changes a state.

Source: reference 02, section 4; reference 05, Messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from cordboard.base.sid import key_of
from cordboard.pricing.table import PRICE_UNIT, message_price


class Status(StrEnum):
    """Where a message is on its way; the values are the wire words."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    READ = "read"
    CANCELED = "canceled"
    RECEIVING = "receiving"
    RECEIVED = "received"


TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.ACCEPTED: frozenset({Status.QUEUED, Status.FAILED}),
    Status.SCHEDULED: frozenset({Status.QUEUED, Status.CANCELED, Status.FAILED}),
    Status.QUEUED: frozenset({Status.SENDING, Status.SENT, Status.FAILED}),
    Status.SENDING: frozenset({Status.SENT, Status.FAILED}),
    Status.SENT: frozenset({Status.DELIVERED, Status.UNDELIVERED}),
    Status.DELIVERED: frozenset({Status.READ}),
    Status.RECEIVING: frozenset({Status.RECEIVED}),
    Status.UNDELIVERED: frozenset(),
    Status.FAILED: frozenset(),
    Status.READ: frozenset(),
    Status.CANCELED: frozenset(),
    Status.RECEIVED: frozenset(),
}
FINAL = frozenset(status for status, following in TRANSITIONS.items() if not following) | {Status.DELIVERED}


class Direction(StrEnum):
    """Who sent a message, and why."""

    INBOUND = "inbound"
    API = "outbound-api"
    REPLY = "outbound-reply"
    CALL = "outbound-call"


class Origin(Struct, frozen=True, array_like=True):
    """What a message is an attempt of: ids of the Communications API, and whether no other attempt may follow.

    ``number`` counts the attempts at one person from 1; ``sender_id`` is empty for a sender without one.
    """

    message_id: str
    operation_id: str
    is_last: bool
    number: int = 1
    sender_id: str = ""
    tags: Mapping[str, str] = {}


class Options(Struct, frozen=True, kw_only=True):
    """What was asked for when the message was created. Units: ``validity_s`` in seconds.

    ``is_notice`` marks our own answers to STOP, START and HELP, which also reach who opted out. ``send_at_ms`` is the
    instant that a message was scheduled for, ``agent_sid`` the agent that asked for it, empty for everybody else, and
    ``decision_id`` what was decided of that. ``is_private`` marks what is between us and a person: its text is on the
    telephone alone.
    """

    status_callback: str | None = None
    validity_s: int = 36_000
    provide_feedback: bool = False
    media_urls: tuple[str, ...] = ()
    is_notice: bool = False
    send_at_ms: int | None = None
    origin: Origin | None = None
    agent_sid: str = ""
    decision_id: str = ""
    is_private: bool = False


NO_OPTIONS = Options()
PRIVATE = "••• (between Cordboard and its owner: the text is on the telephone alone)"


class Message(Struct, frozen=True, kw_only=True):
    """One message, as it stands now. A service's message has no sender, and no segments, before one was chosen."""

    sid: str
    account_sid: str
    direction: Direction
    sender: str
    recipient: str
    body: str
    status: Status
    num_segments: int
    created_ms: int
    updated_ms: int
    num_media: int = 0
    sent_ms: int | None = None
    error_code: int | None = None
    price: Decimal | None = None
    service_sid: str | None = None
    options: Options = NO_OPTIONS

    @property
    def told_body(self) -> str:
        """Return the text as answers, events and web hooks tell it."""
        return PRIVATE if self.options.is_private and self.body else self.body

    @property
    def key(self) -> int:
        """Return the row's key, which is inside the SID."""
        return key_of(self.sid)

    @property
    def expires_ms(self) -> int:
        """Return the instant at which it is too old to be sent."""
        options = self.options
        return (options.send_at_ms or self.created_ms) + options.validity_s * 1000

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more will happen to the message by itself."""
        return self.status in FINAL

    @property
    def price_unit(self) -> str | None:
        """Return the currency, once there is a price."""
        return PRICE_UNIT if self.price is not None else None


class TransitionError(Exception):
    """A message was to go where its state does not lead; a mistake of ours."""


def move(message: Message, to: Status, now_ms: int, *, error_code: int | None = None) -> Message:
    """Return the message in its next state. Raises: TransitionError."""
    if to not in TRANSITIONS[message.status]:
        raise TransitionError(f"{message.status} does not lead to {to}")
    is_sent = to is Status.SENT
    return replace(
        message,
        status=to,
        updated_ms=now_ms,
        error_code=error_code,
        sent_ms=now_ms if is_sent else message.sent_ms,
        price=price_of(message) if is_sent else message.price,
    )


def price_of(message: Message) -> Decimal:
    """Return what a message costs: negative, as the API writes it. Units: US dollars."""
    return message_price(
        message.recipient,
        is_inbound=message.direction is Direction.INBOUND,
        is_media=message.num_media > 0,
        segments=message.num_segments,
    )
