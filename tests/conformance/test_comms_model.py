"""The Communications API has the properties, words and paths of the model compiled from its documents, where it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from oracle import ROOT

from cordboard.api.comms_dialect import lower_camel
from cordboard.api.comms_v1.messages import ATTEMPT_VIEW, MESSAGE_VIEW, METADATA_VIEW
from cordboard.api.comms_v1.operations import OPERATION_VIEW, STATS
from cordboard.api.comms_v1.surface import SURFACE
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.describe import View
from cordboard.communications.words import Channel, OperationStatus, Reach, Status

MODEL = ROOT.parent / "shared" / "specs" / "comms" / "comms_v1_model.json"
# Where the model names the message, the path parameter has another name; both are one place in a path.
SERVED = ("/Messages", "/Messages/Operations", "/Messages/Seek")


def model() -> dict[str, Any]:
    return dict(json.loads(MODEL.read_text())) if MODEL.exists() else {}


def wires(view: View) -> set[str]:
    return {lower_camel(each.wire) for each in view.properties}


def schema_of(name: str) -> dict[str, Any]:
    components: Any = openapi(SURFACE, version="1")["components"]
    return dict(components["schemas"][name])


@pytest.mark.parametrize(("name", "view"), [("MessageMetadata", METADATA_VIEW), ("MessageOperation", OPERATION_VIEW)])
def test_every_required_property_is_there(name: str, view: View) -> None:
    known = model().get("schemas", {})
    assert set(known.get(name, {}).get("required", ())) <= wires(view)
    schema = schema_of(view.name)
    assert set(schema["required"]) == set(schema["properties"])


def test_a_fetched_message_adds_its_content_and_its_attempts() -> None:
    assert wires(MESSAGE_VIEW) - wires(METADATA_VIEW) == {"content", "attempts"}
    attempt = model().get("schemas", {}).get("MessageAttempt", {})
    assert set(attempt) <= wires(ATTEMPT_VIEW)


def test_the_figures_of_an_operation_are_those_of_the_model() -> None:
    stats = model().get("schemas", {}).get("MessageOperation", {}).get("stats", STATS)
    assert list(stats) == list(STATS)


def test_words_are_those_of_the_model() -> None:
    words = {
        "MessageStatus": Status,
        "CommunicationOperationStatus": OperationStatus,
        "MessageSenderChannel": Channel,
        "MessageAddressChannel": Reach,
    }
    enums = model().get("enums", {})
    for name, known in words.items():
        ours = {each.value.upper() for each in known}
        assert set(enums.get(name, ours)) == ours, name


def test_every_operation_on_messages_that_has_a_page_is_described() -> None:
    ours = {(each.method, each.path.partition("{")[0].rstrip("/")) for each in SURFACE.operations}
    for method, path, *_ in model().get("endpoints", []):
        place = path.partition("{")[0].rstrip("/")
        if place in SERVED and not path.endswith(("/Errors", "/Receipts")):
            assert (method, place) in ours, path
