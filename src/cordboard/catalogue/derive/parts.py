"""What every derivation asks of an operation: where it is found, what it takes, and the schemas of its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cordboard.catalogue.conventions import Conventions
from cordboard.catalogue.describe import Operation, Parameter, Place, Surface, View, parameters_of
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.links import RelativeUri, UriMap
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import Schema, SidOf

NEVER_NULL = (RelativeUri, UriMap)  # They are made of the resource itself, which is there.


# The gate reads the account in a path itself, so that no operation describes it.
ACCOUNT = Parameter(
    wire="AccountSid",
    kind=SidOf(("AC",)),
    sentence="The account to act for.",
    place=Place.PATH,
    missing=20003,
    invalid=20003,
    required=True,
)


def conventions_of(surface: Surface) -> Conventions:
    """Return what the dialect of a surface does alike everywhere."""
    return surface.dialect.conventions


def base_path(surface: Surface) -> str:
    """Return what stands before the paths of a surface on a host that has its name."""
    return f"/{surface.version}" if surface.version else ""


def path_of(operation: Operation) -> str:
    """Return the path that answers JSON, below the host of the surface."""
    return f"{base_path(operation.surface)}{operation.path}{conventions_of(operation.surface).suffix}"


def is_paged(operation: Operation) -> bool:
    """Tell whether the operation takes the parameters of paging."""
    return operation.listing is not None and operation.listing.paged


def is_open(operation: Operation) -> bool:
    """Tell whether the answer that the documents show needs no credentials; an extension always needs them."""
    return operation.is_public and not conventions_of(operation.surface).suffix


def parameters_in(operation: Operation) -> tuple[Parameter, ...]:
    """Return all parameters: the account in the path, those described, and those of paging."""
    described = {each.wire for each in operation.parameters if each.place is Place.PATH}
    account = (ACCOUNT,) if "{AccountSid}" in operation.path and ACCOUNT.wire not in described else ()
    paging = conventions_of(operation.surface).paging if is_paged(operation) else ()
    return (*account, *operation.parameters, *paging)


def is_required(parameter: Parameter) -> bool:
    """Tell whether a request must hold the parameter."""
    return parameter.required or parameter.place is Place.PATH


def errors_of(parameter: Parameter) -> dict[str, int]:
    """Return the code of each way to get a parameter wrong; a path without a part is another path."""
    codes = {"missing": parameter.missing} if parameter.required and parameter.place is not Place.PATH else {}
    codes["invalid"] = parameter.invalid
    return codes | ({"too_many": parameter.too_many} if parameter.many else {})


def parameter_schema(parameter: Parameter) -> Schema:
    """Return the schema of what a request may hold, nested objects with their own error codes."""
    kind = parameter.kind
    schema = object_schema(parameters_of(kind.shape)) | kind.closed if isinstance(kind, Fields) else kind.schema()
    return {"type": "array", "items": schema, "maxItems": parameter.most} if parameter.many else schema


def object_schema(parameters: tuple[Parameter, ...]) -> Schema:
    """Return the schema of a body, or of an object in one."""
    properties = {
        each.wire: parameter_schema(each) | {"description": each.sentence, "x-cordboard-errors": errors_of(each)}
        for each in parameters
    }
    required = [each.wire for each in parameters if is_required(each)]
    schema: Schema = {"type": "object", "properties": properties}
    return schema | ({"required": required} if required else {})


def view_schema(view: View, conventions: Conventions) -> Schema:
    """Return the schema of an answer: every property is always there, most may be null."""
    properties = {each.wire: _property_schema(each.kind, conventions) for each in view.properties}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _property_schema(kind: object, conventions: Conventions) -> Schema:
    if isinstance(kind, Part):
        inner = view_schema(kind.view, conventions)
        if kind.sparse:
            del inner["required"]
        return nullable({"type": "array", "items": inner} if kind.many else inner)
    schema: Schema = kind.schema()  # type: ignore[attr-defined]  # every kind has one
    if schema.get("format") == "date-time":
        schema = schema | {"format": conventions.instant_format}
    return schema if isinstance(kind, NEVER_NULL) else nullable(schema)


def nullable(schema: Schema) -> Schema:
    """Return the schema that takes null as well."""
    if "type" not in schema:
        return schema
    words = schema.get("enum")
    more: Schema = {"enum": [*words, None]} if isinstance(words, list) else {}
    return schema | {"type": [schema["type"], "null"]} | more


def views_of(surface: Surface) -> Mapping[int, tuple[str, View]]:
    """Return each view of a surface by its identity, with a name of its own.

    Two views may share a name, as an API key and a new one do; the later is named after its operation as well.
    """
    named: dict[int, tuple[str, View]] = {}
    taken: set[str] = set()
    for operation, view in _viewed(surface):
        if id(view) not in named:
            name = view.name if view.name not in taken else f"{view.name}Of{operation.name}"
            taken.add(name)
            named[id(view)] = (name, view)
    return named


def _viewed(surface: Surface) -> Iterator[tuple[Operation, View]]:
    return ((operation, operation.view) for operation in surface.operations if operation.view is not None)
