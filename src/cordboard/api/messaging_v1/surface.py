"""The messaging API, version 1, and what its resources share. Source: reference 01, sections 3 to 6; reference 09."""

from __future__ import annotations

from cordboard.api.dialects import V1
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Attribute, Property, Surface, itself
from cordboard.catalogue.links import RelativeUri, UriMap
from cordboard.catalogue.wire import Anything, Kind, SidOf, Text

VERSION = "v1"
SURFACE = Surface("messaging_v1", "messaging", VERSION, V1(), area="messaging")
TEXT, INSTANT, ANYTHING = Text(), Instant(), Anything()
SERVICE_SID = SidOf(("MG",))


def out(wire: str, kind: Kind = TEXT, attribute: str | None = None) -> Property:
    """Describe a property that stands in an attribute of the resource, of the same name if none is given."""
    return Property(wire, kind, Attribute(attribute or wire))


def texts(*wires: str) -> tuple[Property, ...]:
    """Describe properties that are texts in attributes of the same names."""
    return tuple(out(wire) for wire in wires)


def dates() -> tuple[Property, Property]:
    """Describe when a resource was created and changed."""
    return out("date_created", INSTANT, "created_ms"), out("date_updated", INSTANT, "updated_ms")


def always(wire: str, value: object, kind: Kind = ANYTHING) -> Property:
    """Describe a property that is the same for every resource here."""
    return Property(wire, kind, lambda _: value)


def url(path: str) -> Property:
    """Describe the URL of a resource, made of its attributes."""
    return Property("url", RelativeUri(f"/{VERSION}{path}"), itself)


def links(**paths: str) -> Property:
    """Describe the URLs of what belongs to a resource."""
    return Property("links", UriMap(tuple(paths.items())), itself)
