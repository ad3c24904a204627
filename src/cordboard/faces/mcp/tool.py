"""A tool, its result, and how arguments are checked, without the SDK, which takes a second to load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


class Refused(Exception):
    """A call that cannot be answered; the text is a sentence for the model."""


class UnknownTool(Exception):
    """There is no tool of this name, which the protocol has an error of its own for."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Unknown tool: {name[:64]}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tool:
    """One tool, as it is listed; there is one of each."""

    name: str
    description: str
    input_schema: Mapping[str, Any]
    output_schema: Mapping[str, Any] | None = None
    annotations: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What a call came to; ``text`` is for a model that reads no structured content."""

    structured: Mapping[str, Any]
    is_error: bool = False
    text: str = ""


def checked(tool: Tool, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return arguments that hold what a tool needs, of the types and sizes it takes. Raises: Refused."""
    _check(tool.input_schema, arguments, "argument ")
    return arguments


def _check(schema: Mapping[str, Any], given: Mapping[str, Any], path: str) -> None:
    properties = schema["properties"]
    for name in schema.get("required", ()):
        if name not in given:
            raise Refused(f"The {path}{name} is missing.")
    for name, value in given.items():
        if name not in properties:
            raise Refused(f"There is no {path}{name[:64]}; there are {', '.join(properties)}.")
        fault = _fault(properties[name], value)
        if fault:
            raise Refused(f"The {path}{name} {fault}.")
        if isinstance(value, dict) and "properties" in properties[name]:
            _check(properties[name], value, f"{path}{name}.")


def _fault(schema: Mapping[str, Any], value: Any) -> str:
    kind = schema.get("type", "")
    wanted = TYPES.get(kind)
    if wanted is not None and (not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean")):
        return f"is no {kind}"
    if "enum" in schema and value not in schema["enum"]:
        return f"is none of {', '.join(map(str, schema['enum']))}"
    size = len(value) if isinstance(value, str | list) else value if isinstance(value, int) else None
    least = schema.get("minLength", schema.get("minItems", schema.get("minimum")))
    most = schema.get("maxLength", schema.get("maxItems", schema.get("maximum")))
    if size is not None and ((least is not None and size < least) or (most is not None and size > most)):
        return f"is not within {least if least is not None else 0} to {most}"
    if kind == "array":
        return next((fault for fault in (_fault(schema.get("items", {}), each) for each in value) if fault), "")
    return ""
