"""The wire kind of JSON objects inside of forms: `Policy` of keys, `Items` of bulk calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from cordboard.catalogue.wire import Json, Malformed, Schema, Style


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object, in a form as text up to a number of characters. Written, it is any JSON value."""

    longest: int

    def read(self, text: str) -> object:
        """Return what the text holds. Raises: Malformed."""
        if len(text) > self.longest:
            raise Malformed
        try:
            return self.load(msgspec.json.decode(text))
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as fault:
            raise Malformed from fault

    def load(self, value: Json) -> dict[str, Json]:
        """Return the object. Raises: Malformed."""
        if not isinstance(value, dict):
            raise Malformed
        return value

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write it as it is."""
        return None

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object"}


@dataclass(frozen=True, slots=True)
class JsonObjects(JsonObject):
    """One JSON object, or an array of some; either is read as a list of objects."""

    def load(self, value: Json) -> list[dict[str, Json]]:  # type: ignore[override]  # all of them where one was
        """Return the objects. Raises: Malformed."""
        return [super(JsonObjects, self).load(each) for each in (value if isinstance(value, list) else [value])]
