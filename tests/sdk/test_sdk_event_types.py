"""Types, schemas and what of sinks and subscriptions can be changed, through the official client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from event_receiver import stream

SENT, READ = "com.twilio.messaging.message.sent", "com.twilio.messaging.message.read"
SCHEMA = "Messaging.MessageStatus"


@pytest.fixture(scope="module")
def events(live: Any) -> Any:
    return live.client().events.v1


@pytest.fixture
def streamed(live: Any) -> Iterator[tuple[Any, Any]]:
    """Return a sink and its subscription."""
    sink, subscription = stream(live.client(), [SENT], "http://127.0.0.1:9/none")
    yield sink, subscription
    assert subscription.delete()
    assert sink.delete()


def test_a_type_tells_its_schema_and_whether_it_can_be_subscribed_to(events: Any) -> None:
    found = events.event_types(SENT).fetch()
    assert (found.type, found.schema_id, found.status) == (SENT, SCHEMA, "available")
    assert found.links["schema"].endswith(f"/v1/Schemas/{SCHEMA}/Versions")
    of_schema = events.event_types.list(schema_id=SCHEMA)
    assert {each.type for each in of_schema} >= {SENT, READ}
    assert {each.schema_id for each in of_schema} == {SCHEMA}
    with pytest.raises(TwilioRestException, match="404"):
        events.event_types("com.twilio.eventstreams.test-event").fetch()


def test_a_schema_tells_its_latest_version_and_all_that_are_served(events: Any) -> None:
    schema = events.schemas(SCHEMA).fetch()
    assert (schema.id, schema.latest_version) == (SCHEMA, 7)
    [version] = events.schemas(SCHEMA).versions.list()
    assert (version.id, version.schema_version) == (SCHEMA, schema.latest_version)
    fetched = events.schemas(SCHEMA).versions(7).fetch()
    assert fetched.raw == version.raw
    for absent in (events.schemas("Messaging.Nothing"), events.schemas(SCHEMA).versions(6)):
        with pytest.raises(TwilioRestException, match="404"):
            absent.fetch()


def test_what_a_sink_is_for_can_be_changed_and_where_it_leads_cannot(streamed: tuple[Any, Any]) -> None:
    sink, _ = streamed
    changed = sink.update(description="Another")
    assert changed.description == sink.fetch().description == "Another"
    assert changed.sink_configuration == {
        "destination": "http://127.0.0.1:9/none",
        "method": "POST",
        "batch_events": False,
    }


def test_what_a_subscription_is_for_can_be_changed_and_its_sink_cannot(streamed: tuple[Any, Any]) -> None:
    sink, subscription = streamed
    assert subscription.update(description="Other things").description == "Other things"
    assert subscription.update().description == "Other things"
    found = subscription.fetch()
    assert (found.description, found.sink_sid) == ("Other things", sink.sid)


def test_a_subscribed_type_tells_its_version_which_is_the_only_one(events: Any, streamed: tuple[Any, Any]) -> None:
    _, subscription = streamed
    subscribed = events.subscriptions(subscription.sid).subscribed_events(SENT)
    found = subscribed.fetch()
    assert (found.type, found.schema_version, found.subscription_sid) == (SENT, 7, subscription.sid)
    assert subscribed.update(schema_version=7).schema_version == 7
    with pytest.raises(TwilioRestException, match="the version here is 7"):
        subscribed.update(schema_version=6)
    with pytest.raises(TwilioRestException, match="404"):
        events.subscriptions(subscription.sid).subscribed_events(READ).fetch()
