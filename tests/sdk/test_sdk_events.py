"""Event streams through the official client: sinks, subscriptions, and what arrives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft7Validator
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from event_receiver import Receiver, receiving, stream

HANDSET, REFUSING = "+14155550190", "+14155550197"
MESSAGE = "com.twilio.messaging.message"
ERROR = "com.twilio.error-logs.error.logged"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a sink."""
    with receiving() as known:
        yield known


@pytest.fixture
def client(live: Any) -> Iterator[Any]:
    """Return the official client; what it made is deleted."""
    found = live.client()
    yield found
    for subscription in found.events.v1.subscriptions.list():
        subscription.delete()
    for sink in found.events.v1.sinks.list():
        sink.delete()


def refusal(call: Callable[[], object]) -> tuple[int, int, str]:
    """Return how a call is refused."""
    with pytest.raises(TwilioRestException) as found:
        call()
    return found.value.status, found.value.code, found.value.msg


def test_a_message_is_told_as_cloud_events_that_their_schemas_describe(
    live: Any, client: Any, receiver: Receiver
) -> None:
    states = ["queued", "sent", "delivered"]
    stream(client, [f"{MESSAGE}.{state}" for state in states], f"{receiver.url}/in")
    sid = client.messages.create(to=HANDSET, from_=live.number, body="Hello").sid
    events = receiver.events(3)
    assert sorted(event["type"] for event in events) == sorted(f"{MESSAGE}.{state}" for state in states)
    assert len({event["id"] for event in events}) == 3
    for event in events:
        assert event["specversion"] == "1.0"
        assert event["source"] == sid
        assert event["id"].startswith("EZ")
        assert event["dataschema"] == "https://events-schemas.twilio.com/Messaging.MessageStatus/7"
        assert (event["data"]["messageSid"], event["data"]["body"]) == (sid, "Hello")
        schema_id, version = event["dataschema"].rsplit("/", 2)[1:]
        raw = client.events.v1.schemas(schema_id).versions(int(version)).fetch().raw
        shape = json.loads(live.raw("GET", raw.removeprefix(live.url), headers={"Authorization": ""})[2])
        Draft7Validator(shape).validate(event["data"])


def test_what_comes_in_calls_and_errors_are_told(live: Any, client: Any, receiver: Receiver) -> None:
    call = "com.twilio.voice.status-callback.call"
    types = ["com.twilio.messaging.inbound-message.received", f"{call}.initiated", f"{call}.completed", ERROR]
    stream(client, types, f"{receiver.url}/in", batch_events=True)
    written = live.write(HANDSET, "Hi")
    made = client.calls.create(to="+14155550195", from_=live.number, twiml="<Response><Play>nothing</Play></Response>")
    client.calls(made.sid).update(status="completed")
    told = {event["type"]: event for event in receiver.events(3)}
    assert told["com.twilio.messaging.inbound-message.received"]["data"]["messageSid"] == written["sid"]
    assert told[f"{call}.completed"]["data"]["request"]["parameters"]["CallSid"] == made.sid
    live.control("PUT", f"handsets/{REFUSING.replace('+', '%2B')}", {"condition": "reject", "error_code": 30005})
    failed = client.messages.create(to=REFUSING, from_=live.number, body="Hello").sid
    [error] = receiver.events(1)
    assert (error["type"], error["data"]["error_code"]) == (ERROR, "30005")
    assert error["data"]["resource_sid"] == failed


def test_the_signature_covers_the_body_and_passwords_are_sent_at_once(
    live: Any, client: Any, receiver: Receiver
) -> None:
    place = receiver.url.replace("://", "://log:s3cret@") + "/in?key=1#rc=5&ct=100"
    sink, _ = stream(client, [f"{MESSAGE}.sent"], place)
    client.messages.create(to=HANDSET, from_=live.number, body="Hello")
    asked = receiver.arrived.get(timeout=15)
    assert asked.headers["authorization"] == "Basic bG9nOnMzY3JldA=="
    assert asked.headers["content-type"] == "application/json"
    assert urlsplit(asked.url).query.startswith("key=1&bodySHA256=")
    check = RequestValidator(live.auth_token)
    assert check.validate(asked.url, asked.body.decode(), asked.headers["x-twilio-signature"])
    assert not check.validate(asked.url, asked.body.decode() + " ", asked.headers["x-twilio-signature"])
    assert sink.sink_configuration["batch_events"] is False


def test_a_get_sink_has_the_event_in_its_query(live: Any, client: Any, receiver: Receiver) -> None:
    stream(client, [f"{MESSAGE}.sent"], f"{receiver.url}/in", method="get")
    client.messages.create(to=HANDSET, from_=live.number, body="Hello")
    asked = receiver.arrived.get(timeout=15)
    assert (asked.method, asked.body) == ("GET", b"")
    assert [event["type"] for event in asked.events] == [f"{MESSAGE}.sent"]
    assert RequestValidator(live.auth_token).validate(asked.url, "", asked.headers["x-twilio-signature"])


def test_what_is_refused_for_a_moment_comes_again_with_the_same_id(live: Any, client: Any, receiver: Receiver) -> None:
    receiver.answers["/in"] = [503, 429]
    stream(client, [f"{MESSAGE}.sent"], f"{receiver.url}/in")
    client.messages.create(to=HANDSET, from_=live.number, body="Hello")
    assert len({event["id"] for event in receiver.events(3)}) == 1


def test_what_is_refused_is_dropped_and_noted(live: Any, client: Any, receiver: Receiver, eventually: Any) -> None:
    receiver.answers["/gone"] = [410]
    stream(client, [f"{MESSAGE}.sent", ERROR], f"{receiver.url}/gone")
    client.messages.create(to=HANDSET, from_=live.number, body="Hello")
    assert receiver.events(1)[0]["type"] == f"{MESSAGE}.sent"
    [note] = eventually(
        lambda: [each for each in client.api.account.notifications.list() if "/gone" in each.request_url]
    )
    assert note.error_code == "93101"
    # Its own failure is not told to the sink: only the next message arrives.
    client.messages.create(to=HANDSET, from_=live.number, body="Again")
    assert receiver.events(1)[0]["type"] == f"{MESSAGE}.sent"


def test_a_test_event_proves_a_sink_and_only_the_latest_counts(client: Any, receiver: Receiver) -> None:
    given = {"destination": f"{receiver.url}/in"}
    sink = client.events.v1.sinks.create(description="Log", sink_configuration=given, sink_type="webhook")
    ids = []
    for _ in range(2):
        assert sink.sink_test.create().result == "submitted"
        [event] = receiver.events(1)
        assert event["type"] == "com.twilio.eventstreams.test-event"
        assert event["dataschema"] == "https://events-schemas.twilio.com/EventStreams.TestSink/1.json"
        assert (event["id"], event["source"]) == (sink.fetch().sid and client.account_sid, "Sink")
        ids.append(event["data"]["test_id"])
    assert refusal(lambda: sink.sink_validate.create(test_id=ids[0]))[:2] == (400, 20001)
    assert sink.sink_validate.create(test_id=ids[1]).result == "valid"
    assert sink.fetch().status == "active"


def test_events_by_mail_are_in_the_mailbox_once_the_sink_is_validated(live: Any, client: Any, eventually: Any) -> None:
    given = {"to": "ops@example.com"}
    sink = client.events.v1.sinks.create(description="Mail", sink_configuration=given, sink_type="email")
    assert sink.status == "initialized"
    wanted = [{"type": f"{MESSAGE}.sent"}]

    def subscribe() -> Any:
        return client.events.v1.subscriptions.create(description="All", sink_sid=sink.sid, types=wanted)

    assert "is not active" in refusal(subscribe)[2]
    sink.sink_test.create()
    assert sink.fetch().status == "validating"
    [mail] = eventually(lambda: live.control("GET", "mailboxes/ops@example.com/messages")["messages"])
    sink.sink_validate.create(test_id=json.loads(mail["text"])["data"]["test_id"])
    subscribe()
    client.messages.create(to=HANDSET, from_=live.number, body="Hello")
    assert eventually(lambda: len(live.inbox("email:ops@example.com")) == 2)


def test_a_sink_has_one_subscription_and_stays_while_it_is_used(client: Any, receiver: Receiver) -> None:
    sink, subscription = stream(client, [f"{MESSAGE}.sent"], f"{receiver.url}/in")
    wanted = [{"type": f"{MESSAGE}.read"}]
    again = refusal(lambda: client.events.v1.subscriptions.create(description="Two", sink_sid=sink.sid, types=wanted))
    assert again == (400, 20001, f"Unable to create record: Sink with SID {sink.sid} is in use")
    assert refusal(sink.delete)[:2] == (400, 20001)
    assert [each.sid for each in client.events.v1.sinks.list(in_use=True)] == [sink.sid]
    subscription.delete()
    assert sink.fetch().status == "active"
    assert client.events.v1.sinks.list(in_use=True) == []


def test_types_of_a_subscription_are_added_and_taken_out(client: Any, receiver: Receiver) -> None:
    _, subscription = stream(client, [f"{MESSAGE}.sent"], f"{receiver.url}/in")
    added = subscription.fetch()._version.subscriptions(subscription.sid).subscribed_events
    assert added.create(type=f"{MESSAGE}.read").schema_version == 7
    assert [each.type for each in added.list()] == [f"{MESSAGE}.sent", f"{MESSAGE}.read"]
    assert added(f"{MESSAGE}.sent").delete()
    assert [each.type for each in added.list()] == [f"{MESSAGE}.read"]
    assert refusal(added(f"{MESSAGE}.sent").fetch)[:2] == (404, 20404)
    assert refusal(added(f"{MESSAGE}.read").delete)[:2] == (400, 20001)


BAD_SINKS = (
    ("webhook", {}),
    ("webhook", {"destination": "ftp://example.com"}),
    ("webhook", {"destination": "http://example.com", "method": "PUT"}),
    ("webhook", {"destination": "http://example.com", "batch_events": 3}),
    ("webhook", {"destination": ["http://example.com"]}),
    ("webhook", {"destination": "http://example.com/" + "a" * 3000}),
    ("webhook", {"destination": "http://example.com", "secret": "x"}),
    ("kinesis", {"arn": "arn:aws:s3:::bucket", "role_arn": "x", "external_id": "y"}),
    ("segment", {"write_key": "a b"}),
    ("email", {"to": "nobody"}),
    ("pubsub", {"destination": "http://example.com"}),
)


@pytest.mark.parametrize(("kind", "configuration"), BAD_SINKS)
def test_a_sink_that_cannot_be_is_refused(client: Any, kind: str, configuration: dict[str, object]) -> None:
    found = refusal(
        lambda: client.events.v1.sinks.create(description="Bad", sink_configuration=configuration, sink_type=kind)
    )
    assert found[:2] == (400, 20001)


BAD_TYPES = (
    ([{"type": "com.twilio.nothing"}], "Type not found in system"),
    ([{"type": "com.twilio.eventstreams.test-event"}], "Type not found in system"),
    ([{"type": f"{MESSAGE}.sent", "schema_version": 99}], "Schema version 99"),
    ([{"type": f"{MESSAGE}.sent", "schema_version": {}}], "schema_version"),
    ([{"name": "x"}], "event_types[].type"),
    ([{"type": ["a"]}], "event_types[].type"),
)


@pytest.mark.parametrize(("types", "why"), BAD_TYPES)
def test_a_subscription_to_what_there_is_not_is_refused(
    client: Any, receiver: Receiver, types: list[dict[str, object]], why: str
) -> None:
    given = {"destination": receiver.url}
    sink = client.events.v1.sinks.create(description="Log", sink_configuration=given, sink_type="webhook")
    status, code, text = refusal(
        lambda: client.events.v1.subscriptions.create(description="All", sink_sid=sink.sid, types=types)
    )
    assert (status, code) == (400, 20001)
    assert why in text


def test_types_may_be_one_array(live: Any, client: Any, receiver: Receiver) -> None:
    from urllib.parse import urlencode

    given = {"destination": receiver.url}
    sink = client.events.v1.sinks.create(description="Log", sink_configuration=given, sink_type="webhook")
    types = json.dumps([{"type": f"{MESSAGE}.sent"}, {"type": f"{MESSAGE}.read", "schema_version": "7"}])
    form = urlencode({"Description": "All", "SinkSid": sink.sid, "Types": types}).encode()
    assert live.raw("POST", "/v1/Subscriptions", form)[0] == 201


def test_an_operation_and_its_messages_are_told(live: Any, client: Any, receiver: Receiver) -> None:
    comms = "com.twilio.comms-api"
    told = [f"{comms}.operation.processing", f"{comms}.operation.completed", f"{comms}.message.delivered"]
    stream(client, [*told, f"{comms}.message.inbound-received"], f"{receiver.url}/in")
    given = {"to": [{"address": "+14155550198", "channel": "phone"}], "content": {"text": "Hello"}}
    status, _, answer = live.raw(
        "POST", "/comms/v1/Messages", json.dumps(given).encode(), content_type="application/json"
    )
    assert status == 202, answer
    operation_id = json.loads(answer)["operationId"]
    events = receiver.events(3)
    assert sorted(event["type"] for event in events) == sorted(told)
    assert {event["data"]["operation_id"] for event in events} == {operation_id}
    live.write("+14155550198", "Hi")
    [event] = receiver.events(1)
    assert event["type"] == f"{comms}.message.inbound-received"
    assert event["data"]["to"]["address"] == live.number
