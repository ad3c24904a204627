"""An event, and how it is written on the wire.

Source: CloudEvents 1.0 (https://github.com/cloudevents/spec), sections "Context Attributes" and "JSON Format".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from cordboard.base.clock import to_datetime
from cordboard.events.types import TEST, TYPES

# Where the original serves its schemas, which is what applications compare with; ours are served as `raw` tells.
SCHEMA_HOST = "https://events-schemas.twilio.com"
JSON_TYPE = "application/json"
_encode = msgspec.json.Encoder().encode


class Event(NamedTuple):
    """One event. ``id`` stays the same at every attempt and for every sink; ``source`` is what it is about."""

    id: str
    type: str
    source: str
    at_ms: int
    account_sid: str
    data: Mapping[str, object]


def iso_ms(at_ms: int) -> str:
    """Write an instant with its milliseconds. Source: RFC 3339."""
    return f"{to_datetime(at_ms):%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03d}Z"


def without_none(given: Mapping[str, object]) -> dict[str, object]:
    """Return what there is: properties that do not apply are left out."""
    return {name: value for name, value in given.items() if value is not None}


def schema_url(schema_id: str, version: int) -> str:
    """Return the name by which events refer to their schema."""
    return f"{SCHEMA_HOST}/{schema_id}/{version}"


def written(event: Event) -> bytes:
    """Return an event in the structured mode of CloudEvents.

    Only the schema of test events has an ending. Source: reference of the Communications API, section 10.1.
    """
    known = TYPES[event.type]
    return _encode(
        {
            "specversion": "1.0",
            "type": event.type,
            "source": event.source,
            "id": event.id,
            "dataschema": schema_url(known.schema_id, known.version) + (".json" if event.type == TEST else ""),
            "datacontenttype": JSON_TYPE,
            "time": iso_ms(event.at_ms),
            "data": event.data,
        }
    )
