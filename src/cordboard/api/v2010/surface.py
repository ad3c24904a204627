"""The core API, dated 2010-04-01, and what its resources share. Source: reference 01."""

from __future__ import annotations

from cordboard.api.dialects import V2010
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Attribute, Property, Surface, itself
from cordboard.catalogue.links import RelativeUri, UriMap
from cordboard.catalogue.wire import Kind, SidOf, Text

VERSION = "2010-04-01"
SURFACE = Surface("v2010", "api", VERSION, V2010())
ACCOUNT_SID = SidOf(("AC",))
TEXT = Text()


def out(wire: str, kind: Kind, attribute: str | None = None) -> Property:
    """Describe a property that stands in an attribute of the resource, of the same name if none is given."""
    return Property(wire, kind, Attribute(attribute or wire))


def dates() -> tuple[Property, Property]:
    """Describe when a resource was created and changed."""
    return out("date_created", Instant(), "created_ms"), out("date_updated", Instant(), "updated_ms")


def always(wire: str, value: object) -> Property:
    """Describe a property that is the same for every resource here."""
    return Property(wire, TEXT, lambda _: value)


def uri(path: str) -> Property:
    """Describe the URI of a resource, made of its attributes."""
    return Property("uri", RelativeUri(f"/{VERSION}{path}"), itself)


def subresource_uris(path: str, names: dict[str, str]) -> Property:
    """Describe the URIs of what lies below a resource."""
    templates = tuple((name, f"/{VERSION}{path}{below}") for name, below in names.items())
    return Property("subresource_uris", UriMap(templates), itself)
