"""The words of communications: channels, states, and the prefixes of ids.

Source: reference of the Communications API, sections 1.1, 2.1 and 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cordboard.messaging.message import Status as Downstream

OPERATION, MESSAGE, SENDER, SENDER_POOL = "comms_operation", "comms_message", "comms_sender", "comms_senderpool"
SESSION, AUDIENCE, CONTACT = "comms_session", "comms_audience", "comms_contact"
EMAIL, NOTIFICATION = "comms_email", "comms_pushnotification"
INVALID = 20001


class Family(StrEnum):
    """What an operation sends."""

    MESSAGE = "message"
    EMAIL = "email"
    NOTIFICATION = "notification"


class Reach(StrEnum):
    """How a person is addressed: a handset, whatever it can take, or an account of WhatsApp."""

    PHONE = "phone"
    WHATSAPP = "whatsapp"


class Channel(StrEnum):
    """What a sender sends over."""

    SMS = "sms"
    RCS = "rcs"
    WHATSAPP = "whatsapp"


class SenderChannel(StrEnum):
    """What any sender sends over; of mail there is none, as each send names its own."""

    SMS = "sms"
    RCS = "rcs"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    PUSH = "push"


class Status(StrEnum):
    """Where a message to one person is on its way."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    GROUP = "group"
    INBOUND = "inbound"


class OperationStatus(StrEnum):
    """How far an operation has come."""

    SCHEDULED = "scheduled"
    PROCESSING = "processing"
    COMPLETED = "completed"
    CANCELED = "canceled"


COUNTED = (
    Status.SCHEDULED,
    Status.QUEUED,
    Status.SENT,
    Status.DELIVERED,
    Status.READ,
    Status.UNDELIVERED,
    Status.FAILED,
    Status.CANCELED,
)
"""The states that an operation counts its messages by: each message is in one of them."""

FOLLOWED: Mapping[Downstream, Status] = {
    Downstream.QUEUED: Status.QUEUED,
    Downstream.SENDING: Status.QUEUED,
    Downstream.SENT: Status.SENT,
    Downstream.DELIVERED: Status.DELIVERED,
    Downstream.READ: Status.READ,
    Downstream.UNDELIVERED: Status.UNDELIVERED,
    Downstream.FAILED: Status.FAILED,
}
"""The state of a message by that of the ordinary message that is its latest attempt."""

REACHED_OVER: Mapping[Channel, Reach] = {
    Channel.SMS: Reach.PHONE,
    Channel.RCS: Reach.PHONE,
    Channel.WHATSAPP: Reach.WHATSAPP,
}
PREFIXES: Mapping[Channel, str] = {Channel.SMS: "", Channel.RCS: "rcs:", Channel.WHATSAPP: "whatsapp:"}
"""What stands before an address where the messaging slice names it."""
