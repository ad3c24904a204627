"""Tools for models: each operation as a tool with a legal name, legal property names, and hints about its effect.

Names: ``^[a-zA-Z0-9_-]{1,64}$``, for properties too. Source: https://docs.claude.com/en/docs/agents-and-tools/tool-use;
https://modelcontextprotocol.io/specification/2026-07-28/server/tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cordboard.catalogue.derive.pages import api_name, operation_id, product_of
from cordboard.catalogue.derive.parts import (
    ACCOUNT,
    conventions_of,
    is_required,
    parameter_schema,
    parameters_in,
    view_schema,
)
from cordboard.catalogue.describe import Effect, Operation, Parameter
from cordboard.catalogue.wire import Schema

LONGEST = 64
BOUNDS = {">": "After", "<": "Before"}  # DateSent> and StartTime< are how lists are asked for a span of time
OPEN_WORLD = frozenset({Effect.REACHES_A_PERSON, Effect.SPENDS})
_ILLEGAL = re.compile(r"[^a-zA-Z0-9_-]")
_ERRORS = "x-cordboard-errors"
# The formats of JSON Schema that are used here. Others, which OpenAPI documents have, make validators complain.
FORMATS = frozenset({"date-time", "uri", "uri-reference"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OperationTool:
    """An operation as a tool; ``parameters`` are its parameters by the names of the tool's properties."""

    name: str
    page_id: str
    operation: Operation
    description: str
    parameters: Mapping[str, Parameter]

    @property
    def services(self) -> frozenset[str]:
        """Return the words that choose the tool's API."""
        surface = self.operation.surface
        return frozenset((api_name(surface), product_of(surface), surface.name))

    @property
    def annotations(self) -> dict[str, bool]:
        """Return the hints; they are for clients, and enforce nothing."""
        effect = self.operation.effect
        reads = self.operation.method == "GET" and effect is Effect.READS  # clients ask nobody about what only reads
        return {
            "readOnlyHint": reads,
            "destructiveHint": effect is Effect.DESTROYS or self.operation.method == "DELETE",
            "idempotentHint": reads or self.operation.method in ("PUT", "DELETE"),
            "openWorldHint": effect in OPEN_WORLD,
        }

    def input_schema(self) -> Schema:
        """Return the schema of the arguments."""
        properties = {key: _described(each) for key, each in self.parameters.items()}
        # The account is the caller's own where none is named.
        required = [key for key, each in self.parameters.items() if is_required(each) and each.wire != ACCOUNT.wire]
        schema: Schema = {"type": "object", "properties": properties}
        return schema | ({"required": required} if required else {})

    def output_schema(self) -> Schema | None:
        """Return the schema of what it answers, or None where that is no object that is described."""
        operation = self.operation
        if operation.view is None or operation.success >= 300 or operation.success == 204:
            return None
        conventions = conventions_of(operation.surface)
        item = view_schema(operation.view, conventions)
        answered: Schema = _bare(item if operation.listing is None else conventions.envelope(operation.listing, item))
        return answered


def tools(operations: Iterable[Operation]) -> Iterator[OperationTool]:
    """Return the tools of operations, in their order."""
    for operation in operations:
        yield OperationTool(
            name=tool_name(operation),
            page_id=operation_id(operation),
            operation=operation,
            description=f"{operation.summary} [{operation.area}: {operation.level.name.lower()}]",
            parameters=_by_key(parameters_in(operation)),
        )


def tool_name(operation: Operation) -> str:
    """Return how a tool is called: ``TwilioApiV2010--CreateMessage``."""
    api = "".join(word.capitalize() for word in api_name(operation.surface).split("_"))
    return _ILLEGAL.sub("_", f"{api}--{operation.name}")[:LONGEST]


def _by_key(parameters: Iterable[Parameter]) -> dict[str, Parameter]:
    """Return parameters by legal names; one whose name is taken is named after its place as well."""
    found: dict[str, Parameter] = {}
    for each in parameters:
        key = legal_key(each.wire)
        found[key if key not in found else f"{key}_{each.place.value}"[-LONGEST:]] = each
    return found


def legal_key(wire: str) -> str:
    """Return a legal name for a property: ``DateSent>`` becomes ``DateSentAfter``."""
    ending = BOUNDS.get(wire[-1:], "")
    return _ILLEGAL.sub("_", wire[:-1] + ending if ending else wire)[:LONGEST]


def _described(parameter: Parameter) -> Schema:
    return {**_bare(parameter_schema(parameter)), "description": parameter.sentence}


def _bare(schema: Any) -> Any:
    """Return a schema without what only people look up."""
    if isinstance(schema, dict):
        return {name: _bare(value) for name, value in schema.items() if not _is_for_people(name, value)}
    return [_bare(each) for each in schema] if isinstance(schema, list) else schema


def _is_for_people(name: str, value: object) -> bool:
    return name == _ERRORS or (name == "format" and isinstance(value, str) and value not in FORMATS)
