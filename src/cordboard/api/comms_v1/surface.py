"""The Communications API, version 1, and what its resources share.

Source: the brief, "API mechanics"; reference of the Communications API, sections 1 and 2.
"""

from __future__ import annotations

from cordboard.api.comms_dialect import Comms
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Attribute, Property, Surface
from cordboard.catalogue.wire import Anything, Kind, Text

SURFACE = Surface("comms_v1", "comms", "v1", Comms(), area="communications", aliases=("preview",))
TEXT, INSTANT, ANYTHING = Text(), Instant(), Anything()
NOT_FOUND = 20404


def out(wire: str, kind: Kind = TEXT, attribute: str | None = None) -> Property:
    """Describe a property that stands in an attribute of the resource, of the same name if none is given."""
    return Property(wire, kind, Attribute(attribute or wire))


def dates() -> tuple[Property, Property]:
    """Describe when a resource was created and changed."""
    return out("created_at", INSTANT, "created_ms"), out("updated_at", INSTANT, "updated_ms")
