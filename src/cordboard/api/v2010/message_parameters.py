"""What the operations of messages are given. Source: reference 05, Messages; reference 02."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from cordboard.api.v2010.surface import TEXT
from cordboard.catalogue.dates import DateFilter, Instant, Span
from cordboard.catalogue.describe import described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.wire import Boolean, Number, OneOf, SidOf, Text, Whole
from cordboard.messaging.draft import QUEUE_SECONDS

MESSAGE_SID = SidOf(("SM", "MM"))


class Retention(StrEnum):
    """Whether the content is kept."""

    RETAIN = "retain"
    DISCARD = "discard"


class AddressRetention(StrEnum):
    """Whether the address is kept."""

    RETAIN = "retain"
    OBFUSCATE = "obfuscate"


class Outcome(StrEnum):
    """What the user says became of a message."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


class Schedule(StrEnum):
    """How a message is scheduled."""

    FIXED = "fixed"


class Traffic(StrEnum):
    """What a message counts as."""

    FREE = "free"


class Risk(StrEnum):
    """Whether a message is checked for fraud."""

    ENABLE = "enable"
    DISABLE = "disable"


class Update(StrEnum):
    """The state that a message may be set to."""

    CANCELED = "canceled"


@described
class CreateMessage:
    """A message to send."""

    to: str = param("To", TEXT, "Where it goes: E.164, or an address of a channel.", missing=21604, invalid=21211)
    from_: str | None = param("From", TEXT, "The sender: an owned number, or an address of a channel.", default=None)
    messaging_service_sid: str | None = param(
        "MessagingServiceSid", SidOf(("MG",)), "The service whose senders to use.", default=None, invalid=21705
    )
    body: str | None = param("Body", Text(1600), "The text, at most 1,600 characters.", default=None, invalid=21617)
    media_url: list[str] | None = param(
        "MediaUrl",
        Url(),
        "Media to fetch and send; up to ten.",
        default=None,
        invalid=21620,
        many=True,
        most=10,
        too_many=21623,
    )
    content_sid: str | None = param("ContentSid", SidOf(("HX",)), "A content template.", default=None, invalid=21655)
    content_variables: str | None = param("ContentVariables", TEXT, "Its variables, as JSON.", default=None)
    status_callback: str | None = param(
        "StatusCallback", Url(), "Called at each change of state.", default=None, invalid=21609
    )
    application_sid: str | None = param(
        "ApplicationSid", SidOf(("AP",)), "The application whose callback to use.", default=None, invalid=21218
    )
    validity_period: int | None = param(
        "ValidityPeriod",
        Whole(1, QUEUE_SECONDS),
        "How long it may wait in the queue, in seconds.",
        default=None,
        invalid=21624,
    )
    provide_feedback: bool = param("ProvideFeedback", Boolean(), "Whether feedback will be given.", default=False)
    smart_encoded: bool = param(
        "SmartEncoded", Boolean(), "Whether to replace characters that GSM-7 lacks.", default=False
    )
    send_as_mms: bool = param("SendAsMms", Boolean(), "Whether to send text as MMS.", default=False)
    schedule_type: Schedule | None = param(
        "ScheduleType", OneOf(Schedule), "Whether to send later.", default=None, invalid=35126
    )
    send_at: int | None = param("SendAt", Instant(), "When to send.", default=None, invalid=35114)
    max_price: Decimal | None = param("MaxPrice", Number(), "Obsolete; read and not used.", default=None)
    attempt: int | None = param("Attempt", Whole(0), "Which attempt this is; read and not used.", default=None)
    force_delivery: bool | None = param("ForceDelivery", Boolean(), "Reserved; read and not used.", default=None)
    content_retention: Retention | None = param(
        "ContentRetention", OneOf(Retention), "Whether to keep the content; read and not used.", default=None
    )
    address_retention: AddressRetention | None = param(
        "AddressRetention", OneOf(AddressRetention), "Whether to keep the address; read and not used.", default=None
    )
    persistent_action: list[str] | None = param(
        "PersistentAction", TEXT, "Actions of a rich message; read and not used.", default=None, many=True
    )
    traffic_type: Traffic | None = param("TrafficType", OneOf(Traffic), "Read and not used.", default=None)
    shorten_urls: bool | None = param("ShortenUrls", Boolean(), "Needs a service; read and not used.", default=None)
    risk_check: Risk | None = param("RiskCheck", OneOf(Risk), "Read and not used.", default=None)
    fallback_from: str | None = param("FallbackFrom", TEXT, "Needs a service; read and not used.", default=None)


@described
class MessageOf:
    """Which message."""

    sid: str = path("Sid", MESSAGE_SID, "The message.")


@described
class UpdateMessage(MessageOf):
    """A message, and what to change."""

    body: str | None = param("Body", TEXT, "Empty text, to redact the message.", default=None, keep_empty=True)
    status: Update | None = param("Status", OneOf(Update), "To cancel a scheduled message.", default=None)


@described
class ListMessages:
    """Which messages to list."""

    to: str | None = query("To", TEXT, "Only messages to this address.")
    from_: str | None = query("From", TEXT, "Only messages from this address.")
    date_sent: Span | None = query("DateSent", DateFilter(), "Only messages sent on this day or at this second.")
    date_sent_before: Span | None = query("DateSent<", DateFilter(), "Only messages sent then or before.")
    date_sent_after: Span | None = query("DateSent>", DateFilter(), "Only messages sent then or after.")


@described
class CreateFeedback:
    """What became of a message."""

    message_sid: str = path("MessageSid", MESSAGE_SID, "The message.")
    outcome: Outcome = param("Outcome", OneOf(Outcome), "What the user says.", default=Outcome.CONFIRMED)
