"""Calls of the 2010 API. Source: reference 06, Calls."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.call import Call as ApiCall
from cordboard.api.v2010.surface import SURFACE, TEXT, always, dates, out, subresource_uris, uri
from cordboard.api.v2010.tones import Tones
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import DateFilter, Instant, Span
from cordboard.catalogue.describe import Effect, Level, Property, View, described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Method, Number, OneOf, SidOf, Text, Whole
from cordboard.numbers.number import national
from cordboard.twiml.voice.effects import Fetch, Inline, Reason
from cordboard.voice.call import Call, CallDirection, CallOptions, CallStatus, Event, Told
from cordboard.voice.ports import CallFilter

AREA = "voice"
CALL_SID = SidOf(("CA",))
BELOW = {
    "events": "/Events",
    "notifications": "/Notifications",
    "payments": "/Payments",
    "recordings": "/Recordings",
    "siprec": "/Siprec",
    "streams": "/Streams",
    "transcriptions": "/Transcriptions",
    "user_defined_message_subscriptions": "/UserDefinedMessageSubscriptions",
    "user_defined_messages": "/UserDefinedMessages",
}
LONGEST_TWIML, LONGEST_DIGITS = 4000, 32


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


CALL = View(
    "Call",
    (
        out("sid", TEXT),
        *dates(),
        out("parent_call_sid", TEXT, "parent_sid"),
        out("account_sid", TEXT),
        out("to", TEXT, "recipient"),
        Property("to_formatted", TEXT, lambda call: national(call.recipient)),
        out("from", TEXT, "sender"),
        Property("from_formatted", TEXT, lambda call: national(call.sender)),
        out("phone_number_sid", TEXT),
        out("status", OneOf(CallStatus)),
        out("start_time", Instant(), "started_ms"),
        out("end_time", Instant(), "ended_ms"),
        out("duration", Whole(as_text=True), "duration_s"),
        out("price", Number()),
        out("price_unit", TEXT),
        out("direction", OneOf(CallDirection)),
        out("answered_by", TEXT),
        always("api_version", "2010-04-01"),
        out("forwarded_from", TEXT),
        always("group_sid", None),
        out("caller_name", TEXT),
        out("queue_time", Whole(as_text=True), "queued_ms"),
        always("trunk_sid", None),
        uri("/Accounts/{account_sid}/Calls/{sid}"),
        subresource_uris("/Accounts/{account_sid}/Calls/{sid}", BELOW),
    ),
)


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
    status_callback_event: list[Event] | None = param(
        "StatusCallbackEvent", OneOf(Event), "Of which events.", default=None, invalid=21626, many=True
    )
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
        "MachineDetectionTimeout", Whole(3, 120), "How long to listen.", default=30, invalid=21207
    )
    speech_threshold: int = param(
        "MachineDetectionSpeechThreshold",
        Whole(1000, 6000),
        "A person's longest greeting.",
        default=2400,
        invalid=21207,
    )
    speech_end_threshold: int = param(
        "MachineDetectionSpeechEndThreshold", Whole(500, 5000), "The silence after it.", default=1200, invalid=21207
    )
    silence_timeout: int | None = param(
        "MachineDetectionSilenceTimeout", Whole(2000, 10_000), "Read and not used.", default=None, invalid=21207
    )
    async_amd: bool = param("AsyncAmd", Boolean(), "Whether the document need not wait for it.", default=False)
    async_amd_callback: str | None = param(
        "AsyncAmdStatusCallback", Url(), "Told who answered.", default=None, invalid=21609
    )
    async_amd_method: str = param("AsyncAmdStatusCallbackMethod", Method(), "How.", default="POST", invalid=21209)
    caller_id: str | None = param("CallerId", TEXT, "For SIP; read and not used.", default=None)
    call_reason: str | None = param("CallReason", TEXT, "Read and not used.", default=None)
    call_token: str | None = param("CallToken", TEXT, "Read and not used.", default=None)
    byoc: str | None = param("Byoc", SidOf(("BY",)), "There are no trunks here; read and not used.", default=None)
    sip_auth_username: str | None = param("SipAuthUsername", Text(255), "For SIP.", default=None, invalid=21221)
    sip_auth_password: str | None = param("SipAuthPassword", Text(255), "For SIP.", default=None, invalid=21223)
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


async def rehearse_call(call: ApiCall, given: CreateCall) -> Call:
    """Answer by magic numbers."""
    has_document = bool(given.url or given.twiml or given.application_sid)
    return call.services.rehearsals.calls.place(call.account.sid, given.to, given.from_, has_document=has_document)


CALLS = Resource(SURFACE, "/Accounts/{AccountSid}/Calls", view=CALL, key="calls", area=AREA)


@CALLS.create(
    "CreateCall",
    says="called {to}",
    given=CreateCall,
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
    rehearsal=rehearse_call,
)
async def create_call(call: ApiCall, given: CreateCall) -> Call:
    """Make a call."""
    events = given.status_callback_event
    recording_events = given.recording_status_callback_event
    options = CallOptions(
        url=given.url,
        method=given.method,
        fallback_url=given.fallback_url,
        fallback_method=given.fallback_method,
        twiml=None if given.url else given.twiml,
        application_sid=given.application_sid,
        told=Told(
            url=given.status_callback,
            method=given.status_callback_method,
            events=tuple(each.value for each in events) if events else (Event.COMPLETED.value,),
        ),
        send_digits=given.send_digits,
        timeout_s=given.timeout,
        time_limit_s=given.time_limit,
        records=given.record,
        recording_channels=2 if given.recording_channels is Channels.DUAL else 1,
        recording_track=given.recording_track.value,
        recording_told=Told(
            url=given.recording_status_callback,
            method=given.recording_status_callback_method,
            events=tuple(each.value for each in recording_events) if recording_events else ("completed",),
        ),
        trims=given.trim is Trim.TRIM,
        machine_detection=given.machine_detection.value if given.machine_detection else None,
        machine_timeout_s=given.machine_detection_timeout,
        speech_ms=given.speech_threshold,
        speech_end_ms=given.speech_end_threshold,
        is_machine_async=given.async_amd,
        machine_told=Told(url=given.async_amd_callback if given.async_amd else None, method=given.async_amd_method),
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )
    return await call.services.voice.placing.place(call.account.sid, given.to, given.from_, options)


async def call_of(call: ApiCall, sid: str) -> Call:
    """Return a call of the caller's account. Raises: Problem 20404."""
    found = await call.services.voice.calls.call(call.account.sid, sid)
    if found is None:
        raise Problem(20404)
    return found


@CALLS.fetch("FetchCall", says="looked at call {Sid}", given=CallOf)
async def fetch_call(call: ApiCall, given: CallOf) -> Call:
    """Fetch a call."""
    return await call_of(call, given.sid)


@CALLS.list("ListCall", says="listed calls", given=ListCalls)
async def list_calls(call: ApiCall, given: ListCalls) -> Page[Call]:
    """List calls, newest first."""
    started = bounds(given.start_time, given.start_time_after, given.start_time_before)
    ended = bounds(given.end_time, given.end_time_after, given.end_time_before)
    wanted = CallFilter(given.to, given.from_, given.parent_call_sid, given.status, *started, *ended)
    return await call.services.voice.calls.calls(call.account.sid, wanted, call.page)


def bounds(on: Span | None, after: Span | None, before: Span | None) -> tuple[int | None, int | None]:
    """Return the first instant and the end that three date filters leave."""
    first = max((span.first_ms for span in (on, after) if span), default=None)
    return first, min((span.end_ms for span in (on, before) if span), default=None)


@CALLS.update(
    "UpdateCall", says="changed call {Sid}", given=UpdateCall, level=Level.SEND, effect=Effect.REACHES_A_PERSON
)
async def update_call(call: ApiCall, given: UpdateCall) -> Call:
    """Redirect a call to another document, or end it."""
    found, placing = await call_of(call, given.sid), call.services.voice.placing
    if given.url is not None and given.twiml is not None:
        raise Problem(21205, message="Url and Twiml cannot both be sent.")
    changes: dict[str, object] = {
        "fallback_url": given.fallback_url,
        "fallback_method": given.fallback_method,
        "time_limit_s": given.time_limit,
    }
    changes = {name: value for name, value in changes.items() if value is not None}
    if given.status_callback is not None:
        told = found.options.told
        changes["told"] = Told(
            url=given.status_callback, method=given.status_callback_method or told.method, events=told.events
        )
    documents = (given.url, given.twiml, given.fallback_url)
    if call.agent_sid and any(each is not None for each in documents):
        # What the new document does is judged by the policy of who gave it.
        changes |= {"agent_sid": call.agent_sid, "decision_id": call.decision_id}
    if changes:
        found = await placing.changed(found, **changes)
    if given.status is End.CANCELED:
        return await placing.cancel(found)
    if given.status is End.COMPLETED:
        return await placing.complete(found)
    if given.url is not None:
        return await placing.redirect(found, Fetch(given.url, given.method, reason=Reason.REDIRECTED))
    return found if given.twiml is None else await placing.redirect(found, Inline(given.twiml))


@CALLS.delete("DeleteCall", says="deleted call {Sid}", given=CallOf)
async def delete_call(call: ApiCall, given: CallOf) -> None:
    """Delete a call that has ended."""
    found = await call_of(call, given.sid)
    if not found.is_final:
        raise Problem(20009)
    unit = call.services.voice.calls.unit()
    unit.delete_call(found)
    await unit.commit()
