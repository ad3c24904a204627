"""OpenAPI documents of others become pages, and what is malformed in them does no harm."""

from __future__ import annotations

from typing import Any

import pytest

from cordboard.catalogue.derive.imported import imported_pages, product_and_version

DOCUMENT = {"paths": {"/v1/Rooms": {"post": {"operationId": "CreateRoom", "summary": "Make a room."}, "servers": []}}}


def test_each_operation_is_a_page_with_an_id_of_its_document() -> None:
    (page,) = imported_pages("twilio_video_v1", DOCUMENT)
    assert page.id == "op::twilio_video_v1::CreateRoom"
    assert (page.told["method"], page.told["path"], page.summary) == ("POST", "/v1/Rooms", "Make a room.")


@pytest.mark.parametrize("document", [None, [], {}, {"paths": 1}, {"paths": {"/": None}}, {"paths": {"/": {"get": 1}}}])
def test_what_is_no_document_has_no_pages(document: Any) -> None:
    assert list(imported_pages("x", document)) == []


def test_many_operations_are_pages_at_once() -> None:
    many = {"paths": {f"/v1/Things{number}": {"get": {"operationId": f"Fetch{number}"}} for number in range(1800)}}
    assert len(list(imported_pages("x", many))) == 1800


@pytest.mark.parametrize(
    ("api", "expected"),
    [
        ("twilio_video_v1", ("video", "v1")),
        ("twilio_api_v2010", ("api_v2010", "v2010")),
        ("twilio_trusthub_v12", ("trusthub", "v12")),
        ("petstore", ("petstore", "")),
    ],
)
def test_a_published_file_name_tells_product_and_version(api: str, expected: tuple[str, str]) -> None:
    assert product_and_version(api) == expected


def test_parameters_are_found_by_their_names() -> None:
    operation = {"operationId": "CreateRoom", "parameters": [{"name": "RoomType"}, {"$ref": "#/x"}, 5], "tags": [5]}
    (page,) = imported_pages("x", {"paths": {"/Rooms": {"post": operation}}})
    assert page.parameters.split() == ["RoomType"]
