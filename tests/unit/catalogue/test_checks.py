"""What is wrong in one place of a body hides nothing that is wrong in another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import pytest

from cordboard.api.comms_dialect import Comms
from cordboard.base.problem import Problem, Said
from cordboard.catalogue.checks import MOST_FAULTS, faults_within
from cordboard.catalogue.describe import Level, Surface, described, param, query
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.request import Request
from cordboard.catalogue.route import Router
from cordboard.catalogue.wire import OneOf, Text, Whole


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@described
class Wheel:
    refuses_unknown = True
    hub_size: int = param("hub_size", Whole(1, 9), "Its hub.")
    tyre: str | None = param("tyre", Text(3), "Its tyre.", default=None)
    spokes: int | None = param("spokes", Whole(), "How many.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        if self.tyre is None and self.spokes is None:
            yield Said(20001, "The field {} must have a tyre or {}.", "", "spokes")
        if self.hub_size == 7:
            yield Problem(20001, parameter="hub_size", value=7)


@described
class Cart:
    colour: Colour = param("colour", OneOf(Colour), "Its colour.")
    front_wheels: list[Wheel] = param("front_wheels", Fields(Wheel), "Its wheels.", many=True, most=1_000)
    spare: Wheel | None = param("spare", Fields(Wheel), "One more.", default=None)
    first: int | None = query("first", Whole(), "From.")
    last: int | None = query("last_one", Whole(), "To.")

    def also_wrong(self) -> Iterator[Problem]:
        if self.first is not None and self.last is not None and self.last < self.first:
            yield Said(20001, "The field {} is below {}.", "last_one", "first")


@described
class Search(Cart):
    looks_up = True


CARTS = Surface("carts", "carts", "v1", Comms(), area="things")


@CARTS.operation("POST", "/Carts", name="MakeCart", says="", level=Level.FULL, given=Cart)
async def make_cart(call: Any, given: Cart) -> None:
    """Make a cart."""


@CARTS.operation("POST", "/Carts/Search", name="SearchCarts", says="", level=Level.FULL, given=Search)
async def search(call: Any, given: Search) -> None:
    """Search."""


ROUTER = Router([CARTS])


def told(body: object, path: str = "/Carts", **query: str) -> list[str]:
    """Return what is told of a request, which is refused unless nothing is."""
    exchange = ROUTER.find(Request("POST", f"/carts/v1{path}", urlencode(query), {}, json.dumps(body).encode()))
    try:
        exchange.dialect.read(exchange)
    except Problem as problem:
        answer = json.loads(exchange.dialect.refuse(exchange, problem).body)
        return [each["message"] for each in answer["errors"]]
    return []


def not_recognized(value: object, field: str) -> str:
    return f"The value '{value}' is not recognized for the field '{field}'."


def test_faults_of_all_kinds_in_one_object_are_told_in_the_order_of_the_document() -> None:
    body = {
        "frontWheels": [{"spokes": "many", "tyre": "long"}, {"hubSize": 7}, 5, {"hubSize": 7, "rim": 1, "tyre": "x"}],
        "spare": {"hubSize": 1},
        "colour": "green",
    }
    assert told(body, first="2", lastOne="1") == [
        "The field 'lastOne' is below 'first'.",
        not_recognized("many", "frontWheels[0].spokes"),
        not_recognized("long", "frontWheels[0].tyre"),
        "The field 'frontWheels[0].hubSize' is required.",
        "The field 'frontWheels[1]' must have a tyre or 'spokes'.",
        not_recognized(7, "frontWheels[1].hubSize"),
        not_recognized(5, "frontWheels[2]"),
        not_recognized(7, "frontWheels[3].hubSize"),
        "There is no field 'frontWheels[3].rim'.",
        "The field 'spare' must have a tyre or 'spokes'.",
        not_recognized("green", "colour"),
    ]


def test_what_was_given_and_cannot_be_read_is_not_told_to_be_absent() -> None:
    assert told({"colour": "red", "frontWheels": [{"hubSize": 1, "spokes": "many"}]}) == [
        not_recognized("many", "frontWheels[0].spokes")
    ]


@pytest.mark.parametrize(
    ("wheel", "field"),
    [({"hub_size": 1, "hubSize": 2}, "hubSize"), ({"hubSize": "1", "hub_size": 1}, "hub_size")],
)
def test_two_spellings_that_do_not_agree_are_told_by_the_second(wheel: dict[str, object], field: str) -> None:
    expected = [f"The field 'spare.{field}' is given twice, with different values."]
    assert told({"colour": "red", "front_wheels": [], "spare": wheel | {"tyre": "x"}}) == expected


def test_a_field_is_named_as_the_caller_wrote_it_and_one_that_is_absent_as_the_others_are() -> None:
    assert told({"frontWheels": [{}]})[1] == "The field 'frontWheels[0].hubSize' is required."
    assert told({"front_wheels": [{}]})[1] == "The field 'front_wheels[0].hub_size' is required."
    assert told({"colour": "red"}, lastOne="x") == [
        not_recognized("x", "lastOne"),
        "The field 'frontWheels' is required.",
    ]


def test_no_more_is_told_than_a_person_reads() -> None:
    assert len(told({"colour": "green", "front_wheels": [{"a": 1}] * 1_000})) == MOST_FAULTS
    assert len(told({"colour": "red", "front_wheels": [{"hub_size": 7, "tyre": "x"}] * 1_000})) == MOST_FAULTS


def test_an_operation_that_looks_things_up_is_handed_what_could_be_read_with_its_faults() -> None:
    body = {"colour": "red", "front_wheels": [{"hub_size": 7}]}
    exchange = ROUTER.find(Request("POST", "/carts/v1/Carts/Search", "", {}, json.dumps(body).encode()))
    given, _, _ = exchange.dialect.read(exchange)
    assert [each.parameter for each in faults_within(given)] == ["front_wheels[0]", "front_wheels[0].hub_size"]
    assert len(told(body | {"colour": "green"}, "/Carts/Search")) == 3


def test_names_of_the_clients_own_are_told_as_they_are() -> None:
    hostile = {"a.b[0]": 1, "ö_x": 2, "x" * 5_000: 3, "\u202e": 4}
    names = told({"colour": "red", "front_wheels": [], "spare": {"hub_size": 1, "tyre": "x", **hostile}})
    assert names[:2] == ["There is no field 'spare.a.b[0]'.", "There is no field 'spare.ö_x'."]
    assert len(names) == 4
    assert all(len(each) < 2_000 and each.isprintable() for each in names)
