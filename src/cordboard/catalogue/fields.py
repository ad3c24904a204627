"""Objects within the JSON bodies of requests, described as the parameters of an operation are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cordboard.catalogue.describe import Parameter, parameters_of
from cordboard.catalogue.wire import Json, Malformed, Schema, Style


@dataclass(frozen=True, slots=True)
class Fields:
    """A nested object in a JSON body, with described parameters of its own; forms cannot hold one.

    A class with ``refuses_unknown`` takes no other properties; all others pass over what they do not know.
    """

    shape: type

    @property
    def closed(self) -> Schema:
        """What the schema says of other properties: nothing, where they are passed over."""
        return {"additionalProperties": False} if getattr(self.shape, "refuses_unknown", False) else {}

    def read(self, text: str) -> object:
        """Refuse: an object has no form as text. Raises: Malformed."""
        raise Malformed

    def load(self, value: Json) -> object:
        """Refuse: the reader takes objects apart itself, to name each fault by its path. Raises: Malformed."""
        raise Malformed

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Objects of requests are not written."""
        return None

    def schema(self) -> Schema:
        """Return the schema."""
        parameters = parameters_of(self.shape)
        return {
            "type": "object",
            "properties": {each.wire: schema_of(each) for each in parameters},
            "required": [each.wire for each in parameters if each.required],
        } | self.closed


def schema_of(parameter: Parameter) -> Schema:
    """Return the schema of a parameter's value."""
    schema = parameter.kind.schema()
    return {"type": "array", "items": schema, "maxItems": parameter.most} if parameter.many else schema
