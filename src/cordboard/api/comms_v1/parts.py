"""What the resources of the Communications API share: ids, tags, and the dates of lists.

Source: reference of the Communications API, sections 1.1, 1.4 and 3.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cordboard.api.comms_v1.surface import INSTANT
from cordboard.base.problem import Problem, Problems
from cordboard.base.typeid import is_type_id
from cordboard.catalogue.describe import described, query
from cordboard.catalogue.wire import Json, Kind, Malformed, Schema
from cordboard.communications.tags import LONGEST_KEY, LONGEST_VALUE, MOST_TAGS, tag_faults
from cordboard.communications.words import INVALID


@dataclass(frozen=True, slots=True)
class IdOf:
    """An id of one of these kinds."""

    prefixes: tuple[str, ...]

    def read(self, text: str) -> str:
        """Return the id. Raises: Malformed."""
        if not any(is_type_id(text, prefix) for prefix in self.prefixes):
            raise Malformed
        return text

    def load(self, value: Json) -> str:
        """Return the id. Raises: Malformed."""
        if not isinstance(value, str):
            raise Malformed
        return self.read(value)

    def writer(self, style: object) -> Callable[[object], Json] | None:
        """Ids are JSON."""
        return None

    def schema(self) -> Schema:
        """Return the schema; the pattern is the published one."""
        kinds = "|".join(self.prefixes)
        return {"type": "string", "pattern": f"^({kinds})_[0-7][0-9a-hjkmnp-tv-z]{{25,34}}$"}


class TextMap:
    """Names and texts: tags, or the variables of a template."""

    def read(self, text: str) -> object:
        """Refuse: there is no form of it as text. Raises: Malformed."""
        raise Malformed

    def load(self, value: Json) -> Mapping[str, object]:
        """Return the map; what it holds is for others to check. Raises: Malformed."""
        if not isinstance(value, Mapping):
            raise Malformed
        return value

    def writer(self, style: object) -> Callable[[object], Json] | None:
        """Maps of texts are JSON."""
        return None

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object", "additionalProperties": {"type": "string"}}


class TagMap(TextMap):
    """Tags."""

    def schema(self) -> Schema:
        """Return the schema, with what the documents publish of tags."""
        names: Schema = {"type": "string", "maxLength": LONGEST_KEY, "pattern": "^[a-zA-Z0-9._~-]+$"}
        value: Schema = {"type": "string", "maxLength": LONGEST_VALUE}
        return {"type": "object", "maxProperties": MOST_TAGS, "propertyNames": names, "additionalProperties": value}


TAGS: Kind = TagMap()
TEXTS: Kind = TextMap()


@described
class Created:
    """When what is listed was made; neither end counts."""

    start_date: int | None = query("start_date", INSTANT, "Only those made after this.")
    end_date: int | None = query("end_date", INSTANT, "Only those made before this.")


def was_created(given: Created) -> Callable[[Any], bool]:
    """Return what tells whether a resource is to be listed. Raises: Problem 20001 when the end is not the later."""
    first, last = given.start_date, given.end_date
    if first is not None and last is not None and last <= first:
        raise Problem(INVALID, parameter="end_date", message="The field 'end_date' has to be later than 'start_date'.")

    def is_wanted(resource: Any) -> bool:
        at_ms: int = resource.created_ms
        return (first is None or at_ms > first) and (last is None or at_ms < last)

    return is_wanted


def checked_tags(tags: Mapping[str, object] | None, *, may_be_templates: bool = False) -> dict[str, str] | None:
    """Return tags that are right. Raises: Problems, one for each that is not."""
    if tags is None:
        return None
    problems = [
        Problem(
            INVALID,
            parameter=(at := f"tags.{fault.name}".rstrip(".")),
            message=f"The tag '{at}' is not valid: {fault}.",
        )
        for fault in tag_faults(tags, may_be_templates=may_be_templates)
    ]
    if problems:
        raise Problems(problems)
    return {name: str(value) for name, value in tags.items()}
