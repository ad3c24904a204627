"""Content answers as the published schemas say.

Where the published document is absent, our own judge alone; the calls and the checks are the same.
Source: https://github.com/twilio/twilio-oai (twilio_content_v1.json).
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from oracle import PUBLISHED, Oracle

from cordboard.api.surfaces import CONTENT
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.derive.parts import path_of

GIVEN: dict[str, object] = {
    "friendly_name": "Some content",
    "language": "en",
    "variables": {"name": "foo"},
    "types": {"twilio/text": {"body": "It is at 39.7"}, "twilio/location": {"longitude": 104.9, "latitude": 39.7}},
}
BODIES = {
    "CreateContent": GIVEN,
    "UpdateContent": GIVEN,
    "CreateApprovalCreate": {"name": "tree_fiddy", "category": "UTILITY"},
}
LAST = "DeleteContent"
OPERATIONS = sorted(CONTENT.operations, key=lambda each: each.name == LAST)


def judges() -> list[Oracle]:
    found, path = [Oracle("own", openapi(CONTENT, version="1"))], PUBLISHED.with_name("twilio_content_v1.json")
    return [*found, Oracle("published", json.loads(path.read_text()))] if path.exists() else found


@pytest.fixture(scope="module")
def answers(live: Any) -> dict[str, tuple[int, Any]]:
    """Call every operation, and return what each answered."""
    sid, found = "", {}
    for operation in OPERATIONS:
        path = f"/{CONTENT.host}{path_of(operation).format_map({'Sid': sid, 'ContentSid': sid})}"
        given = BODIES.get(operation.name)
        body = json.dumps(given).encode() if given else None
        status, _, answer = live.raw(operation.method, path, body, content_type="application/json")
        found[operation.name] = status, json.loads(answer) if answer else None
        if operation.name == "CreateContent":
            sid = found[operation.name][1]["sid"]
    return found


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_an_answer_is_as_its_schemas_say(answers: dict[str, tuple[int, Any]], operation: Any) -> None:
    status, answer = answers[operation.name]
    for judge in judges():
        schema = judge.operation(operation.method, path_of(operation))
        schema = schema or judge.operation(operation.method, f"/{CONTENT.host}{path_of(operation)}")
        assert schema is not None, judge.name
        assert list(judge.faults(schema, status, answer)) == []
        if answer is not None:
            assert set(answer) == judge.envelope(schema)
