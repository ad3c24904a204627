"""Prices and lookups answer as the published schemas of their own APIs say.

Where a published document is absent, our own judges alone; the calls and the checks are the same.
Source: https://github.com/twilio/twilio-oai (twilio_pricing_v1.json, twilio_pricing_v2.json, twilio_lookups_v2.json).
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from oracle import PUBLISHED, Oracle

from cordboard.api.surfaces import LOOKUPS, PRICING_V1, PRICING_V2
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.describe import Operation, Surface

FILLED = {"IsoCountry": "GB", "PhoneNumber": "+14159929960", "Field": "line_type_intelligence", "Bucket": "day"}
QUERY = {"FetchPhoneNumber": "?Fields=validation"}
GIVEN: dict[str, dict[str, object]] = {
    "CreateLookupPhoneNumberOverrides": {"line_type": "landline", "reason": "Heard it"},
    "UpdateLookupRateLimit": {"limit": 1000, "ttl": 60},
    "CreateBulkLookup": {"phone_numbers": [{"correlation_id": "a", "phone_number": "+14159929960"}]},
}
# What makes something comes first, and what deletes it last.
ORDER = ("POST", "PUT", "GET", "DELETE")
OPERATIONS = sorted(
    ((surface, each) for surface in (PRICING_V1, PRICING_V2, LOOKUPS) for each in surface.operations),
    key=lambda pair: ORDER.index(pair[1].method),
)


def oracles(surface: Surface) -> list[Oracle]:
    """Return our own document, and the published one where it is."""
    found = [Oracle("own", openapi(surface, version="1"))]
    path = PUBLISHED.with_name(f"twilio_{surface.name}.json")
    return [*found, Oracle("published", json.loads(path.read_text()))] if path.exists() else found


@pytest.mark.parametrize(("surface", "operation"), OPERATIONS, ids=lambda each: each.name)
def test_an_answer_is_as_its_schemas_say(live: Any, surface: Surface, operation: Operation) -> None:
    filled = FILLED | {"Number": live.number, "DestinationNumber": live.number}  # what is not owned has null prices
    path = f"/{surface.host}/{surface.version}{operation.path}".format_map(filled).replace("+", "%2B")
    body = None if operation.method in ("GET", "DELETE") else json.dumps(GIVEN.get(operation.name, {})).encode()
    path += QUERY.get(operation.name, "")
    status, _, text = live.raw(operation.method, path, body, content_type="application/json")
    answer = json.loads(text) if text else None
    for oracle in oracles(surface):
        schema = oracle.operation(operation.method, f"/{surface.version}{operation.path}")
        schema = schema or oracle.operation(operation.method, f"/{surface.host}/{surface.version}{operation.path}")
        assert schema is not None, oracle.name
        assert status == operation.success
        assert set(answer or {}) == oracle.envelope(schema)
        # The schemas of lookups say nothing of nulls, which the examples beside them are full of.
        faults = [fault for fault in oracle.faults(schema, status, answer) if "None is not of type" not in fault]
        assert faults == []
