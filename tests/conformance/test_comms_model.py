"""The Communications API has the properties, words and paths of the model compiled from its documents, where it is.

Each resource is compared by the JSON Schema that is derived from its description. What differs on purpose stands in a
table of its own, and nothing else may.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import pytest
from oracle import ROOT

import cordboard.api.surfaces  # noqa: F401 - describes every operation
from cordboard.api.comms_spelling import lower_camel
from cordboard.api.comms_v1.emails import EmailStatus
from cordboard.api.comms_v1.notifications import Priority, PushStatus
from cordboard.api.comms_v1.operations import EMAIL_STATS, STATS
from cordboard.api.comms_v1.surface import SURFACE
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.describe import Place
from cordboard.communications.push import Provider
from cordboard.communications.senders import SenderStatus
from cordboard.communications.words import Channel, OperationStatus, Reach, SenderChannel, Status

MODEL = ROOT.parent / "shared" / "specs" / "comms" / "comms_v1_model.json"
RESOURCES: Mapping[str, str] = {
    "MessageMetadata": "MessageMetadata",
    "MessageOperation": "MessageOperation",
    "EmailMetadata": "Email",
    "EmailOperation": "EmailOperation",
    "PushNotificationMetadata": "PushNotification",
    "Sender": "Sender",
    "SenderPool": "SenderPool",
    "SenderPoolOperation": "SenderPoolOperation",
    "DeviceRegistration": "DeviceRegistration",
}
"""The schemas of the model, and what they are called here."""
REQUESTS: Mapping[str, str] = {
    "SendMessagesRequest": "SendMessages",
    "SendEmailsRequest": "SendEmails",
    "SendPushRequest": "SendPushNotifications",
    "CredentialCreate": "CreatePushCredential",
    "DeviceRegistrationCreate": "CreateDeviceRegistration",
}
OURS: Mapping[str, set[str]] = {
    "MessageOperation": {"errors"},  # what was given up, and why
    "EmailOperation": {"errors"},
    "EmailMetadata": {"content"},  # examples show it in lists, too
    "PushNotificationMetadata": {"content", "priority", "related", "scheduledFor", "sound", "tags"},
    "DeviceRegistration": {"createdAt", "updatedAt"},
    "SenderPoolOperation": set(),
}
"""Properties that resources have beside those of the model."""
WORDS: Mapping[str, type[StrEnum]] = {
    "MessageStatus": Status,
    "CommunicationOperationStatus": OperationStatus,
    "MessageSenderChannel": Channel,
    "MessageAddressChannel": Reach,
    "SenderCommunicationChannel": SenderChannel,
    "SenderStatus": SenderStatus,
    "EmailStatus": EmailStatus,
    "PushNotificationStatus": PushStatus,
    "PushProvider": Provider,
    "PushPriority": Priority,
}
UNSERVED = ("/Errors", "/Receipts")
"""What prose mentions and no page describes: see the divergences."""
DOCUMENT: Any = openapi(SURFACE, version="1")


def model() -> dict[str, Any]:
    return dict(json.loads(MODEL.read_text())) if MODEL.exists() else {}


def schema_of(name: str) -> dict[str, Any]:
    return dict(DOCUMENT["components"]["schemas"][name])


def camels(names: Iterable[str]) -> set[str]:
    return {lower_camel(each) for each in names}


def required_of(name: str) -> set[str]:
    known = model().get("schemas", {}).get(name, {})
    return set(known.get("required", ()))


@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource_has_the_properties_of_the_model_and_those_of_the_table(name: str) -> None:
    schema, required = schema_of(RESOURCES[name]), required_of(name)
    properties = camels(schema["properties"])
    assert camels(schema["required"]) == properties  # every property is always there
    if required:
        assert required <= properties
        assert properties - required == OURS.get(name, set())


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_takes_what_the_model_has_and_wants_what_it_wants(name: str) -> None:
    body = next(each for each in operations() if each["operationId"] == REQUESTS[name])["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    known = model().get("schemas", {}).get(name, {})
    taken = camels(schema["properties"])
    assert set(known.get("properties", ())) <= taken
    assert known.get("required") is None or camels(schema.get("required", ())) <= set(known["required"]) | {"appName"}


def test_other_properties_are_refused_where_the_model_refuses_them_and_nowhere_else() -> None:
    found = {
        f"{operation['operationId']}.{path}"
        for operation in operations()
        for path in closed(operation.get("requestBody", {}).get("content", {}).get("application/json", {}))
    }
    assert found == {"SendEmails.from"}
    schemas: Mapping[str, Any] = model().get("schemas", {})
    refusing = {name for name, each in schemas.items() if each.get("additionalProperties") is False}
    sent = schemas.get("SendEmailsRequest", {}).get("properties", {})
    # A property is the name of a schema, or tells its own; without the model there is none.
    refused = {name for name, each in sent.items() if isinstance(each, str) and each in refusing}
    assert refused == ({"from"} if sent else set())


def closed(schema: Any, at: str = "") -> Iterator[str]:
    """Yield the path of each object in a schema that takes no other properties."""
    if isinstance(schema, Mapping):
        if schema.get("additionalProperties") is False:
            yield at
        for name, each in schema.get("properties", {}).items():
            yield from closed(each, f"{at}.{name}".removeprefix("."))
        for word in ("schema", "items"):
            yield from closed(schema.get(word), at)


def operations() -> list[dict[str, Any]]:
    return [
        operation for path in DOCUMENT["paths"].values() for operation in path.values() if "operationId" in operation
    ]


def test_a_fetched_message_adds_its_content_and_its_attempts() -> None:
    whole, metadata = schema_of("Message")["properties"], schema_of("MessageMetadata")["properties"]
    assert whole.keys() - metadata.keys() == {"content", "attempts"}
    attempt = model().get("schemas", {}).get("MessageAttempt", {})
    assert set(attempt) <= camels(whole["attempts"]["items"]["properties"])


@pytest.mark.parametrize("name", ["MessageSender", "MessageParticipant"])
def test_those_who_write_and_are_written_to_are_as_the_model_has_them(name: str) -> None:
    known = model().get("schemas", {}).get(f"{name}(response)", {})
    place = {"MessageSender": ("from",), "MessageParticipant": ("to", "items")}[name]
    found = schema_of("MessageMetadata")["properties"]
    for step in place:
        found = found[step]
    unknown = {"profileId", "memoryStoreId"}  # of a product that is not here
    assert set(known) - unknown <= camels(found["properties"])


@pytest.mark.parametrize(("name", "stats"), [("MessageOperation", STATS), ("EmailOperation", EMAIL_STATS)])
def test_the_figures_of_an_operation_are_those_of_the_model(name: str, stats: tuple[str, ...]) -> None:
    known = model().get("schemas", {}).get(name, {}).get("stats", stats)
    assert list(known) == list(stats) == list(schema_of(name)["properties"]["stats"]["properties"])


@pytest.mark.parametrize("name", WORDS)
def test_words_are_those_of_the_model(name: str) -> None:
    ours = {each.value.upper() for each in WORDS[name]}
    assert set(model().get("enums", {}).get(name, ours)) == ours


def endpoints() -> Iterator[tuple[str, str, set[str]]]:
    """Yield method, path and query of each endpoint; the model writes several into one row."""
    for method, path, _, given, *_ in model().get("endpoints", []):
        rows = [f"{method} {path}".partition(";")[0], *path.split("; ")[1:]]
        for methods, _, place in (row.partition(" ") for row in rows):
            place = place.replace("[", "").replace("]", "")
            query = set(given.split()) if methods == "GET" and all(map(str.isalpha, given.split())) else set()
            yield from ((each, place, query) for each in methods.split("|"))


def test_every_operation_that_has_a_page_is_described_with_its_filters() -> None:
    ours = {(each.method, shape(each.path)): each for each in SURFACE.operations}
    paging = {"pageToken", "pageSize"}
    for method, path, query in endpoints():
        if path.endswith(UNSERVED):
            continue
        found = ours.get((method, shape(path)))
        assert found is not None, (method, path)
        names = {lower_camel(each.wire) for each in found.parameters if each.place is Place.QUERY}
        assert query - paging <= names, (method, path)
        assert not query & paging or found.listing is not None


def shape(path: str) -> str:
    """Return a path with its parameters as places, whose names differ."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
