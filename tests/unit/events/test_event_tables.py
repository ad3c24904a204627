"""The tables of types and schemas: each type has a schema, each schema is one, and examples of events fit."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft7Validator

from cordboard.events import communications, error_logs, messaging, voice
from cordboard.events.event import Event, written
from cordboard.events.schemas import SCHEMAS, json_schema
from cordboard.events.types import COMMS, SUBSCRIBABLE, TYPES
from cordboard.messaging.message import Direction, Message, Options, Origin, Status
from cordboard.store.sqlite.event_rows import OPERATIONS
from cordboard.twiml.voice.effects import Reason
from cordboard.voice import occurrence as words
from cordboard.voice.call import Call, CallDirection, CallStatus
from cordboard.voice.occurrence import Occurrence, Response
from cordboard.wiring.api_requests import NAMES

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


def occurrence(name: str, response: Response | None = None) -> Occurrence:
    url = "https://user:secret@example.com:8000/told?a=1"
    return Occurrence(name, ACCOUNT, CA, NOW_MS, "POST", url, (("CallSid", CA),), response)


ORIGIN = Origin("comms_message_1", "comms_operation_1", True, 2, "comms_sender_1", {"order": "7"})
OCCURRENCES = [value for name, value in vars(words).items() if name.isupper() and isinstance(value, str)]
TOLD = [
    *(messaging.of_message("EZ1", message(status)) for status in sorted(messaging.TOLD)),
    *(communications.of_attempt("EZ1", message(each, ORIGIN)) for each in sorted(messaging.TOLD - {Status.RECEIVED})),
    *(communications.of_operation("EZ1", ACCOUNT, "op", each, NOW_MS) for each in sorted(OPERATIONS)),
    *(voice.of_call("VW1", call(status)) for status in CallStatus),
    *(
        voice.of_occurrence("VW1", occurrence(name, Response(200, 12, "text/xml", b"<Response/>")))
        for name in OCCURRENCES
    ),
    *(voice.of_occurrence("VW1", occurrence(f"twiml.{reason}")) for reason in Reason if reason),
    *(voice.of_occurrence("VW1", occurrence(f"api-request.{name}")) for name in NAMES.values()),
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


def test_every_type_that_is_listed_happens() -> None:
    beside = {error_logs.ERROR_LOGGED, f"{COMMS}.message.inbound-received"}  # held against a server, in the scenario
    assert {event.type for event in TOLD if event} | beside == set(SUBSCRIBABLE)


def test_an_attempt_tells_its_number_its_sender_and_the_tags_of_its_message() -> None:
    event = communications.of_attempt("EZ1", message(Status.SENT, ORIGIN))
    assert event is not None
    assert (event.data["attempt"], event.data["tags"]) == ("2", {"order": "7"})
    assert event.data["from"] == {"id": "comms_sender_1", "address": "+12015550100", "channel": "sms"}
    assert event.data["to"] == {"address": "+14155550190", "channel": "whatsapp"}


def test_an_answer_is_told_in_base64_and_a_password_is_not() -> None:
    data = voice.of_occurrence("VW1", occurrence("x", Response(200, 12, "text/xml", b"<Response/>"))).data
    assert data["request"] == {
        "method": "POST",
        "url": "https://example.com:8000/told?a=1",
        "parameters": {"CallSid": CA},
    }
    assert data["response"] == {
        "responseCode": 200,
        "requestDuration": 12,
        "contentType": "text/xml",
        "responseBody": "PFJlc3BvbnNlLz4=",
        "dateCreated": "Fri, 15 Jan 2027 08:00:00 +0000",
    }


def test_a_way_that_failed_before_another_is_tried_is_no_event_of_a_message_to_a_person() -> None:
    first = Origin("comms_message_1", "comms_operation_1", False)
    assert communications.of_attempt("EZ1", message(Status.UNDELIVERED, first)) is None
    assert communications.of_attempt("EZ1", message(Status.SENT, first)) is not None
    assert communications.of_attempt("EZ1", message(Status.SENT)) is None


def test_states_on_the_way_are_not_told() -> None:
    assert messaging.of_message("EZ1", message(Status.SENDING)) is None
