"""What the resources of the accounts API share. Source: the published twilio_accounts_v1.json."""

from __future__ import annotations

from cordboard.api.dialects import V1
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Attribute, Property, Surface, itself
from cordboard.catalogue.links import RelativeUri
from cordboard.catalogue.wire import Kind, Text

SURFACE = Surface("accounts_v1", "accounts", "v1", V1())
TEXT = Text()


def out(wire: str, kind: Kind = TEXT, attribute: str | None = None) -> Property:
    """Describe a property that stands in an attribute of the resource, of the same name if none is given."""
    return Property(wire, kind, Attribute(attribute or wire))


def dates() -> tuple[Property, Property]:
    """Describe when a resource was created and changed."""
    return out("date_created", Instant(), "created_ms"), out("date_updated", Instant(), "updated_ms")


def url(path: str) -> Property:
    """Describe the URL of a resource, made of its attributes."""
    return Property("url", RelativeUri(f"/v1{path}"), itself)
