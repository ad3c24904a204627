"""The OpenAPI documents that follow from the catalogue: valid, complete, and with what only this server says."""

from __future__ import annotations

from typing import Any

import pytest

from cordboard.api.comms_dialect import Comms
from cordboard.api.dialects import V1
from cordboard.api.surfaces import CONTROL, SURFACES
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.describe import Level, Listing, Property, Surface, View, described, param, path
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import Boolean, Style, Text, Whole
from valid_openapi import faults

SERVER = "http://127.0.0.1:2010"
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"


@described
class Recipient:
    """Who gets a letter."""

    address: str = param("address", Text(), "The address.", missing=20001)
    is_private: bool = param("is_private", Boolean(), "Whether to seal it.", default=False)


@described
class CreateLetter:
    """A letter."""

    box: str = path("Box", Text(), "The box.")
    to: list[Recipient] = param(
        "to", Fields(Recipient), "Who gets it.", missing=20001, many=True, most=3, too_many=21623
    )


def of(wire: str, kind: Any) -> Property:
    return Property(wire, kind, lambda letter: letter[wire])


PAGE_OF_LETTER = View("Sheet", (of("at", Instant()), of("lines", Whole())))
LETTER = View("Letter", (of("sid", Text()), of("sheets", Part(PAGE_OF_LETTER, many=True))))
LONG_LETTER = View("Letter", (*LETTER.properties, of("summary", Text())))


def letters(dialect: Any) -> Surface:
    surface = Surface("letters", "letters", "v1", dialect, area="letters")

    @surface.operation("POST", "/Boxes/{Box}", name="CreateLetter", level=Level.SEND, says="wrote", given=CreateLetter, view=LETTER, success=201)  # fmt: skip  # noqa: E501
    async def create(call: Any, given: Any) -> None:
        """Write a letter."""

    @surface.operation("GET", "/Letters", name="ListLetter", level=Level.READ, says="listed", view=LONG_LETTER, listing=Listing("letters"))  # fmt: skip  # noqa: E501
    async def several(call: Any, given: Any) -> None:
        """List letters."""

    return surface


def document(surface: Surface) -> dict[str, Any]:
    return openapi(surface, version="1.0", server=SERVER)


def core() -> dict[str, Any]:
    return document(SURFACES[0])


@pytest.mark.parametrize("surface", [*SURFACES, letters(V1()), letters(Comms())], ids=lambda each: each.name)
def test_a_document_is_valid_openapi(surface: Surface) -> None:
    assert faults(document(surface)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"operationId": "ListLetter"}, "is not unique"),
        ({"responses": {"fine": {}}}, "responses"),
        ({"parameters": [{"name": "Box", "in": "path", "schema": {"type": "time"}}]}, "parameters"),
    ],
)
def test_a_document_with_a_fault_is_found_out(change: dict[str, Any], told: str) -> None:
    found = document(letters(V1()))
    found["paths"]["/v1/Boxes/{Box}"]["post"] |= change
    assert told in " ".join(faults(found))


@pytest.mark.parametrize("surface", SURFACES, ids=lambda each: each.name)
def test_a_document_holds_every_operation_once(surface: Surface) -> None:
    found = [
        operation["operationId"]
        for item in document(surface)["paths"].values()
        for name, operation in item.items()
        if name != "servers"
    ]
    assert sorted(found) == sorted(operation.name for operation in surface.operations)


def test_a_form_is_described_with_the_codes_of_each_parameter() -> None:
    operation = core()["paths"][MESSAGES]["post"]
    form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert form["required"] == ["To"]
    assert form["properties"]["To"]["x-cordboard-errors"] == {"missing": 21604, "invalid": 21211}
    media = form["properties"]["MediaUrl"]
    assert (media["type"], media["maxItems"]) == ("array", 10)
    assert media["x-cordboard-errors"] == {"invalid": 21620, "too_many": 21623}


def test_an_operation_says_what_it_does_and_which_access_it_needs() -> None:
    operation = core()["paths"][MESSAGES]["post"]
    assert operation["x-cordboard-area"] == "messaging"
    assert operation["x-cordboard-level"] == "send"
    assert operation["x-cordboard-effect"] == "reaches a person"
    assert operation["summary"] == "Send a message."


def test_the_account_in_a_path_is_a_parameter_though_no_operation_describes_it() -> None:
    given = core()["paths"][MESSAGES]["get"]["parameters"]
    account = next(each for each in given if each["name"] == "AccountSid")
    assert (account["in"], account["required"], account["schema"]["minLength"]) == ("path", True, 34)
    assert [each["name"] for each in given if each["in"] == "query"] == [
        "To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken",
    ]  # fmt: skip


def test_refusals_are_grouped_by_their_status() -> None:
    responses = core()["paths"][MESSAGES]["post"]["responses"]
    assert {21604, 21211, 21617} <= set(responses["400"]["x-cordboard-codes"])
    assert responses["401"]["x-cordboard-codes"] == [20003]
    assert responses["429"]["x-cordboard-codes"] == [20429]
    assert set(responses) >= {"201", "404", "default"}


def test_a_deletion_answers_without_a_body() -> None:
    operation = core()["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"]["delete"]
    assert "content" not in operation["responses"]["204"]


def test_a_page_of_the_2010_api_has_the_published_envelope() -> None:
    schema = core()["paths"][MESSAGES]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    # Source: https://www.twilio.com/docs/usage/twilios-response#response-formats-list-paging-information
    assert set(schema["properties"]) == {
        "first_page_uri", "end", "previous_page_uri", "messages", "uri", "page_size", "start", "next_page_uri", "page",
    }  # fmt: skip
    assert schema["properties"]["messages"]["items"] == {"$ref": "#/components/schemas/Message"}


def test_dates_are_described_as_the_dialect_writes_them_and_may_be_null() -> None:
    sent = core()["components"]["schemas"]["Message"]["properties"]["date_sent"]
    assert sent == {"type": ["string", "null"], "format": "date-time-rfc-2822"}
    now = document(CONTROL)["components"]["schemas"]["Clock"]["properties"]["now"]
    assert now == {"type": ["string", "null"], "format": "date-time"}


def test_null_is_a_word_of_an_enumeration_that_may_be_null() -> None:
    status = core()["components"]["schemas"]["Message"]["properties"]["status"]
    assert None in status["enum"]
    assert {"queued", "delivered", "undelivered"} <= set(status["enum"])


def test_servers_stand_at_each_path_for_generators_that_read_them_only_there() -> None:
    found = document(CONTROL)
    assert found["servers"] == [{"url": f"{SERVER}/cordboard"}]
    assert all(item["servers"] == found["servers"] for item in found["paths"].values())


def test_every_operation_needs_credentials_unless_it_says_otherwise() -> None:
    found = core()
    assert found["components"]["securitySchemes"]["basic"]["scheme"] == "basic"
    assert found["security"] == [{"basic": []}]
    # Media are public without an extension; with .json they are not.
    media = found["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json"]["get"]
    assert "security" not in media


def test_nested_objects_keep_their_own_codes_and_parts_their_views() -> None:
    found = document(letters(Comms()))
    body = found["paths"]["/v1/Boxes/{Box}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    to = body["properties"]["to"]
    assert to["x-cordboard-errors"] == {"missing": 20001, "invalid": 20001, "too_many": 21623}
    assert to["items"]["required"] == ["address"]
    assert to["items"]["properties"]["address"]["x-cordboard-errors"]["missing"] == 20001
    sheets = found["components"]["schemas"]["Letter"]["properties"]["sheets"]
    assert sheets["items"]["properties"]["lines"]["type"] == ["integer", "null"]


def test_two_views_of_one_name_get_names_of_their_own() -> None:
    assert set(document(letters(V1()))["components"]["schemas"]) == {"Letter", "LetterOfListLetter", "Refusal"}


def test_a_page_of_a_product_has_a_meta_envelope() -> None:
    found = document(letters(V1()))["paths"]["/v1/Letters"]["get"]["responses"]["200"]
    properties = found["content"]["application/json"]["schema"]["properties"]
    assert set(properties) == {"meta", "letters"}
    # Source: https://www.twilio.com/docs/usage/twilios-response, paging of products
    assert set(properties["meta"]["properties"]) == {
        "page", "page_size", "first_page_url", "previous_page_url", "url", "next_page_url", "key",
    }  # fmt: skip


def test_an_object_that_leaves_nulls_out_needs_none_of_its_properties_and_writes_none_that_is_null() -> None:
    sheet = View("Sheet", (of("at", Instant()), of("lines", Whole()), of("marks", JsonObject(100))))
    kind = Part(sheet, many=True, sparse=True)
    surface = Surface("letters", "letters", "v1", V1(), area="letters")

    @surface.operation("GET", "/Letter", name="FetchLetter", level=Level.READ, says="read", view=View("Letter", (of("sheets", kind),)))  # fmt: skip  # noqa: E501
    async def fetch(call: Any, given: Any) -> None:
        """Read a letter."""

    found = document(surface)["components"]["schemas"]["Letter"]["properties"]["sheets"]["items"]
    assert (list(found["properties"]), "required" in found) == (["at", "lines", "marks"], False)
    write = kind.writer(Style(str))
    assert write is not None
    assert write([{"at": None, "lines": 3, "marks": {"red": None, "blue": [{"n": None}]}}]) == [
        {"lines": 3, "marks": {"blue": [{}]}}
    ]
