"""The documents promise a code for each way to get a parameter wrong; the readers of requests keep the promise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from cordboard.api.surfaces import SURFACES
from cordboard.base.problem import Problem, each_problem
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.describe import Surface
from cordboard.catalogue.request import Request
from cordboard.catalogue.route import Router
from described_requests import right_value, wrong_value

ROUTER = Router(SURFACES)
METHODS = ("get", "put", "post", "delete")
Case = tuple[Surface, str, str, dict[str, Any], str, dict[str, Any]]


def given(operation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], bool]]:
    """Return each parameter: name, place, itself with its schema, and whether it is required."""
    for each in operation["parameters"]:
        yield each["name"], each["in"], each["schema"] | each, each["required"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        for name, each in schema["properties"].items():
            yield name, "body", each, name in schema.get("required", ())


def operations() -> Iterator[tuple[Surface, str, str, dict[str, Any]]]:
    for surface in SURFACES:
        for path, item in openapi(surface, version="1")["paths"].items():  # type: ignore[attr-defined]
            for method in METHODS:
                if method in item:
                    yield surface, method, path, item[method]


def cases(way: str) -> Iterator[Any]:
    for surface, method, path, operation in operations():
        for name, place, parameter, required in given(operation):
            # The gate reads the account, before any parameter; what pages is no parameter of the operation.
            applies = required and place != "path" if way == "missing" else wrong_value(parameter) is not None
            if applies and name != "AccountSid":
                case = (surface, method, path, operation, name, parameter | {"place": place})
                yield pytest.param(case, id=f"{operation['operationId']}-{name}")


def codes(
    surface: Surface, method: str, path: str, operation: dict[str, Any], name: str, value: str | None
) -> set[int]:
    """Send a request that is right but for one parameter, and return the codes with which it is refused."""
    query, body = {}, {}
    for each, place, parameter, _ in given(operation):
        if place == "path":
            text = value if each == name and value is not None else right_value(parameter)
            path = path.replace(f"{{{each}}}", quote(text, safe=""))
        elif each == name and value is not None:
            (query if place == "query" else body)[each] = [value] if parameter["type"] == "array" else value
    content = next(iter(operation.get("requestBody", {}).get("content", {})), "")
    data = json.dumps(body) if content == "application/json" else urlencode(body, doseq=True)
    target = f"/{surface.host}{path}" if surface.version else path
    request = Request(
        method.upper(), target, urlencode(query), {"content-type": content}, data.encode() if body else b""
    )
    exchange = ROUTER.find(request)
    assert exchange.bound is not None
    assert exchange.bound.operation.name == operation["operationId"]
    try:
        exchange.dialect.read(exchange)
    except Problem as problem:
        return {each.code for each in each_problem(problem)}
    return set()


@pytest.mark.parametrize("case", list(cases("invalid")))
def test_a_wrong_value_is_refused_with_the_code_of_the_document(case: Case) -> None:
    *where, parameter = case
    assert parameter["x-cordboard-errors"]["invalid"] in codes(*where, wrong_value(parameter))  # type: ignore[arg-type]


@pytest.mark.parametrize("case", list(cases("missing")))
def test_a_missing_value_is_refused_with_the_code_of_the_document(case: Case) -> None:
    *where, parameter = case
    assert parameter["x-cordboard-errors"]["missing"] in codes(*where, None)  # type: ignore[arg-type]


def test_most_parameters_can_be_wrong() -> None:
    assert len(list(cases("invalid"))) > 60
    assert {case.id for case in cases("missing")} >= {"CreateMessage-To", "CreateHandsetMessage-to"}
