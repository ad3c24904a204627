"""What of a published OpenAPI document a surface describes, and what not. Source: https://spec.openapis.org/oas/v3.0.3.html."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cordboard.catalogue.derive.parts import parameters_in, path_of
from cordboard.catalogue.describe import Operation, Place, Surface

METHODS = ("get", "put", "post", "delete", "patch")
MOST_REFERENCES = 8  # one reference leads to a schema, two to one of a shared part; a ring of them leads nowhere
_HOLE = re.compile(r"\{[^}]*\}")
Json = Mapping[str, Any]


class Compared(NamedTuple):
    """Names that both have, that only the published document has, and that only we have; each sorted."""

    both: tuple[str, ...]
    missing: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperationCoverage:
    """An operation that both describe; parts of the path are left out, as their names are nobody's business."""

    name: str
    parameters: Compared
    properties: Compared


@dataclass(frozen=True, slots=True)
class Coverage:
    """A surface against a document: what both describe, and the names of the operations that only one does."""

    operations: tuple[OperationCoverage, ...]
    missing: tuple[str, ...]
    own: tuple[str, ...]


class Item(NamedTuple):
    """A published operation: its name, what stands at its path, and itself."""

    name: str
    item: Json
    operation: Json


def coverage(surface: Surface, published: Json) -> Coverage:
    """Compare a surface with a published document; operations meet by method and path."""
    left = {met_by(method, path): found for method, path, found in published_items(published)}
    both, own = [], []
    for operation in surface.operations:
        found = left.pop(met_by(operation.method, path_of(operation)), None)
        if found is None:
            own.append(operation.name)
        else:
            both.append(_compare(operation, found, published))
    return Coverage(tuple(both), tuple(sorted(each.name for each in left.values())), tuple(own))


def met_by(method: str, path: str) -> tuple[str, str]:
    """Return what two descriptions of one operation have in common, whatever they call the parts of its path."""
    return method.lower(), _HOLE.sub("{}", path)


def published_items(document: Json) -> Iterator[tuple[str, str, Item]]:
    """Return each operation of a published document, with its method and path."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                name = str(item[method].get("operationId", f"{method} {path}"))
                yield method, path, Item(name, item, item[method])


def _compare(operation: Operation, found: Item, document: Json) -> OperationCoverage:
    parameters = {each.wire for each in parameters_in(operation) if each.place is not Place.PATH}
    properties = {each.wire for each in operation.view.properties} if operation.view else set()
    key = operation.listing.key if operation.listing else None
    return OperationCoverage(
        operation.name,
        _compared(parameters, published_parameters(found.item, found.operation, document)),
        _compared(properties, published_properties(found.operation, document, key)),
    )


def _compared(ours: set[str], theirs: set[str]) -> Compared:
    return Compared(*(tuple(sorted(names)) for names in (ours & theirs, theirs - ours, ours - theirs)))


def published_parameters(item: Json, operation: Json, document: Json) -> set[str]:
    """Return the names of a published operation's parameters in query and body."""
    listed = [resolved(each, document) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    names = {each["name"] for each in listed if each["in"] == "query"}
    body = resolved(operation.get("requestBody", {}), document)
    for content in body.get("content", {}).values():
        names.update(resolved(content.get("schema", {}), document).get("properties", {}))
    return names


def published_properties(operation: Json, document: Json, key: str | None) -> set[str]:
    """Return the names of the properties that the answer has, or each row of a page under this key."""
    schema = success_schema(operation, document)
    if key is not None:
        rows = resolved(schema.get("properties", {}).get(key, {}), document)
        schema = resolved(rows.get("items", {}), document)
    return set(schema.get("properties", {}))


def success_schema(operation: Json, document: Json) -> Json:
    """Return the schema of the JSON that a published operation answers with; an empty one where it has no body."""
    for status, response in operation.get("responses", {}).items():
        if str(status).startswith(("2", "3")):  # a redirect is what was asked for, too
            content = resolved(response, document).get("content", {}).get("application/json", {})
            return resolved(content.get("schema", {}), document)
    return {}


def resolved(node: Json, document: Json) -> Json:
    """Follow references inside the document; one that leads out of it, or nowhere, ends at an empty node."""
    for _ in range(MOST_REFERENCES):
        reference = node.get("$ref")
        if reference is None:
            return node
        found: Any = document if str(reference).startswith("#/") else {}
        for step in str(reference).removeprefix("#/").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            found = found.get(name, {}) if isinstance(found, Mapping) else {}
        node = found if isinstance(found, Mapping) else {}
    return {}


def table(found: Coverage) -> str:
    """Return the counts as a table in Markdown."""
    rows = [
        f"| {each.name} | {_count(each.parameters)} | {_count(each.properties)} |"
        for each in sorted(found.operations, key=lambda each: each.name)
    ]
    operations = f"**{len(found.operations)} of {len(found.operations) + len(found.missing)}**"
    total = f"| {operations} | {_sum(found, 'parameters')} | {_sum(found, 'properties')} |"
    return "\n".join(["| Operation | Parameters | Properties |", "|---|---|---|", *rows, total, ""])


def _count(compared: Compared) -> str:
    return f"{len(compared.both)} of {len(compared.both) + len(compared.missing)}"


def _sum(found: Coverage, part: str) -> str:
    every: Iterable[Compared] = [getattr(each, part) for each in found.operations]
    both = sum(len(each.both) for each in every)
    return f"**{both} of {both + sum(len(each.missing) for each in every)}**"
