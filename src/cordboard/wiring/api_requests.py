"""Requests that make or change calls and conferences, as events: what was asked for, and what was answered.

Source: https://www.twilio.com/docs/events/event-types/voice/call-api-request, /conference-participant-api-request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from time import perf_counter_ns
from urllib.parse import parse_qsl

from cordboard.access.call import Call
from cordboard.access.gate_ports import Follower
from cordboard.base.sid import is_sid
from cordboard.catalogue.request import Answer
from cordboard.store.sqlite.store import SqliteStore
from cordboard.voice.occurrence import Occurrence, Response

NAMES: Mapping[str, str] = {
    "CreateCall": "call.created",
    "UpdateCall": "call.modified",
    "UpdateConference": "conference.modified",
    "CreateParticipant": "conference-participant.created",
    "UpdateParticipant": "conference-participant.modified",
    "DeleteParticipant": "conference-participant.deleted",
}
SECRETS = frozenset({"SipAuthPassword"})


def followers_of_calls(store: SqliteStore, now_ms: Callable[[], int]) -> Mapping[str, Follower]:
    """Return who follows these operations: nothing is done for accounts that no sink wants to know of."""

    def follow(name: str, call: Call) -> Awaitable[None] | None:
        if call.account is None or call.account.sid not in store.streams.watched:
            return None
        unit = store.unit()
        unit.add_occurrence(_occurrence(f"api-request.{name}", call, now_ms()))
        return unit.commit()

    return {operation: partial(follow, name) for operation, name in NAMES.items()}


def _occurrence(name: str, call: Call, at_ms: int) -> Occurrence:
    request, answer = call.request, call.answer
    assert answer is not None  # noqa: S101 - it was rendered
    given = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    return Occurrence(
        name,
        call.account.sid,
        _about(call),
        at_ms,
        request.method,
        call.exchange.url,
        tuple((key, value) for key, value in given if key not in SECRETS),
        _response(answer, (perf_counter_ns() - call.started_ns) // 1_000_000),
    )


def _response(answer: Answer, duration_ms: int) -> Response:
    return Response(answer.status, duration_ms, answer.content_type, answer.body)


def _about(call: Call) -> str:
    """Return the SID of the call, or of the conference where none is known: a participant may be named by a label."""
    values = call.exchange.values
    known = getattr(call.result, "sid", None) or values.get("CallSid") or values.get("Sid", "")
    return known if is_sid(known, "CA") or is_sid(known, "CF") else values.get("ConferenceSid", known)
