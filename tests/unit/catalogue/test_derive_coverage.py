"""What of a published document is described: counted by operation, parameter and property."""

from __future__ import annotations

from typing import Any

import pytest

from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.coverage import coverage, resolved, table
from cordboard.catalogue.derive.openapi import openapi

MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
MESSAGE = {"type": "object", "properties": {"sid": {}, "body": {}, "mood": {}}}


def answering(status: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {status: {"content": {"application/json": {"schema": schema}}}}


def published() -> dict[str, Any]:
    """A document of three operations, two of which we describe; its path names the account differently."""
    page = {"properties": {"messages": {"type": "array", "items": {"$ref": "#/components/schemas/a~1b"}}, "page": {}}}
    account = {"name": "Account", "in": "path"}
    return {
        "paths": {
            MESSAGES.replace("AccountSid", "Account"): {
                "parameters": [account],
                "servers": [{"url": "https://api.example.com"}],
                "post": {
                    "operationId": "CreateMessage",
                    "requestBody": {
                        "content": {
                            "application/x-www-form-urlencoded": {"schema": {"properties": {"To": {}, "Mood": {}}}}
                        }
                    },
                    "responses": answering("201", {"$ref": "#/components/schemas/a~1b"}),
                },
                "get": {
                    "operationId": "ListMessage",
                    "parameters": [account, {"$ref": "#/components/parameters/To"}],
                    "responses": answering("200", page),
                },
            },
            "/2010-04-01/Faxes.json": {"get": {"operationId": "ListFax", "responses": {}}},
        },
        "components": {"schemas": {"a/b": MESSAGE}, "parameters": {"To": {"name": "To", "in": "query"}}},
    }


def test_operations_meet_by_method_and_path_whatever_the_parts_of_the_path_are_called() -> None:
    found = coverage(SURFACES[0], published())
    assert [each.name for each in found.operations] == ["CreateMessage", "ListMessage"]
    assert found.missing == ("ListFax",)
    assert "FetchMessage" in found.own
    assert len(found.own) == len(SURFACES[0].operations) - 2


def test_parameters_and_properties_are_those_of_form_and_query_answer_and_row() -> None:
    create, several = coverage(SURFACES[0], published()).operations
    assert (create.parameters.both, create.parameters.missing) == (("To",), ("Mood",))
    assert "Body" in create.parameters.own
    assert (several.parameters.both, several.parameters.missing) == (("To",), ())
    for each in (create, several):
        assert (each.properties.both, each.properties.missing) == (("body", "sid"), ("mood",))


def test_the_counts_are_told_in_a_table() -> None:
    assert table(coverage(SURFACES[0], published())).splitlines() == [
        "| Operation | Parameters | Properties |",
        "|---|---|---|",
        "| CreateMessage | 1 of 2 | 2 of 3 |",
        "| ListMessage | 1 of 1 | 2 of 3 |",
        "| **2 of 3** | **2 of 3** | **4 of 6** |",
    ]


def test_a_document_of_nothing_covers_nothing() -> None:
    found = coverage(SURFACES[0], {})
    assert (found.operations, found.missing) == ((), ())


@pytest.mark.parametrize(
    "reference", ["#/components/none", "https://example.com/x.json#/a", "other.json", "#/paths/0/x", "#/ring", "#"]
)
def test_a_reference_that_leads_nowhere_is_an_empty_node(reference: str) -> None:
    document = {"ring": {"$ref": "#/ring"}, "paths": []}
    assert resolved({"$ref": reference}, document) == {}


def test_a_document_has_nothing_that_its_own_surface_lacks() -> None:
    for surface in SURFACES:
        found = coverage(surface, openapi(surface, version="1"))
        assert (found.missing, found.own) == ((), ())
        for each in found.operations:
            assert (each.parameters.missing, each.parameters.own) == ((), ())
            assert (each.properties.missing, each.properties.own) == ((), ())
