"""The web hooks of calls: the parameters of a document's request, and status callbacks.

Source: https://www.twilio.com/docs/voice/twiml#request-parameters; call-resource, status callbacks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec
from msgspec.structs import replace

from cordboard.base.clock import to_rfc2822
from cordboard.base.outbox import Task, TaskKind
from cordboard.base.sid import SidMaker, key_of, uuid_of
from cordboard.base.webhook import Purpose, Webhook
from cordboard.numbers.country import country_of
from cordboard.twiml.voice.effects import Reason
from cordboard.voice.call import Call, CallDirection, CallStatus, Event, Told
from cordboard.voice.occurrence import NO_DOCUMENT, Occurrence, Response
from cordboard.voice.ports import Reply

API_VERSION = "2010-04-01"
# With which response of SIP a call that was made ended. Source: RFC 3261, section 21; 487 is for who gave up.
SIP_CODES: Final = {
    CallStatus.COMPLETED: 200,
    CallStatus.BUSY: 486,
    CallStatus.NO_ANSWER: 487,
    CallStatus.CANCELED: 487,
    CallStatus.FAILED: 404,
}
Pairs = tuple[tuple[str, str], ...]
_encode = msgspec.json.Encoder().encode


class CallHooks:
    """Makes the web hooks of calls."""

    def __init__(self, sids: SidMaker, random_128: Callable[[], int]) -> None:
        self._sids = sids
        self._random_128 = random_128

    def random_hex(self) -> str:
        """Return something that nobody guesses."""
        return f"{self._random_128():032x}"

    def document(self, call: Call, url: str, method: str, extra: Pairs = (), *, fallback: str | None = None) -> Webhook:
        """Return the request of a document."""
        return self._webhook(call, Purpose.CALL_DOCUMENT, url, method, (*standard(call), *extra), fallback)

    def told(
        self,
        call: Call,
        told: Told,
        extra: Pairs = (),
        *,
        purpose: Purpose = Purpose.CALL_STATUS,
        status: str | None = None,
    ) -> Task | None:
        """Return the task of telling somebody about a call; None where nobody wants to know."""
        if told.url is None:
            return None
        return self.told_alone(call, told, (*standard(call, status), *extra), purpose)

    def told_alone(self, call: Call, told: Told, parameters: Pairs, purpose: Purpose) -> Task | None:
        """Return the task of telling somebody about a call with these parameters alone."""
        if told.url is None:
            return None
        webhook = self._webhook(call, purpose, told.url, told.method, parameters, None)
        if told.agent_sid:
            webhook = webhook._replace(agent_sid=told.agent_sid, decision_id=told.decision_id)
        return Task(self._sids.key(), TaskKind.WEBHOOK, call.updated_ms, call.key, _encode(webhook), webhook)

    def progress(self, call: Call, event: Event, extra: Pairs = ()) -> tuple[Call, Task | None]:
        """Return the call, its sequence gone on, and the status callback of an event."""
        told = call.options.told
        if told.url is None or event.value not in told.events:
            return call, None
        # `initiated` is an event and a status of callbacks only; the call's own status is still queued.
        status = event.value if event is Event.INITIATED else None
        parameters = (*_progress(call), *extra)
        task = self.told(call, told, parameters, status=status)
        return replace(call, sequence=call.sequence + 1), task

    def about(self, account_sid: str, sid: str, told: Told, parameters: Pairs, purpose: Purpose) -> Task | None:
        """Return the task of telling somebody about a conference or a recording, with these parameters alone."""
        if told.url is None:
            return None
        webhook = self.plain(account_sid, sid, told, parameters, purpose)
        return Task(self._sids.key(), TaskKind.WEBHOOK, 0, key_of(sid), _encode(webhook), webhook)

    def plain(self, account_sid: str, sid: str, told: Told, parameters: Pairs, purpose: Purpose) -> Webhook:
        """Return a web hook that says nothing of a call but what the parameters say."""
        return Webhook(
            account_sid=account_sid,
            subject_sid=sid,
            purpose=purpose,
            method=told.method,
            url=told.url or "",
            parameters=parameters,
            token=uuid_of(self._random_128()),
            agent_sid=told.agent_sid,
            decision_id=told.decision_id,
        )

    def _webhook(
        self, call: Call, purpose: Purpose, url: str, method: str, parameters: Pairs, fallback: str | None
    ) -> Webhook:
        return Webhook(
            account_sid=call.account_sid,
            subject_sid=call.sid,
            purpose=purpose,
            method=method,
            url=url,
            parameters=parameters,
            token=uuid_of(self._random_128()),
            fallback_url=fallback,
            conversation=call.sid,
            agent_sid=call.options.agent_sid,
            decision_id=call.options.decision_id,
        )


def of_call(name: str, call: Call, told: Told, extra: Pairs) -> Occurrence:
    """Return what happened on a call, as whoever wants to know of it is told."""
    parameters = (*standard(call), *extra)
    return Occurrence(name, call.account_sid, call.sid, call.updated_ms, told.method, told.url or "", parameters)


def document_asked(webhook: Webhook, reason: Reason, reply: Reply, asked_ms: int, answered_ms: int) -> Occurrence:
    """Return what happened when a document was asked for: it was answered, or there was none."""
    response = Response(reply.status, answered_ms - asked_ms, reply.content_type or "", reply.body)
    return Occurrence(
        f"twiml.{reason}" if reply.fault is None else NO_DOCUMENT,
        webhook.account_sid,
        webhook.subject_sid,
        answered_ms,
        webhook.method,
        webhook.url,
        webhook.parameters,
        response if reply.status else None,
    )


def standard(call: Call, status: str | None = None) -> Pairs:
    """Return what every request about a call says; ``status`` stands in for the call's own."""
    found = [
        ("CallSid", call.sid),
        ("AccountSid", call.account_sid),
        ("From", call.sender),
        ("To", call.recipient),
        ("CallStatus", status or call.status.value),
        ("ApiVersion", API_VERSION),
        ("Direction", "inbound" if call.direction is CallDirection.INBOUND else call.direction.value),
        ("Caller", call.sender),
        ("Called", call.recipient),
        *_places(call.sender, call.recipient),
    ]
    if call.parent_sid is not None:
        found.append(("ParentCallSid", call.parent_sid))
    if call.options.application_sid is not None:
        found.append(("ApplicationSid", call.options.application_sid))
    if call.answered_by is not None:
        found += [("AnsweredBy", call.answered_by), ("MachineDetectionDuration", str(call.detected_after_ms or 0))]
    if call.caller_name is not None:
        found.append(("CallerName", call.caller_name))
    if call.forwarded_from is not None:
        found.append(("ForwardedFrom", call.forwarded_from))
    return tuple(found)


@lru_cache(maxsize=1024)  # a call is told of some six times while it goes on, and so many go on at once
def _places(sender: str, recipient: str) -> Pairs:
    return _places_of(country_of(sender), country_of(recipient))


@lru_cache(maxsize=1024)  # of some 60,000 pairs of countries, those that an installation sees
def _places_of(sender: str, recipient: str) -> Pairs:
    found: list[tuple[str, str]] = []
    for whose, country in (("From", sender), ("To", recipient), ("Caller", sender), ("Called", recipient)):
        found += [(f"{whose}City", ""), (f"{whose}State", ""), (f"{whose}Zip", ""), (f"{whose}Country", country)]
    return tuple(found)


def _progress(call: Call) -> Pairs:
    found = [
        ("Timestamp", to_rfc2822(call.updated_ms)),
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", str(call.sequence)),
    ]
    if call.is_final and call.duration_s is not None:
        # CallDuration is in seconds, Duration in minutes begun.
        found += [("CallDuration", str(call.duration_s)), ("Duration", str(-(-call.duration_s // 60)))]
        if call.direction is not CallDirection.INBOUND:
            found.append(("SipResponseCode", str(SIP_CODES[call.status])))
    return tuple(found)
