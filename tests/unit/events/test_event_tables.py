"""The tables of types and schemas: each type has a schema, each schema is one, and examples of events fit."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft7Validator

from cordboard.events import happened
from cordboard.events.event import Event, written
from cordboard.events.schemas import SCHEMAS, json_schema
from cordboard.events.types import SUBSCRIBABLE, TYPES
from cordboard.messaging.message import Direction, Message, Options, Origin, Status
from cordboard.voice.call import Call, CallDirection, CallStatus
from cordboard.voice.recording import Recording, RecordingStatus, Source
from cordboard.voice.room import Conference, ConferenceStatus

ACCOUNT, NOW_MS = "AC" + "1" * 32, 1_800_000_000_123
SM, CA = "SM" + "0" * 31 + "1", "CA" + "0" * 31 + "1"


def message(status: Status, origin: Origin | None = None) -> Message:
    return Message(
        sid=SM,
        account_sid=ACCOUNT,
        direction=Direction.INBOUND if status is Status.RECEIVED else Direction.API,
        sender="+12015550100",
        recipient="whatsapp:+14155550190",
        body="Hello",
        status=status,
        num_segments=1,
        created_ms=NOW_MS,
        updated_ms=NOW_MS,
        error_code=30005 if status is Status.UNDELIVERED else None,
        options=Options(origin=origin),
    )


def call(status: CallStatus) -> Call:
    return Call(
        sid=CA,
        account_sid=ACCOUNT,
        direction=CallDirection.API,
        sender="+12015550100",
        recipient="+14155550190",
        status=status,
        created_ms=NOW_MS,
        updated_ms=NOW_MS,
    )


def recording(status: RecordingStatus) -> Recording:
    return Recording(
        sid="RE1",
        account_sid=ACCOUNT,
        created_ms=NOW_MS,
        updated_ms=NOW_MS,
        call_sid=CA,
        started_ms=NOW_MS,
        status=status,
        source=Source.API,
    )


def conference(status: ConferenceStatus) -> Conference:
    return Conference(
        sid="CF1", account_sid=ACCOUNT, created_ms=NOW_MS, updated_ms=NOW_MS, friendly_name="Room", status=status
    )


ORIGIN = Origin("comms_message_1", "comms_operation_1", True)
TOLD = [
    *(happened.of_message("EZ1", message(status)) for status in sorted(happened.TOLD)),
    *(happened.of_attempt("EZ1", message(status, ORIGIN)) for status in sorted(happened.TOLD - {Status.RECEIVED})),
    *(happened.of_operation("EZ1", ACCOUNT, "op", each, NOW_MS) for each in ("scheduled", "processing", "completed")),
    *(happened.of_call("VW1", call(status)) for status in CallStatus),
    happened.of_new_call("VW1", call(CallStatus.QUEUED)),
    *(happened.of_kept("VW1", recording(RecordingStatus(status))) for status in sorted(happened.RECORDINGS)),
    *(happened.of_kept("VW1", conference(ConferenceStatus(status))) for status in sorted(happened.CONFERENCES)),
]


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.type if event else "")
def test_an_event_is_of_a_type_and_its_data_are_as_the_schema_says(event: Event | None) -> None:
    assert event is not None
    told = json.loads(written(event))
    assert told["type"] in SUBSCRIBABLE
    assert told["time"] == "2027-01-15T08:00:00.123Z"
    Draft7Validator(json_schema(TYPES[event.type].schema_id)).validate(told["data"])


@pytest.mark.parametrize("schema_id", SCHEMAS)
def test_a_schema_is_one_by_its_own_draft(schema_id: str) -> None:
    Draft7Validator.check_schema(json_schema(schema_id))


def test_a_way_that_failed_before_another_is_tried_is_no_event_of_a_message_to_a_person() -> None:
    first = Origin("comms_message_1", "comms_operation_1", False)
    assert happened.of_attempt("EZ1", message(Status.UNDELIVERED, first)) is None
    assert happened.of_attempt("EZ1", message(Status.SENT, first)) is not None
    assert happened.of_attempt("EZ1", message(Status.SENT)) is None


def test_states_on_the_way_are_not_told() -> None:
    assert happened.of_message("EZ1", message(Status.SENDING)) is None
    assert happened.of_kept("VW1", conference(ConferenceStatus.INIT)) is None
