"""An OpenAPI document of a surface. Source: https://spec.openapis.org/oas/v3.1.1.html."""

from __future__ import annotations

from collections.abc import Mapping

from cordboard.catalogue.derive.parts import (
    base_path,
    conventions_of,
    errors_of,
    is_open,
    is_required,
    object_schema,
    parameter_schema,
    parameters_in,
    path_of,
    view_schema,
    views_of,
)
from cordboard.catalogue.describe import Operation, Parameter, Place, Surface, View
from cordboard.catalogue.wire import Schema
from cordboard.errors import entry

VERSION = "3.1.1"
JSON_TYPE = "application/json"
ANY_TYPE = "*/*"
BYTES = {"Document", "Streamed"}  # what a handler returns that no view writes; its type is known when it answers
BAD_CREDENTIALS, NOT_FOUND, TOO_MANY = 20003, 20404, 20429
REFUSED = {"$ref": "#/components/schemas/Refusal"}
Views = Mapping[int, tuple[str, View]]


def openapi(surface: Surface, *, version: str, server: str = "") -> dict[str, object]:
    """Return the document of a surface.

    ``version`` is that of this server, ``server`` its URL without a path. Servers stand at each path as well, because
    some generators of tools read them only there.
    """
    conventions, views = conventions_of(surface), views_of(surface)
    servers = [{"url": f"{server}/{surface.host}" if surface.version else server or "/"}]
    paths: dict[str, dict[str, object]] = {}
    for operation in surface.operations:
        item = paths.setdefault(path_of(operation), {"servers": servers})
        item[operation.method.lower()] = _operation(operation, views)
    schemas = {name: view_schema(view, conventions) for name, view in views.values()}
    title = f"Cordboard: {surface.name}{base_path(surface).replace('/', ' ')}"
    return {
        "openapi": VERSION,
        "info": {"title": title, "version": version} | ({"description": conventions.note} if conventions.note else {}),
        "servers": servers,
        "security": [{"basic": []}],
        "paths": paths,
        "components": {
            "schemas": schemas | {"Refusal": conventions.error},
            "securitySchemes": {
                "basic": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "An account's SID and auth token, or an API key's SID and secret.",
                }
            },
        },
    }


def _operation(operation: Operation, views: Views) -> dict[str, object]:
    parameters = parameters_in(operation)
    body = tuple(each for each in parameters if each.place is Place.BODY)
    found: dict[str, object] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.area],
        "x-cordboard-area": operation.area,
        "x-cordboard-level": operation.level.name.lower(),
        "x-cordboard-effect": operation.effect.value,
        "parameters": [_parameter(each) for each in parameters if each.place is not Place.BODY],
    }
    if body:
        found["requestBody"] = {
            "required": any(each.required for each in body),
            "content": {conventions_of(operation.surface).body_type: {"schema": object_schema(body)}},
        }
    if is_open(operation):
        found["security"] = [{}, {"basic": []}]
    return found | {"responses": _success(operation, views) | _refusals(operation, parameters)}


def _parameter(parameter: Parameter) -> dict[str, object]:
    return {
        "name": parameter.wire,
        "in": parameter.place.value,
        "required": is_required(parameter),
        "description": parameter.sentence,
        "schema": parameter_schema(parameter),
        "x-cordboard-errors": errors_of(parameter),
    }


def _success(operation: Operation, views: Views) -> dict[str, object]:
    response: dict[str, object] = {"description": operation.summary}
    leads_elsewhere = operation.success >= 300  # with a body where it has a view
    if operation.success != 204 and not (leads_elsewhere and operation.view is None):
        is_bytes = operation.handler.__annotations__.get("return") in BYTES
        response["content"] = {ANY_TYPE: {}} if is_bytes else {JSON_TYPE: {"schema": answer_schema(operation, views)}}
    return {str(operation.success): response}


def answer_schema(operation: Operation, views: Views) -> Schema:
    """Return the schema of an answer, which refers to the schemas of views by their names."""
    if operation.view is None:
        return {"type": "object"}
    item: Schema = {"$ref": f"#/components/schemas/{views[id(operation.view)][0]}"}
    if operation.listing is None:
        return item
    return conventions_of(operation.surface).envelope(operation.listing, item)


def _refusals(operation: Operation, parameters: tuple[Parameter, ...]) -> dict[str, object]:
    """Return a response for each status of refusal that the description alone can tell, with its codes."""
    by_status: dict[int, set[int]] = {}
    for code in _codes(operation, parameters):
        by_status.setdefault(entry(code).status, set()).add(code)
    refused: dict[str, object] = {
        str(status): _refusal(f"Refused with {_listed(codes)}.", {"x-cordboard-codes": sorted(codes)})
        for status, codes in sorted(by_status.items())
    }
    return refused | {"default": _refusal("Refused for another reason, told by its code.", {})}


def _codes(operation: Operation, parameters: tuple[Parameter, ...]) -> set[int]:
    codes = {code for each in parameters for code in errors_of(each).values()}
    if "{" in operation.path:
        codes.add(NOT_FOUND)
    return codes if is_open(operation) else codes | {BAD_CREDENTIALS, TOO_MANY}


def _refusal(description: str, more: dict[str, object]) -> dict[str, object]:
    return {"description": description, "content": {JSON_TYPE: {"schema": REFUSED}}} | more


def _listed(codes: set[int]) -> str:
    *first, last = (str(code) for code in sorted(codes))
    return f"{', '.join(first)} or {last}" if first else last
