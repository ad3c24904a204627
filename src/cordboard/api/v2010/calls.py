"""Calls of the 2010 API. Source: reference 06, Calls."""

from __future__ import annotations

from cordboard.api.call import Call as ApiCall
from cordboard.api.v2010.call_parameters import CallOf, Channels, CreateCall, End, ListCalls, Trim, UpdateCall
from cordboard.api.v2010.offers import offer_of
from cordboard.api.v2010.surface import SURFACE, TEXT, always, dates, out, subresource_uris, uri
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import Instant, Span
from cordboard.catalogue.describe import Effect, Level, Property, View
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Number, OneOf, Whole
from cordboard.numbers.number import national
from cordboard.twiml.voice.effects import Fetch, Inline, Reason
from cordboard.voice.call import Call, CallDirection, CallOptions, CallStatus, Event, Told
from cordboard.voice.ports import CallFilter

AREA = "voice"
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
        twiml=given.twiml,
        application_sid=given.application_sid,
        told=Told(
            url=given.status_callback,
            method=given.status_callback_method,
            events=tuple(events) if events else (Event.COMPLETED.value,),
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
        silence_ms=given.silence_timeout,
        is_machine_async=given.async_amd,
        machine_told=Told(url=given.async_amd_callback if given.async_amd else None, method=given.async_amd_method),
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )
    offer = offer_of(given)
    return await call.services.voice.placing.place(call.account.sid, given.to, given.from_, options, offer)


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
        changes["told"] = call.told(given.status_callback, given.status_callback_method or told.method, told.events)
    documents = (given.url, given.twiml, given.fallback_url)
    if call.agent_sid and any(each is not None for each in documents):
        # What the new document does is judged by the policy of who gave it.
        changes |= {"agent_sid": call.agent_sid, "decision_id": call.decision_id, "is_led": True}
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
