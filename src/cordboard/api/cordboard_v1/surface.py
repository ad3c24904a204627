"""Our own API, for the operator: handsets, logs, the clock, settings of the simulator. Source: design, section 4.1."""

from __future__ import annotations

from cordboard.api.dialects import Control
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Attribute, Property, Surface
from cordboard.catalogue.wire import Anything, Kind, Text

SURFACE = Surface("cordboard", "cordboard", "v1", Control(), area="cordboard")
TEXT, ANYTHING, INSTANT = Text(), Anything(), Instant()
LATEST_FIRST = "Whether the latest come first; otherwise the oldest do."


def out(wire: str, kind: Kind, attribute: str | None = None) -> Property:
    """Describe a property that stands in an attribute of the same name, or the one given."""
    return Property(wire, kind, Attribute(attribute or wire))


def item(wire: str, kind: Kind = ANYTHING, key: str | None = None) -> Property:
    """Describe a property that stands in a logged record."""
    name = key or wire
    return Property(wire, kind, lambda record: record.get(name))
