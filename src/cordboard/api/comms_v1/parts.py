"""What the resources of the Communications API share: tags, and the dates of lists.

Source: reference of the Communications API, sections 1.4 and 3.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cordboard.api.comms_v1.surface import INSTANT
from cordboard.base.problem import Problem, Problems
from cordboard.catalogue.describe import described, query
from cordboard.catalogue.wire import Json, Kind, Malformed, Schema
from cordboard.communications.tags import LONGEST_KEY, LONGEST_VALUE, MOST_TAGS, tag_faults
from cordboard.communications.words import INVALID


class AnyObject:
    """An object whose names are the client's own."""

    def read(self, text: str) -> object:
        """Refuse: an object has no form as text. Raises: Malformed."""
        raise Malformed

    def load(self, value: Json) -> Mapping[str, object]:
        """Return the object. Raises: Malformed for what is none."""
        if not isinstance(value, Mapping):
            raise Malformed
        return value

    def writer(self, style: object) -> Callable[[object], Json] | None:
        """Objects are JSON."""
        return None

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object"}


class TagMap(AnyObject):
    """Tags; `checked_tags` tells all that is wrong with each."""

    def schema(self) -> Schema:
        """Return the schema, with what the documents publish of tags."""
        names: Schema = {"type": "string", "maxLength": LONGEST_KEY, "pattern": "^[a-zA-Z0-9._~-]+$"}
        value: Schema = {"type": "string", "maxLength": LONGEST_VALUE}
        return {"type": "object", "maxProperties": MOST_TAGS, "propertyNames": names, "additionalProperties": value}


TAGS: Kind = TagMap()
OBJECT: Kind = AnyObject()


@described
class Created:
    """When what is listed was made; neither end counts."""

    start_date: int | None = query("start_date", INSTANT, "Only those made after this.")
    end_date: int | None = query("end_date", INSTANT, "Only those made before this.")


def check_order(first: int | None, last: int | None) -> None:
    """Raise Problem 20001 when the end of the dates that a list is asked for is not the later one."""
    if first is not None and last is not None and last <= first:
        raise Problem(INVALID, parameter="end_date", message="The field 'end_date' must be later than 'start_date'.")


def was_created(given: Created) -> Callable[[Any], bool]:
    """Return what tells whether a resource is to be listed. Raises: Problem 20001 when the end is not the later."""
    first, last = given.start_date, given.end_date
    check_order(first, last)

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
