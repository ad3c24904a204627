"""The judge of answers finds what is wrong; otherwise its silence would prove nothing."""

from __future__ import annotations

from typing import Any

import pytest
from oracle import Oracle

THING = {
    "type": "object",
    "properties": {
        "sid": {"type": "string", "pattern": "^TH"},
        "at": {"type": "string", "format": "date-time-rfc-2822", "nullable": True},
        "mood": {"$ref": "#/components/schemas/mood"},
    },
    "required": ["sid"],
}
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/Things/{Sid}.json": {
            "parameters": [{"name": "Colour", "in": "query", "required": True, "schema": {"$ref": "#/x/mood"}}],
            "get": {
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/thing"}}}}
                }
            },
            "delete": {"responses": {"204": {"description": "Gone"}}},
        }
    },
    "components": {"schemas": {"thing": THING, "mood": {"type": "string", "enum": ["glad", "sad"]}}},
}
ORACLE = Oracle("small", DOCUMENT)
GET, DELETE = ORACLE.operation("GET", "/Things/{ThingSid}.json"), ORACLE.operation("DELETE", "/Things/{Sid}.json")
DATE = "Fri, 20 Aug 2010 01:13:42 +0000"


@pytest.mark.parametrize(
    "body", [{"sid": "TH1"}, {"sid": "TH1", "at": None, "mood": "sad"}, {"sid": "TH1", "at": DATE, "mood": "glad"}]
)
def test_an_answer_that_is_right_has_no_faults(body: Any) -> None:
    assert GET is not None
    assert ORACLE.faults(GET, 200, body) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, "$: 'sid'"),
        ({"sid": None}, "$.sid: None"),
        ({"sid": "XX1"}, "$.sid: 'XX1'"),
        ({"sid": "TH1", "at": "2010-08-20T01:13:42Z"}, "$.at: '2010"),
        ({"sid": "TH1", "mood": None}, "$.mood: N"),
        ({"sid": "TH1", "mood": "GLAD"}, "$.mood: 'GLAD'"),
        (None, "$: None"),
    ],
)
def test_an_answer_that_is_wrong_has_faults_where_it_is_wrong(body: Any, fault: str) -> None:
    assert GET is not None
    found = ORACLE.faults(GET, 200, body)
    assert found
    assert all(each.startswith(fault) for each in found)


def test_a_body_where_none_is_published_is_a_fault() -> None:
    assert DELETE is not None
    assert ORACLE.faults(DELETE, 204, None) == []
    assert ORACLE.faults(DELETE, 204, {}) != []


def test_parameters_are_read_with_need_and_words_from_path_and_reference() -> None:
    assert GET is not None
    assert ORACLE.parameters(GET) == {"Colour": (True, ("glad", "sad"))}
