"""The events API answers as the published schemas say.

Where the published document is absent, our own judge alone; the calls and the checks are the same.
Source: https://github.com/twilio/twilio-oai (twilio_events_v1.json).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from oracle import PUBLISHED, Oracle
from steps import Step

from cordboard.api.surfaces import EVENTS
from cordboard.catalogue.derive.coverage import coverage
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.derive.parts import path_of

OPERATIONS = {each.name: each for each in EVENTS.operations}
SENT, READ = "com.twilio.messaging.message.sent", "com.twilio.messaging.message.read"
VERSION = {"Id": "Messaging.MessageStatus", "SchemaVersion": "7"}
SINK, SUBSCRIPTION = {"Sid": "{sink}"}, {"Sid": "{subscription}"}
IN = {"SubscriptionSid": "{subscription}"}
CONFIGURATION = json.dumps({"destination": "{url}/health", "method": "GET"}).replace("{", "{{", 1)[:-1] + "}}"
STEPS = (
    Step("ListEventType"),
    Step("FetchEventType", {"Type": SENT}),
    Step("FetchSchema", {"Id": "Messaging.MessageStatus"}),
    Step("ListSchemaVersion", {"Id": "Messaging.MessageStatus"}),
    Step("FetchSchemaVersion", VERSION),
    Step("FetchRawSchema", VERSION),
    Step(
        "CreateSink",
        given={"Description": "Log", "SinkType": "webhook", "SinkConfiguration": CONFIGURATION},
        keep="sink",
    ),
    Step("ListSink", given={"InUse": "false", "Status": "active"}),
    Step("FetchSink", SINK),
    Step("UpdateSink", SINK, {"Description": "Log 2"}),
    Step("CreateSinkTest", SINK),
    Step(
        "CreateSubscription",
        given={"Description": "All", "SinkSid": "{sink}", "Types": f'{{{{"type":"{SENT}"}}}}'},
        keep="subscription",
    ),
    Step("ListSubscription", given={"SinkSid": "{sink}"}),
    Step("FetchSubscription", SUBSCRIPTION),
    Step("UpdateSubscription", SUBSCRIPTION, {"Description": "Sent"}),
    Step("CreateSubscribedEvent", IN, {"Type": READ}),
    Step("ListSubscribedEvent", IN),
    Step("FetchSubscribedEvent", {**IN, "Type": READ}),
    Step("UpdateSubscribedEvent", {**IN, "Type": READ}, {"SchemaVersion": "7"}),
    Step("DeleteSubscribedEvent", {**IN, "Type": READ}),
    Step("DeleteSubscription", SUBSCRIPTION),
    Step("DeleteSink", SINK),
)
TESTED = "CreateSinkValidate"  # needs the id that arrived at a sink: see tests/sdk/test_sdk_events.py


def published() -> dict[str, Any] | None:
    path = PUBLISHED.with_name("twilio_events_v1.json")
    return json.loads(path.read_text()) if path.exists() else None


def judges() -> list[Oracle]:
    document, found = published(), [Oracle("own", openapi(EVENTS, version="1"))]
    return [*found, Oracle("published", document)] if document else found


@pytest.fixture(scope="module")
def answers(live: Any) -> list[tuple[str, int, Any]]:
    """Take the steps and return what each was answered."""
    known, found = {"url": live.url}, []
    for step in STEPS:
        operation = OPERATIONS[step.operation]
        values = {name: value.format_map(known) for name, value in step.at.items()}
        given = urlencode({name: value.format_map(known) for name, value in step.given.items()})
        path = f"/events{path_of(operation).format_map(values)}"
        if operation.method == "GET":
            status, _, body = live.raw("GET", f"{path}?{given}" if given else path)
        else:
            status, _, body = live.raw(operation.method, path, given.encode())
        answer = json.loads(body) if body else None
        if step.keep:
            known[step.keep] = answer["sid"]
        found.append((step.operation, status, answer))
    return found


def test_every_described_operation_was_called_with_success(answers: list[tuple[str, int, Any]]) -> None:
    assert {name for name, _, _ in answers} == set(OPERATIONS) - {TESTED}
    assert [(name, status) for name, status, _ in answers if status != OPERATIONS[name].success] == []


def test_every_answer_is_as_its_schemas_say(answers: list[tuple[str, int, Any]]) -> None:
    for judge in judges():
        for name, status, body in answers:
            schema = judge.operation(OPERATIONS[name].method, path_of(OPERATIONS[name]))
            if schema is None:
                assert name == "FetchRawSchema"
                continue
            assert schema["operationId"] == name
            assert judge.faults(schema, status, body) == [], name


def test_the_catalogue_describes_what_is_published_and_one_thing_more() -> None:
    document = published()
    if document is not None:
        compared = coverage(EVENTS, document)
        assert compared.missing == ()
        assert [each.name for each in compared.operations if each.parameters.missing or each.properties.missing] == []
        assert len(compared.operations) == 22
