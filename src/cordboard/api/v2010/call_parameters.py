"""What the operations of calls are given. Source: reference 06, Calls; reference 02."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.v2010.surface import TEXT
from cordboard.api.v2010.tones import Tones
from cordboard.catalogue.dates import DateFilter, Span
from cordboard.catalogue.describe import described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.wire import Boolean, Method, OneOf, SidOf, Text, Whole
from cordboard.voice.call import CallStatus, Event

CALL_SID = SidOf(("CA",))
SAYS_EVENTS = f"Of which events: {', '.join(Event)}. Others are noted with 21626 and not told."
LONGEST_TWIML, LONGEST_DIGITS, LONGEST_REASON = 4000, 32, 50


class Channels(StrEnum):
    """How many channels a recording has."""

    MONO = "mono"
    DUAL = "dual"


class Track(StrEnum):
    """Which side of a call is recorded."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    BOTH = "both"


class Trim(StrEnum):
    """Whether silence at the ends is cut off."""

    TRIM = "trim-silence"
    KEEP = "do-not-trim"


class RecordingEvent(StrEnum):
    """Which states of a recording are told."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    ABSENT = "absent"


class MachineDetection(StrEnum):
    """Whether to find out who answers."""

    ENABLE = "Enable"
    MESSAGE_END = "DetectMessageEnd"


class End(StrEnum):
    """The states that a call may be set to."""

    CANCELED = "canceled"
    COMPLETED = "completed"


@described
class CreateCall:
    """A call to make."""

    to: str = param("To", TEXT, "Whom to call: E.164, client: or sip:.", missing=21201, invalid=21211)
    from_: str = param("From", TEXT, "The caller to show: an owned or verified number.", missing=21213, invalid=21212)
    url: str | None = param("Url", Url(), "The first document.", default=None, invalid=21205)
    twiml: str | None = param("Twiml", Text(LONGEST_TWIML), "The document itself.", default=None, invalid=32018)
    application_sid: str | None = param(
        "ApplicationSid", SidOf(("AP",)), "The application whose URLs to use.", default=None, invalid=21218
    )
    method: str = param("Method", Method(), "How to ask for the document.", default="POST", invalid=21209)
    fallback_url: str | None = param("FallbackUrl", Url(), "Asked when Url fails.", default=None, invalid=21205)
    fallback_method: str = param("FallbackMethod", Method(), "How.", default="POST", invalid=21209)
    status_callback: str | None = param("StatusCallback", Url(), "Told of progress.", default=None, invalid=21609)
    status_callback_event: list[str] | None = param("StatusCallbackEvent", TEXT, SAYS_EVENTS, default=None, many=True)
    status_callback_method: str = param("StatusCallbackMethod", Method(), "How.", default="POST", invalid=21209)
    send_digits: str = param(
        "SendDigits", Tones(LONGEST_DIGITS), "Tones to send once answered.", default="", invalid=21206
    )
    timeout: int = param("Timeout", Whole(1, 600), "How long it may ring, in seconds.", default=60, invalid=21208)
    time_limit: int = param("TimeLimit", Whole(1, 86_400), "How long it may last.", default=14_400, invalid=21208)
    record: bool = param("Record", Boolean(), "Whether to record the call.", default=False)
    recording_channels: Channels = param("RecordingChannels", OneOf(Channels), "Mono or dual.", default=Channels.MONO)
    recording_track: Track = param("RecordingTrack", OneOf(Track), "Which side.", default=Track.BOTH)
    recording_status_callback: str | None = param(
        "RecordingStatusCallback", Url(), "Told of the recording.", default=None, invalid=21609
    )
    recording_status_callback_method: str = param(
        "RecordingStatusCallbackMethod", Method(), "How.", default="POST", invalid=21209
    )
    recording_status_callback_event: list[RecordingEvent] | None = param(
        "RecordingStatusCallbackEvent", OneOf(RecordingEvent), "Of which states.", default=None, many=True
    )
    trim: Trim = param("Trim", OneOf(Trim), "Whether to cut silence off.", default=Trim.TRIM)
    machine_detection: MachineDetection | None = param(
        "MachineDetection", OneOf(MachineDetection), "Whether to find out who answers.", default=None, invalid=21207
    )
    machine_detection_timeout: int = param(
        "MachineDetectionTimeout", Whole(3, 120), "How long to listen.", default=30, invalid=21234
    )
    speech_threshold: int = param(
        "MachineDetectionSpeechThreshold",
        Whole(1000, 6000),
        "A person's longest greeting.",
        default=2400,
        invalid=21234,
    )
    speech_end_threshold: int = param(
        "MachineDetectionSpeechEndThreshold", Whole(500, 5000), "The silence after it.", default=1200, invalid=21234
    )
    silence_timeout: int = param(
        "MachineDetectionSilenceTimeout", Whole(2000, 10_000), "The longest silence.", default=5000, invalid=21234
    )
    async_amd: bool = param("AsyncAmd", Boolean(), "Whether the document need not wait for it.", default=False)
    async_amd_callback: str | None = param(
        "AsyncAmdStatusCallback", Url(), "Told who answered.", default=None, invalid=21609
    )
    async_amd_method: str = param("AsyncAmdStatusCallbackMethod", Method(), "How.", default="POST", invalid=21209)
    caller_id: str | None = param("CallerId", TEXT, "For SIP; read and not used.", default=None)
    call_reason: str | None = param("CallReason", Text(LONGEST_REASON), "Why; who is called sees it.", default=None)
    call_token: str | None = param("CallToken", TEXT, "Read and not used.", default=None)
    byoc: str | None = param("Byoc", SidOf(("BY",)), "There are no trunks here; read and not used.", default=None)
    sip_auth_username: str | None = param(
        "SipAuthUsername", Text(255), "Who we are at a SIP address.", default=None, invalid=21221
    )
    sip_auth_password: str | None = param("SipAuthPassword", Text(255), "The proof of it.", default=None, invalid=21223)
    client_notification_url: str | None = param("ClientNotificationUrl", Url(), "Read and not used.", default=None)


@described
class CallOf:
    """Which call."""

    sid: str = path("Sid", CALL_SID, "The call.")


@described
class UpdateCall:
    """A call, and what to do with it."""

    sid: str = path("Sid", CALL_SID, "The call.")
    url: str | None = param("Url", Url(), "The document to go on with.", default=None, invalid=21205)
    twiml: str | None = param("Twiml", Text(LONGEST_TWIML), "The document itself.", default=None, invalid=32018)
    method: str = param("Method", Method(), "How to ask for it.", default="POST", invalid=21209)
    status: End | None = param("Status", OneOf(End), "canceled or completed, to end it.", default=None)
    fallback_url: str | None = param("FallbackUrl", Url(), "Asked when Url fails.", default=None, invalid=21205)
    fallback_method: str | None = param("FallbackMethod", Method(), "How.", default=None, invalid=21209)
    status_callback: str | None = param("StatusCallback", Url(), "Told of progress.", default=None, invalid=21609)
    status_callback_method: str | None = param("StatusCallbackMethod", Method(), "How.", default=None, invalid=21209)
    time_limit: int | None = param("TimeLimit", Whole(1, 86_400), "How long it may still last.", default=None)


@described
class ListCalls:
    """Which calls to list."""

    to: str | None = query("To", TEXT, "Only calls to this address.")
    from_: str | None = query("From", TEXT, "Only calls from this address.")
    parent_call_sid: str | None = query("ParentCallSid", CALL_SID, "Only calls that this call made.")
    status: CallStatus | None = query("Status", OneOf(CallStatus), "Only calls in this state.")
    start_time: Span | None = query("StartTime", DateFilter(), "Only calls that began on this day or second.")
    start_time_before: Span | None = query("StartTime<", DateFilter(), "Only calls that began then or before.")
    start_time_after: Span | None = query("StartTime>", DateFilter(), "Only calls that began then or after.")
    end_time: Span | None = query("EndTime", DateFilter(), "Only calls that ended on this day or second.")
    end_time_before: Span | None = query("EndTime<", DateFilter(), "Only calls that ended then or before.")
    end_time_after: Span | None = query("EndTime>", DateFilter(), "Only calls that ended then or after.")
