"""A messaging service: its settings, the senders in its pool, and what its recipients may say to opt out.

Source: reference 09, Messaging Services; reference 02, sections 10 and 12.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from cordboard.shelf.shelf import Kept, Kind

MOST_SENDERS = 400  # Source: reference 09, service senders (21714).
LONGEST_VALIDITY_S = 36_000
LONGEST_NAME = 64


class Usecase(StrEnum):
    """What a service is used for."""

    NOTIFICATIONS = "notifications"
    MARKETING = "marketing"
    VERIFICATION = "verification"
    DISCUSSION = "discussion"
    POLL = "poll"
    UNDECLARED = "undeclared"


class Scan(StrEnum):
    """Whether the content of messages is scanned; reserved."""

    INHERIT = "inherit"
    ENABLE = "enable"
    DISABLE = "disable"


class OptOut(Struct, frozen=True, kw_only=True):
    """The words that a service listens to, and its answers; an empty answer is none, None is the usual one."""

    stop: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    stop_reply: str | None = None
    start_reply: str | None = None
    help_reply: str | None = None


class Service(Kept, frozen=True, kw_only=True):
    """A messaging service. ``opt_out`` is there once the words were set: the original's Advanced Opt-Out.

    Units: ``validity_s`` in seconds.
    """

    friendly_name: str
    inbound_request_url: str | None = None
    inbound_method: str = "POST"
    fallback_url: str | None = None
    fallback_method: str = "POST"
    status_callback: str | None = None
    sticky_sender: bool = True
    mms_converter: bool = True
    smart_encoding: bool = True
    scan_message_content: Scan = Scan.INHERIT
    fallback_to_long_code: bool = True
    area_code_geomatch: bool = True
    synchronous_validation: bool = False
    validity_s: int = LONGEST_VALIDITY_S
    usecase: Usecase = Usecase.UNDECLARED
    use_inbound_webhook_on_number: bool = False
    us_app_to_person_registered: bool = False
    opt_out: OptOut | None = None


class Role(StrEnum):
    """What a sender is to its pool."""

    PHONE_NUMBER = "phone_number"
    SHORT_CODE = "short_code"
    ALPHA = "alpha"
    CHANNEL = "channel"


class Sender(Kept, frozen=True, kw_only=True):
    """A sender in the pool of the service that is its parent.

    ``member_sid`` is the SID by which the API knows it (PN, SC, AI, XE), ``address`` what messages carry as From.
    ``country`` is where it belongs to (ISO 3166-1), of an alphanumeric one where it sends to; empty is everywhere.
    """

    role: Role
    member_sid: str
    address: str
    country: str = ""
    sender_type: str = ""
    capabilities: tuple[str, ...] = ("SMS",)


SERVICE = Kind("messaging_service", "MG", Service)
SENDER = Kind("messaging_sender", "MA", Sender)
