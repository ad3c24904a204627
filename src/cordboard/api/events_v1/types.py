"""The types of events, and their schemas. Source: the published twilio_events_v1.json."""

from __future__ import annotations

from operator import itemgetter
from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.events_v1.surface import NAME, SURFACE
from cordboard.api.messaging_v1.surface import ANYTHING, INSTANT, always, links, out, url
from cordboard.base.page import Page, page_of
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, Property, View, described, path, query
from cordboard.catalogue.links import RelativeUri
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Whole
from cordboard.events.schemas import SCHEMAS, Shape, json_schema
from cordboard.events.types import PUBLISHED_MS, SUBSCRIBABLE, EventType

NUMBER = Whole(0, 1_000_000)


class Schema(NamedTuple):
    """A schema and its one version."""

    id: str
    version: int


TYPE = View(
    "EventType",
    (
        out("type"),
        out("schema_id"),
        always("date_created", PUBLISHED_MS, INSTANT),
        always("date_updated", PUBLISHED_MS, INSTANT),
        out("description"),
        always("status", "available"),
        always("documentation_url", None),
        url("/Types/{type}"),
        links(schema="/v1/Schemas/{schema_id}/Versions"),
    ),
)
SCHEMA = View(
    "Schema",
    (
        out("id"),
        url("/Schemas/{id}"),
        links(versions="/v1/Schemas/{id}/Versions"),
        always("latest_version_date_created", PUBLISHED_MS, INSTANT),
        out("latest_version", NUMBER, "version"),
    ),
)
VERSION = View(
    "SchemaVersion",
    (
        out("id"),
        out("schema_version", NUMBER, "version"),
        always("date_created", PUBLISHED_MS, INSTANT),
        url("/Schemas/{id}/Versions/{version}"),
        Property("raw", RelativeUri("/v1/Schemas/{id}/Versions/{version}/Raw"), lambda schema: schema),
    ),
)
_PARTS = ("$schema", "$id", "title", "type", "properties", "required", "additionalProperties")
RAW = View("RawSchema", tuple(Property(part, ANYTHING, itemgetter(part)) for part in _PARTS))


@described
class ListTypes:
    """Which types to list."""

    schema_id: str | None = query("SchemaId", NAME, "Only types of this schema.")


@described
class TypeOf:
    """Which type."""

    type: str = path("Type", NAME, "The type of events.")


@described
class SchemaOf:
    """Which schema."""

    id: str = path("Id", NAME, "The schema.")


@described
class VersionOf:
    """Which version of which schema."""

    id: str = path("Id", NAME, "The schema.")
    version: int = path("SchemaVersion", NUMBER, "Its version.")


def _schema(name: str) -> Schema:
    if name not in SCHEMAS:
        raise Problem(20404)
    return Schema(name, SCHEMAS[name])


def _version(given: VersionOf) -> Schema:
    found = _schema(given.id)
    if found.version != given.version:
        raise Problem(20404)
    return found


TYPES = Resource(SURFACE, "/Types", view=TYPE, key="types", by="Type")
SCHEMA_RESOURCE = Resource(SURFACE, "/Schemas", view=SCHEMA, by="Id")
VERSIONS = Resource(SURFACE, f"{SCHEMA_RESOURCE.one}/Versions", view=VERSION, key="schema_versions", by="SchemaVersion")


@TYPES.list("ListEventType", says="listed the types of events", given=ListTypes)
async def list_types(call: Call, given: ListTypes) -> Page[EventType]:
    """List the types of events that can be subscribed to."""
    found = [each for each in SUBSCRIBABLE.values() if given.schema_id in (None, each.schema_id)]
    return page_of(found, call.page, lambda each: each.key)


@TYPES.fetch("FetchEventType", says="looked at events of type {Type}", given=TypeOf)
async def fetch_type(call: Call, given: TypeOf) -> EventType:
    """Fetch a type of events."""
    if given.type not in SUBSCRIBABLE:
        raise Problem(20404)
    return SUBSCRIBABLE[given.type]


@SCHEMA_RESOURCE.fetch("FetchSchema", says="looked at schema {Id}", given=SchemaOf)
async def fetch_schema(call: Call, given: SchemaOf) -> Schema:
    """Fetch a schema."""
    return _schema(given.id)


@VERSIONS.list("ListSchemaVersion", says="listed the versions of schema {Id}", given=SchemaOf)
async def list_versions(call: Call, given: SchemaOf) -> Page[Schema]:
    """List the versions of a schema: the one of which events are made."""
    return page_of([_schema(given.id)], call.page, lambda each: each.version)


@VERSIONS.fetch("FetchSchemaVersion", says="looked at version {SchemaVersion} of schema {Id}", given=VersionOf)
async def fetch_version(call: Call, given: VersionOf) -> Schema:
    """Fetch a version of a schema."""
    return _version(given)


@SURFACE.operation(
    "GET",
    f"{VERSIONS.one}/Raw",
    name="FetchRawSchema",
    level=Level.READ,
    says="read version {SchemaVersion} of schema {Id}",
    given=VersionOf,
    view=RAW,
    is_public=True,
)
async def fetch_raw(call: Call, given: VersionOf) -> Shape:
    """Fetch the JSON Schema itself."""
    return json_schema(_version(given).id)
