"""The page of event types and their schemas, in Markdown, from the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cordboard.events.schemas import SCHEMAS, json_schema
from cordboard.events.types import SUBSCRIBABLE

_HEAD = """\
# Events

What event streams tell of. `GET /v1/Types` lists the same types, and `GET /v1/Schemas/{Id}/Versions/{Version}` leads to
the JSON Schema of an event's `data`. How events come is in [Stream events](../how-to/stream-events.md).

## Types

| Type | Schema | When |
| --- | --- | --- |
"""


def page() -> str:
    """Return the page."""
    rows = [
        f"| `{each.type}` | [{each.schema_id}](#{_anchor(each.schema_id)}) {each.version} | {each.description} |"
        for each in SUBSCRIBABLE.values()
    ]
    return _HEAD + "\n".join(rows) + "\n\n## Data\n" + "".join(_section(schema_id) for schema_id in SCHEMAS)


def _anchor(schema_id: str) -> str:
    return schema_id.lower().replace(".", "")


def _section(schema_id: str) -> str:
    rows = "\n".join(_rows(json_schema(schema_id), ""))
    return f"\n### {schema_id}\n\n| Property | Type | Always |\n| --- | --- | --- |\n{rows}\n"


def _rows(shape: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, part in shape["properties"].items():
        always = "yes" if name in shape.get("required", ()) else ""
        yield f"| `{path}{name}` | {_kind(part)} | {always} |"
        if "properties" in part:
            yield from _rows(part, f"{path}{name}.")


def _kind(part: Mapping[str, Any]) -> str:
    if "enum" in part:
        return ", ".join(f"`{word}`" for word in part["enum"])
    if part["type"] == "object" and "properties" not in part:
        return "object of strings"
    return str(part.get("format", part["type"]))
