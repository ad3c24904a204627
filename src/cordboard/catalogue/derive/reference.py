"""A reference page of a surface, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cordboard.catalogue.conventions import Conventions
from cordboard.catalogue.derive.parts import (
    base_path,
    conventions_of,
    errors_of,
    is_open,
    is_required,
    parameter_schema,
    parameters_in,
    view_schema,
    views_of,
)
from cordboard.catalogue.describe import Operation, Parameter, Surface, View
from cordboard.catalogue.wire import Schema

MADE = "<!-- Made from the catalogue with `make reference`; a test compares the two. -->"
_FORMATS = {
    "uri": "URL",
    "uri-reference": "relative URI",
    "decimal": "decimal number as text",
    "date-time": "date and time, ISO 8601",
    "date-time-rfc-2822": "date and time, RFC 2822",
}
_TYPES = {
    "string": "text",
    "boolean": "`true` or `false`",
    "object": "object",
}


def reference(surface: Surface) -> str:
    """Return the page of a surface."""
    views = views_of(surface)
    return "\n".join([*_head(surface), *_operations(surface, views), *_views(surface, views)])


def _head(surface: Surface) -> Iterator[str]:
    conventions, base = conventions_of(surface), base_path(surface)
    yield from (MADE, "", f"# Reference: {surface.name}", "")
    if base:
        yield f"Paths stand below `/{surface.host}{base}`; below `{base}` alone on a host whose first label is"
        yield f"`{surface.host}`, and where no other API has the path. Bodies are `{conventions.body_type}`."
    else:
        yield "Paths stand at the root of every host."
    if conventions.note:
        yield from ("", conventions.note)
    yield ""


def _operations(surface: Surface, views: Mapping[int, tuple[str, View]]) -> Iterator[str]:
    yield from ("## Operations", "")
    for operation in surface.operations:
        yield from (f"### {operation.name}", "", operation.summary, "")
        yield from (f"`{operation.method} {operation.path}{conventions_of(surface).suffix}`", "")
        yield from (_facts(operation), "")
        yield from _parameters(parameters_in(operation))
        yield from (_answer(operation, views), "")


def _facts(operation: Operation) -> str:
    needs = "no credentials" if is_open(operation) else f"`{operation.level.name.lower()}` of `{operation.area}`"
    return f"Needs {needs}. Effect: {operation.effect.value}. In the log: *{operation.says}*."


def _answer(operation: Operation, views: Mapping[int, tuple[str, View]]) -> str:
    if operation.view is None:
        return f"Answers {operation.success}" + (" without a body." if operation.success == 204 else ".")
    name = views[id(operation.view)][0]
    link = f"[{name}](#{name.lower()})"
    if operation.listing is None:
        return f"Answers {operation.success} with {_article(name)} {link}."
    return f"Answers {operation.success} with a page of {link} under `{operation.listing.key}`."


def _article(name: str) -> str:
    return "an" if name[0] in "AEIOU" else "a"


def _parameters(parameters: Iterable[Parameter]) -> Iterator[str]:
    rows = [_row(each) for each in parameters]
    if rows:
        yield "| Parameter | In | Kind | Required | Errors | |"
        yield "|---|---|---|---|---|---|"
        yield from (*rows, "")


def _row(parameter: Parameter) -> str:
    codes = ", ".join(f"{way.replace('_', ' ')} {code}" for way, code in errors_of(parameter).items())
    required = "yes" if is_required(parameter) else "no"
    kind, text = kind_of(parameter_schema(parameter)), _cell(parameter.sentence)
    return f"| `{parameter.wire}` | {parameter.place.value} | {kind} | {required} | {codes} | {text} |"


def _views(surface: Surface, views: Mapping[int, tuple[str, View]]) -> Iterator[str]:
    if views:
        yield from ("## Answers", "", "Every property is always there; it is null where it has no value.", "")
    for name, view in views.values():
        yield from (f"### {name}", "", *_properties(view, conventions_of(surface)), "")


def _properties(view: View, conventions: Conventions) -> Iterator[str]:
    yield from ("| Property | Kind |", "|---|---|")
    schemas = view_schema(view, conventions)["properties"]
    if isinstance(schemas, Mapping):
        yield from (f"| `{wire}` | {kind_of(schema)} |" for wire, schema in schemas.items())


def kind_of(schema: Schema) -> str:
    """Say in words what a schema takes."""
    words, types = schema.get("enum"), schema.get("type")
    if isinstance(words, list):
        return "one of " + ", ".join(f"`{word}`" for word in words if word is not None)
    if "format" in schema:
        return _FORMATS[str(schema["format"])]
    kind = types[0] if isinstance(types, list) else types
    if kind == "array":
        most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"list{most}: {_inner(schema)}"
    if kind == "integer":
        return "whole number" + _bounds(schema)
    if kind == "string" and "pattern" in schema:
        return "SID, " + str(schema["pattern"]).strip("^()").replace("|", " or ")
    if kind == "string" and "maxLength" in schema:
        return f"text, at most {schema['maxLength']} characters"
    return _TYPES.get(str(kind), "any value")


def _inner(schema: Schema) -> str:
    items = schema["items"]
    return kind_of(items) if isinstance(items, dict) else "any value"


def _bounds(schema: Schema) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None or most is None:
        return f" from {least}" if least is not None else ""
    return f" from {least} to {most}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
